"""One row of a return, as given, with the place where it was found.

Codes are the text of the file without surrounding spaces, in whatever case they were written; a blank
cell is "". Dates are parsed, because a row whose dates cannot be read is not imported.
"""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Child:
    """One row of the Header file."""

    child: str
    """The authority's own number for the child, unique within the authority."""
    sex: str
    dob: dt.date | None
    ethnic: str
    upn: str = ""
    mother: str = ""
    mc_dob: dt.date | None = None
    """The birth date of the first child of a girl who is a mother."""
    year: int = 0
    """The year in which the return ends: 2018 is 1 April 2017 to 31 March 2018."""
    file: str = ""
    line: int = 0
    """The line of the file, its heading being line 1."""


@dataclass(frozen=True, slots=True)
class Episode:
    """One row of the Episodes file: what stayed the same from ``decom`` until ``dec``.

    The day of ``dec`` is not part of the episode: the next one starts on it.
    """

    child: str
    decom: dt.date
    rne: str
    """Why the episode began (RNE)."""
    ls: str
    """The legal status (LS)."""
    cin: str
    """The category of need (CIN)."""
    place: str
    """The kind of placement (PLACE)."""
    provider: str
    """Who provides it (PLACE_PROVIDER)."""
    dec: dt.date | None
    """The day it ended; None while it is open."""
    rec: str
    """Why it ended (REC); means nothing while ``dec`` is None."""
    reason: str
    """Why the placement that is ending changed (REASON_PLACE_CHANGE)."""
    home_post: str
    pl_post: str
    urn: str
    year: int
    """The year in which the return ends: 2018 is 1 April 2017 to 31 March 2018."""
    file: str
    line: int
    """The line of the file, its heading being line 1."""

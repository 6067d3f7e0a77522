"""What can be seen only with the child's own row: ages, and children without one."""

import datetime as dt
from collections.abc import Iterator, Sequence

from evaluation.returns import codes
from evaluation.returns.checks.history import Care
from evaluation.returns.checks.naming import day, finding
from evaluation.returns.rows import Child, Episode
from evaluation.returns.rules import Finding

YOUNGEST_SUPPORTED = 16
YOUNGEST_IN_CUSTODY = 10


def check(care: Care, children: Sequence[Child]) -> Iterator[Finding]:
    """INT03 is said once for each child, on the first episode."""
    known = {child.child: child for child in children}
    for number, episodes in care.items():
        child = known.get(number)
        if child is None:
            yield finding("INT03", episodes[0], "The child is not in the Header file.")
        elif child.dob:
            yield from _ages(episodes, child.dob)


def _ages(episodes: Sequence[Episode], dob: dt.date) -> Iterator[Finding]:
    if episodes[0].decom < dob:
        words = f"The first episode began on {day(episodes[0].decom)}, the birth is on {day(dob)}."
        yield finding("302", episodes[0], words)
    for episode in episodes:
        age = _completed_years(dob, episode.decom)
        if episode.place in codes.SUPPORTED and age < YOUNGEST_SUPPORTED:
            yield finding("371", episode, f"PLACE is {episode.place} at the age of {age}.")
        if episode.place == codes.CUSTODY and age < YOUNGEST_IN_CUSTODY:
            yield finding("372", episode, f"PLACE is {episode.place} at the age of {age}.")


def _completed_years(dob: dt.date, on: dt.date) -> int:
    return on.year - dob.year - ((on.month, on.day) < (dob.month, dob.day))

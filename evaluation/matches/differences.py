"""Where the desk's record of a child and the returns disagree. What either side does not say is no disagreement."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evaluation.matches.facts import Days, DeskChild, DeskStay, Returned, ReturnedStay
from evaluation.returns.rows import Child, Episode
from evaluation.returns.year import first_day, last_day

SEXES = {"1": "M", "2": "F", "M": "M", "F": "F"}
ONE_DAY = dt.timedelta(days=1)


class About(StrEnum):
    BIRTH_DATE = "BIRTH_DATE"
    SEX = "SEX"
    ETHNICITY = "ETHNICITY"
    LEGAL_STATUS = "LEGAL_STATUS"
    SETTING = "SETTING"
    POSTCODE = "POSTCODE"
    STARTED = "STARTED"
    ENDED = "ENDED"
    STAY = "STAY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two values of the same thing: codes, postcodes or ISO days; blank where that side says there is none.

    ``year`` is of the return that says the other value, on ``line`` of its Header or Episodes.
    """

    about: About
    desk_value: str
    desk_as_of: dt.datetime
    return_value: str
    year: int
    line: int | None
    on: dt.date | None = None
    stay: int | None = None


def of_the_child(desk: DeskChild, header: Child) -> Iterator[Difference]:
    """Date of birth, sex and ethnicity. A sex that the desk has no word for is not compared."""
    pairs = (
        (About.BIRTH_DATE, str(desk.birth_date), str(header.dob or "")),
        (About.SEX, desk.sex, SEXES.get(header.sex.upper(), "")),
        (About.ETHNICITY, desk.ethnicity, header.ethnic.upper()),
    )
    for about, ours, theirs in pairs:
        if ours and theirs and ours != theirs:
            yield Difference(
                about=about,
                desk_value=ours,
                desk_as_of=desk.as_of,
                return_value=theirs[:20],
                year=header.year,
                line=header.line,
            )


def of_the_care(desk: DeskChild, returned: Returned, *, year: int) -> Iterator[Difference]:
    """Stays, and the legal status on the last day of which the returns speak.

    Args:
        year: of the latest return that has the child. What the desk knows of later days is not compared.
    """
    yield from _legal_status(desk, returned, last_day(year))
    for stay in returned.stays:
        if match := best_match(stay.until, desk.stays):
            yield from _stay(match, stay, last_day(year))
    in_year = Days(starts_on=first_day(year), ends_on=last_day(year) + ONE_DAY)
    for ours in desk.stays:
        is_theirs = any(ours.overlap(stay.until) for stay in returned.stays)
        if ours.overlap(in_year) and not is_theirs:
            yield _of(ours, About.STAY, ours.place, "", (year, None))


def best_match(days: Days, stays: Sequence[DeskStay]) -> DeskStay | None:
    """The desk's stay that shares the most days; None where none shares any."""
    best = max(stays, key=days.overlap, default=None)
    return best if best and days.overlap(best) else None


def plain(postcode: str) -> str:
    return "".join(postcode.split()).upper()


def _stay(ours: DeskStay, theirs: ReturnedStay, last: dt.date) -> Iterator[Difference]:
    place = _place(theirs.latest)
    if ours.place != theirs.latest.place:
        yield _of(ours, About.SETTING, ours.place, theirs.latest.place, place)
    there, here = theirs.latest.pl_post, ours.postcode
    if here and there and plain(here) != plain(there):
        yield _of(ours, About.POSTCODE, here, there, place)
    if theirs.start_seen and ours.starts_on != theirs.starts_on:
        started = str(theirs.starts_on)
        yield _of(ours, About.STARTED, str(ours.starts_on), started, _place(theirs.begins))
    known_to = theirs.known_to or last
    our_end, their_end = _known(ours.ends_on, known_to), _known(theirs.ends_on, known_to)
    if our_end != their_end:
        yield _of(ours, About.ENDED, our_end, their_end, _place(theirs.closing))


def _known(end: dt.date | None, last: dt.date) -> str:
    return str(end) if end and end <= last else ""


def _legal_status(desk: DeskChild, returned: Returned, last: dt.date) -> Iterator[Difference]:
    begun = [each for each in returned.statuses if each.starts_on <= last]
    if not begun:
        return
    theirs = begun[-1]
    ended = theirs.ends_on - ONE_DAY if theirs.ends_on else theirs.known_to or last
    day = min(ended, last)
    ours = next((each for each in desk.statuses if each.includes(day)), None)
    if ours and theirs.code and ours.code != theirs.code:
        yield Difference(
            about=About.LEGAL_STATUS,
            desk_value=ours.code,
            desk_as_of=desk.as_of,
            return_value=theirs.code[:20],
            year=theirs.episode.year,
            line=theirs.episode.line,
            on=day,
        )


def _place(episode: Episode) -> tuple[int, int | None]:
    return episode.year, episode.line


def _of(
    ours: DeskStay, about: About, desk: str, theirs: str, place: tuple[int, int | None]
) -> Difference:
    year, line = place
    return Difference(
        about=about,
        desk_value=desk,
        desk_as_of=ours.as_of,
        return_value=theirs[:20],
        year=year,
        line=line,
        on=ours.starts_on,
        stay=ours.key,
    )

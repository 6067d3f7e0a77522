"""A return for a collection year: what was imported and still holds as it was given, and the rest from the desk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from evaluation.matches import differences, episodes
from evaluation.matches.facts import DeskChild, Returned
from evaluation.matches.returned import returned
from evaluation.returns import codes
from evaluation.returns.columns import COLUMNS, EPISODES, HEADER
from evaluation.returns.parsing import child_from, parse_date
from evaluation.returns.rows import Episode
from evaluation.returns.year import first_day, last_day

REVIEWS, OC2, MISSING = "Reviews", "OC2", "Missing"
FILES = (HEADER, EPISODES, REVIEWS, OC2, MISSING)

Cells = tuple[str, ...]

_DATES = frozenset({"DOB", "MC_DOB", "DECOM", "DEC", "REVIEW", "MIS_START", "MIS_END"})
_LETTERS_FOR_SEX_FROM = 2025
_SEX_IN_DIGITS = {"M": "1", "F": "2"}
_NOT_ON_THE_DESK = "The desk does not record it."
_ASKED_OF_EPISODES = {
    "RNE": "Care began before the first stay that the desk knows.",
    "LS": "No legal status is recorded for that day.",
    "CIN": _NOT_ON_THE_DESK,
    "PLACE_PROVIDER": "Who provides the placement is not recorded.",
    "REC": "How the child left care is not recorded as the return asks.",
    "REASON_PLACE_CHANGE": "Why the placement ended is not recorded as the return asks.",
    "HOME_POST": "The home's postcode is not recorded.",
    "PL_POST": "The placement's postcode is not recorded.",
    "URN": _NOT_ON_THE_DESK,
}
_NEVER_OF_OC2 = COLUMNS[OC2][4:]


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is blank because the desk does not know it, or that a person should look at."""

    file: str
    child: str
    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A time missing (M) or away without authorisation (A). ``until`` is the day on which it was over."""

    kind: str
    on: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What the desk recorded of one child within the year.

    Args:
        reviews: the day of each and the code of how the child took part.
        sdq: the score, or else the reason for none; None where nothing was recorded.
    """

    reviews: Sequence[tuple[dt.date, str]] = ()
    away: Sequence[Away] = ()
    sdq: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Everything that an export is made of.

    Args:
        given: the imported rows of the year's return by file, in order, cells in the order of their columns.
        headers: the latest imported Header row of each child in returns of earlier years.
        episodes: the imported episodes of this and earlier years.
        happened: by the child's number.
    """

    given: Mapping[str, Sequence[Cells]]
    headers: Mapping[str, Cells]
    episodes: Sequence[Episode]
    desk: Sequence[DeskChild]
    happened: Mapping[str, Happened]


@dataclass(slots=True)
class Exported:
    """Rows by file, cells in the order of its columns, and what is blank in them."""

    rows: dict[str, list[Cells]] = field(default_factory=lambda: {kind: [] for kind in FILES})
    gaps: list[Gap] = field(default_factory=list)


def export(known: Known, *, year: int) -> Exported:
    """The return for the year, dates as 31/03/2018. Imported rows keep their order; the desk's own come after them."""
    exported = Exported()
    desk = {child.number: child for child in known.desk}
    given = {kind: _by_child(known.given.get(kind, ())) for kind in FILES}
    care = _Care(known, year)
    numbers = dict.fromkeys((*given[HEADER], *given[EPISODES], *care.rows_of, *sorted(desk)))
    in_care: dict[str, list[Cells]] = {}
    for number in numbers:
        rows = care.rows(number, desk.get(number), given[EPISODES].get(number, []), exported)
        if rows:
            in_care[number] = rows
            exported.rows[EPISODES] += rows
        if rows or number in given[HEADER]:
            exported.rows[HEADER].append(
                _header(
                    desk.get(number), number, given[HEADER].get(number), known, exported, year=year
                )
            )
    births = {row[0]: row[2] for row in exported.rows[HEADER]}
    for kind, make in ((REVIEWS, _reviews), (OC2, _oc2), (MISSING, _missing)):
        for number in dict.fromkeys((*given[kind], *in_care)):
            imported = [_reborn(row, births) for row in given[kind].get(number, [])]
            facts = known.happened.get(number, Happened())
            about = _About(number, births.get(number, ""), in_care.get(number, []), facts, year)
            exported.rows[kind] += make(about, imported, exported)
    for kind, rows in exported.rows.items():
        imported = [_dated(kind, row) for row in known.given.get(kind, ())]
        exported.rows[kind] = _in_order([_dated(kind, row) for row in rows], imported)
    return exported


class _Care:
    """The episodes of one child after the other."""

    def __init__(self, known: Known, year: int) -> None:
        self.year = year
        self.rows_of: dict[str, list[Episode]] = defaultdict(list)
        for episode in known.episodes:
            self.rows_of[episode.child].append(episode)
        self.last = max((each.year for each in known.episodes), default=year)
        self.returned = returned(known.episodes, last_return=self.last)

    def rows(
        self, number: str, desk: DeskChild | None, given: list[Cells], exported: Exported
    ) -> list[Cells]:
        imported = self.rows_of.get(number, [])
        if desk is None:
            if not given:
                self._say_who_is_unknown(number, imported, exported)
            return given
        if self._holds(desk, imported):
            if given:
                return given
            found = self._carried_on(desk, imported)
            if not found:
                self._say_who_is_unknown(number, imported, exported)
        else:
            if imported:
                why = "The desk's stays or legal statuses are not the return's: derived anew."
                exported.gaps.append(Gap(EPISODES, number, "", why))
            found = self._anew(desk, imported)
        in_year = [each for each in found if self._is_of_the_year(each)]
        return [self._cells(each, exported) for each in in_year]

    def _holds(self, desk: DeskChild, imported: Sequence[Episode]) -> bool:
        """Whether the desk says nothing else than the returns do, of the days of which they speak."""
        if not imported:
            return False
        says = self.returned.get(desk.number, Returned((), ()))
        last = max(each.year for each in imported)
        return not any(differences.of_the_care(desk, says, year=last))

    def _carried_on(self, desk: DeskChild, imported: Sequence[Episode]) -> list[Episode]:
        """From the last return on: its open episode, until the desk knows more, and what came after."""
        last = last_day(max(each.year for each in imported))
        later = [each for each in episodes.derived(desk) if each.dec is None or each.dec > last]
        found = []
        for episode in later:
            if episode.decom > last:
                found.append(episode)
            elif was_open := self._open_on(last, imported):
                ends = replace(was_open, dec=episode.dec, rec=episode.rec, reason=episode.reason)
                found.append(ends)
            else:
                found.append(episode)
        return found

    def _open_on(self, day: dt.date, imported: Sequence[Episode]) -> Episode | None:
        latest = [each for each in imported if each.dec is None and each.decom <= day]
        return max(latest, key=lambda each: (each.year, each.decom), default=None)

    def _anew(self, desk: DeskChild, imported: Sequence[Episode]) -> list[Episode]:
        by_day = {each.decom: each for each in sorted(imported, key=lambda each: each.year)}
        return [episodes.filled(each, by_day.get(each.decom)) for each in episodes.derived(desk)]

    def _is_of_the_year(self, episode: Episode) -> bool:
        ended = episode.dec
        return episode.decom <= last_day(self.year) and (
            ended is None or ended >= first_day(self.year)
        )

    def _cells(self, episode: Episode, exported: Exported) -> Cells:
        each = episodes.up_to(episode, last_day(self.year))
        cells = (
            each.child, _day(each.decom), each.rne, each.ls, each.cin, each.place, each.provider, _day(each.dec),
            each.rec, each.reason, each.home_post, each.pl_post, each.urn,
        )  # fmt: skip
        for column, cell in zip(COLUMNS[EPISODES], cells, strict=True):
            if not cell and column in _ASKED_OF_EPISODES and _is_asked(column, each):
                gap = Gap(EPISODES, each.child, column, _ASKED_OF_EPISODES[column])
                exported.gaps.append(gap)
        return cells

    def _say_who_is_unknown(
        self, number: str, imported: Sequence[Episode], exported: Exported
    ) -> None:
        """For a year of which no return is imported: of whoever was in care at the end of the last one that is."""
        if not imported or self.last >= self.year:
            return
        latest = max(imported, key=lambda each: (each.year, each.decom))
        if latest.year == self.last and latest.dec is None:
            why = "In care in an earlier return, and the desk does not know where the child lives."
            exported.gaps.append(Gap(EPISODES, number, "", why))


def _is_asked(column: str, episode: Episode) -> bool:
    """Whether a blank cell says that something is not known, rather than that there is nothing."""
    if column == "REC":
        return episode.dec is not None
    if column == "REASON_PLACE_CHANGE":
        return episode.rec == codes.CONTINUES
    if column == "PLACE_PROVIDER":
        return episode.place not in codes.NO_PROVIDER
    return True


@dataclass(frozen=True, slots=True)
class _About:
    number: str
    dob: str
    care: Sequence[Cells]
    happened: Happened
    year: int


def _header(
    desk: DeskChild | None,
    number: str,
    given: Sequence[Cells] | None,
    known: Known,
    exported: Exported,
    *,
    year: int,
) -> Cells:
    earlier = known.headers.get(number)
    cells = given[-1] if given else earlier or (number, "", "", "", "", "", "")
    if desk is None:
        return cells
    _, sex, dob, ethnic, upn, mother, mc_dob = cells
    said = child_from(cells, year=year, file="", line=0)
    changed = {each.about for each in differences.of_the_child(desk, said)}
    if not dob or differences.About.BIRTH_DATE in changed:
        dob = _day(desk.birth_date)
    if not sex or differences.About.SEX in changed:
        sex = desk.sex if year >= _LETTERS_FOR_SEX_FROM else _SEX_IN_DIGITS[desk.sex]
    if not ethnic or differences.About.ETHNICITY in changed:
        ethnic = desk.ethnicity or ethnic
    made: Cells = (number, sex, dob, ethnic, upn, mother, mc_dob)
    if given is None:
        for column, cell in (("ETHNIC", ethnic), ("UPN", upn)):
            if not cell:
                exported.gaps.append(Gap(HEADER, number, column, _NOT_ON_THE_DESK))
        if desk.sex == "F" and not mother:
            exported.gaps.append(Gap(HEADER, number, "MOTHER", _NOT_ON_THE_DESK))
    return made


def _reviews(about: _About, imported: list[Cells], exported: Exported) -> Iterator[Cells]:
    """Imported rows; where the desk recorded a review of the same day, with the desk's code."""
    ours = dict(about.happened.reviews)
    for child, dob, day, code in imported:
        said = parse_date(day)
        yield child, dob, day, ours.pop(said, code) if said else code
    for on, code in sorted(ours.items()):
        yield about.number, about.dob, _day(on), code


def _missing(about: _About, imported: list[Cells], exported: Exported) -> Iterator[Cells]:
    ours = {each.on: each for each in about.happened.away}
    for row in imported:
        known = ours.pop(parse_date(row[3]) or dt.date.min, None)
        yield _away(known, row, about.year) if known else row
    for each in sorted(ours.values(), key=lambda away: away.on):
        yield _away(each, (about.number, about.dob, "", "", ""), about.year)


def _away(away: Away, row: Cells, year: int) -> Cells:
    """The row as the desk has it, in the row's own writing of a day that is the same."""
    until = away.until if away.until and away.until <= last_day(year) else None
    end = row[4] if until == parse_date(row[4]) else _day(until)
    return row[0], row[1], away.kind, row[3] or _day(away.on), end


def _oc2(about: _About, imported: list[Cells], exported: Exported) -> Iterator[Cells]:
    """Asked of children looked after for the twelve months to the end of the year."""
    sdq = about.happened.sdq
    for row in imported:
        yield (*row[:2], *(sdq or row[2:4]), *row[4:])
    if imported or not _in_care_all_year(about):
        return
    score, reason = sdq or ("", "")
    if sdq is None:
        why = "No score and no reason for none is recorded in the year."
        exported.gaps.append(Gap(OC2, about.number, "SDQ_SCORE", why))
    columns = ", ".join(_NEVER_OF_OC2)
    exported.gaps.append(Gap(OC2, about.number, columns, _NOT_ON_THE_DESK))
    yield (about.number, about.dob, score, reason, *("" for _ in _NEVER_OF_OC2))


def _in_care_all_year(about: _About) -> bool:
    """Whether episodes follow one another without a gap from a year before the last day, and care goes on."""
    decom, ls, dec = (COLUMNS[EPISODES].index(name) for name in ("DECOM", "LS", "DEC"))
    spans = [
        (began, parse_date(row[dec]))
        for row in about.care
        if (began := parse_date(row[decom])) and row[ls] not in codes.SHORT_BREAKS
    ]
    if not spans:
        return False
    until: dt.date | None = first_day(about.year)
    for began, ended in sorted(spans, key=lambda span: span[0]):
        if until is not None and began > until:
            return False
        until = ended if ended and ended <= last_day(about.year) else None
    return until is None


def _in_order(rows: Sequence[Cells], imported: Sequence[Cells]) -> list[Cells]:
    """What was imported where it was; a child's other rows at the place of its first, or at the end."""
    places: dict[Cells, list[int]] = defaultdict(list)
    first: dict[str, int] = {}
    for place, row in enumerate(imported):
        places[row].append(place)
        first.setdefault(row[0], place)
    keyed = []
    for row in rows:
        same = places.get(row)
        keyed.append((same.pop(0) if same else first.get(row[0], len(imported)), row))
    return [row for _, row in sorted(keyed, key=lambda pair: pair[0])]


def _by_child(rows: Iterable[Cells]) -> dict[str, list[Cells]]:
    found: dict[str, list[Cells]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(tuple(row))
    return found


def _reborn(row: Cells, births: Mapping[str, str]) -> Cells:
    """The row with the birth date that the Header has, where that is another day."""
    born = births.get(row[0], row[1])
    same = parse_date(born) == parse_date(row[1])
    return row if same or not born else (row[0], born, *row[2:])


def _dated(kind: str, row: Cells) -> Cells:
    """Days as 31/03/2018; what is no day stays as it was written."""
    return tuple(
        _day(parse_date(cell)) or cell if column in _DATES else cell
        for column, cell in zip(COLUMNS[kind], row, strict=True)
    )


def _day(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""

"""A return for a collection year: what was imported and still holds as it was given, and the rest from the desk."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evaluation.matches import differences
from evaluation.matches.care import Care
from evaluation.matches.facts import DeskChild
from evaluation.matches.shapes import (
    FILES,
    MISSING,
    NOT_ON_THE_DESK,
    OC2,
    REVIEWS,
    Away,
    Cells,
    Exported,
    Gap,
    Happened,
    Known,
    day,
)
from evaluation.returns import codes
from evaluation.returns.columns import COLUMNS, EPISODES, HEADER
from evaluation.returns.parsing import child_from, parse_date
from evaluation.returns.year import first_day, last_day

_DATES = frozenset({"DOB", "MC_DOB", "DECOM", "DEC", "REVIEW", "MIS_START", "MIS_END"})
_LETTERS_FOR_SEX_FROM = 2025
_SEX_IN_DIGITS = {"M": "1", "F": "2"}
_NEVER_OF_OC2 = COLUMNS[OC2][4:]


def export(known: Known, *, year: int) -> Exported:
    """The return for the year, dates as 31/03/2018. Imported rows keep their order; the desk's own come after them."""
    exported = Exported()
    desk = {child.number: child for child in known.desk}
    given = {kind: _by_child(known.given.get(kind, ())) for kind in FILES}
    care = Care(known, year)
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
        dob = day(desk.birth_date)
    if not sex or differences.About.SEX in changed:
        sex = desk.sex if year >= _LETTERS_FOR_SEX_FROM else _SEX_IN_DIGITS[desk.sex]
    if not ethnic or differences.About.ETHNICITY in changed:
        ethnic = desk.ethnicity or ethnic
    made: Cells = (number, sex, dob, ethnic, upn, mother, mc_dob)
    if given is None:
        for column, cell in (("ETHNIC", ethnic), ("UPN", upn)):
            if not cell:
                exported.gaps.append(Gap(HEADER, number, column, NOT_ON_THE_DESK))
        if desk.sex == "F" and not mother:
            exported.gaps.append(Gap(HEADER, number, "MOTHER", NOT_ON_THE_DESK))
    return made


def _reviews(about: _About, imported: list[Cells], exported: Exported) -> Iterator[Cells]:
    """Imported rows; where the desk recorded a review of the same day, with the desk's code."""
    ours = dict(about.happened.reviews)
    for child, dob, held, code in imported:
        said = parse_date(held)
        yield child, dob, held, ours.pop(said, code) if said else code
    for on, code in sorted(ours.items()):
        yield about.number, about.dob, day(on), code


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
    end = row[4] if until == parse_date(row[4]) else day(until)
    return row[0], row[1], away.kind, row[3] or day(away.on), end


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
    exported.gaps.append(Gap(OC2, about.number, columns, NOT_ON_THE_DESK))
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
        day(parse_date(cell)) or cell if column in _DATES else cell
        for column, cell in zip(COLUMNS[kind], row, strict=True)
    )

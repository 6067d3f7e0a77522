"""The figures of one collection year (D7 to D11)."""

import datetime as dt
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from evaluation.stability.figure import Case, Figure, count, percentage, unknown
from evaluation.stability.history import Period, year_end, year_start
from evaluation.stability.moves import Kind, Placement

THREE = 3
TOO_OLD = 16
"""Long-term stability is about children under this age on 31 March."""
LOOKED_AFTER_MONTHS = 30
SAME_CARER_MONTHS = 24
NOBODY = "No child was looked after on 31 March."
NO_PLACEMENTS = "There is no such placement."

Lasting = Sequence[tuple[Placement, int]]
"""Placements with the days that each lasted, or has lasted so far."""


@dataclass(frozen=True, slots=True)
class Care:
    """A period of care with its placements, oldest first."""

    period: Period
    placements: Sequence[Placement]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything about one child."""

    child: str
    born: dt.date | None
    care: Sequence[Care]

    def care_on(self, day: dt.date) -> Care | None:
        return next(
            (each for each in self.care if any(s.covers(day) for s in each.period.stretches)), None
        )

    def placement_on(self, day: dt.date) -> Placement | None:
        """The placement of that night; none for a child in care whose stay has all been temporary so far."""
        care = self.care_on(day)
        return next((p for p in care.placements if p.covers(day)), None) if care else None

    def placements_in(self, first: dt.date, last: dt.date) -> list[Placement]:
        return [p for each in self.care for p in each.placements if p.touches(first, last)]


def figures(records: Sequence[Record], year: int, returns: Sequence[int]) -> dict[str, Figure]:
    """All figures of the year, by the keys of the documented form; ``returns`` are the years that there are."""
    day = year_end(year)
    present = [record for record in records if record.care_on(day)]
    return {
        "cla_31_march": count(_cases(present, day)),
        **_placements_in_year(present, year),
        **_two_years(present, year, returns),
        **_long_term(present, day),
        **_durations(records, present, year),
        "place_on_31_march": _places(present, day),
    }


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month; 30 months before 31 March is 30 September, as September has no 31st."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _cases(records: Iterable[Record], day: dt.date) -> list[Case]:
    found = [(record.child, record.placement_on(day)) for record in records]
    return [Case(child, (placement,) if placement else ()) for child, placement in found]


def _placements_in_year(present: Sequence[Record], year: int) -> dict[str, Figure]:
    cases = [
        Case(record.child, record.placements_in(year_start(year), year_end(year)))
        for record in present
    ]
    numbers = [len(case.placements) for case in cases]
    spread = {str(number): many for number, many in sorted(Counter(numbers).items())}
    many = [case for case in cases if len(case.placements) >= THREE]
    return {
        "placements_distribution": Figure(spread, cases),
        "mean_placements": Figure(fmean(numbers), cases) if numbers else unknown(NOBODY),
        "three_plus": count(many),
        "three_plus_pct": percentage(many, cases, NOBODY),
    }


def _two_years(present: Sequence[Record], year: int, returns: Sequence[int]) -> dict[str, Figure]:
    keys = ("cla_both_31_march", "three_plus_2yr", "three_plus_2yr_pct")
    if year - 1 not in returns:
        because = f"It needs the return of the year before, to 31 March {year - 1}, which has not been imported."
        return dict.fromkeys(keys, unknown(because))
    both = [
        Case(record.child, record.placements_in(year_start(year - 1), year_end(year)))
        for record in present
        if record.care_on(year_end(year - 1))
    ]
    many = [case for case in both if len(case.placements) >= THREE]
    nobody = "No child was looked after on both days."
    found = (count(both), count(many), percentage(many, both, nobody))
    return dict(zip(keys, found, strict=True))


def _long_term(present: Sequence[Record], day: dt.date) -> dict[str, Figure]:
    long, same, unsure = [], [], []
    for record in present:
        care = record.care_on(day)
        if care is None or (record.born and _age(record.born, day) >= TOO_OLD):
            continue
        started_in_time = care.period.start <= months_before(day, LOOKED_AFTER_MONTHS)
        if record.born is None or not (started_in_time or care.period.start_seen):
            unsure.append(record)
        elif started_in_time:
            long.append(record)
            if _same_carer(record, day):
                same.append(record)
    denominator, numerator = _cases(long, day), _cases(same, day)
    return {
        "lts_denominator": count(denominator),
        "lts_numerator": count(numerator),
        "lts_pct": percentage(
            numerator, denominator, "No child is known to have been there so long."
        ),
        "lts_undeterminable": count(_cases(unsure, day)),
    }


def _same_carer(record: Record, day: dt.date) -> bool:
    """Whether the placement has lasted long enough, a placement for adoption together with the one before it."""
    placement = record.placement_on(day)
    if placement is None:
        return False
    if placement.is_adoptive_on(day) and placement.previous:
        placement = placement.previous
    return placement.start <= months_before(day, SAME_CARER_MONTHS)


def _age(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _durations(
    records: Sequence[Record], present: Sequence[Record], year: int
) -> dict[str, Figure]:
    first, last = year_start(year), year_end(year)
    ended = [
        (placement, (placement.end - placement.start).days)
        for record in records
        for care in record.care
        for placement in care.placements
        if placement.end and first <= placement.end <= last
    ]
    ongoing = [
        (placement, (last - placement.start).days)
        for record in present
        if (placement := record.placement_on(last))
    ]
    return {
        "ended_in_year": count([Case(p.child, (p,)) for p, _ in ended]),
        "ended_in_year_median_days": _median(ended),
        "ended_in_year_by_kind": _by_kind(ended),
        "ended_in_year_median_days_by_kind": _medians(ended),
        "ongoing_median_days": _median(ongoing),
        "ongoing_by_kind": _by_kind(ongoing),
        "ongoing_median_days_by_kind": _medians(ongoing),
    }


def _median(lasting: Lasting) -> Figure:
    if not lasting:
        return unknown(NO_PLACEMENTS)
    return Figure(median(days for _, days in lasting), _lasting_cases(lasting))


def _by_kind(lasting: Lasting) -> Figure:
    counted = Counter(placement.kind for placement, _ in lasting)
    return Figure({kind.value: counted[kind] for kind in Kind}, _lasting_cases(lasting))


def _medians(lasting: Lasting) -> Figure:
    days = {kind: [days for placement, days in lasting if placement.kind is kind] for kind in Kind}
    found = {kind.value: median(each) if each else None for kind, each in days.items()}
    return Figure(found, _lasting_cases(lasting))


def _lasting_cases(lasting: Lasting) -> list[Case]:
    return [Case(placement.child, (placement,)) for placement, _ in lasting]


def _places(present: Sequence[Record], day: dt.date) -> Figure:
    """How many children were recorded in each kind of placement (PLACE) that night, temporary ones too."""
    counted = Counter(
        stretch.episode.place
        for record in present
        if (care := record.care_on(day))
        for stretch in care.period.stretches
        if stretch.covers(day)
    )
    return Figure(dict(sorted(counted.items())), _cases(present, day))

"""Everything that a return is made of when it goes out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import Min, Q

from accounts.models import Authority
from evaluation.matches.export import export
from evaluation.matches.shapes import FILES, Away, Cells, Exported, Happened, Known
from evaluation.models import Return, ReturnRow
from evaluation.queries.matches import desk_children
from evaluation.queries.returns import load_rows
from evaluation.returns.columns import HEADER
from evaluation.returns.year import first_day, last_day, year_of
from placements.models import Incident, Placement, Review, StrengthsScore

_AWAY = {Incident.Kind.MISSING: "M", Incident.Kind.AWAY: "A"}
MOST_YEARS = 15


def exported(authority: Authority, year: int) -> Exported:
    """The authority's return for the year, from the live records and what was imported."""
    _, episodes = load_rows(authority)
    known = Known(
        given=_given(authority, year),
        headers=_headers(authority, year),
        episodes=episodes,
        desk=list(desk_children(authority)),
        happened=_happened(authority, year),
    )
    return export(known, year=year)


def years_to_export(authority: Authority, *, today: dt.date) -> list[int]:
    """The year that ``today`` is in, the year before, and all back to the first return or stay; the latest first."""
    last = year_of(today)
    in_force = Return.objects.filter(authority=authority).in_force()
    stays = Placement.objects.filter(child__authority=authority)
    first_stay = stays.aggregate(first=Min("starts_on"))["first"]
    firsts = [
        in_force.aggregate(first=Min("year"))["first"],
        year_of(first_stay) if first_stay else None,
        last - 1,
    ]
    first = max(min(filter(None, firsts)), last - MOST_YEARS)
    return list(range(last, first - 1, -1))


def _given(authority: Authority, year: int) -> Mapping[str, Sequence[Cells]]:
    given: dict[str, list[Cells]] = defaultdict(list)
    rows = ReturnRow.objects.filter(
        file__for_return__in=Return.objects.filter(authority=authority, year=year).in_force(),
        file__kind__in=FILES,
        is_imported=True,
    )
    for kind, cells in rows.order_by("file", "line").values_list("file__kind", "cells"):
        given[kind].append(tuple(cells))
    return given


def _headers(authority: Authority, year: int) -> Mapping[str, Cells]:
    """The latest Header row of each child in a return of an earlier year."""
    earlier = Return.objects.filter(authority=authority, year__lt=year).in_force()
    rows = ReturnRow.objects.filter(
        file__for_return__in=earlier, file__kind=HEADER, is_imported=True
    ).order_by("file__for_return__year", "file", "line")
    return {child: tuple(cells) for child, cells in rows.values_list("child", "cells")}


def _happened(authority: Authority, year: int) -> Mapping[str, Happened]:
    reviews, away = _reviews(authority, year), _away(authority, year)
    sdq = _sdq(authority, year)
    return {
        number: Happened(
            reviews=reviews.get(number, ()), away=away.get(number, ()), sdq=sdq.get(number)
        )
        for number in {*reviews, *away, *sdq}
    }


def _reviews(authority: Authority, year: int) -> Mapping[str, list[tuple[dt.date, str]]]:
    found: dict[str, list[tuple[dt.date, str]]] = defaultdict(list)
    held = Review.objects.filter(
        child__authority=authority, status="HELD", held_on__range=(first_day(year), last_day(year))
    )
    for number, on, code in held.values_list("child__reference", "held_on", "participation"):
        if on:
            found[number].append((on, code))
    return found


def _away(authority: Authority, year: int) -> Mapping[str, list[Away]]:
    found: dict[str, list[Away]] = defaultdict(list)
    rows = Incident.objects.filter(
        Q(until__isnull=True) | Q(until__gte=first_day(year)),
        child__authority=authority,
        kind__in=_AWAY,
        on__lte=last_day(year),
    )
    for each in rows.select_related("child").order_by("on"):
        kind = _AWAY[Incident.Kind(each.kind)]
        found[each.child.reference].append(Away(kind=kind, on=each.on, until=each.until))
    return found


def _sdq(authority: Authority, year: int) -> Mapping[str, tuple[str, str]]:
    """The last of the year by the child's carer, whose score the return asks for."""
    rows = StrengthsScore.objects.filter(
        child__authority=authority,
        informant=StrengthsScore.Informant.CARER,
        on__range=(first_day(year), last_day(year)),
    )
    found = rows.order_by("on", "pk").values_list("child__reference", "total", "not_done_reason")
    return {
        number: ("" if total is None else str(total), reason) for number, total, reason in found
    }

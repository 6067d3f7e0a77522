"""Where each kind of evidence is added, and the evidence grouped as the page shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from children.models import Child
from placements import radar
from placements.queries.radar import Entry

_MEASURE = "placements:measure-add"
# The page that takes each kind, or the nearest that leads to it. What this installation has not is left out.
_PAGES: dict[radar.Kind, tuple[tuple[str, dict[str, Any]], ...]] = {
    radar.Kind.PLAN: (("children:section-change", {"part": "care"}),),
    radar.Kind.READINESS: (("placements:readiness-detail", {}),),
    radar.Kind.MILESTONES: (("placements:pathway-detail", {}),),
    radar.Kind.SDQ: ((_MEASURE, {"measure": "sdq"}),),
    radar.Kind.GOALS: (("placements:plan-detail", {}),),
    radar.Kind.WISHES: (("children:child-wishes", {}),),
    radar.Kind.REVIEW: (("placements:child-reviews", {}), ("placements:review-list", {})),
    radar.Kind.ATTENDANCE: ((_MEASURE, {"measure": "attendance"}),),
    radar.Kind.BELONGING: ((_MEASURE, {"measure": "belonging"}),),
    radar.Kind.INCIDENTS: ((_MEASURE, {"measure": "incident"}),),
    radar.Kind.DISTANCE: (("placements:child-stays", {}),),
    radar.Kind.TIME: (("placements:child-stays", {}),),
}
_HEADINGS = (
    (radar.Side.FOR, "For a move now"),
    (radar.Side.AGAINST, "Against a move now"),
    (radar.Side.WEIGH, "To be weighed"),
)


@dataclass(frozen=True, slots=True)
class Group:
    side: radar.Side
    heading: str
    lines: Sequence[radar.Line]


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, and the address where it is added; empty where there is no such page."""

    missing: radar.Missing
    url: str


def sides(entry: Entry) -> list[Group]:
    """For, against and to be weighed, in that order, each of them also where there is nothing."""
    return [Group(side, heading, entry.found.on_side(side)) for side, heading in _HEADINGS]


def missing(entry: Entry) -> list[Gap]:
    return [Gap(each, where_to_add(entry.child, each.kind)) for each in entry.found.missing]


def where_to_add(child: Child, kind: radar.Kind) -> str:
    for name, named in _PAGES[kind]:
        try:
            return reverse(name, kwargs={"child_id": child.public_id, **named})
        except NoReverseMatch:
            continue
    return ""

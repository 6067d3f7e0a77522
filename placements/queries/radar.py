"""Everything that the radar needs of an authority's or a person's children, in ten queries however many they are."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from children.models import Child, ChildQuerySet
from placements import looking, radar
from placements.models import Placement, RadarSetAside
from placements.queries import radar_evidence
from placements.queries.radar_homes import measured_home
from placements.radar.homes import (
    FAR_MILES,
    NOT_AT_A_DISTANCE,
    NOT_RESIDENTIAL,
    RESIDENTIAL,
    reasons,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A child on the radar with who works with them, whether a home is looked for, and whether they are set aside."""

    child: Child
    found: radar.OnRadar
    search: looking.Search | None
    set_aside: RadarSetAside | None

    @property
    def miles(self) -> float | None:
        return self.found.home.miles

    @property
    def why(self) -> str:
        """ "In residential care and at a distance"."""
        return " and ".join(why.label.lower() for why in self.found.why).capitalize()

    @property
    def kinds_for(self) -> list[str]:
        return _kinds(self.found.on_side(radar.Side.FOR))

    @property
    def kinds_against(self) -> list[str]:
        return _kinds(self.found.on_side(radar.Side.AGAINST))

    @property
    def kinds_missing(self) -> list[str]:
        return _kinds(self.found.missing)

    @property
    def reason_for_referral(self) -> str:
        """The code of the reason with which a referral for this child starts."""
        return "STEP_DOWN" if radar.Why.RESIDENTIAL in self.found.why else "NEARER"


@dataclass(frozen=True, slots=True)
class Listed:
    """The children to look at, in the radar's order, and those set aside until a day, the earliest day first."""

    entries: list[Entry]
    aside: list[Entry]


def listed(children: ChildQuerySet, *, today: dt.date) -> Listed:
    """The radar over some children.

    A child set aside is apart until the day to look again; on that day they are back by themselves.
    """
    stays = _stays(children, today=today)
    keys = list(stays)
    evidence = radar_evidence.read(stays, today=today)
    searches, aside = looking.under_way(keys), _set_aside(keys, today=today)
    by_id = {str(held[-1].child.public_id): held[-1].child for held in stays.values()}
    entries = [
        Entry(
            child=by_id[found.child_id],
            found=found,
            search=searches.get(by_id[found.child_id].pk),
            set_aside=aside.get(by_id[found.child_id].pk),
        )
        for found in radar.on_radar(evidence, today=today)
    ]
    apart = [entry for entry in entries if entry.set_aside]
    apart.sort(key=_look_again)
    return Listed([entry for entry in entries if not entry.set_aside], apart)


def keys_on_radar(children: Collection[int], *, today: dt.date) -> set[int]:
    """Which of these children are on the radar and not set aside, without reading the evidence. Three queries."""
    here = Child.objects.filter(pk__in=children)
    keys = [
        key
        for key, held in _stays(here, today=today).items()
        if (home := measured_home(held[-1]))
        and reasons(setting=home.setting, miles=home.miles, is_outside=home.is_outside)
    ]
    return set(keys) - set(_set_aside(keys, today=today))


def why_not(child: Child, *, today: dt.date) -> str:
    """Why a child is not on the radar, in words."""
    stay = (
        Placement.objects.on(today)
        .filter(child=child, status="STARTED")
        .select_related("child__authority", "household")
        .first()
    )
    if stay is None:
        return "No stay that has started is on record for today."
    home = measured_home(stay)
    words = NOT_RESIDENTIAL.get(home.setting, "")
    if home.setting in NOT_AT_A_DISTANCE:
        return f"{words} {NOT_AT_A_DISTANCE[home.setting]}"
    if home.miles is None or home.is_outside is None:
        return f"{words} How far it is from home, or whether it is outside the area, is not known."
    return f"{words} It is not both more than {FAR_MILES} miles from home and outside the area."


def _stays(children: ChildQuerySet, *, today: dt.date) -> dict[int, list[Placement]]:
    """The stays up to today's of each child who lives somewhere today that may be on the radar; today's comes last.

    A home in a family is on the radar for its distance only, so that those near by are left in the database.
    """
    far, unknown = Q(distance_miles__gt=FAR_MILES), Q(distance_miles__isnull=True)
    now = Placement.objects.on(today).filter(
        Q(setting__in=RESIDENTIAL) | ~Q(setting__in=NOT_AT_A_DISTANCE) & (unknown | far),
        child__in=children,
        status="STARTED",
    )
    stays = (
        Placement.objects.live()
        .filter(child__in=now.values("child"), starts_on__lte=today)
        .only("child", "setting", "starts_on", "ends_on", "status")
        .order_by("starts_on", "pk")
    )
    found: dict[int, list[Placement]] = {}
    for stay in stays:
        found.setdefault(stay.child_id, []).append(stay)
    latest = _whole(held[-1].pk for held in found.values() if held[-1].status == "STARTED")
    return {
        key: [*before, latest[last.pk]]
        for key, (*before, last) in found.items()
        if last.pk in latest
    }


def _whole(keys: Iterable[int]) -> dict[int, Placement]:
    """Stays with all that is said of them; of the earlier ones, which are many more, dates and settings are enough."""
    related = "child__authority", "child__social_worker", "household"
    return Placement.objects.select_related(*related).in_bulk(list(keys))


def _set_aside(children: Collection[int], *, today: dt.date) -> Mapping[int, RadarSetAside]:
    """The latest word on each child, where its day to look again is still to come."""
    rows: Any = (
        RadarSetAside.objects.filter(child__in=children).select_related("by").order_by("at", "pk")
    )
    latest = {row.child_id: row for row in rows}
    return {key: row for key, row in latest.items() if row.look_again_on > today}


def _look_again(entry: Entry) -> tuple[dt.date, str]:
    day = entry.set_aside.look_again_on if entry.set_aside else dt.date.max
    return day, entry.found.child_id


def _kinds(things: Sequence[radar.Line] | Sequence[radar.Missing]) -> list[str]:
    """Each kind once, as words inside a sentence."""
    labels = dict.fromkeys(each.kind.label for each in things)
    return [label if label.isupper() else label[0].lower() + label[1:] for label in labels]


def everybody(found: Listed) -> Iterator[Entry]:
    yield from found.entries
    yield from found.aside

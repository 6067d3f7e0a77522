"""Where a child's life is: the places that a home should be near."""

import datetime as dt
from collections.abc import Iterable, Sequence

from brokerage.matching.profiles import Place, PlaceKind
from brokerage.models import Condition, Referral
from children.models import Child, ImportantPerson
from placements.models import Placement

Point = tuple[int | None, int | None]  # easting and northing


def limits(conditions: Iterable[Condition]) -> tuple[Place, ...]:
    return tuple(
        Place(
            PlaceKind(item.code),
            "",
            item.easting,
            item.northing,
            limit_miles=float(item.amount) if item.amount else None,
            essential=item.is_essential and bool(item.amount),
        )
        for item in conditions
        if item.kind == Condition.Kind.DISTANCE
    )


def places_to_keep(
    referral: Referral, children: Sequence[Child], conditions: Sequence[Condition]
) -> tuple[Place, ...]:
    """School, family time and people who stay in the children's lives, where no distance condition names the place.

    Family time is where the family is whom the child goes on seeing; the child's own home stands for it until that
    is decided.
    """
    named = {item.code for item in conditions if item.kind == Condition.Kind.DISTANCE}
    limit = float(referral.authority.distance_limit_miles)
    schools = _schools(children) if referral.keeps_school_place else []
    people = [person for child in children for person in _to_see(child)]
    parents = [person for person in people if person.kind == ImportantPerson.Kind.PARENT]
    family = [(_point(person), _often(person)) for person in parents]
    others = [(_point(p), _often(p)) for p in people if p.kind != ImportantPerson.Kind.PARENT]
    if not people:
        family = [((child.home_easting, child.home_northing), 1.0) for child in children]
    return tuple(
        Place(kind, "", *point, weight=weight, limit_miles=limit)
        for kind, found in (
            (PlaceKind.SCHOOL, [] if "SCHOOL" in named else [(point, 1.0) for point in schools]),
            (PlaceKind.FAMILY, [] if "FAMILY" in named else family),
            (PlaceKind.NETWORK, others),
        )
        for point, weight in _once_each(found)
    )


def _schools(children: Sequence[Child]) -> list[Point]:
    return [(child.school_easting, child.school_northing) for child in children]


def _to_see(child: Child) -> list[ImportantPerson]:
    return [
        person
        for person in child.people.all()
        if person.contact == ImportantPerson.Contact.CONTINUES and person.easting is not None
    ]


def _point(person: ImportantPerson) -> Point:
    return person.easting, person.northing


def _often(person: ImportantPerson) -> float:
    """Somebody seen every week counts four times somebody seen once a month."""
    return max(float(person.times_a_month or 1), 1.0)


def _once_each(
    found: Iterable[tuple[Point, float]],
) -> list[tuple[Point, float]]:
    """Each point once, with the greatest weight, in the order in which they came; unknown points are left out."""
    weights: dict[Point, float] = {}
    for point, weight in found:
        if None not in point:
            weights[point] = max(weight, weights.get(point, 0.0))
    return list(weights.items())


def siblings_homes(
    referral: Referral, sibling_ids: Iterable[int], day: dt.date
) -> tuple[Place, ...]:
    """The foster homes where brothers and sisters live on the day of the move."""
    homes = (
        Placement.objects.on(day)
        .filter(child__in=list(sibling_ids), household__easting__isnull=False)
        .order_by("household_id")
        .values_list("household__easting", "household__northing")
        .distinct()
    )
    limit = float(referral.authority.distance_limit_miles)
    return tuple(Place(PlaceKind.SIBLING, "", *point, limit_miles=limit) for point in homes)

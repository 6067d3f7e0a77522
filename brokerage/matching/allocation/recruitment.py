"""Which kind of carer would place the children whom the plan leaves without a home.

Nothing here is a list of kinds: each comes from what one of those groups asks for. A home of that kind is invented,
with everything that the group needs and nothing that anybody could object to, and every waiting group is ranked
against it by the same rules as against any home. Then the whole desk is planned again with that one home more.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from brokerage.matching import dates
from brokerage.matching.allocation.desk import Waiting, part_of
from brokerage.matching.allocation.planning import DeskPlanned, plan_desk
from brokerage.matching.allocation.problem import Group, Home, Part, Problem
from brokerage.matching.allocation.value import children_placed
from brokerage.matching.blocks import Int32, ResidentKind
from brokerage.matching.columns import CHECKS, UNKNOWN, ApprovalStatus, Columns, Sex, Willing
from brokerage.matching.geometry import miles_to
from brokerage.matching.profiles import PlaceKind, Request
from brokerage.matching.ranking import rank
from brokerage.matching.rows import Agreement, HouseholdRow, Resident, from_rows
from brokerage.matching.weights import STARTING_WEIGHTS, Weights

INVENTED = 2**52  # ids of invented homes begin here, above any of a database
SERVICE = 1
MOST_KINDS = 12
AGES = ((0, 4), (5, 9), (10, 13), (14, 17))
NEAR = (PlaceKind.SCHOOL, PlaceKind.FAMILY, PlaceKind.HOSPITAL, PlaceKind.OTHER)


@dataclass(frozen=True, slots=True)
class CarerKind:
    """What a household would have to be. ``near`` are grid metres that matter, ``outcode`` the postcode area there."""

    placement_kind: str
    min_age: int
    max_age: int
    places: int
    skills: tuple[str, ...]
    features: tuple[str, ...]
    conditions: tuple[str, ...]
    needs: tuple[str, ...]
    near: tuple[int, int] | None
    lad_code: str
    outcode: str


@dataclass(frozen=True, slots=True)
class Gain:
    """What one household of a kind would do: for how many of the children without a home it is one (``fits``, by
    group), and how many more children the best plan places with it, and by how many points it is better."""

    kind: CarerKind
    fits: tuple[int, ...]
    children_fitting: int
    children_gained: int
    worth_gained: float


def brief(
    waiting: Sequence[Waiting],
    problem: Problem,
    planned: DeskPlanned,
    *,
    time_limit: float,
    weights: Weights = STARTING_WEIGHTS,
    before_each: Callable[[], None] | None = None,
) -> list[Gain]:
    """Every kind that would help, the one that places most children first.

    Args:
        time_limit: seconds of the solver for each kind.
        before_each: called before each kind is tried, which may take that long.

    Raises:
        LocksClash: never for a problem that was planned.
    """
    unplaced = [each for each in waiting if each.key not in planned.plan]
    kinds = kinds_for(unplaced)[:MOST_KINDS]
    if not kinds:
        return []
    lists = {each.key: _ranked(each.request, kinds, weights) for each in waiting}
    gains = []
    for number, kind in enumerate(kinds):
        if before_each:
            before_each()
        gains.append(_gain(kind, number, lists, unplaced, problem, planned, time_limit))
    helpful = [gain for gain in gains if gain.fits]
    return sorted(
        helpful,
        key=lambda gain: (
            -gain.children_gained,
            -gain.children_fitting,
            -gain.worth_gained,
            gain.kind.skills,
        ),
    )


def kinds_for(unplaced: Iterable[Waiting]) -> list[CarerKind]:
    """One for each thing asked for; those that several groups ask for come first."""
    asked: dict[CarerKind, int] = {}
    for each in unplaced:
        kind = kind_for(each)
        asked[kind] = asked.get(kind, 0) + len(each.request.children)
    return sorted(asked, key=lambda kind: (-asked[kind], repr(kind)))


def kind_for(each: Waiting) -> CarerKind:
    request = each.request
    near = _point_that_matters(request)
    return CarerKind(
        placement_kind=request.kind,
        min_age=min(_band(age)[0] for age in request.ages),
        max_age=max(_band(age)[1] for age in request.ages),
        places=len(request.children),
        skills=tuple(sorted(want.code for want in request.skills if want.essential)),
        features=tuple(sorted(want.code for want in request.features if want.essential)),
        conditions=tuple(sorted(item.code for item in request.conditions if item.essential)),
        needs=tuple(need.code for need in request.needs if need.essential),
        near=near,
        lad_code=_area_at(each.columns.lads, each.columns.lad_codes, each.columns, near),
        outcode=_area_at(each.columns.outcodes, each.columns.outcode_names, each.columns, near),
    )


def _band(age: int) -> tuple[int, int]:
    return next(
        (band for band in AGES if band[0] <= age <= band[1]), (AGES[-1][0], max(age, AGES[-1][1]))
    )


def _point_that_matters(request: Request) -> tuple[int, int] | None:
    """What a limit that must hold is measured from, else the school, else family."""
    known = [place for place in request.places if place.easting is not None and place.kind in NEAR]
    known.sort(key=lambda place: (not place.essential, NEAR.index(place.kind), -place.weight))
    if not known:
        return None
    # To the kilometre: children of one town are to ask for the same kind of home.
    return round((known[0].easting or 0) / 1000) * 1000, round(
        (known[0].northing or 0) / 1000
    ) * 1000


def _area_at(
    index: Int32, names: Sequence[str], columns: Columns, near: tuple[int, int] | None
) -> str:
    """The district or postcode area of the household nearest to there; empty where none is known."""
    if near is None or not len(columns):
        return ""
    miles = miles_to(columns.eastings, columns.northings, *near)
    miles[index == UNKNOWN] = np.nan
    if np.isnan(miles).all():
        return ""
    return names[int(index[int(np.nanargmin(miles))])]


def suits(
    request: Request, kinds: Sequence[CarerKind], weights: Weights = STARTING_WEIGHTS
) -> list[bool]:
    """For each kind, whether a household of it could be asked for this search."""
    listed = set(_ranked(request, kinds, weights).home_ids.tolist())
    return [INVENTED + number in listed for number in range(len(kinds))]


def _ranked(request: Request, kinds: Sequence[CarerKind], weights: Weights) -> Part:
    """One group's ranking of the invented homes."""
    request = replace(
        request,
        links=(), bad_endings=(), exemptions=(), named_approvals=(), accepted_remedies=(),
    )  # fmt: skip
    day = request.as_of
    agreement = Agreement(service_id=SERVICE, authority_id=request.authority_id, starts_on=day)
    rows = [_invented(INVENTED + number, kind, request) for number, kind in enumerate(kinds)]
    return part_of(rank(request, from_rows(rows, [agreement]), weights))


def _invented(home_id: int, kind: CarerKind, request: Request) -> HouseholdRow:
    """A household of this kind, everything about it recorded and in order."""
    start, later = request.as_of, request.starts_on.replace(year=request.starts_on.year + 2, day=1)
    asked = set(kind.conditions)
    carers = [Sex.FEMALE, Sex.FEMALE if "NOMALE" in asked else Sex.MALE]
    return HouseholdRow(
        household_id=home_id,
        service_id=SERVICE,
        approval_status=ApprovalStatus.APPROVED,
        approved_from=dates.latest_birth(1, start),
        min_age=kind.min_age,
        max_age=kind.max_age,
        approved_sex=Sex.ANY,
        kinds=(kind.placement_kind,),
        named_only=False,
        places=kind.places,
        checks=dict.fromkeys(CHECKS, later),
        position=kind.near,
        lad_code=kind.lad_code,
        outcode=kind.outcode,
        dogs=False,
        cats=False,
        other_pets=False,
        smoker=False,
        carer_at_home=True,
        female_carer=True,
        male_carer=Sex.MALE in carers,
        carers=len(carers),
        confirmed_on=start,
        skills_recorded_on=start,
        composition_recorded_on=start,
        home_recorded_on=start,
        profile_recorded_on=start,
        features=dict.fromkeys(kind.features, True),
        skills=dict.fromkeys(kind.skills),
        willingness=dict.fromkeys(kind.needs, Willing.YES),
        willingness_on=start,
        residents=tuple(Resident(kind=ResidentKind.CARER, sex=sex) for sex in carers),
    )


def _gain(
    kind: CarerKind,
    number: int,
    lists: dict[int, Part],
    unplaced: Sequence[Waiting],
    problem: Problem,
    planned: DeskPlanned,
    time_limit: float,
) -> Gain:
    home = Home(INVENTED + number, kind.places)
    groups = tuple(_with_home(group, lists[group.key], home.home_id) for group in problem.groups)
    wider = replace(problem, groups=groups, homes={**problem.homes, home.home_id: home})
    again = plan_desk(wider, time_limit=time_limit)
    fits = [each for each in unplaced if home.home_id in lists[each.key].home_ids]
    return Gain(
        kind=kind,
        fits=tuple(each.key for each in fits),
        children_fitting=sum(len(each.request.children) for each in fits),
        children_gained=children_placed(wider, again.plan) - children_placed(problem, planned.plan),
        worth_gained=round(again.worth - planned.worth, 2),
    )


def _with_home(group: Group, invented: Part, home_id: int) -> Group:
    """The group with one more home on its list, in its place by score, if the rules let it be there."""
    at = np.flatnonzero(invented.home_ids == home_id)
    if not len(at):
        return group
    part = group.together
    scores = np.concatenate([part.scores, invented.scores[at]])
    order = np.argsort(-scores, kind="stable")
    homes = np.concatenate([part.home_ids, [home_id]])[order]
    together = replace(part, home_ids=homes, scores=scores[order])
    return replace(group, ways=((together,),))

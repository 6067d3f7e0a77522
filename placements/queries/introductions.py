"""The introductions of a stay that is booked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placements.introducing import Proposed, starting_plan
from placements.models import IntroductionStep, Placement
from placements.queries.rooms import first_day_without_room, places_on
from reference.dates import age_on
from ui.dates import in_words

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step, with what does not fit, in sentences."""

    step: IntroductionStep
    warnings: Sequence[str]


def step_lines(placement: Placement) -> list[StepLine]:
    steps = list(placement.introductions.all())
    planned = [each for each in steps if each.status != IntroductionStep.Status.CALLED_OFF]
    return [StepLine(each, _warnings(each, planned, placement)) for each in steps]


@dataclass(frozen=True, slots=True)
class Offered:
    """A step that is proposed; ``warning`` says where nobody could sleep there."""

    step: Proposed
    warning: str


def offered(placement: Placement, *, today: dt.date) -> list[Offered]:
    """The plan to start from, looked at for beds."""
    return [
        Offered(each, no_bed(placement, each.planned_on, each.until))
        for each in proposal(placement, today=today)
    ]


def no_bed(placement: Placement, planned_on: dt.date, until: dt.date | None) -> str:
    """Why the child cannot sleep there on every night of ``[planned_on, until)``; empty where the child can.

    A bed is an approved place: what holds for a stay holds for a night.
    """
    household = placement.household
    if until is None or household is None:
        return ""
    places = places_on(household, planned_on)
    full = first_day_without_room(
        household,
        starts_on=planned_on,
        ends_on=until,
        wanted=1,
        places=places,
        moving=[placement.child_id],
    )
    if full is None:
        return ""
    night = f"No bed is free on the night of {in_words(full)}"
    if not places:
        return f"{night}: the household is not approved on that day"
    taken = (
        "its one approved place is taken"
        if places == 1
        else f"all {places} approved places are taken"
    )
    return f"{night}: {taken}"


def proposal(placement: Placement, *, today: dt.date) -> list[Proposed]:
    """A plan to start from, by the child's age and the distance between the homes."""
    return starting_plan(
        age_years=age_on(placement.child.birth_date, today),
        miles=None if placement.distance_miles is None else float(placement.distance_miles),
        moves_on=placement.starts_on,
        today=today,
    )


def _warnings(
    step: IntroductionStep, planned: Sequence[IntroductionStep], placement: Placement
) -> list[str]:
    if step not in planned:
        return []
    said = []
    if any(_overlap(step, other) for other in planned if other.pk != step.pk):
        said.append("On the same days as another step")
    if _over_on(step) > placement.starts_on and step.status == IntroductionStep.Status.PLANNED:
        said.append("Not over before the day of the move")
    if step.status == IntroductionStep.Status.PLANNED and (
        no_room := no_bed(placement, step.planned_on, step.until)
    ):
        said.append(no_room)
    return said


def _overlap(one: IntroductionStep, other: IntroductionStep) -> bool:
    return one.planned_on < _over_on(other) and other.planned_on < _over_on(one)


def _over_on(step: IntroductionStep) -> dt.date:
    """The first day after it; the morning after a night belongs to the next step."""
    return step.until or step.planned_on + DAY

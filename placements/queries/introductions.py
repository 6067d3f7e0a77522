"""The introductions of a stay that is booked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from placements.introducing import Proposed, starting_plan
from placements.models import IntroductionStep, Placement
from reference.dates import age_on

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
    return said


def _overlap(one: IntroductionStep, other: IntroductionStep) -> bool:
    return one.planned_on < _over_on(other) and other.planned_on < _over_on(one)


def _over_on(step: IntroductionStep) -> dt.date:
    """The first day after it; the morning after a night belongs to the next step."""
    return step.until or step.planned_on + DAY

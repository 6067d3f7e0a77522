"""Recording what was measured of a child, and putting it right.

A measure has no version of its own: ``recorded_at`` says which writing of it somebody saw, because it is written anew
with every change.
"""

import datetime as dt
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts.models import User
from children.models import Child
from placements.models import Attendance, Belonging, Incident, StrengthsScore

Measure = StrengthsScore | Incident | Attendance | Belonging
ONCE_A_DAY = "placements_strengthsscore_once_a_day"


class MeasuredAlready(Exception):
    """There is a questionnaire of that informant on that day."""

    def __init__(self) -> None:
        super().__init__("A questionnaire of this informant is recorded for that day already.")


class MeasureChanged(Exception):
    """Somebody changed it or struck it out after this person had opened it."""


@transaction.atomic
def record_measure(
    *, model: type[Measure], child: Child, by: User, at: dt.datetime, **values: Any
) -> Measure:
    """Write down one measure. ``values`` are the model's own fields.

    Raises:
        MeasuredAlready: the same informant's questionnaire of the same day.
    """
    measure = model(child=child, recorded_by=by, recorded_at=at, **values)
    _save(measure)
    return measure


@transaction.atomic
def change_measure(
    *, measure: Measure, seen: str, by: User, at: dt.datetime, **values: Any
) -> Measure:
    """Put a measure right; what it was stays in its history.

    Args:
        seen: the mark (:func:`mark`) of the writing that the person opened.

    Raises:
        MeasureChanged: it was changed or struck out since.
        MeasuredAlready: as for recording.
    """
    rows: Any = type(measure)._default_manager
    kept: Measure = rows.select_for_update(of=("self",)).get(pk=measure.pk)
    if kept.is_struck or mark(kept) != seen:
        raise MeasureChanged
    for name, value in values.items():
        setattr(kept, name, value)
    kept.recorded_by, kept.recorded_at = by, at
    _save(kept)
    return kept


def mark(measure: Measure) -> str:
    """Which writing of a measure this is."""
    return measure.recorded_at.isoformat()


def _save(measure: models.Model) -> None:
    try:
        with transaction.atomic():
            measure.save()
    except IntegrityError as problem:
        name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
        if name == ONCE_A_DAY:
            raise MeasuredAlready from problem
        raise

"""Periods of days in the database: half-open, so that one may end on the day that the next begins."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db.models import Deferrable, F, Func, Q, Value
from django.db.models.functions import Coalesce


class _DateRange(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


def one_point(column: str) -> Func:
    """The range that holds just the column's number.

    An exclusion constraint compares keys through it, because equality on a plain number would need the
    ``btree_gist`` extension, which not every server has.
    """
    return Func(
        F(column), F(column), Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField()
    )


def no_overlap(
    *,
    name: str,
    keys: tuple[str, ...],
    starts: str = "starts_on",
    ends: tuple[str, ...] = ("ends_on",),
    condition: Q | None = None,
    message: str | None = None,
    deferrable: Deferrable | None = None,
) -> ExclusionConstraint:
    """Refuse two rows with the same whole-number ``keys`` whose periods share a day; ``message`` is what forms say.

    With ``deferrable`` it looks once a statement is over, so that one statement may exchange the keys of two rows.

    ``ends`` are tried in order; where all are null the period has no end. The model also needs
    :func:`not_empty`: an empty range overlaps nothing and would slip through.
    """
    end: Any = F(ends[0]) if len(ends) == 1 else Coalesce(*[F(column) for column in ends])
    period = _DateRange(F(starts), end)
    expressions: list[tuple[Any, str]] = [(one_point(key), RangeOperators.OVERLAPS) for key in keys]
    expressions.append((period, RangeOperators.OVERLAPS))
    return ExclusionConstraint(
        name=name,
        expressions=expressions,
        condition=condition,
        violation_error_message=message,
        deferrable=deferrable,
    )


def not_empty(starts: str = "starts_on", ends: str = "ends_on") -> Q:
    """The period has no end, or ends after it starts."""
    return Q(**{f"{ends}__isnull": True}) | Q(**{f"{ends}__gt": F(starts)})


def covering(day: Any, *, starts: str = "starts_on", ends: str = "ends_on", prefix: str = "") -> Q:
    """Rows whose period includes ``day``; the last day of a period is not part of it."""
    return Q(**{f"{prefix}{starts}__lte": day}) & (
        Q(**{f"{prefix}{ends}__isnull": True}) | Q(**{f"{prefix}{ends}__gt": day})
    )

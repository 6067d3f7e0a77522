"""How old what is recorded is: a record that nobody has looked at for six months needs an update."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, DateField, ExpressionWrapper, Max, OuterRef, Q, Subquery

from children.models import Child, ChildQuerySet, Wish

STALE_AFTER = dt.timedelta(days=180)  # six months


class Reviewed(StrEnum):
    """The parts of a record of which somebody says "I have read this and it is still right"."""

    STRENGTHS = "strengths"
    HEALTH = "health"
    NEEDS = "needs"
    RISKS = "risks"

    @property
    def column(self) -> str:
        return f"{self.value}_reviewed_on"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Reviewed.STRENGTHS: "Strengths",
    Reviewed.HEALTH: "Health",
    Reviewed.NEEDS: "Needs",
    Reviewed.RISKS: "Risks",
}


@dataclass(frozen=True, slots=True)
class Age:
    """When a part of the record was last looked at; ``on`` is None where it never was."""

    label: str
    on: dt.date | None
    is_stale: bool


def with_freshness(children: ChildQuerySet, *, today: dt.date) -> Any:
    """The children with ``wishes_gathered_on``, the day of their latest wish, and ``needs_an_update``."""
    latest = (
        Wish.objects.filter(child=OuterRef("pk"))
        .order_by()
        .values("child")
        .annotate(day=Max("gathered_on"))
        .values("day")
    )
    dated = children.annotate(
        wishes_gathered_on=Subquery(latest, output_field=DateField(null=True))
    )
    return dated.annotate(
        needs_an_update=ExpressionWrapper(_any_stale(today), output_field=BooleanField())
    )


def _any_stale(today: dt.date) -> Q:
    """Some part is older than six months, or was never looked at."""
    oldest = today - STALE_AFTER
    stale = Q()
    for column in (*(part.column for part in Reviewed), "wishes_gathered_on"):
        stale |= Q(**{f"{column}__lt": oldest}) | Q(**{f"{column}__isnull": True})
    return stale


def ages(child: Child, *, wishes_gathered_on: dt.date | None, today: dt.date) -> list[Age]:
    """Each part's age, in the order in which the record shows them."""
    found = [(part.label, getattr(child, part.column)) for part in Reviewed]
    found.insert(1, ("Wishes", wishes_gathered_on))
    return [Age(label, on, is_stale(on, today=today)) for label, on in found]


def is_stale(on: dt.date | None, *, today: dt.date) -> bool:
    return on is None or on < today - STALE_AFTER

"""Milestones that want an update, for the list of children."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, F, IntegerField, OuterRef, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.urls import reverse

from children.queries.waiting import Waiting
from placements.models import Milestone
from ui import dates


def number_waiting(today: dt.date) -> Combinable:
    """How many milestones of a child want an update, as an expression over children."""
    waiting = Milestone.objects.wanting_an_update(today=today).filter(
        stage__plan__child=OuterRef("pk")
    )
    counted = (
        waiting.order_by()
        .values("stage__plan__child")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def waiting(children: Collection[int], today: dt.date) -> dict[int, list[Waiting]]:
    """By child: what wants an update, the earliest due first."""
    found = Milestone.objects.wanting_an_update(today=today).filter(stage__plan__child__in=children)
    by_child: dict[int, list[Waiting]] = {}
    ordered = found.select_related("stage__plan").order_by(F("due_on").asc(nulls_last=True), "pk")
    for each in ordered:
        line = Waiting(each.words, _address(each), why(each, today=today))
        by_child.setdefault(each.stage.plan.child_id, []).append(line)
    return by_child


def why(milestone: Milestone, *, today: dt.date) -> str:
    """When it is due, in words; or for how long nobody has written about it."""
    due = milestone.due_on
    if due and (due - today).days <= dates.SOON:
        words, _ = dates.meaning(due, today=today)
        return f"Due {dates.in_words(due)}: {words.lower()}"
    return "Nobody has written about it for 4 weeks"


def _address(milestone: Milestone) -> str:
    return reverse("placements:milestone-update", kwargs={"milestone_id": milestone.public_id})

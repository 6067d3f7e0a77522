"""How much each factor counts, decided by an authority: drafted by one person, approved by a manager, then fixed.

Four eyes: whoever changed the draft last may not approve it while the authority has another manager who could. An
authority with one manager would otherwise never be able to; the set then shows that one person did both.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.models import Authority, Membership, Role, User
from accounts.permissions import Permission, allows
from brokerage.matching.weights import Weights
from brokerage.models import WeightSet

LOCAL_NAME = "Local weights"


class NotYours(Exception):
    """This person may not approve this set; the words say why."""


class DraftChanged(Exception):
    """Somebody changed or approved the draft since the page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed these weights meanwhile. Look at them again.")


@transaction.atomic
def draft_weights(
    *, authority: Authority, weights: Mapping[str, float], reason: str, by: User, at: dt.datetime
) -> WeightSet:
    """Draft the authority's next version, or change the draft that there is. Nothing is ranked by a draft.

    Args:
        weights: by factor code, adding up to 100.

    Raises:
        WeightsNotValid: they do not add up, leave out a factor, or give cost too much.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    draft = WeightSet.objects.drafts().filter(authority=authority).first()
    if draft is None:
        earlier = WeightSet.objects.filter(authority=authority, name=LOCAL_NAME)
        latest = earlier.aggregate(Max("version"))["version__max"] or 0
        draft = WeightSet(authority=authority, name=LOCAL_NAME, version=latest + 1)
    draft.weights = Weights.from_mapping(draft.name, draft.version, weights).as_mapping()
    draft.reason, draft.created_by, draft.created_at = reason, by, at
    draft.save()
    return draft


@transaction.atomic
def approve_weights(
    *, weight_set: WeightSet, seen_at: dt.datetime, reason: str, by: User, at: dt.datetime
) -> WeightSet:
    """Bring a draft into force: every search from ``at`` on uses it, and it never changes again.

    Args:
        seen_at: the draft's ``created_at`` as the person saw it, so that nobody approves what they have not read.

    Raises:
        NotYours: the person is no manager of the authority, or drafted it and another manager could approve.
        DraftChanged: it is not the draft that the person saw.
    """
    draft = _locked_draft(weight_set)
    if draft.created_at != seen_at:
        raise DraftChanged
    if why := why_not_approve(draft, by=by):
        raise NotYours(why)
    draft.approved_at, draft.approved_by, draft.approval_reason = at, by, reason
    draft.save(update_fields=["approved_at", "approved_by", "approval_reason"])
    return draft


@transaction.atomic
def discard_draft(*, weight_set: WeightSet) -> None:
    """Throw a draft away; its history stays.

    Raises:
        DraftChanged: it has been approved or thrown away meanwhile.
    """
    _locked_draft(weight_set).delete()


def why_not_approve(draft: WeightSet, *, by: User) -> str:
    """Why this person may not approve the draft, as a sentence; empty if they may."""
    if not allows(by, Permission.APPROVE_WEIGHTS) or by.authority_id != draft.authority_id:
        return "Only a manager of the authority may approve weights."
    if draft.created_by_id == by.pk and _other_managers(draft, by).exists():
        return "You drafted these weights, so another manager must approve them."
    return ""


def _other_managers(draft: WeightSet, by: User) -> QuerySet[Membership]:
    managers = Membership.objects.filter(authority=draft.authority, role=Role.MANAGER)
    return managers.filter(user__is_active=True).exclude(user=by)


def _locked_draft(weight_set: WeightSet) -> WeightSet:
    draft = WeightSet.objects.select_for_update().drafts().filter(pk=weight_set.pk).first()
    if draft is None:
        raise DraftChanged
    return draft

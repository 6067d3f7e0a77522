"""Which households may be emailed about a referral, and why others may not."""

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Agreement, Authority
from accounts.periods import covering
from brokerage.lifecycle import RoundStatus
from brokerage.models import Invitation, LeftOut, Referral
from carers.models import ApprovalTerms, Household
from notifications.checks import validate_one_address
from reference.dates import london_today


def with_standing(
    households: QuerySet[Household], authority: Authority, *, at: dt.datetime
) -> QuerySet[Any]:
    """Add ``is_approved`` and ``has_agreement``: whether the household is approved and its service can be asked."""
    today = london_today(at)
    approved = ApprovalTerms.objects.filter(
        covering(today), household=OuterRef("pk"), status=ApprovalTerms.Status.APPROVED
    )
    agreed = Agreement.objects.filter(
        covering(today), authority=authority, service=OuterRef("service")
    )
    is_own = Q(service__authority=authority)
    found: QuerySet[Any] = households.annotate(
        is_approved=Exists(approved), has_agreement=is_own | Exists(agreed)
    )
    return found


def reasons_not_to_ask(
    referral: Referral, household_ids: Collection[int], *, at: dt.datetime
) -> dict[int, LeftOut]:
    """By household id, why it must not be asked now; households that may be asked are not in it."""
    return reasons_among(referral, _standing(referral.authority, household_ids, at=at), at=at)


def reasons_among(
    referral: Referral, households: Iterable[Any], *, at: dt.datetime
) -> dict[int, LeftOut]:
    """The same for households that come from :func:`with_standing`. One query."""
    own = {household.pk: _reason(household) for household in households}
    already, often = _from_rounds(referral, own, at=at)
    reasons = dict.fromkeys(often, LeftOut.TOO_MANY)
    reasons |= {pk: reason for pk, reason in own.items() if reason}
    return reasons | dict.fromkeys(already, LeftOut.ALREADY_ASKED)


def reasons_not_to_email(
    authority: Authority, household_ids: Collection[int], *, at: dt.datetime
) -> dict[int, LeftOut]:
    """The same, but only for what is true of the household itself, whatever it has been asked."""
    households = _standing(authority, household_ids, at=at)
    return {each.pk: reason for each in households if (reason := _reason(each))}


def was_asked_too_often(invitation: Invitation) -> bool:
    """Whether those sent before this one had used up what the authority allows.

    Two rounds opened at the same moment do not see each other; of their invitations, the later is held back here.
    """
    authority = invitation.round.referral.authority
    earlier = Invitation.objects.filter(
        _counts_for(authority, at=invitation.invited_at),
        Q(invited_at__lt=invitation.invited_at)
        | Q(invited_at=invitation.invited_at, pk__lt=invitation.pk),
        household_id=invitation.household_id,
    )
    return earlier.count() >= authority.carer_email_limit


def _standing(
    authority: Authority, household_ids: Collection[int], *, at: dt.datetime
) -> QuerySet[Any]:
    households = Household.objects.filter(pk__in=household_ids).order_by()
    return with_standing(households.only("email", "must_not_email"), authority, at=at)


def _reason(household: Any) -> LeftOut | None:
    """Why this household, which comes from :func:`with_standing`, may not be emailed."""
    if not household.is_approved:
        return LeftOut.NOT_APPROVED
    if not household.has_agreement:
        return LeftOut.NO_AGREEMENT
    if household.must_not_email:
        return LeftOut.MUST_NOT_EMAIL
    if not household.email:
        return LeftOut.NO_ADDRESS
    try:
        validate_one_address(household.email)
    except ValidationError:
        return LeftOut.BAD_ADDRESS
    return None


def _from_rounds(
    referral: Referral, household_ids: Collection[int], *, at: dt.datetime
) -> tuple[list[int], list[int]]:
    """Households asked about this referral already, and those asked as often as the authority allows."""
    done = Q(round__referral=referral) & (
        Q(answer__isnull=False) | Q(round__status=RoundStatus.OPEN)
    )
    counts = _counts_for(referral.authority, at=at)
    invitations = Invitation.objects.filter(done | counts, household__in=household_ids)
    # The default order would be grouped by, and each invitation counted alone.
    by_household = invitations.order_by().values("household_id")
    rows = list(
        by_household.annotate(done=Count("pk", filter=done), times=Count("pk", filter=counts))
    )
    most = referral.authority.carer_email_limit
    return (
        [row["household_id"] for row in rows if row["done"]],
        [row["household_id"] for row in rows if row["times"] >= most],
    )


def _counts_for(authority: Authority, *, at: dt.datetime) -> Q:
    """Invitations that count towards what the authority allows a household to be sent."""
    since = at - dt.timedelta(days=authority.carer_email_limit_days)
    recent = Q(round__referral__authority=authority, invited_at__gt=since)
    return recent & ~Q(round__status=RoundStatus.CANCELLED)

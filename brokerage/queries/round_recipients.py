"""Which households may be emailed about a referral, and why others may not."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.core.exceptions import ValidationError
from django.db.models import Count, F, Q, QuerySet

from accounts.models import Agreement, Authority, FosteringService
from accounts.periods import covering
from brokerage.lifecycle import RoundStatus
from brokerage.models import Invitation, LeftOut, Referral
from carers.models import ApprovalTerms, Household
from notifications.checks import validate_one_address
from reference.dates import london_today


def reasons_not_to_ask(
    referral: Referral, household_ids: Collection[int], *, at: dt.datetime
) -> dict[int, LeftOut]:
    """By household id, why it must not be asked now; households that may be asked are not in it."""
    asked = Invitation.objects.filter(round__referral=referral, household__in=household_ids)
    asked = asked.filter(Q(answer__isnull=False) | Q(round__status=RoundStatus.OPEN))
    reasons = dict.fromkeys(asked.values_list("household_id", flat=True), LeftOut.ALREADY_ASKED)
    authority = referral.authority
    cannot = reasons_not_to_email(authority, household_ids, at=at)
    recent = _recently_asked(authority, at=at).filter(household__in=household_ids)
    often = _too_often(authority, recent)
    return {**dict.fromkeys(often, LeftOut.TOO_MANY), **cannot, **reasons}


def reasons_not_to_email(
    authority: Authority, household_ids: Collection[int], *, at: dt.datetime
) -> dict[int, LeftOut]:
    """The same, but only for what is true of the household itself, whatever it has been asked."""
    today = london_today(at)
    households = Household.objects.filter(pk__in=household_ids)
    terms = ApprovalTerms.objects.filter(covering(today), household__in=household_ids)
    approved = set(
        terms.filter(status=ApprovalTerms.Status.APPROVED).values_list("household_id", flat=True)
    )
    services = _services_that_may_be_asked(authority, today=today)
    return {
        household.pk: reason
        for household in households.only("service_id", "email", "must_not_email")
        if (reason := _reason(household, approved=approved, services=services))
    }


def was_asked_too_often(invitation: Invitation) -> bool:
    """Whether those sent before this one had used up what the authority allows.

    Two rounds opened at the same moment do not see each other; of their invitations, the later is held back here.
    """
    authority = invitation.round.referral.authority
    earlier = _recently_asked(authority, at=invitation.invited_at).filter(
        Q(invited_at__lt=invitation.invited_at)
        | Q(invited_at=invitation.invited_at, pk__lt=invitation.pk),
        household_id=invitation.household_id,
    )
    return bool(_too_often(authority, earlier))


def _reason(
    household: Household, *, approved: Collection[int], services: Collection[int]
) -> LeftOut | None:
    if household.pk not in approved:
        return LeftOut.NOT_APPROVED
    if household.service_id not in services:
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


def _services_that_may_be_asked(authority: Authority, *, today: dt.date) -> set[int]:
    own = FosteringService.objects.filter(authority=authority).values_list("pk", flat=True)
    agreed = Agreement.objects.filter(covering(today), authority=authority)
    return {*own, *agreed.values_list("service_id", flat=True)}


def _recently_asked(authority: Authority, *, at: dt.datetime) -> QuerySet[Invitation]:
    since = at - dt.timedelta(days=authority.carer_email_limit_days)
    return Invitation.objects.filter(
        round__referral__authority=authority, invited_at__gt=since
    ).exclude(round__status=RoundStatus.CANCELLED)


def _too_often(authority: Authority, asked: QuerySet[Invitation]) -> Iterable[int]:
    # The default order would be grouped by, and each invitation counted alone.
    by_household = asked.order_by().values("household_id").annotate(times=Count("pk"))
    often = by_household.filter(times__gte=authority.carer_email_limit)
    return set(often.values_list(F("household_id"), flat=True))

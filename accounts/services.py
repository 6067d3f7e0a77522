"""Adding people, changing what they may do, and writing down who opened, was refused or took away what."""

import datetime as dt
from typing import Any, ClassVar, Protocol
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import F

from accounts.models import (
    AccessLog,
    Agreement,
    Authority,
    FosteringService,
    Membership,
    Role,
    User,
)

SIGN_ON = "staff"  # what settings.SOCIALACCOUNT_PROVIDERS calls the authority's identity provider


class Record(Protocol):
    """Anything with a public id: a child, a household, a referral."""

    public_id: UUID
    _meta: ClassVar[Any]


class NotTheirOwn(Exception):
    """The membership belongs to somebody else."""


class AlreadyAMember(Exception):
    """The person has a role there already, which can be changed instead."""


class WouldLockOut(Exception):
    """Nobody would be left who may manage people."""


def log_view(
    *, by: User, record: Record, page: str, at: dt.datetime, reason: str = ""
) -> AccessLog:
    """Write down that somebody opened a record, in the caller's transaction.

    ``page`` is the page's name (``children:detail``), never its address.
    """
    return AccessLog.objects.create(
        action=AccessLog.Action.VIEW, **_who(by), **_what(record), page=page, at=at, reason=reason
    )


def log_export(
    *,
    by: User | None,
    page: str,
    at: dt.datetime,
    record: Record | None = None,
    record_type: str = "",
    reason: str = "",
    authority: Authority | None = None,
) -> AccessLog:
    """Write down that somebody took data away: one ``record``, or many of a ``record_type``.

    Args:
        by: ``None`` for an operator on the server; ``authority`` then says whose data it was.
    """
    who = _who(by) if by else {"user_id": None, "authority_id": authority.pk if authority else None}
    what = _what(record) if record else {"record_type": record_type, "record_id": ""}
    return AccessLog.objects.create(
        action=AccessLog.Action.EXPORT, **who, **what, page=page, at=at, reason=reason
    )


def log_refusal(
    *,
    by: User,
    page: str,
    at: dt.datetime,
    record_type: str = "",
    record_id: str = "",
    reason: str = "",
) -> AccessLog:
    """Write down that somebody was refused. Call it after the refused transaction has ended, so that it stays."""
    return AccessLog.objects.create(
        action=AccessLog.Action.REFUSED,
        **_who(by),
        record_type=record_type,
        record_id=record_id,
        page=page,
        at=at,
        reason=reason,
    )


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str,
    role: Role,
    authority: Authority | None = None,
    service: FosteringService | None = None,
    phone: str = "",
    offices: list[str] | None = None,
    by: User | None,
    at: dt.datetime,
) -> User:
    """Give a person a role in an authority, or as a supervising social worker in a fostering service.

    Somebody who already signs in keeps their account and name and gains the role. A new person has no password: they
    choose one through the link that the password reset page sends.

    Raises:
        AlreadyAMember: they have a role there already.
    """
    user = User.objects.select_for_update().filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email=email, name=name, phone=phone)
    if user.memberships.filter(authority=authority, service=service).exists():
        raise AlreadyAMember
    membership = Membership.objects.create(
        user=user, authority=authority, service=service, role=role, offices=offices or []
    )
    if user.membership_id is None:
        user.membership = membership
    user.is_active = True
    user.save()
    return user


@transaction.atomic
def change_role(
    *, membership: Membership, role: Role, offices: list[str], by: User, at: dt.datetime
) -> None:
    """Change what a person may do in the organisation of ``membership``, from their next request.

    Raises:
        WouldLockOut: they are its last administrator.
    """
    if role != Role.ADMINISTRATOR:
        _check_someone_still_manages(membership)
    membership.role, membership.offices = role, offices
    membership.save()


@transaction.atomic
def remove_membership(*, membership: Membership, by: User, at: dt.datetime) -> None:
    """End a person's role in one organisation. With no role left they cannot sign in either.

    Raises:
        WouldLockOut: they are its last administrator.
    """
    _check_someone_still_manages(membership)
    user = User.objects.select_for_update().get(pk=membership.user_id)
    membership.delete()
    user.membership = user.memberships.order_by("pk").first()
    user.is_active = user.membership is not None
    user.sessions_from += 1
    user.save()


@transaction.atomic
def switch_membership(*, user: User, membership: Membership, by: User, at: dt.datetime) -> None:
    """Act under another of one's own roles from now on.

    Raises:
        NotTheirOwn: the membership is somebody else's.
    """
    if membership.user_id != user.pk:
        raise NotTheirOwn
    user.membership = membership
    user.save(update_fields=["membership"])


@transaction.atomic
def record_sign_on(*, user: User, subject: str, by: User | None, at: dt.datetime) -> None:
    """Let a person in through single sign-on as the identity provider's ``subject``, in place of any earlier one."""
    SocialAccount.objects.filter(user=user, provider=SIGN_ON).delete()
    SocialAccount.objects.create(user=user, provider=SIGN_ON, uid=subject)


def end_sessions(*, user: User, by: User, at: dt.datetime) -> None:
    """Sign a person out everywhere. The caller's own session survives ``update_session_auth_hash``."""
    User.objects.filter(pk=user.pk).update(sessions_from=F("sessions_from") + 1)
    user.refresh_from_db(fields=["sessions_from"])


@transaction.atomic
def add_authority(*, authority: Authority, by: User | None, at: dt.datetime) -> None:
    """Save a new authority, and the fostering service that it runs itself."""
    authority.save()
    FosteringService.objects.create(
        name=f"{authority.name} Fostering",
        code=f"{authority.code}-fostering",
        kind=FosteringService.Kind.OWN,
        authority=authority,
        phone=authority.desk_phone,
        email=authority.desk_email,
    )


def add_service(*, service: FosteringService, by: User | None, at: dt.datetime) -> None:
    service.save()


@transaction.atomic
def change_authority(
    *, authority: Authority, neighbours: list[Authority], by: User, at: dt.datetime
) -> None:
    """Save the changed settings of an authority, and which authorities it borders."""
    authority.save()
    authority.neighbours.set(neighbours)


@transaction.atomic
def record_agreement(*, agreement: Agreement, by: User, at: dt.datetime) -> None:
    """Save a new or changed agreement. Overlap with another is refused by the database."""
    agreement.save()


def _check_someone_still_manages(membership: Membership) -> None:
    if membership.role != Role.ADMINISTRATOR:
        return
    others = Membership.objects.filter(
        role=Role.ADMINISTRATOR, authority=membership.authority, user__is_active=True
    ).exclude(pk=membership.pk)
    if not others.select_for_update(of=("self",)).exists():
        raise WouldLockOut


def _who(user: User) -> dict[str, Any]:
    return {"user_id": user.pk, "authority_id": user.authority_id}


def _what(record: Record) -> dict[str, str]:
    return {"record_type": record._meta.label_lower, "record_id": str(record.public_id)}

"""Who works here: authorities, fostering services, the agreements between them, people and what they opened."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.audit import audited, audited_without, never_emptied
from accounts.periods import covering, no_overlap, not_empty


@audited
class Authority(models.Model):
    """A local authority: it looks after children, and nobody else sees them."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    code = models.SlugField(unique=True)
    dfe_number = models.CharField("DfE number", max_length=4, blank=True)
    district_codes = ArrayField(
        models.CharField(max_length=9),
        default=list,
        blank=True,
        help_text="ONS codes of the districts that lie in the authority's area",
    )
    neighbours = models.ManyToManyField(
        "self",
        blank=True,
        help_text="Authorities that it borders: a home there is not at a distance",
    )
    desk_phone = models.CharField(max_length=30)
    desk_email = models.EmailField()
    requires_second_factor = models.BooleanField(default=False)
    carer_email_limit = models.PositiveSmallIntegerField(
        default=6, help_text="Most new requests that one household is emailed in the period below"
    )
    carer_email_limit_days = models.PositiveSmallIntegerField(default=7)
    review_tolerance_days = models.PositiveSmallIntegerField(
        default=0, help_text="Days that a carer's annual review may be overdue"
    )
    distance_limit_miles = models.PositiveSmallIntegerField(
        default=20, help_text="Distance at which a home stops scoring for nearness"
    )
    expects_reply_within_hours = models.PositiveSmallIntegerField(default=48)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "authorities"

    def __str__(self) -> str:
        return self.name


class ServiceQuerySet(models.QuerySet["FosteringService"]):
    def visible_to(self, user: "User") -> Self:
        """A person's own service, or those with which their authority has ever had an agreement."""
        if user.service_id:
            return self.filter(pk=user.service_id)
        if user.authority_id:
            return self.filter(
                Q(agreements__authority_id=user.authority_id) | Q(authority_id=user.authority_id)
            ).distinct()
        return self.none()


@audited
class FosteringService(models.Model):
    """An authority's own fostering service, or an independent fostering agency."""

    class Kind(models.TextChoices):
        OWN = "OWN", "Local authority"
        INDEPENDENT = "INDEPENDENT", "Independent fostering agency"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    code = models.SlugField(unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    authority = models.ForeignKey(
        Authority,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="own_services",
        help_text="The authority that runs it, for a local authority's own service",
    )
    phone = models.CharField(max_length=30)
    email = models.EmailField()

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="OWN", authority__isnull=False)
                | Q(kind="INDEPENDENT", authority__isnull=True),
                name="accounts_fosteringservice_own_has_an_authority",
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: "User") -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


@audited
class Agreement(models.Model):
    """An authority may ask a service's carers while an agreement between them runs, ``[starts_on, ends_on)``."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="agreements")
    service = models.ForeignKey(
        FosteringService, on_delete=models.CASCADE, related_name="agreements"
    )
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reference = models.CharField(max_length=60, blank=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=not_empty(),
                name="accounts_agreement_ends_after_it_starts",
                violation_error_message="The day that it ends must be after its first day",
            ),
            no_overlap(
                name="accounts_agreement_one_at_a_time",
                keys=("authority_id", "service_id"),
                message="An agreement with this service already runs in that time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.authority} with {self.service}"


class Role(models.TextChoices):
    SOCIAL_WORKER = "SOCIAL_WORKER", "Social worker"
    BROKER = "BROKER", "Broker"
    MANAGER = "MANAGER", "Manager"
    REVIEWING_OFFICER = "REVIEWING_OFFICER", "Independent reviewing officer"
    FOSTERING_OFFICER = "FOSTERING_OFFICER", "Supervising social worker"
    COACH = "COACH", "Coach"
    ADMINISTRATOR = "ADMINISTRATOR", "Administrator"


# No constraint can look into another table, so a trigger says it; the message names it as a constraint would.
_ONLY_OWN_MEMBERSHIP = """
    IF NOT EXISTS (
        SELECT FROM accounts_membership WHERE id = NEW.membership_id AND user_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'accounts_user_acts_under_own_membership' USING
            ERRCODE = 'check_violation', CONSTRAINT = 'accounts_user_acts_under_own_membership';
    END IF;
    RETURN NEW;
"""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


@audited_without(
    "password",
    "last_login",
    also=[pghistory.UpdateEvent("password", condition=pgtrigger.AnyChange("password"))],
)
class User(AbstractBaseUser):
    """A person who signs in. What they may do comes from the membership that they act under now."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField()
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    membership = models.ForeignKey(
        "Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="The membership that the person acts under now",
    )
    sessions_from = models.PositiveIntegerField(
        default=0, help_text="Counts the times that every session of the person was ended"
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_is_unique"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="acts_under_own_membership",
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("membership_id"),
                when=pgtrigger.Before,
                condition=pgtrigger.Q(new__membership__isnull=False),
                func=_ONLY_OWN_MEMBERSHIP,
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Sessions hold it, so a new password or a raised ``sessions_from`` ends them all."""
        return f"{super().get_session_auth_hash()}-{self.sessions_from}"

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        for old in super().get_session_auth_fallback_hash():
            yield f"{old}-{self.sessions_from}"

    @property
    def role(self) -> Role | None:
        return Role(self.membership.role) if self.membership else None

    def get_role_display(self) -> str:
        return str(self.role.label) if self.role else ""

    @property
    def authority(self) -> Authority | None:
        return self.membership.authority if self.membership else None

    @property
    def authority_id(self) -> int | None:
        return self.membership.authority_id if self.membership else None

    @property
    def service_id(self) -> int | None:
        return self.membership.service_id if self.membership else None


class Office(models.TextChoices):
    """Approvals that the law or local procedure reserves to particular people."""

    NOMINATED_OFFICER = "NOMINATED_OFFICER", "Nominated officer"
    DIRECTOR = "DIRECTOR", "Director of children's services"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: User) -> Self:
        """The people of one's own service, or of one's own authority and the services it runs."""
        if user.authority_id:
            return self.filter(
                Q(authority_id=user.authority_id) | Q(service__authority_id=user.authority_id)
            )
        if user.service_id:
            return self.filter(service_id=user.service_id)
        return self.none()


@audited
class Membership(models.Model):
    """One person's one role in one authority, or as a supervising social worker in one fostering service."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    authority = models.ForeignKey(
        Authority, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    service = models.ForeignKey(
        FosteringService,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
    )
    role = models.CharField(max_length=20, choices=Role)
    offices = ArrayField(
        models.CharField(max_length=20, choices=Office),
        default=list,
        blank=True,
        help_text="Approvals that this person may give",
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "authority"], name="accounts_membership_one_role_per_authority"
            ),
            models.UniqueConstraint(
                fields=["user", "service"], name="accounts_membership_one_role_per_service"
            ),
            models.CheckConstraint(
                condition=Q(role="FOSTERING_OFFICER", service__isnull=False, authority__isnull=True)
                | (~Q(role="FOSTERING_OFFICER") & Q(service__isnull=True, authority__isnull=False)),
                name="accounts_membership_role_fits_the_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display()}"

    @property
    def offices_in_words(self) -> str:
        return ", ".join(Office(office).label for office in self.offices)


def agreed_services(authority_id: int, *, on: dt.date) -> "models.QuerySet[FosteringService]":
    """Services whose carers the authority may ask on a day: those it runs, and those with a running agreement."""
    running = Agreement.objects.filter(covering(on), authority_id=authority_id).values("service_id")
    return FosteringService.objects.filter(Q(authority_id=authority_id) | Q(pk__in=running))


class AccessLogQuerySet(models.QuerySet["AccessLog"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


class AccessLog(models.Model):
    """Somebody opened, was refused or took away a record. Written with what it describes; never changed."""

    class Action(models.TextChoices):
        VIEW = "VIEW", "Opened"
        REFUSED = "REFUSED", "Was refused"
        EXPORT = "EXPORT", "Exported"

    at = models.DateTimeField()
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, null=True, related_name="+")
    link_id = models.BigIntegerField(
        null=True, help_text="A carer's personal link, where no one was signed in"
    )
    action = models.CharField(max_length=8, choices=Action)
    record_type = models.CharField(
        max_length=60, blank=True, help_text="children.child, for example"
    )
    record_id = models.CharField(max_length=36, blank=True, help_text="The record's public id")
    page = models.CharField(max_length=80, help_text="The page's name, never its address")
    reason = models.CharField(max_length=200, blank=True)

    objects = AccessLogQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["record_type", "record_id", "at"], name="accounts_accesslog_by_record"
            ),
            models.Index(fields=["user", "at"], name="accounts_accesslog_by_user"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            never_emptied(),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.record_type} {self.record_id}"

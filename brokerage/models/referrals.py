"""The referral: a request to find a home for one child, or for siblings together."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import Authority, Role, User
from brokerage.lifecycle import LOOKING, WITH_THE_DESK, ReferralStatus
from carers.models import Household
from children.models import CASEWORKERS, Child
from placements.models import Placement
from reference import vocabulary


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> Self:
        """One's own authority's; caseworkers see those that are for a child allocated to them.

        Brokers and managers see drafts too, so that they can help, but a draft is not theirs to move.
        """
        if user.role in CASEWORKERS:
            mine = ReferralChild.objects.filter(child__in=Child.objects.visible_to(user))
            return self.filter(
                Q(pk__in=mine.values("referral_id")) | Q(created_by=user),
                authority_id=user.authority_id,
            )
        if user.role in {Role.BROKER, Role.MANAGER}:
            return self.filter(authority_id=user.authority_id)
        return self.none()

    def with_the_desk(self) -> Self:
        return self.filter(status__in=WITH_THE_DESK)

    def looking(self) -> Self:
        """A home is still being looked for."""
        return self.filter(status__in=LOOKING)


@audited
class Referral(models.Model):
    """A request for one home. Its current status is a column here, and each move is a :class:`ReferralMove`."""

    class Urgency(models.TextChoices):
        EMERGENCY = "EMERGENCY", "Emergency: today or tomorrow"
        URGENT = "URGENT", "Urgent: within two weeks"
        PLANNED = "PLANNED", "Planned"

    class Reason(models.TextChoices):
        STEP_DOWN = "STEP_DOWN", "Ready to leave residential care"
        COMING_INTO_CARE = "COMING", "Coming into care"
        ENDING = "ENDING", "The present home is ending"
        BROKE_DOWN = "BROKE_DOWN", "The present home broke down"
        NEARER = "NEARER", "To live nearer to family or school"
        SIBLINGS = "SIBLINGS", "To live with siblings"
        PERMANENCE = "PERMANENCE", "A home until grown up"
        SHORT_BREAKS = "BREAKS", "Short breaks"
        OTHER = "OTHER", "Another reason"

    class Route(models.TextChoices):
        NONE = "", "Not decided"
        RETURN_HOME = "HOME", "Return home"
        LONG_TERM = "LONG_TERM", "Long-term foster care"
        ADOPTION = "ADOPTION", "Adoption"
        GUARDIANSHIP = "SGO", "Special guardianship"
        INDEPENDENCE = "INDEPENDENCE", "Independence"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="referrals")
    reference = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=ReferralStatus, default=ReferralStatus.DRAFT)
    urgency = models.CharField(max_length=9, choices=Urgency, default=Urgency.PLANNED)
    kind = models.CharField(
        max_length=11, choices=vocabulary.choices(vocabulary.PLACEMENT_KINDS), default="SHORT"
    )
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    needed_by = models.DateField(null=True, blank=True, help_text="The day of the move")
    expected_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long the stay should last; blank if until grown up"
    )
    permanence_route = models.CharField(max_length=12, choices=Route, blank=True)
    keeps_school_place = models.BooleanField(null=True, blank=True)
    matters_language = models.BooleanField(default=False)
    matters_faith = models.BooleanField(default=False)
    matters_ethnicity = models.BooleanField(default=False)
    profile = models.TextField(
        blank=True,
        help_text="What carers read: the child brought to life, without what would identify them",
    )
    rest_due_at = models.DateTimeField(
        null=True, blank=True, help_text="When an emergency referral's missing sections are due"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    broker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referrals_as_broker",
    )
    children = models.ManyToManyField(Child, through="ReferralChild", related_name="referrals")
    placement = models.OneToOneField(
        Placement,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="referral",
        help_text="The first child's placement, once booked",
    )
    version = models.PositiveIntegerField(default=1)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["needed_by", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="brokerage_referral_reference_once_per_authority",
            ),
            models.CheckConstraint(
                condition=Q(status=ReferralStatus.PLACED, placement__isnull=False)
                | (~Q(status=ReferralStatus.PLACED) & Q(placement__isnull=True)),
                name="brokerage_referral_placed_with_a_placement",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "status", "needed_by"], name="brokerage_referral_inbox"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("brokerage:referral-detail", kwargs={"referral_id": self.public_id})

    def starts_on(self, *, today: dt.date) -> dt.date:
        """The day that the search is for: the day needed, or today where none is given or it has passed."""
        return max(self.needed_by or today, today)


@audited
class ReferralChild(models.Model):
    """A child whom the referral is for. The one at position 1 stands for the group."""

    referral = models.ForeignKey(
        Referral, on_delete=models.CASCADE, related_name="referral_children"
    )
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="referral_children")
    position = models.PositiveSmallIntegerField(default=1)
    placement = models.OneToOneField(
        Placement, on_delete=models.PROTECT, null=True, blank=True, related_name="referral_child"
    )

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "child"], name="brokerage_referralchild_named_once"
            ),
            models.UniqueConstraint(
                fields=["referral", "position"], name="brokerage_referralchild_one_at_each_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral}, child {self.position}"


class ReferralMove(models.Model):
    """One change of a referral's status: what, when, who and why. Never edited."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="moves")
    from_status = models.CharField(max_length=10, choices=ReferralStatus, blank=True)
    to_status = models.CharField(max_length=10, choices=ReferralStatus)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["referral", "at"], name="brokerage_moves_of_a_referral")]

    def __str__(self) -> str:
        return f"{self.from_status} to {self.to_status}"


@audited
class ReferralSection(models.Model):
    """The answers to one section of the referral form, as its form cleaned them.

    ``is_confirmed`` says that the social worker has read what was filled in from the child's record and stands by it.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    is_confirmed = models.BooleanField(default=False)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "code"], name="brokerage_referralsection_once_per_referral"
            ),
        ]

    def __str__(self) -> str:
        return self.code


@audited
class Condition(models.Model):
    """Something asked of the home. An essential one rules homes out; the rest are told to the broker and scored."""

    class Kind(models.TextChoices):
        FEATURE = "FEATURE", "Home feature"
        SKILL = "SKILL", "Skill"
        HOUSEHOLD = "HOUSEHOLD", "Who lives there"
        DISTANCE = "DISTANCE", "Distance"

    class Place(models.TextChoices):
        SCHOOL = "SCHOOL", "School"
        FAMILY = "FAMILY", "Family"
        HOSPITAL = "HOSPITAL", "Hospital or clinic"
        OTHER = "OTHER", "Another place"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(max_length=9, choices=Kind)
    code = models.CharField(
        max_length=10, help_text="From the shared lists; for a distance, which place it is"
    )
    amount = models.DecimalField(
        max_digits=5, decimal_places=1, null=True, blank=True, help_text="Years or miles"
    )
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    is_essential = models.BooleanField(default=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["kind", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "kind", "code"], name="brokerage_condition_asked_once"
            ),
            models.CheckConstraint(
                condition=~Q(kind="DISTANCE")
                | Q(amount__isnull=False, easting__isnull=False, northing__isnull=False),
                name="brokerage_condition_distance_has_a_place_and_miles",
            ),
            models.CheckConstraint(
                condition=~Q(code__in=["YOUNGEST", "OLDEST"]) | Q(amount__isnull=False),
                name="brokerage_condition_age_gap_has_years",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


@audited
class Exclusion(models.Model):
    """A household, an area or a person near whom the child must not live."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "HOUSEHOLD", "Household"
        OUTCODE = "OUTCODE", "Postcode area"
        DISTRICT = "DISTRICT", "District"
        PERSON = "PERSON", "Person"

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="exclusions")
    kind = models.CharField(max_length=9, choices=Kind)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    area = models.CharField(max_length=9, blank=True, help_text="SG1, or a district's ONS code")
    person = models.CharField(max_length=120, blank=True)
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="HOUSEHOLD", household__isnull=False)
                | (Q(kind__in=["OUTCODE", "DISTRICT"]) & ~Q(area=""))
                | (Q(kind="PERSON") & ~Q(person="")),
                name="brokerage_exclusion_names_what_is_excluded",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@audited
class Connection(models.Model):
    """A child and a household that already know each other, other than by a stay on record."""

    class Kind(models.TextChoices):
        SHORT_BREAKS = "SHORT_BREAKS", "Short-break carer"
        FORMER_CARER = "FORMER_CARER", "Former carer"
        KNOWN = "KNOWN", "Known to the child"
        FAMILY = "FAMILY", "Family or friend"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="connections")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="connections")
    kind = models.CharField(max_length=12, choices=Kind)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "household", "kind"], name="brokerage_connection_recorded_once"
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class QualityCheck(models.Model):
    """What the quality check found in a referral at one moment. Scores are whole numbers from 0 to 100."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="quality_checks")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    score = models.PositiveSmallIntegerField()
    scores = models.JSONField(
        default=dict, help_text="By part: completeness, freshness, balance, voice"
    )
    findings = models.JSONField(default=list)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(score__range=(0, 100)), name="brokerage_qualitycheck_score_out_of_100"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} of 100"

"""Fostering households: what each is approved for, who lives there, and what its carers can and will do."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import Authority, FosteringService, User
from accounts.periods import covering, no_overlap, not_empty
from reference import vocabulary


class HouseholdQuerySet(models.QuerySet["Household"]):
    def visible_to(self, user: User) -> Self:
        """A supervising social worker's own service; for an authority, every service it has an agreement with.

        Services whose agreement has ended stay visible, because children may still live there; ranking rules them out.
        """
        return self.filter(service__in=FosteringService.objects.visible_to(user))

    def with_terms_on(self, day: dt.date) -> Self:
        """Households that have approval terms, of any status, on the day."""
        return self.filter(
            pk__in=ApprovalTerms.objects.filter(covering(day)).values("household_id")
        )


@audited
class Household(models.Model):
    """One approved fostering household, with all its carers.

    A yes-or-no fact that nobody has recorded is null, never False: a missing fact must not rule a household out.
    ``version`` goes up with every change to the household or anything that belongs to it.
    """

    class PlacedBy(models.TextChoices):
        POSTCODE = "postcode", "Postcode"
        SECTOR = "sector", "Middle of the postcode's sector"
        OUTCODE = "outcode", "Middle of the postcode's district"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(
        FosteringService, on_delete=models.PROTECT, related_name="households"
    )
    reference = models.CharField(max_length=30)
    name = models.CharField(
        max_length=120, help_text="As staff speak of them: Amara Okafor, the Begum family"
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    postcode = models.CharField(max_length=8)
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    district_code = models.CharField(max_length=9, blank=True)
    placed_by = models.CharField(
        max_length=8,
        choices=PlacedBy,
        blank=True,
        help_text="What the grid reference was found by; blank where the postcode is nowhere known",
    )

    languages = ArrayField(
        models.CharField(max_length=3, choices=vocabulary.choices(vocabulary.LANGUAGES)),
        default=list,
        blank=True,
    )
    faith = models.CharField(
        max_length=4, choices=vocabulary.choices(vocabulary.FAITHS), blank=True
    )
    ethnicities = ArrayField(
        models.CharField(max_length=4, choices=vocabulary.choices(vocabulary.ETHNICITIES)),
        default=list,
        blank=True,
    )
    has_dogs = models.BooleanField(null=True, blank=True)
    has_cats = models.BooleanField(null=True, blank=True)
    has_other_pets = models.BooleanField(null=True, blank=True)
    has_smoker = models.BooleanField(null=True, blank=True)
    has_carer_at_home = models.BooleanField("a carer is at home in the day", null=True, blank=True)

    commitment_months = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The longest stay the carers offer; blank if not recorded"
    )
    offers_permanence = models.BooleanField(
        null=True, blank=True, help_text="Would keep a child until they are grown up"
    )
    cost_band = models.CharField(
        max_length=1, choices=vocabulary.choices(vocabulary.COST_BANDS), blank=True
    )
    weekly_fee_pence = models.PositiveIntegerField(null=True, blank=True)
    last_confirmed_on = models.DateField(
        null=True, blank=True, help_text="When the carers last confirmed what is recorded here"
    )
    must_not_email = models.BooleanField(default=False)
    must_not_email_reason = models.CharField(max_length=200, blank=True)
    about = models.TextField(
        blank=True, help_text="The carers in a few sentences, for social workers"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "reference"], name="carers_household_reference_once_per_service"
            ),
            models.CheckConstraint(
                condition=Q(must_not_email=False) | ~Q(must_not_email_reason=""),
                name="carers_household_not_emailed_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("carers:household-detail", kwargs={"household_id": self.public_id})


@audited
class ApprovalTerms(models.Model):
    """What the fostering panel approved, for a period ``[starts_on, ends_on)``. Both ages are included."""

    class Status(models.TextChoices):
        APPROVED = "APPROVED", "Approved"
        SUSPENDED = "SUSPENDED", "Suspended"
        RESIGNED = "RESIGNED", "Resigned"
        ENDED = "ENDED", "Ended"

    class Sex(models.TextChoices):
        ANY = "ANY", "Any"
        FEMALE = "F", "Girls"
        MALE = "M", "Boys"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="terms")
    status = models.CharField(max_length=9, choices=Status, default=Status.APPROVED)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    min_age_years = models.PositiveSmallIntegerField()
    max_age_years = models.PositiveSmallIntegerField()
    sex = models.CharField(max_length=3, choices=Sex, default=Sex.ANY)
    kinds = ArrayField(
        models.CharField(max_length=11, choices=vocabulary.choices(vocabulary.PLACEMENT_KINDS)),
        default=list,
    )
    places = models.PositiveSmallIntegerField()
    is_for_named_children_only = models.BooleanField(default=False)

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "approval terms"
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="carers_approvalterms_end_after_they_start"
            ),
            models.CheckConstraint(
                condition=Q(min_age_years__lte=F("max_age_years"), max_age_years__lte=21),
                name="carers_approvalterms_ages_in_order_up_to_21",
            ),
            models.CheckConstraint(
                condition=Q(places__range=(1, 12)), name="carers_approvalterms_1_to_12_places"
            ),
            no_overlap(name="carers_approvalterms_one_at_a_time", keys=("household_id",)),
        ]

    def __str__(self) -> str:
        return f"{self.places} places, {self.min_age_years} to {self.max_age_years}"


class _NamedChild(models.Model):
    """A child named by authority and reference: carers' records do not depend on children's."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="+")
    child_reference = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


@audited
class NamedApproval(_NamedChild):
    """The household is approved for this child by name."""

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="named_approvals"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="carers_namedapproval_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["household", "authority", "child_reference", "starts_on"],
                name="carers_namedapproval_once_per_child_and_day",
            ),
        ]

    def __str__(self) -> str:
        return self.child_reference


@audited
class LimitExemption(_NamedChild):
    """The authority where the carers live lets a named child take them over the usual fostering limit."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="exemptions")
    most_children = models.PositiveSmallIntegerField(
        help_text="Children who may live there under it"
    )
    conditions = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="carers_limitexemption_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["household", "authority", "child_reference", "starts_on"],
                name="carers_limitexemption_once_per_child_and_day",
            ),
            models.CheckConstraint(
                condition=Q(most_children__gt=3),
                name="carers_limitexemption_is_for_more_than_three",
            ),
        ]

    def __str__(self) -> str:
        return self.child_reference


@audited
class Resident(models.Model):
    """Somebody who lives in the home, other than children placed through this desk."""

    class Kind(models.TextChoices):
        CARER = "CARER", "Approved carer"
        ADULT = "ADULT", "Other adult"
        OWN_CHILD = "OWN_CHILD", "The carers' own child"
        FOSTERED = "FOSTERED", "Fostered child, placed outside this desk"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="residents")
    kind = models.CharField(max_length=9, choices=Kind)
    name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=1, choices=vocabulary.choices(vocabulary.SEXES), blank=True)
    stays_until = models.DateField(
        null=True,
        blank=True,
        help_text="For a fostered child: the first day that their place is free",
    )
    sibling_group = models.CharField(
        max_length=20, blank=True, help_text="The same word for fostered children who are siblings"
    )

    class Meta:
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sibling_group__regex=r"^\w*$"),
                name="carers_resident_sibling_group_is_one_word",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@audited
class Training(models.Model):
    """A skill that somebody in the household holds; its certificate is valid up to and including ``expires_on``."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="trainings")
    resident = models.ForeignKey(
        Resident, on_delete=models.CASCADE, null=True, blank=True, related_name="trainings"
    )
    skill = models.CharField(max_length=6, choices=vocabulary.choices(vocabulary.SKILLS))
    certificate = models.CharField(max_length=60, blank=True)
    gained_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["skill", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "resident", "skill"],
                nulls_distinct=False,
                name="carers_training_once_per_person_and_skill",
            ),
        ]

    def __str__(self) -> str:
        return self.get_skill_display()


@audited
class Experience(models.Model):
    """What the carers have done for children with a need, before and on this desk's record."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="experiences")
    need = models.CharField(max_length=6, choices=vocabulary.choices(vocabulary.NEEDS))
    years = models.PositiveSmallIntegerField(default=0)
    children = models.PositiveSmallIntegerField(
        default=0, help_text="Children with this need cared for"
    )

    class Meta:
        ordering = ["need"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "need"], name="carers_experience_once_per_need"
            ),
        ]

    def __str__(self) -> str:
        return self.get_need_display()


@audited
class Willingness(models.Model):
    """The carers' own answer about a need, and when they last gave it."""

    class Answer(models.TextChoices):
        YES = "YES", "Yes"
        DISCUSS = "DISCUSS", "Talk to us first"
        NO = "NO", "No"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="willingness")
    need = models.CharField(max_length=6, choices=vocabulary.choices(vocabulary.NEEDS))
    answer = models.CharField(max_length=7, choices=Answer)
    confirmed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["need"]
        verbose_name_plural = "willingness"
        constraints = [
            models.UniqueConstraint(
                fields=["household", "need"], name="carers_willingness_once_per_need"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_need_display()}: {self.get_answer_display()}"


@audited
class HomeFeature(models.Model):
    """Whether the home has a feature. No row means that nobody has recorded it."""

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="features")
    feature = models.CharField(max_length=8, choices=vocabulary.choices(vocabulary.HOME_FEATURES))
    is_present = models.BooleanField()

    class Meta:
        ordering = ["feature"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "feature"], name="carers_homefeature_once_per_household"
            ),
        ]

    def __str__(self) -> str:
        return self.get_feature_display()


@audited
class Unavailability(models.Model):
    """A time when the household takes no child, ``[starts_on, ends_on)``: the carers' own, or a hold by staff."""

    class Kind(models.TextChoices):
        UNAVAILABLE = "UNAVAILABLE", "Carers not available"
        HOLD = "HOLD", "On hold"

    household = models.ForeignKey(
        Household, on_delete=models.CASCADE, related_name="unavailabilities"
    )
    kind = models.CharField(max_length=11, choices=Kind)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "unavailabilities"
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="carers_unavailability_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kind="UNAVAILABLE") | ~Q(reason=""),
                name="carers_unavailability_hold_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


@audited
class StatutoryCheck(models.Model):
    """A check that must be current. It lapses on the day after ``due_on``."""

    class Kind(models.TextChoices):
        DBS = "DBS", "Criminal records (DBS)"
        ANNUAL_REVIEW = "REVIEW", "Annual review"
        MEDICAL = "MEDICAL", "Medical"
        HOME_SAFETY = "SAFETY", "Health and safety of the home"

    household = models.ForeignKey(Household, on_delete=models.CASCADE, related_name="checks")
    resident = models.ForeignKey(
        Resident, on_delete=models.CASCADE, null=True, blank=True, related_name="checks"
    )
    kind = models.CharField(max_length=7, choices=Kind)
    done_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["household", "resident", "kind"],
                nulls_distinct=False,
                name="carers_statutorycheck_one_of_each_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()

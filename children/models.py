"""The child: who they are, what they need and wish for, and the people around them."""

import datetime as dt
import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import Authority, Role, User
from accounts.periods import covering, no_overlap, not_empty
from reference import vocabulary
from reference.dates import age_on

# Roles that see the children allocated to them; brokers and managers see their whole authority's.
CASEWORKERS = {Role.SOCIAL_WORKER, Role.REVIEWING_OFFICER, Role.COACH}


class ChildQuerySet(models.QuerySet["Child"]):
    def visible_to(self, user: User) -> Self:
        """Never beyond one's own authority; caseworkers see the children allocated to them."""
        if user.role in CASEWORKERS:
            mine = Q(social_worker=user) | Q(reviewing_officer=user) | Q(coach=user)
            return self.filter(mine, authority_id=user.authority_id)
        if user.role in {Role.BROKER, Role.MANAGER}:
            return self.filter(authority_id=user.authority_id)
        return self.none()


@audited
class Child(models.Model):
    """A child for whom an authority is responsible.

    ``version`` goes up with every change to the record, so that a form filled in from an older one is noticed.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", "Female"
        MALE = "M", "Male"

    class Plan(models.TextChoices):
        HOME = "HOME", "Return home"
        KINSHIP = "KINSHIP", "Family and friends"
        FOSTER = "FOSTER", "Foster care"
        LONG_TERM = "LONG_TERM", "Long-term foster care"
        ADOPTION = "ADOPTION", "Adoption"
        RESIDENTIAL = "RESIDENTIAL", "Residential care"
        INDEPENDENCE = "INDEPENDENCE", "Living independently"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="children")
    reference = models.CharField(max_length=20)
    first_name = models.CharField(max_length=60)
    last_name = models.CharField(max_length=60)
    preferred_name = models.CharField(max_length=60, blank=True)
    birth_date = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    gender_identity = models.CharField(
        max_length=60,
        blank=True,
        help_text="In the child's own words, if it differs from their sex",
    )
    ethnicity = models.CharField(
        max_length=4, choices=vocabulary.choices(vocabulary.ETHNICITIES), blank=True
    )
    faith = models.CharField(
        max_length=4, choices=vocabulary.choices(vocabulary.FAITHS), blank=True
    )
    languages = ArrayField(
        models.CharField(max_length=3, choices=vocabulary.choices(vocabulary.LANGUAGES)),
        default=list,
        blank=True,
        help_text="Languages that the child speaks or signs, first language first",
    )
    identity_notes = models.TextField(
        blank=True, help_text="What matters to the child about who they are, in their view first"
    )
    is_seeking_asylum = models.BooleanField("seeking asylum alone", default=False)

    home_postcode = models.CharField(max_length=8, blank=True)
    home_easting = models.IntegerField(null=True, blank=True)
    home_northing = models.IntegerField(null=True, blank=True)
    school_name = models.CharField(max_length=120, blank=True)
    school_postcode = models.CharField(max_length=8, blank=True)
    school_easting = models.IntegerField(null=True, blank=True)
    school_northing = models.IntegerField(null=True, blank=True)
    has_education_plan = models.BooleanField(
        "has an education, health and care plan", null=True, blank=True
    )

    strengths = models.TextField(blank=True)
    interests = models.TextField(blank=True)
    communication = models.TextField(
        blank=True, help_text="How the child understands and is understood"
    )
    health_summary = models.TextField(blank=True)
    strengths_reviewed_on = models.DateField(null=True, blank=True)
    health_reviewed_on = models.DateField(null=True, blank=True)
    needs_reviewed_on = models.DateField(null=True, blank=True)
    risks_reviewed_on = models.DateField(null=True, blank=True)
    no_known_risks = models.BooleanField(default=False)

    looked_after_from = models.DateField(null=True, blank=True)
    permanence_plan = models.CharField(max_length=12, choices=Plan, blank=True)
    social_worker = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_social_worker",
    )
    reviewing_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_reviewing_officer",
    )
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children_as_coach",
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ChildQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "pk"]
        verbose_name_plural = "children"
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "reference"],
                name="children_child_reference_once_per_authority",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("children:child-detail", kwargs={"child_id": self.public_id})

    @property
    def name(self) -> str:
        return f"{self.preferred_name or self.first_name} {self.last_name}"

    def age_years(self, *, on: dt.date) -> int:
        return age_on(self.birth_date, on)


class LegalStatusCode(models.TextChoices):
    """SSDA903 codes."""

    C1 = "C1", "Interim care order"
    C2 = "C2", "Full care order"
    D1 = "D1", "Freeing order granted"
    E1 = "E1", "Placement order granted"
    V2 = "V2", "Single period of accommodation under section 20"
    V3 = "V3", "Accommodated under an agreed series of short breaks: individual episodes"
    V4 = "V4", "Accommodated under an agreed series of short breaks: agreements"
    J1 = "J1", "Remanded to local authority accommodation or youth detention"
    J2 = "J2", "Detained in local authority accommodation under PACE"
    J3 = "J3", "Sentenced to a youth rehabilitation order with residence or fostering"
    L1 = "L1", "Under police protection in local authority accommodation"
    L2 = "L2", "Emergency protection order"
    L3 = "L3", "Under a child assessment order in local authority accommodation"


@audited
class LegalStatus(models.Model):
    """The legal ground on which the child is looked after, ``[starts_on, ends_on)``."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="legal_statuses")
    code = models.CharField(max_length=2, choices=LegalStatusCode)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on"]
        verbose_name_plural = "legal statuses"
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="children_legalstatus_ends_after_it_starts"
            ),
            no_overlap(name="children_legalstatus_one_at_a_time", keys=("child_id",)),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


@audited
class Need(models.Model):
    """Something the child needs help with, from the shared taxonomy."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="needs")
    code = models.CharField(max_length=6, choices=vocabulary.choices(vocabulary.NEEDS))
    severity = models.PositiveSmallIntegerField(choices=vocabulary.SEVERITIES)
    is_essential = models.BooleanField(
        default=False, help_text="A home that cannot meet this need must not be considered"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-is_essential", "-severity", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["child", "code"], name="children_need_recorded_once_per_child"
            ),
            models.CheckConstraint(
                condition=Q(severity__range=(1, 4)), name="children_need_severity_from_1_to_4"
            ),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


@audited
class Risk(models.Model):
    """Something that has happened or might, with how often and when last: never a label on its own."""

    class Kind(models.TextChoices):
        SELF_HARM = "SELF_HARM", "Self-harm"
        SUBSTANCES = "SUBSTANCES", "Drugs or alcohol"
        MISSING = "MISSING", "Going missing"
        VIOLENCE = "VIOLENCE", "Hurting others"
        DAMAGE = "DAMAGE", "Damage to property"
        STEALING = "STEALING", "Stealing"
        FIRE = "FIRE", "Fire-setting"
        SEXUAL = "SEXUAL", "Sexualised or harmful sexual behaviour"
        OFFENDING = "OFFENDING", "Offending"
        EXPLOITATION = "EXPLOITATION", "Exploitation by others"
        ALLEGATIONS = "ALLEGATIONS", "Allegations against carers"
        ANIMALS = "ANIMALS", "Hurting animals"
        HEALTH = "HEALTH", "A health emergency"
        OTHER = "OTHER", "Something else"

    class Frequency(models.TextChoices):
        ONCE = "ONCE", "Once"
        RARELY = "RARELY", "Less than once a month"
        MONTHLY = "MONTHLY", "Most months"
        WEEKLY = "WEEKLY", "Most weeks"
        DAILY = "DAILY", "Most days"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="risks")
    kind = models.CharField(max_length=12, choices=Kind)
    description = models.TextField()
    frequency = models.CharField(max_length=8, choices=Frequency)
    last_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)
    what_helps = models.TextField(blank=True)

    class Meta:
        ordering = ["-is_current", "kind", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


@audited
class ImportantPerson(models.Model):
    """Family, friends and others who matter to the child."""

    class Kind(models.TextChoices):
        PARENT = "PARENT", "Parent"
        FAMILY = "FAMILY", "Other family"
        FRIEND = "FRIEND", "Friend"
        CARER = "CARER", "Carer, or former carer"
        HOME = "HOME", "Staff of the home"
        SCHOOL = "SCHOOL", "School"
        HEALTH = "HEALTH", "Health"
        THERAPY = "THERAPY", "Therapy"
        COACH = "COACH", "Coach"
        PROFESSIONAL = "PROFESSIONAL", "Other professional"
        OTHER = "OTHER", "Other"

    class Contact(models.TextChoices):
        CONTINUES = "CONTINUES", "Continues after a move"
        LIMITED = "LIMITED", "Limited or supervised"
        NONE = "NONE", "No contact"
        NOT_KNOWN = "NOT_KNOWN", "Not yet decided"

    class Strength(models.IntegerChoices):
        """How strong the tie is, as the child sees it."""

        DISTANT = 1, "Distant"
        SOME = 2, "Some"
        CLOSE = 3, "Close"
        CLOSEST = 4, "One of the closest"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=Kind)
    relation = models.CharField(max_length=60, help_text="Grandmother, best friend, football coach")
    contact = models.CharField(max_length=10, choices=Contact, default=Contact.NOT_KNOWN)
    contact_plan = models.TextField(
        blank=True, help_text="Who, how often, where, who is there, any order"
    )
    times_a_month = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="How often they meet"
    )
    postcode = models.CharField(max_length=8, blank=True)
    easting = models.IntegerField(null=True, blank=True)
    northing = models.IntegerField(null=True, blank=True)
    strength = models.PositiveSmallIntegerField(choices=Strength, null=True, blank=True)
    is_supervised = models.BooleanField("contact is supervised", null=True, blank=True)
    court_order = models.CharField(
        max_length=200, blank=True, help_text="Any order about contact, with its day"
    )
    has_parental_responsibility = models.BooleanField(default=False)
    must_not_know_address = models.BooleanField(default=False)

    class Meta:
        ordering = ["kind", "name", "pk"]
        verbose_name_plural = "important people"

    def __str__(self) -> str:
        return self.relation


class MomentQuerySet(models.QuerySet["LifeStoryMoment"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class LifeStoryMoment(models.Model):
    """A moment of the child's own story, on a day or in a month or year. It belongs to the child."""

    class Precision(models.TextChoices):
        DAY = "DAY", "That day"
        MONTH = "MONTH", "That month"
        YEAR = "YEAR", "That year"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="moments")
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    title = models.CharField(max_length=120)
    words = models.TextField()
    told_by = models.CharField(max_length=120, help_text="Whose memory it is")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = MomentQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="children_lifestorymoment_in_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title


@audited
class SiblingLink(models.Model):
    """Two children who are brothers or sisters, and whether they are to live together."""

    class Together(models.TextChoices):
        ESSENTIAL = "ESSENTIAL", "Must live together"
        WANTED = "WANTED", "Together if at all possible"
        APART = "APART", "Must live apart"
        NOT_ASSESSED = "NOT_ASSESSED", "Not yet assessed"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    sibling = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="+")
    together = models.CharField(max_length=12, choices=Together, default=Together.NOT_ASSESSED)
    reason = models.TextField(blank=True)
    assessed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["child", "sibling"], name="children_siblinglink_recorded_once_per_pair"
            ),
            models.CheckConstraint(
                condition=Q(child_id__lt=F("sibling_id")),
                name="children_siblinglink_lower_id_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} and {self.sibling}"


@audited
class Wish(models.Model):
    """What the child wants from a home, in their own words, in the order that they put it."""

    class Source(models.TextChoices):
        SAID = "SAID", "The child said it"
        WROTE = "WROTE", "The child wrote or drew it"
        AIDED = "AIDED", "With a communication aid or interpreter"
        OBSERVED = "OBSERVED", "From watching what the child does"
        ADVOCATE = "ADVOCATE", "Through an advocate"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField(help_text="1 is what matters most")
    words = models.TextField()
    kind = models.CharField(
        max_length=12, choices=vocabulary.choices(vocabulary.WISHES), default="OTHER"
    )
    source = models.CharField(max_length=8, choices=Source)
    gathered_on = models.DateField()
    gathered_by = models.CharField(max_length=120)

    class Meta:
        ordering = ["rank", "pk"]
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(
                fields=["child", "rank"], name="children_wish_one_at_each_rank"
            ),
            models.CheckConstraint(condition=Q(rank__gte=1), name="children_wish_rank_from_1"),
        ]

    def __str__(self) -> str:
        return f"Wish {self.rank}"


def legal_status_on(child: Child, day: dt.date) -> LegalStatus | None:
    return child.legal_statuses.filter(covering(day)).first()

"""The people around a child."""

from django.db import models
from django.db.models import F, Q

from accounts.audit import audited
from children.models.child import Child


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

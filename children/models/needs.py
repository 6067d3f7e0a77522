"""What a child needs help with, and what has happened or might."""

from django.db import models
from django.db.models import Q

from accounts.audit import audited
from children.models.child import Child
from reference import vocabulary


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

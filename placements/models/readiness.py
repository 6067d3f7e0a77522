"""Whether a child is ready to live in a family, as each person sees it; and children set aside on the radar."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from children.models import Child
from placements.models.plans import OfChildQuerySet


class ReadinessDomain(models.TextChoices):
    """Neutral domains, put together from published step-down frameworks. A design of ours, not evidence."""

    STABILITY = "STABILITY", "Settled day to day, and safe"
    RELATIONSHIPS = "RELATIONSHIPS", "Relationships and family time"
    SELF_CARE = "SELF_CARE", "Looking after oneself"
    EDUCATION = "EDUCATION", "School or college"
    CHILD_WISH = "CHILD_WISH", "The child wants to live in a family"
    PARENT_VIEW = "PARENT_VIEW", "Parents' view of a move"
    HEALTH = "HEALTH", "Health and therapy can go on"
    CARER = "CARER", "A carer is found, or can be"
    SUPPORT = "SUPPORT", "Support is in place"
    CONTINGENCY = "CONTINGENCY", "There is a plan if it goes wrong"


class ReadinessViewQuerySet(models.QuerySet["ReadinessView"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))


@audited
class ReadinessView(models.Model):
    """One person's judgement of one domain on a day. Judgements stand side by side and are never averaged."""

    class Whose(models.TextChoices):
        SOCIAL_WORKER = "SOCIAL_WORKER", "Social worker"
        REVIEWING_OFFICER = "REVIEWING_OFFICER", "Reviewing officer"
        PARENT = "PARENT", "Parent"
        CHILD = "CHILD", "Child"

    class Judgement(models.TextChoices):
        READY = "READY", "Ready"
        NEARLY = "NEARLY", "Nearly"
        NOT_YET = "NOT_YET", "Not yet"
        CANNOT_SAY = "CANNOT_SAY", "Cannot say"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="readiness")
    domain = models.CharField(max_length=13, choices=ReadinessDomain)
    whose = models.CharField(max_length=17, choices=Whose)
    judgement = models.CharField(max_length=10, choices=Judgement)
    words = models.TextField()
    on = models.DateField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = ReadinessViewQuerySet.as_manager()

    class Meta:
        ordering = ["domain", "whose", "on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words=""), name="placements_readinessview_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}: {self.get_judgement_display()}"


@audited
class RadarSetAside(models.Model):
    """Somebody looked at a child on the radar and decided that now is not the time, and when to look again."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="set_aside")
    reason = models.TextField()
    look_again_on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason=""), name="placements_radarsetaside_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.child} until {self.look_again_on}"

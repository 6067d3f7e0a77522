"""What belongs to a child: their wishes and their story."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from accounts.models import User
from children.models.child import Child
from reference import vocabulary


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

"""What everybody said about a plan, a goal or a milestone."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.audit import audited
from placements.models.plans import CarePlan, Goal, OfPlanQuerySet


@audited
class Voice(models.Model):
    """What somebody said about one goal or one milestone, and whether they agree; or why they were not asked.

    It is about the whole plan when neither a goal nor a milestone is named. A later one of the same person's on the
    same subject stands in the place of an earlier one, which is kept.
    """

    class Whose(models.TextChoices):
        CHILD = "CHILD", "The child"
        PARENT = "PARENT", "A parent"
        CARER = "CARER", "The carer"
        SOCIAL_WORKER = "SOCIAL_WORKER", "The social worker"
        REVIEWING_OFFICER = "REVIEWING_OFFICER", "The reviewing officer"
        OTHER = "OTHER", "Somebody else"

    class Stance(models.TextChoices):
        AGREES = "AGREES", "Agrees"
        PARTLY = "PARTLY", "Agrees in part"
        DISAGREES = "DISAGREES", "Disagrees"
        NOT_ASKED = "NOT_ASKED", "Was not asked"

    class How(models.TextChoices):
        SAID = "SAID", "Said"
        WROTE = "WROTE", "Wrote or drew"
        AIDED = "AIDED", "With a communication aid or interpreter"
        OBSERVED = "OBSERVED", "From watching what the child does"
        ADVOCATE = "ADVOCATE", "Through an advocate"

    plan = models.ForeignKey(CarePlan, on_delete=models.CASCADE, related_name="voices")
    goal = models.ForeignKey(
        Goal, on_delete=models.CASCADE, null=True, blank=True, related_name="voices"
    )
    milestone = models.ForeignKey(
        "placements.Milestone",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="voices",
    )
    whose = models.CharField(max_length=17, choices=Whose)
    name = models.CharField(max_length=120, blank=True, help_text="Which parent, or who else")
    stance = models.CharField(max_length=9, choices=Stance)
    words = models.TextField(help_text="In their own words; or the reason why they were not asked")
    how = models.CharField(max_length=8, choices=How, blank=True)
    aid = models.CharField(
        max_length=120, blank=True, help_text="The communication aid or the interpreter's language"
    )
    gathered_on = models.DateField()
    gathered_by = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfPlanQuerySet["Voice"].as_manager()

    class Meta:
        ordering = ["gathered_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(goal__isnull=True) | Q(milestone__isnull=True),
                name="placements_voice_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="placements_voice_in_words"),
            models.CheckConstraint(
                condition=Q(stance="NOT_ASKED", how="") | ~Q(stance="NOT_ASKED") & ~Q(how=""),
                name="placements_voice_says_how_it_was_gathered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_whose_display()}: {self.get_stance_display()}"

"""What is measured, each with its day and its source. What was not measured has no row, and is shown as missing."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.audit import audited
from children.models import Child
from placements.models.plans import OfChildQuerySet
from placements.models.struck import NOT_STRUCK, Strikeable, struck_for_a_reason


@audited
class StrengthsScore(Strikeable):
    """Scores of a Strengths and Difficulties Questionnaire. Its questions and answers are never kept or shown.

    ``total`` is the sum of the four scales of difficulties, from 0 to 40; the scale of strengths is not part of it.
    A total alone may be known. With ``not_done_reason`` no score is: a code of the national return.
    """

    class Informant(models.TextChoices):
        CARER = "CARER", "Carer"
        TEACHER = "TEACHER", "Teacher"
        CHILD = "CHILD", "The child"

    class NotDone(models.TextChoices):
        """SSDA903 reasons for no score."""

        SDQ1 = "SDQ1", "No form returned as the child was aged under 4 or over 17"
        SDQ2 = "SDQ2", "Carer refused to complete and return the questionnaire"
        SDQ3 = "SDQ3", "Not possible, given the severity of the child's disability"
        SDQ4 = "SDQ4", "Other"
        SDQ5 = "SDQ5", "Child or young person refuses to allow it"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="sdq_scores")
    on = models.DateField()
    informant = models.CharField(max_length=7, choices=Informant)
    emotional = models.PositiveSmallIntegerField(null=True, blank=True)
    conduct = models.PositiveSmallIntegerField(null=True, blank=True)
    hyperactivity = models.PositiveSmallIntegerField(null=True, blank=True)
    peer = models.PositiveSmallIntegerField(null=True, blank=True)
    prosocial = models.PositiveSmallIntegerField(null=True, blank=True)
    total = models.PositiveSmallIntegerField(null=True, blank=True)
    not_done_reason = models.CharField(max_length=4, choices=NotDone, blank=True)
    source = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            struck_for_a_reason("strengthsscore"),
            models.UniqueConstraint(
                fields=["child", "on", "informant"],
                condition=NOT_STRUCK,
                name="placements_strengthsscore_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(total__isnull=True) & ~Q(not_done_reason="")
                | Q(total__range=(0, 40), not_done_reason=""),
                name="placements_strengthsscore_a_total_or_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(emotional__isnull=True)
                | Q(total=F("emotional") + F("conduct") + F("hyperactivity") + F("peer")),
                name="placements_strengthsscore_total_is_the_sum",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.total} on {self.on}"


@audited
class Incident(Strikeable):
    """Something serious that happened. ``until`` is the day on which it was over: the return, or the way home."""

    class Kind(models.TextChoices):
        MISSING = "MISSING", "Missing"
        AWAY = "AWAY", "Away without agreement"
        HARM = "HARM", "Harmed, or hurt themselves"
        EXCLUSION = "EXCLUSION", "Excluded from school"
        HOSPITAL = "HOSPITAL", "Hospital"

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="incidents")
    kind = models.CharField(max_length=9, choices=Kind)
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    words = models.TextField()
    source = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            struck_for_a_reason("incident"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="placements_incident_over_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} on {self.on}"


@audited
class Attendance(Strikeable):
    """Sessions at school that the child attended, of those possible, ``[starts_on, ends_on)``."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="attendance")
    starts_on = models.DateField()
    ends_on = models.DateField()
    possible = models.PositiveSmallIntegerField()
    attended = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=120)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        verbose_name_plural = "attendance"
        constraints = [
            struck_for_a_reason("attendance"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="placements_attendance_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(possible__gte=1, attended__lte=F("possible")),
                name="placements_attendance_of_what_was_possible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attended} of {self.possible}"


@audited
class Belonging(Strikeable):
    """The child's answer to one question, "I feel that I belong here", from 0 (not at all) to 10 (completely)."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="belonging")
    on = models.DateField()
    score = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)
    source = models.CharField(max_length=120, help_text="How it was asked, and by whom")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField()

    objects = OfChildQuerySet.as_manager()

    class Meta:
        ordering = ["on", "pk"]
        verbose_name_plural = "belonging"
        constraints = [
            struck_for_a_reason("belonging"),
            models.CheckConstraint(
                condition=Q(score__range=(0, 10)), name="placements_belonging_from_0_to_10"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.score} on {self.on}"

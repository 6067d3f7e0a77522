"""Reports that somebody asked for, the files that were made of them, and those that are made every month."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse

from accounts.audit import audited, audited_without
from accounts.models import Authority, Membership, User
from evaluation.lifecycle import ReportStatus
from evaluation.models.leases import Leased, LeasedQuerySet

STANDING = (
    ReportStatus.WAITING,
    ReportStatus.AT_WORK,
    ReportStatus.READY,
    ReportStatus.FAILED,
)
OVER = (ReportStatus.READY, ReportStatus.REPLACED, ReportStatus.FAILED)


class ReportJobQuerySet(LeasedQuerySet["ReportJob"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def standing(self) -> Self:
        """Those that answer a question: asking it again leads to them."""
        return self.filter(status__in=STANDING)


@audited_without("steps_done", "steps_total", "doing", "lease_until", "lease_token")
class ReportJob(Leased):
    """One report that somebody asked for: from the question to the files.

    Args:
        kind: the code of an ``evaluation.kinds.Kind``; ``asked`` is what its form asked.
        made_on: the day that the report bears, in London.
        digest: names kind, ``asked`` and ``made_on``; of one authority and digest there is one that stands.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    asked = models.JSONField(default=dict)
    made_on = models.DateField()
    digest = models.CharField(max_length=64)
    status = models.CharField(max_length=10, choices=ReportStatus, default=ReportStatus.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="Nobody for a report of every month",
    )
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    period = models.CharField(max_length=200, blank=True)
    problem = models.TextField(blank=True, help_text="Why it could not be made")
    doing = models.CharField(max_length=60, blank=True)
    steps_done = models.PositiveIntegerField(default=0)
    steps_total = models.PositiveIntegerField(default=0)

    objects = ReportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            *Leased.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "digest"],
                condition=Q(status__in=["WAITING", "AT_WORK", "READY", "FAILED"]),
                name="evaluation_reportjob_one_for_each_question",
            ),
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) | ~Q(status__in=["READY", "REPLACED"]),
                name="evaluation_reportjob_ready_at_a_time",
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(status__in=["WAITING", "AT_WORK"]),
                name="evaluation_reportjob_to_make",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("evaluation:report-detail", kwargs={"reportjob_id": self.public_id})


class StoredFile(models.Model):
    """Bytes that are kept once, however many reports have them, under the name that their content gives them.

    It has no address: whoever wants it goes through a report that they may see.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    size_bytes = models.PositiveIntegerField()
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    sha256=Func(
                        Func(F("content"), function="SHA256"),
                        Value("hex"),
                        function="ENCODE",
                        output_field=models.CharField(),
                    )
                ),
                name="evaluation_storedfile_is_named_by_its_content",
            ),
        ]

    def __str__(self) -> str:
        return self.sha256


class ReportFile(models.Model):
    """One form that a report was made in. JSON is what its page shows, and what the others were made of."""

    class Format(models.TextChoices):
        JSON = "JSON", "Page"
        PDF = "PDF", "PDF"
        XLSX = "XLSX", "Excel"
        CSV = "CSV", "CSV"

    job = models.ForeignKey(ReportJob, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=4, choices=Format)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="uses")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "format"], name="evaluation_reportfile_one_of_each_format"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_format_display()} of report {self.job_id}"


class ReportScheduleQuerySet(models.QuerySet["ReportSchedule"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def running(self) -> Self:
        return self.filter(stopped_at__isnull=True)


@audited
class ReportSchedule(models.Model):
    """A report that is asked for on the first day of every month, and whose link managers are then sent.

    Args:
        ordered_for: the first day of the latest month that it was asked for; ``job`` is that month's report.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(
        Authority, on_delete=models.PROTECT, related_name="report_schedules"
    )
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    asked = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    stopped_at = models.DateTimeField(null=True)
    ordered_for = models.DateField()
    job = models.ForeignKey(
        ReportJob, on_delete=models.SET_NULL, null=True, related_name="schedules"
    )

    objects = ReportScheduleQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "digest"],
                condition=Q(stopped_at__isnull=True),
                name="evaluation_reportschedule_runs_once",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at__isnull=True, stopped_by__isnull=True)
                | Q(stopped_at__isnull=False, stopped_by__isnull=False),
                name="evaluation_reportschedule_stopped_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ordered_for__day=1),
                name="evaluation_reportschedule_ordered_for_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, every month"


class ReportNotice(models.Model):
    """Somebody who is told by email that a month's report was made, or could not be."""

    job = models.ForeignKey(ReportJob, on_delete=models.CASCADE, related_name="notices")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["job", "membership"], name="evaluation_reportnotice_once_for_each_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Notice of report {self.job_id}"

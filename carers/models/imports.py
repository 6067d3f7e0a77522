"""An approved list on its way in: the file, what it would change, and who let it."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited
from accounts.models import FosteringService, User
from carers.lifecycle import ImportStatus
from carers.models.households import Household


class ImportQuerySet(models.QuerySet["ApprovedListImport"]):
    def visible_to(self, user: User) -> Self:
        """Imports into one's own service, or those that people of one's own authority started."""
        if user.service_id:
            return self.filter(service_id=user.service_id)
        if user.authority_id:
            return self.filter(authority_id=user.authority_id)
        return self.none()


@audited
class ApprovedListImport(models.Model):
    """One file of one service: read, shown, and written only once a person has confirmed it."""

    class Basis(models.TextChoices):
        OWN = "OWN", "By the service itself"
        RUN = "RUN", "By the authority that runs the service"
        AGREEMENT = "AGREEMENT", "By an authority that has an agreement with the service"
        SERVER = "SERVER", "By an operator on the server"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service = models.ForeignKey(FosteringService, on_delete=models.PROTECT, related_name="imports")
    authority = models.ForeignKey(
        "accounts.Authority",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text="The authority whose person started it; empty for the service's own",
    )
    basis = models.CharField(max_length=9, choices=Basis)
    file_name = models.CharField(max_length=120)
    status = models.CharField(
        max_length=10, choices=ImportStatus, default=ImportStatus.WAITING, db_index=True
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    problem = models.TextField(blank=True, help_text="Why the file could not be read or written")
    notes = ArrayField(models.CharField(max_length=300), default=list)
    headers = ArrayField(models.TextField(), default=list)
    unknown_headers = ArrayField(models.TextField(), default=list)
    missing_headers = ArrayField(models.CharField(max_length=60), default=list)
    new_rows = models.PositiveIntegerField(default=0)
    changed_rows = models.PositiveIntegerField(default=0)
    same_rows = models.PositiveIntegerField(default=0)
    bad_rows = models.PositiveIntegerField(default=0)
    absent_households = models.PositiveIntegerField(
        default=0, help_text="Households on record that the file leaves out; they stay as they are"
    )

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = "import of an approved list"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=["CONFIRMED", "DONE", "STALE"])
                | Q(confirmed_at__isnull=False),
                name="carers_approvedlistimport_written_only_when_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(status="DONE", done_at__isnull=False)
                | (~Q(status="DONE") & Q(done_at__isnull=True)),
                name="carers_approvedlistimport_done_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Approved list of {self.service}"

    def get_absolute_url(self) -> str:
        return reverse("carers:import-detail", kwargs={"import_id": self.public_id})

    @property
    def rows_to_write(self) -> int:
        return self.new_rows + self.changed_rows


class ImportFile(models.Model):
    """The file itself and how far the work on it has come; gone once the import is over.

    ``rows_done`` is written through a connection of its own, so that it shows while the work's transaction runs.
    """

    for_import = models.OneToOneField(
        ApprovedListImport, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    packed = models.BinaryField(help_text="The file's bytes, compressed by zlib")
    size_bytes = models.PositiveIntegerField()
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return f"File of import {self.pk}"


class ImportRow(models.Model):
    """What one row of the file would do. A row that would change nothing is only counted, and not kept."""

    class Outcome(models.TextChoices):
        NEW = "NEW", "New"
        CHANGED = "CHANGED", "Changed"
        BAD = "BAD", "Cannot be imported"
        ABSENT = "ABSENT", "Not in the file"

    for_import = models.ForeignKey(
        ApprovedListImport, on_delete=models.CASCADE, related_name="rows"
    )
    line = models.PositiveIntegerField(
        null=True,
        help_text="As a spreadsheet program numbers it; empty for a household not in the file",
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    reference = models.CharField(max_length=200, blank=True)
    household = models.ForeignKey(Household, on_delete=models.CASCADE, null=True, related_name="+")
    household_version = models.PositiveIntegerField(null=True)
    values = models.JSONField(default=dict, help_text="What would be written, by column")
    changes = models.JSONField(default=list, help_text="[column, before, after] in words")
    problems = models.JSONField(default=list, help_text="[column, value, what was expected]")
    cells = models.JSONField(default=list, help_text="A bad row as it was sent")

    class Meta:
        ordering = ["line", "reference"]
        indexes = [
            models.Index(
                fields=["for_import", "outcome", "line"], name="carers_importrow_in_order"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    outcome="CHANGED", household__isnull=False, household_version__isnull=False
                )
                | ~Q(outcome="CHANGED"),
                name="carers_importrow_changes_a_known_version",
            ),
            models.CheckConstraint(
                condition=Q(outcome="BAD") | Q(problems=[]),
                name="carers_importrow_only_bad_rows_have_problems",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"

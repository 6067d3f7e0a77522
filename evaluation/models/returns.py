"""Statutory returns as they were given, and what was found about their rows."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from accounts.audit import audited, audited_without
from accounts.models import Authority, User
from evaluation.lifecycle import ReturnStatus
from evaluation.returns import year as collection_year
from evaluation.returns.rules import RULES, Severity


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def in_force(self) -> Self:
        """The latest imported return of each year."""
        return self.filter(status=ReturnStatus.IN_FORCE)


@audited
class Return(models.Model):
    """One authority's statutory return (SSDA903) for one collection year, as it was sent.

    Its rows never change. A later return for the year takes its place, and it stays as superseded.

    Args:
        year: in which it ends; 2018 is 1 April 2017 to 31 March 2018. Read from its episodes.
        digest: names what its files say, so that sending the same again is noticed.
        compared_with: the return of the year before that findings about what was carried over speak of.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="returns")
    status = models.CharField(max_length=10, choices=ReturnStatus, default=ReturnStatus.WAITING)
    year = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    compared_with = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="compared"
    )
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    imported_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)
    problem = models.TextField(blank=True, help_text="Why the files could not be read")
    children = models.PositiveIntegerField(default=0)
    episodes = models.PositiveIntegerField(default=0)
    blocked_rows = models.PositiveIntegerField(default=0)

    objects = ReturnQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "year"],
                condition=Q(status="IN_FORCE"),
                name="evaluation_return_one_in_force_for_each_year",
            ),
            models.CheckConstraint(
                condition=Q(year__isnull=False)
                | ~Q(status__in=["READY", "IN_FORCE", "SUPERSEDED"]),
                name="evaluation_return_is_for_a_year_once_read",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["IN_FORCE", "SUPERSEDED"], imported_at__isnull=False)
                | (~Q(status__in=["IN_FORCE", "SUPERSEDED"]) & Q(imported_at__isnull=True)),
                name="evaluation_return_imported_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Return for the {self.year_in_words}" if self.year else "Return"

    def get_absolute_url(self) -> str:
        return reverse("evaluation:return-detail", kwargs={"return_id": self.public_id})

    @property
    def year_in_words(self) -> str:
        return collection_year.in_words(self.year) if self.year else ""


@audited_without("packed")
class ReturnFile(models.Model):
    """One file of a return. Its bytes are kept until they have been read, and its rows from then on."""

    for_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, blank=True, help_text="Empty for a file that is none")
    row_count = models.PositiveIntegerField(default=0)
    packed = models.BinaryField(null=True, help_text="The file's bytes, compressed by zlib")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["for_return", "name"], name="evaluation_returnfile_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReturnRow(models.Model):
    """One row as it was given: ``cells`` in the order of the columns that the return asks of such a file."""

    file = models.ForeignKey(ReturnFile, on_delete=models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField(help_text="The heading is line 1")
    child = models.TextField(db_index=True, help_text="The authority's number for the child")
    cells = ArrayField(models.TextField())
    is_imported = models.BooleanField(help_text="False for a row with a finding that blocks it")

    class Meta:
        ordering = ["file", "line"]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "line"], name="evaluation_returnrow_one_on_each_line"
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.line}"


class ReturnFinding(models.Model):
    """What is wrong with one row, by one rule. Made anew when the return of the year before is replaced."""

    for_return = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="findings")
    file = models.ForeignKey(ReturnFile, on_delete=models.CASCADE, related_name="+")
    rule = models.CharField(max_length=8)
    severity = models.CharField(
        max_length=8, choices=[(each, each.capitalize()) for each in Severity]
    )
    line = models.PositiveIntegerField(help_text="0 for what the whole file is about")
    child = models.TextField(blank=True)
    words = models.TextField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["for_return", "severity", "rule"], name="evaluation_finding_by_rule"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule}, line {self.line}"

    @property
    def rule_in_words(self) -> str:
        return RULES[self.rule].words

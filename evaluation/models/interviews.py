"""A small workbook of interviews: consent, notes without names, a coding frame, and quotes with their codes.

It never mixes with case records. Whoever was spoken to is a pseudonym and a group; nothing here points at a child, a
carer or a referral, and nothing there points here. What somebody said is in no history either: when consent is
withdrawn the words are gone, and not only out of sight.
"""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.audit import audited, audited_without
from accounts.models import Authority, User


class Group(models.TextChoices):
    CHILD = "CHILD", "Child or young person"
    PARENT = "PARENT", "Parent"
    CARER = "CARER", "Carer"
    PROFESSIONAL = "PROFESSIONAL", "Professional"


class InterviewQuerySet(models.QuerySet["Interview"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()

    def with_consent(self) -> Self:
        return self.filter(withdrawn_at=None)


@audited_without("notes")
class Interview(models.Model):
    """One conversation, with the consent to keep it. Once that is withdrawn its notes and quotes are gone for good.

    ``may_be_quoted`` says that the consent covers their words leaving the authority, without a name.
    """

    class Consent(models.TextChoices):
        WRITTEN = "WRITTEN", "In writing"
        SPOKEN = "SPOKEN", "Aloud, and noted at the time"
        WITH_PARENT = (
            "WITH_PARENT",
            "The child agreed, and somebody with parental responsibility in writing",
        )
        ADVOCATE = "ADVOCATE", "With the help of an advocate"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="interviews")
    pseudonym = models.CharField(max_length=40)
    group = models.CharField(max_length=12, choices=Group)
    held_on = models.DateField()
    consent = models.CharField(max_length=11, choices=Consent)
    consent_on = models.DateField()
    may_be_quoted = models.BooleanField()
    notes = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField()

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ["group", "held_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "pseudonym"], name="evaluation_interview_one_of_each_pseudonym"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(notes="")
                | Q(withdrawn_at__isnull=False, notes=""),
                name="evaluation_interview_no_notes_without_consent",
            ),
            models.CheckConstraint(
                condition=Q(consent_on__lte=F("held_on")),
                name="evaluation_interview_consent_comes_first",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym

    def get_absolute_url(self) -> str:
        return reverse("evaluation:interview-detail", kwargs={"interview_id": self.public_id})


class CodeQuerySet(models.QuerySet["Code"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(authority_id=user.authority_id) if user.authority_id else self.none()


@audited
class Code(models.Model):
    """A code of the coding frame, under a theme. What it means is in its definitions, the latest in force."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="codes")
    theme = models.CharField(max_length=60)
    name = models.CharField(max_length=60)
    is_retired = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = CodeQuerySet.as_manager()

    class Meta:
        ordering = ["theme", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "name"], name="evaluation_code_one_of_each_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited
class CodeDefinition(models.Model):
    """What a code means from ``at`` on, until the next definition. Definitions are added and never changed."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="definitions")
    number = models.PositiveSmallIntegerField(help_text="From 1")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "number"], name="evaluation_codedefinition_numbered_once"
            ),
            models.CheckConstraint(
                condition=~Q(words=""), name="evaluation_codedefinition_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}, definition {self.number}"


class QuoteQuerySet(models.QuerySet["Quote"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(interview__in=Interview.objects.visible_to(user))


@audited_without("words")
class Quote(models.Model):
    """Words from an interview's notes, as they stand there."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="quotes")
    words = models.TextField()
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    marked_at = models.DateTimeField()

    objects = QuoteQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="evaluation_quote_has_words"),
        ]

    def __str__(self) -> str:
        return f"Quote {self.public_id}"


@audited
class Coding(models.Model):
    """A quote was given a code, by the definition that was in force at the time."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="codings")
    definition = models.ForeignKey(CodeDefinition, on_delete=models.PROTECT, related_name="codings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["definition__code__theme", "definition__code__name"]
        constraints = [
            models.UniqueConstraint(
                fields=["quote", "definition"], name="evaluation_coding_once_for_each_definition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.definition} of {self.quote}"

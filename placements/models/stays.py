"""Where a child lives, and lived: one row for each unbroken stay."""

import datetime as dt
import uuid
from typing import Self

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from accounts.audit import audited
from accounts.models import User
from accounts.periods import no_overlap, not_empty
from carers.models import Household
from children.models import Child
from placements.lifecycle import PlacementStatus
from reference import vocabulary

LIVE = ~Q(status=PlacementStatus.CANCELLED)


class PlacementQuerySet(models.QuerySet["Placement"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(child__in=Child.objects.visible_to(user))

    def live(self) -> Self:
        """Everything but what was cancelled before it began."""
        return self.filter(LIVE)

    def on(self, day: dt.date) -> Self:
        """Stays that include the day; a stay does not include the day on which it ends."""
        ends_later = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        return self.live().filter(ends_later, starts_on__lte=day)

    def holding(self, starts_on: dt.date, ends_on: dt.date | None) -> Self:
        """Those that hold a place on some day of ``[starts_on, ends_on)``; None has no end."""
        held_until = Coalesce("ends_on", "planned_end_on")
        later = self.alias(held_until=held_until).filter(
            Q(held_until__isnull=True) | Q(held_until__gt=starts_on)
        )
        return later if ends_on is None else later.filter(starts_on__lt=ends_on)


@audited
class Placement(models.Model):
    """One unbroken stay of one child in one home.

    Days are half-open, ``[starts_on, ends_on)``: a child may leave one home and join another on the same day. While a
    stay has no end, ``planned_end_on`` holds its place only up to that day, so that the next move can be booked.
    """

    class Setting(models.TextChoices):
        """SSDA903 placement codes."""

        U1 = "U1", "Foster care with relatives or friends: long term"
        U2 = "U2", "Foster care with relatives or friends who adopt"
        U3 = "U3", "Foster care with relatives or friends: not long term"
        U4 = "U4", "Foster care with other carers: long term"
        U5 = "U5", "Foster care with other carers who adopt"
        U6 = "U6", "Foster care with other carers: not long term"
        A3 = "A3", "Adoption with consent, current carer"
        A4 = "A4", "Adoption with consent, other carer"
        A5 = "A5", "Adoption by placement order, current carer"
        A6 = "A6", "Adoption by placement order, other carer"
        K1 = "K1", "Secure children's home"
        K2 = "K2", "Children's home"
        K3 = "K3", "Supported accommodation"
        R1 = "R1", "Residential care home"
        R2 = "R2", "Health establishment"
        R3 = "R3", "Family centre or mother and baby unit"
        R5 = "R5", "Youth offender institution or prison"
        H5 = "H5", "Semi-independent living"
        P1 = "P1", "With parents"
        P2 = "P2", "Independent living"
        S1 = "S1", "Residential school"
        Z1 = "Z1", "Other placement"

    class Purpose(models.TextChoices):
        SAFETY = "SAFETY", "Safety now"
        ASSESSMENT = "ASSESSMENT", "Assessment"
        BRIDGE = "BRIDGE", "Bridge to a planned next home"
        STEP_DOWN = "STEP_DOWN", "Step down to family living"
        PERMANENCE = "PERMANENCE", "A home until grown up"
        RETURN_HOME = "RETURN_HOME", "Preparing to return home"
        SHORT_BREAK = "SHORT_BREAK", "Short breaks"
        INDEPENDENCE = "INDEPENDENCE", "Preparing for independence"

    class EndReason(models.TextChoices):
        STEP_DOWN = "STEP_DOWN", "Step down to family living"
        RETURN_HOME = "RETURN_HOME", "Return home"
        PERMANENCE = "PERMANENCE", "Adoption, special guardianship or permanent home"
        NEXT_HOME = "NEXT_HOME", "Move to the planned next home"
        GROWN_UP = "GROWN_UP", "Grew up and moved on"
        CARER_REQUEST = "CARER_REQUEST", "The carers asked"
        CHILD_REQUEST = "CHILD_REQUEST", "The child asked"
        AUTHORITY = "AUTHORITY", "The authority asked"
        BREAKDOWN = "BREAKDOWN", "Broke down"
        ALLEGATION = "ALLEGATION", "Allegation"
        STANDARDS = "STANDARDS", "Standards of care"
        APPROVAL = "APPROVAL", "Approval removed"
        CUSTODY = "CUSTODY", "Custody"
        CLOSED = "CLOSED", "The home closed"
        OTHER = "OTHER", "Another reason"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="placements")
    setting = models.CharField(max_length=2, choices=Setting)
    household = models.ForeignKey(
        Household, on_delete=models.PROTECT, null=True, blank=True, related_name="placements"
    )
    place_number = models.PositiveIntegerField(
        null=True, blank=True, help_text="Which of the household's approved places it takes, from 1"
    )
    provider_name = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    district_code = models.CharField(max_length=9, blank=True)
    distance_miles = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, blank=True, help_text="From the child's home"
    )
    kind = models.CharField(
        max_length=11, choices=vocabulary.choices(vocabulary.PLACEMENT_KINDS), blank=True
    )
    purpose = models.CharField(max_length=12, choices=Purpose, blank=True)
    status = models.CharField(max_length=9, choices=PlacementStatus, default=PlacementStatus.BOOKED)
    starts_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=13, choices=EndReason, blank=True)
    end_was_planned = models.BooleanField(null=True, blank=True)
    end_note = models.TextField(blank=True)
    cancel_reason = models.TextField(blank=True)
    weekly_cost_pence = models.PositiveIntegerField(null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    booked_at = models.DateTimeField()

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=not_empty(), name="placements_placement_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=not_empty(ends="planned_end_on"),
                name="placements_placement_planned_end_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=PlacementStatus.ENDED,
                    ends_on__isnull=False,
                    end_was_planned__isnull=False,
                )
                & ~Q(end_reason="")
                | ~Q(status=PlacementStatus.ENDED)
                & Q(ends_on__isnull=True, end_reason="", end_was_planned__isnull=True),
                name="placements_placement_ends_with_a_day_and_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=PlacementStatus.CANCELLED) | ~Q(cancel_reason=""),
                name="placements_placement_cancelled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(household__isnull=True, place_number__isnull=True)
                | Q(household__isnull=False, place_number__isnull=False, place_number__gte=1),
                name="placements_placement_in_a_household_takes_a_place",
            ),
            no_overlap(
                name="placements_placement_one_at_a_time_per_child",
                keys=("child_id",),
                ends=("ends_on", "planned_end_on"),
                condition=LIVE,
            ),
            no_overlap(
                name="placements_placement_one_child_in_a_place",
                keys=("household_id", "place_number"),
                ends=("ends_on", "planned_end_on"),
                condition=LIVE & Q(household__isnull=False),
                deferrable=models.Deferrable.IMMEDIATE,
            ),
        ]
        indexes = [
            models.Index(fields=["household", "starts_on"], name="placements_by_household"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="within_approved_places",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert
                | pgtrigger.UpdateOf("household_id", "starts_on", "status"),
                condition=pgtrigger.Condition(
                    "NEW.household_id IS NOT NULL AND NEW.status <> 'CANCELLED'"
                ),
                declare=[("approved", "integer")],
                func="""
                    SELECT places INTO approved FROM carers_approvalterms
                    WHERE household_id = NEW.household_id AND starts_on <= NEW.starts_on
                      AND (ends_on IS NULL OR ends_on > NEW.starts_on);
                    IF approved IS NULL OR NEW.place_number > approved THEN
                        RAISE EXCEPTION 'The household has no such approved place on that day.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'placements_placement_within_approved_places';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="renumbered_within_places",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("place_number"),
                condition=pgtrigger.Condition(
                    "NEW.place_number > OLD.place_number AND NEW.status <> 'CANCELLED'"
                ),
                declare=[("highest", "integer")],
                func="""
                    SELECT greatest(
                        (SELECT max(places) FROM carers_approvalterms
                         WHERE household_id = NEW.household_id),
                        (SELECT max(place_number) FROM placements_placement
                         WHERE household_id = NEW.household_id AND status <> 'CANCELLED')
                    ) INTO highest;
                    IF highest IS NULL OR NEW.place_number > highest THEN
                        RAISE EXCEPTION 'The household never had so many approved places.'
                            USING ERRCODE = 'check_violation',
                                  CONSTRAINT = 'placements_placement_within_approved_places';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"Placement {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("placements:placement-detail", kwargs={"placement_id": self.public_id})


class SupportItemQuerySet(models.QuerySet["SupportItem"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(placement__in=Placement.objects.visible_to(user))


@audited
class SupportItem(models.Model):
    """Something that makes a placement work: who sees to it, by when, and what became of it.

    Fostering National Minimum Standard 15.1: where a placement leaves gaps, the plan says what training, resource or
    support fills them. ``source_rule`` and ``source_remedy`` are there where a remedy of the matching brought it.
    """

    class Kind(models.TextChoices):
        TRAINING = "TRAINING", "Training"
        EQUIPMENT = "EQUIPMENT", "Equipment or an adaptation"
        THERAPY = "THERAPY", "Therapy or other help for the child"
        SHORT_BREAKS = "SHORT_BREAKS", "Short breaks"
        TRANSPORT = "TRANSPORT", "Transport"
        OTHER = "OTHER", "Something else"

    class Status(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        DONE = "DONE", "Done"
        NOT_NEEDED = "NOT_NEEDED", "Not needed"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="support_items")
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    due_on = models.DateField(null=True, blank=True)
    cost_pence = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    reason = models.TextField(blank=True)
    source_rule = models.CharField(max_length=5, blank=True)
    source_remedy = models.CharField(max_length=20, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SupportItemQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(owner=""),
                name="placements_supportitem_says_what_and_who",
            ),
            models.CheckConstraint(
                condition=~Q(status="NOT_NEEDED") | ~Q(reason=""),
                name="placements_supportitem_not_needed_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status="PLANNED", closed_at__isnull=True, closed_by__isnull=True)
                | ~Q(status="PLANNED") & Q(closed_at__isnull=False, closed_by__isnull=False),
                name="placements_supportitem_closed_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words

"""What the desk sees while carers answer."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat

from accounts.models import User
from brokerage.lifecycle import RoundStatus
from brokerage.messages.rounds import INVITATION
from brokerage.models import Answer, Invitation, LeftOut, Round
from brokerage.queries.round_draft import Recipients
from carers.models import Household
from notifications.models import OutgoingMessage

ROWS_ON_A_PAGE = 100


def running_round(referral: Any) -> Round | None:
    """The open round of a referral that comes from ``inbox.with_replies``. No query where there is none."""
    rounds = Round.objects.filter(referral=referral, status=RoundStatus.OPEN)
    return rounds.first() if referral.reply_by else None


class State(TextChoices):
    """Where one household is, for the desk."""

    INTERESTED = Answer.Choice.INTERESTED.value, "Interested"
    TALK = Answer.Choice.TALK.value, "Need to talk"
    NOT_NOW = Answer.Choice.NOT_NOW.value, "Not this time"
    FAILED = "FAILED", "Could not be emailed"
    NOT_SENT = "NOT_SENT", "Not emailed"
    LOCKED = "LOCKED", "Link locked"
    QUEUED = "QUEUED", "Email waiting to leave"
    SILENT = "SILENT", "No answer yet"


COLOURS = {
    State.INTERESTED: "green",
    State.TALK: "blue",
    State.FAILED: "red",
    State.LOCKED: "orange",
    State.QUEUED: "yellow",
}
ANSWERED = (State.INTERESTED, State.TALK, State.NOT_NOW)


def with_state(invitations: QuerySet[Any]) -> QuerySet[Any]:
    """Add ``state``, and ``problem`` where the email with the link in force did not leave."""
    key = Concat(
        Value(f"{INVITATION}:"),
        Cast(OuterRef("pk"), CharField()),
        Value(":"),
        Cast(OuterRef("link_number"), CharField()),
    )
    message = OutgoingMessage.objects.filter(key=key).order_by()
    status = OutgoingMessage.Status
    found: QuerySet[Any] = invitations.annotate(
        message_status=Subquery(message.values("status")[:1]),
        problem=Subquery(message.values("problem")[:1]),
        state=Case(
            When(answer__isnull=False, then=F("answer__choice")),
            When(locked_at__isnull=False, then=Value(State.LOCKED.value)),
            When(message_status=status.FAILED, then=Value(State.FAILED.value)),
            When(message_status=status.CANCELLED, then=Value(State.NOT_SENT.value)),
            When(message_status=status.QUEUED, then=Value(State.QUEUED.value)),
            default=Value(State.SILENT.value),
            output_field=CharField(),
        ),
    )
    return found


@dataclass(frozen=True, slots=True)
class Line:
    """One household on the tracker."""

    invitation: Invitation
    state: State
    answer: Answer | None

    @property
    def colour(self) -> str:
        return COLOURS.get(self.state, "grey")

    @property
    def must_ring(self) -> bool:
        return self.state in {State.FAILED, State.NOT_SENT, State.LOCKED, State.TALK} or bool(
            self.answer and self.answer.doubt
        )

    @property
    def to_whom(self) -> str:
        household = self.invitation.household
        return f"to {household.name} ({household.reference})"

    @property
    def words(self) -> list[str]:
        """What they said, or what went wrong."""
        if self.answer is None:
            problem = getattr(self.invitation, "problem", "")
            return [problem] if problem and self.state in {State.FAILED, State.NOT_SENT} else []
        labels = dict(Answer.Reason.choices)
        reasons = [str(labels[reason]) for reason in self.answer.reasons]
        return [*reasons, *filter(None, [self.answer.conditions])]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str
    url: str
    number: int
    is_current: bool


class _Counted(Paginator):  # type: ignore[type-arg]
    """Pages of rows that have been counted already."""

    def __init__(self, rows: QuerySet[Any], per_page: int, *, number: int) -> None:
        super().__init__(rows, per_page)
        self.count = number


class Tracker:
    """A round as it stands now."""

    def __init__(self, round_: Round, *, show: str = "", page: str | None = None) -> None:
        self.round = round_
        self.show = show if show in State.values else ""
        self._page = page

    @cached_property
    def _invitations(self) -> QuerySet[Any]:
        return with_state(Invitation.objects.filter(round=self.round))

    @cached_property
    def _totals(self) -> Mapping[str, Mapping[str, Any]]:
        """How many households are in each state, when the last of them answered, and how often minds were changed."""
        by_state = self._invitations.order_by().values("state")
        counted = by_state.annotate(
            number=Count("pk"), last=Max("answer__at"), changes=Sum("answer__changes")
        )
        return {row["state"]: row for row in counted}

    @property
    def counts(self) -> list[tuple[State, int]]:
        return [(state, self.number(state)) for state in State]

    @property
    def shown_counts(self) -> list[tuple[str, int]]:
        """Always the three answers and who is silent; the rest where there is any."""
        always = {*ANSWERED, State.SILENT}
        return [
            (state.label.lower(), number)
            for state, number in self.counts
            if number or state in always
        ]

    @property
    def tabs(self) -> list["Tab"]:
        url = self.round.get_absolute_url()
        return [
            Tab(state.label, f"{url}?show={state.value}", number, state.value == self.show)
            for state, number in self.counts
            if number or state.value == self.show
        ]

    @property
    def show_all(self) -> bool:
        return not self.show

    def number(self, state: State) -> int:
        return int(self._totals.get(state.value, {}).get("number", 0))

    @property
    def asked(self) -> int:
        return sum(number for _, number in self.counts)

    @property
    def answered(self) -> int:
        return sum(self.number(state) for state in ANSWERED)

    @property
    def sentence(self) -> str:
        return f"{self.answered} of {self.asked} have answered"

    @property
    def is_open(self) -> bool:
        return self.round.status == RoundStatus.OPEN

    @property
    def version(self) -> str:
        """The same as long as the page would show the same."""
        totals = sorted((state, str(sorted(row.items()))) for state, row in self._totals.items())
        return hashlib.sha256(f"{self.round.status}{totals}".encode()).hexdigest()[:16]

    @cached_property
    def page(self) -> Page[Any]:
        """Answers first, the newest on top; then locked links and emails that did not leave; then by rank."""
        shown = self._invitations.select_related("household", "answer__recorded_by")
        if self.show:
            shown = shown.filter(state=self.show)
        shown = shown.order_by(
            F("answer__at").desc(nulls_last=True),
            F("locked_at").desc(nulls_last=True),
            "message_status",  # in the order of the alphabet: cancelled, failed, queued, sent
            "rank",
        )
        number = self.number(State(self.show)) if self.show else self.asked
        return _Counted(shown, ROWS_ON_A_PAGE, number=number).get_page(self._page)

    @property
    def lines(self) -> list[Line]:
        return [line_of(invitation) for invitation in self.page]


def line_of(invitation: Any) -> Line:
    """``invitation`` comes from :func:`with_state`."""
    return Line(invitation, State(invitation.state), getattr(invitation, "answer", None))


def for_service(user: User, *, page: str | None) -> dict[str, Any]:
    """A page of what a fostering service's households were asked, the newest first."""
    asked = with_state(Invitation.objects.visible_to(user))
    asked = asked.select_related("household", "answer", "round__referral__authority")
    shown = Paginator(asked.order_by("-invited_at", "pk"), ROWS_ON_A_PAGE).get_page(page)
    return {"page": shown, "lines": [line_of(invitation) for invitation in shown]}


def left_out_lines(round_: Round) -> list[tuple[str, list[Household]]]:
    """Those not asked, by reason, as it was decided when the round was opened."""
    kept = {UUID(each["household"]): LeftOut(each["reason"]) for each in round_.left_out}
    found = Household.objects.in_bulk(list(kept), field_name="public_id")
    pairs = [(found[public_id], reason) for public_id, reason in kept.items() if public_id in found]
    return Recipients(asked=(), left_out=pairs).reasons

"""What the page of a referral's decision shows: the homes considered, what was said of each, and what stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from accounts.permissions import Permission, allows
from brokerage.checklist import PASSED_OVER, TESTS
from brokerage.lifecycle import LOOKING, DecisionStatus
from brokerage.matching.explain import RuleLine
from brokerage.models import (
    Answer,
    ClearedCheck,
    Decision,
    MatchView,
    Referral,
    RequiredApproval,
    SearchResult,
)
from brokerage.services import bookings, searches, suitability
from carers.models import Household
from placements.models import Placement

ANSWERS = {"YES": "Yes", "NO": "No", "NA": "Does not apply"}


@dataclass(frozen=True, slots=True)
class Said:
    """One person's view of a home, or that it is not recorded yet."""

    whose: str
    label: str
    view: MatchView | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A shortlisted home with what is known of it. ``score`` is of the referral's latest search, of 100."""

    household: Household
    answer: Answer | None
    score: Decimal | None
    said: Sequence[Said]
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that nobody had recorded, and what was found out since."""

    line: RuleLine
    cleared: ClearedCheck | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The decision that stands, what it rests on, and what must be done before it can be booked."""

    decision: Decision
    approvals: Sequence[RequiredApproval]
    unknowns: Sequence[Unknown]
    missing: Sequence[str]
    checklist: Sequence[tuple[str, str, str]]

    @property
    def is_booked(self) -> bool:
        return self.decision.status == DecisionStatus.BOOKED


@dataclass(frozen=True, slots=True)
class Board:
    """The whole page. ``problem`` says why the decision cannot be looked at again now, if it cannot."""

    candidates: Sequence[Candidate]
    others: Sequence[Answer]
    standing: Standing | None
    placements: Sequence[Placement]
    is_looking: bool
    may_decide: bool
    may_record: bool
    problem: str = ""


def board(referral: Referral, *, viewer: User, at: dt.datetime) -> Board:
    decision = (
        referral.decisions.exclude(status=DecisionStatus.SET_ASIDE)
        .select_related("household__service", "decided_by", "referral__authority")
        .first()
    )
    standing, problem = _standing(decision, at=at) if decision else (None, "")
    answers = _answers(referral)
    candidates = _candidates(referral, answers, decision)
    listed = {candidate.household.pk for candidate in candidates}
    return Board(
        candidates=candidates,
        others=[
            answer
            for pk, answer in answers.items()
            if pk not in listed and answer.choice != Answer.Choice.NOT_NOW
        ],
        standing=standing,
        placements=[
            row.placement
            for row in referral.referral_children.select_related("placement__child")
            if row.placement
        ],
        is_looking=referral.status in LOOKING,
        may_decide=allows(viewer, Permission.DECIDE),
        may_record=allows(viewer, Permission.RECORD_VIEWS),
        problem=problem,
    )


def _standing(decision: Decision, *, at: dt.datetime) -> tuple[Standing, str]:
    problem = ""
    missing: list[str] = []
    unknowns: list[Unknown] = []
    if decision.status == DecisionStatus.PROPOSED:
        try:
            lines = suitability.unknowns(decision, at=at)
            unknowns = _unknowns(decision, lines)
            missing = bookings.still_missing(decision, unknown=lines)
        except (searches.CannotSearch, searches.NotConsidered) as reason:
            problem = str(reason) or "This household can no longer be asked by the authority."
    approvals = list(decision.approvals.select_related("given_by").order_by("pk"))
    return Standing(decision, approvals, unknowns, missing, _checklist(decision)), problem


def _unknowns(decision: Decision, lines: Sequence[RuleLine]) -> list[Unknown]:
    cleared = {check.rule: check for check in decision.cleared_checks.select_related("cleared_by")}
    return [Unknown(line, cleared.get(line.code)) for line in lines]


def _checklist(decision: Decision) -> list[tuple[str, str, str]]:
    passed = decision.checklist.get("passed_over", {})
    tests = decision.checklist.get("tests", {})
    lines = [(question, "", passed.get(code, "")) for code, (question, _) in PASSED_OVER.items()]
    for code, question in TESTS.items():
        test = tests.get(code, {})
        lines.append((question, ANSWERS.get(test.get("answer", ""), ""), test.get("why", "")))
    return lines


def _answers(referral: Referral) -> dict[int, Answer]:
    """The latest answer of each household, in any round of the referral."""
    found = Answer.objects.filter(invitation__round__referral=referral)
    found = found.select_related("invitation__household__service").order_by("at")
    return {answer.invitation.household_id: answer for answer in found}


def _candidates(
    referral: Referral, answers: dict[int, Answer], decision: Decision | None
) -> list[Candidate]:
    entries = list(referral.shortlist.select_related("household__service"))
    views = {(view.household_id, view.whose): view for view in referral.views.all()}
    latest = referral.searches.filter(is_trial=False).first()
    ids = [entry.household_id for entry in entries]
    results = SearchResult.objects.filter(search=latest, household__in=ids)
    scores = dict(results.values_list("household_id", "score"))
    return [
        Candidate(
            household=entry.household,
            answer=answers.get(entry.household_id),
            score=scores.get(entry.household_id),
            said=[
                Said(whose, label, views.get((entry.household_id, whose)))
                for whose, label in MatchView.Whose.choices
            ],
            is_chosen=decision is not None and decision.household_id == entry.household_id,
        )
        for entry in entries
    ]

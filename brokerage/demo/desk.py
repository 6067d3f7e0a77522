"""Referrals in every state, moved there by the same services as people use, with their searches, rounds and answers."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from itertools import cycle

from django.db import transaction
from django.db.models import Q

from accounts.models import Role, User
from brokerage.demo.organisations import Desk
from brokerage.demo.pools import WHAT_HELPS
from brokerage.lifecycle import ReferralStatus
from brokerage.models import (
    Answer,
    Decision,
    Invitation,
    MatchView,
    Referral,
    RequiredApproval,
    Round,
    Search,
)
from brokerage.models.rounds import LeftOut
from brokerage.queries.referral_profile import suggested_profile
from brokerage.queries.referral_sections import filled_sections
from brokerage.queries.searches import suggested_households
from brokerage.sections import CODES
from brokerage.services import (
    bookings,
    decisions,
    referral_sections,
    referrals,
    replies,
    rounds,
    searches,
    shortlist,
    suitability,
)
from carers.models import Household
from children.models import Child
from notifications.models import OutgoingMessage
from placements import services as placements
from placements.models import Placement
from reference.dates import london_today

S = ReferralStatus
# How many of forty referrals are in each state.
STATES = (
    [S.ASKING] * 9
    + [S.SEARCHING] * 8
    + [S.SUBMITTED] * 6
    + [S.DECIDING] * 5
    + [S.PLACED] * 4
    + [S.DRAFT] * 4
    + [S.RETURNED] * 2
    + [S.WITHDRAWN] * 2
)
CHOICES = (["NOT_NOW"] * 11) + (["INTERESTED"] * 5) + (["TALK"] * 4)
CONDITIONS = (
    "We would like to meet her first.",
    "We need a week to get the room ready.",
    "Help with the school run.",
)
STORIES = (
    """Came into care after a long time of worry at home. The first carers were kind but could not manage the nights.
Since then life has been calmer, with the same key adults for most of the last year.""",
    """Has lived in a children's home for longer than anybody planned. Staff say that the garden, helping in the kitchen
 and walking the dog next door are the best parts of the week.""",
    """Lived with an aunt for two years, who fell ill. Misses her, and sees her every month.""",
)
LAST_DAYS = 25


class Referrals:
    """Makes ``number`` referrals over the last weeks; ``make`` returns how many were asked for and made."""

    def __init__(self, rng: random.Random, desks: list[Desk], *, at: dt.datetime) -> None:
        self.rng, self.desks, self.now = rng, desks, at
        self.today = london_today(at)

    def make(self, *, number: int) -> int:
        children = {desk.authority.pk: self._children(desk) for desk in self.desks}
        states = cycle(STATES)
        made = 0
        for _, state in zip(range(number), states, strict=False):
            desk = self.rng.choices(self.desks, [desk.share for desk in self.desks])[0]
            child = next(children[desk.authority.pk], None)
            if child is not None:
                self._referral(desk, child, state)
                made += 1
        self._mark_old_messages_sent()
        return made

    def _children(self, desk: Desk) -> Iterator[Child]:
        """Those in residential care whose plan says a family first, then others who live with foster carers."""
        here = Placement.objects.on(self.today).filter(child__authority=desk.authority)
        stays = list(
            here.exclude(child__strengths="").select_related("child__social_worker").order_by("pk")
        )
        stays = [stay for stay in stays if stay.child.birth_date.year < self.today.year - 1]
        waiting = [
            s
            for s in stays
            if s.setting in {"K2", "R1", "S1"} and s.child.permanence_plan != "RESIDENTIAL"
        ]
        others = [stay for stay in stays if stay.setting == "U6"]
        self.rng.shuffle(waiting)
        self.rng.shuffle(others)
        for stay in [*waiting, *others]:
            yield stay.child

    def _referral(self, desk: Desk, child: Child, state: ReferralStatus) -> None:
        rng = self.rng
        begun = self.now - dt.timedelta(days=rng.randint(6, LAST_DAYS), hours=rng.randint(0, 6))
        worker = child.social_worker
        if worker is None:
            return
        referral = referrals.start_referral(children=[child], by=worker, at=begun)
        if state == S.DRAFT:
            self._answer(referral, child, worker, CODES[:5], at=begun)
            return
        self._answer(referral, child, worker, CODES, at=begun)
        submitted = begun + dt.timedelta(hours=rng.randint(2, 30))
        referrals.submit(referral=referral, by=worker, at=submitted)
        if state == S.SUBMITTED:
            return
        broker = rng.choice(desk.people[Role.BROKER])
        if broker.authority_id != desk.authority.pk:
            broker = desk.people[Role.BROKER][-1]
        checked = submitted + dt.timedelta(hours=rng.randint(1, 20))
        if state == S.RETURNED:
            reason = "Please ask him what he wants, and say when he last went missing."
            referrals.return_to_social_worker(
                referral=referral, reason=reason, by=broker, at=checked
            )
            return
        referrals.accept(
            referral=referral, broker=broker, by=broker, at=checked, despite="The move cannot wait."
        )
        if state == S.WITHDRAWN:
            reason = "The plan has changed: an aunt has come forward."
            referrals.withdraw(referral=referral, reason=reason, by=worker, at=checked)
            return
        hours = rng.randint(1, 6) if state == S.SEARCHING else rng.randint(41, 60)
        searched = max(checked, self.now - dt.timedelta(hours=hours))
        search = searches.run_search(referral_id=referral.public_id, by=broker, at=searched)
        if state in {S.ASKING, S.DECIDING, S.PLACED}:
            self._ask(desk, referral, search, broker, state)

    def _answer(
        self,
        referral: Referral,
        child: Child,
        worker: User,
        codes: tuple[str, ...],
        *,
        at: dt.datetime,
    ) -> None:
        for code in codes:
            referral_sections.save_section(
                referral=referral,
                code=code,
                answers=self._answers(code, referral, child, worker),
                is_confirmed=True,
                by=worker,
                at=at,
            )

    def _answers(
        self, code: str, referral: Referral, child: Child, worker: User
    ) -> dict[str, object]:
        rng = self.rng
        if code == "profile":
            filled = filled_sections(referral)
            return {"profile": suggested_profile([child], filled, today=self.today)}
        answers: dict[str, dict[str, object]] = {
            "referrer": {
                "contact_name": worker.name,
                "contact_phone": worker.phone,
                "manager_name": "The team manager",
                "authorised_on": self.today - dt.timedelta(days=LAST_DAYS + 1),
            },
            "child": {
                "living_now": "In a children's home, well looked after but a long way from everybody.",
                "parental_responsibility": "Shared by the authority and the mother.",
            },
            "request": {
                "reason": rng.choice(["STEP_DOWN", "STEP_DOWN", "ENDING", "NEARER"]),
                "kind": rng.choice(["SHORT", "LONG", "SPECIALIST"]),
                "urgency": rng.choice(["PLANNED", "PLANNED", "URGENT"]),
                "needed_by": self.today + dt.timedelta(days=rng.randint(2, 40)),
                "lasts": "MONTHS",
                "expected_months": rng.choice([6, 12, 24]),
                "why_now": "The plan says a family, and the home agrees that the time is right.",
            },
            "wishes": {
                "parents_view": "Wants a family close enough to visit, and to be told first.",
                "why_not_asked": ""
                if child.wishes.exists()
                else "An advocate meets the child next week.",
            },
            "background": {"story": rng.choice(STORIES)},
            "family": {
                "people": "Mother, grandmother and a best friend from school.",
                "family_time": "Every other Saturday, with a family support worker there.",
            },
            "education": {"keeps_school_place": bool(child.school_postcode)},
            "health": {"health": child.health_summary or "Well. Checked by a doctor this year."},
            "needs": {
                "summary": "Help with getting ready, with big feelings at the end of the day, and with sleep.",
                "what_helps": rng.choice(WHAT_HELPS),
            },
            "safety": {
                "risks": "Leaves when an argument gets loud, and comes back within the hour.",
                "safety_plan": "Give space, keep the door open, go for a walk together afterwards.",
            },
            "plan": {
                "aim": "To live in a family, to stay at school, and to see grandmother every month."
            },
            "home": {"conditions": []},
        }
        return answers.get(code, {})

    def _ask(
        self, desk: Desk, referral: Referral, search: Search, broker: User, state: ReferralStatus
    ) -> None:
        rng = self.rng
        chosen = suggested_households(search)
        if not chosen:
            return
        ranked = [
            row.household_id
            for row in search.results.order_by("rank")
            if row.household_id in chosen
        ]
        asked = ranked[: rng.randint(8, 20)]
        opened = max(search.at, self.now - dt.timedelta(hours=rng.randint(8, 40)))
        opened = min(opened, self.now - dt.timedelta(hours=2))
        made = rounds.open_round(
            referral_id=referral.pk,
            household_ids=asked,
            reply_by=opened + dt.timedelta(hours=72),
            note="",
            left_out={pk: LeftOut.NOT_CHOSEN for pk in ranked if pk not in asked},
            search=search,
            idempotency_key=uuid.UUID(int=rng.getrandbits(128), version=4),
            by=broker,
            at=opened,
        )
        interested = self._hear(made)
        if state != S.ASKING:
            self._decide(desk, referral, made, interested, broker, book=state == S.PLACED)

    def _hear(self, made: Round) -> list[Household]:
        """About half answer. Returns those who are interested or want to talk, best on the list first."""
        rng, interested = self.rng, []
        for invitation in made.invitations.select_related("household").order_by("rank"):
            if rng.random() < 0.45:
                continue
            choice = Answer.Choice(rng.choice(CHOICES))
            self._reply(invitation, choice, opened=made.opened_at)
            if choice != Answer.Choice.NOT_NOW:
                interested.append(invitation.household)
        return interested

    def _reply(self, invitation: Invitation, choice: Answer.Choice, *, opened: dt.datetime) -> None:
        rng = self.rng
        minutes = rng.randint(10, max(11, int((self.now - opened).total_seconds() // 60) - 5))
        at = opened + dt.timedelta(minutes=minutes)
        declined = choice == Answer.Choice.NOT_NOW
        reasons = (rng.choice(Answer.Reason.values),) if declined else ()
        conditions = "" if declined or rng.random() < 0.5 else rng.choice(CONDITIONS)
        replies.confirm_postcode(invitation=invitation, typed=invitation.household.postcode, at=at)
        replies.answer(
            invitation=invitation,
            given=replies.Given(choice, reasons, conditions),
            from_shared_place=False,
            at=at,
        )

    def _decide(
        self,
        desk: Desk,
        referral: Referral,
        made: Round,
        interested: list[Household],
        broker: User,
        *,
        book: bool,
    ) -> None:
        referral.refresh_from_db()
        at = self.now - dt.timedelta(hours=1)
        rounds.close_round(round_=made, by=broker, at=at)
        candidates = interested or [
            made.invitations.select_related("household").order_by("rank")[0].household
        ]
        for household in candidates[:3]:
            shortlist.add_to_shortlist(
                referral=referral, household=household, note="", by=broker, at=at
            )
            self._views(referral, household, broker, at=at, everyone=book)
        for household in candidates[:3]:
            try:
                with transaction.atomic():
                    decision = self._choose(referral, household, broker, at=at)
                    if book:
                        self._book(desk, decision, broker, at=at)
            except (suitability.NotSuitable, placements.NoPlaceFree):
                continue
            return

    def _views(
        self,
        referral: Referral,
        household: Household,
        broker: User,
        *,
        at: dt.datetime,
        everyone: bool,
    ) -> None:
        words = {
            "CHILD": "They sound nice. Can I bring my posters?",
            "PARENTS": "I want to meet them before anything is decided.",
            "SOCIAL_WORKER": "Calm, close to school, and they have done this before.",
            "SUPERVISING": "Ready for another child, with a support worker in the first month.",
        }
        for whose, said in words.items():
            if everyone or self.rng.random() < 0.5:
                shortlist.record_view(
                    referral=referral,
                    household=household,
                    whose=whose,
                    view=MatchView.View.FOR if whose != "PARENTS" else MatchView.View.MIXED,
                    words=said,
                    gathered_on=self.today,
                    by=broker,
                    at=at,
                )

    def _choose(
        self, referral: Referral, household: Household, broker: User, *, at: dt.datetime
    ) -> Decision:
        referral.refresh_from_db()
        return decisions.decide(
            referral=referral,
            household=household,
            choice=decisions.Choice(
                starts_on=referral.starts_on(today=self.today),
                planned_end_on=None,
                setting="U6",
                purpose="STEP_DOWN",
                reason="Trained for the child's needs, near school, and both want it to work.",
                why_not_others="Further from school, and less used to nights.",
                checklist={
                    "passed_over": {
                        "parents": "Assessed this year; not safe yet.",
                        "connected": "An aunt was asked and cannot.",
                    },
                    "tests": {
                        code: {"answer": "YES", "why": ""} for code in ("near", "education", "area")
                    },
                },
            ),
            by=broker,
            at=at,
        )

    def _book(self, desk: Desk, decision: Decision, broker: User, *, at: dt.datetime) -> None:
        manager = desk.people[Role.MANAGER][0]
        for approval in RequiredApproval.objects.filter(decision=decision):
            decisions.answer_approval(
                approval=approval,
                is_given=True,
                reason="No nearer home meets these needs.",
                by=manager,
                at=at,
            )
        for line in suitability.unknowns(decision, at=at):
            found = "Asked the supervising social worker by telephone: in order."
            decisions.clear_check(decision=decision, rule=line.code, found=found, by=broker, at=at)
        bookings.book(decision=decision, by=broker, at=at)

    def _mark_old_messages_sent(self) -> None:
        """Everything left long ago but the requests that nobody has answered: those leave with the first worker."""
        answered = Answer.objects.values("invitation_id")
        waiting = Invitation.objects.filter(round__status="OPEN").exclude(pk__in=answered)
        still_to_leave = Q(kind="round-invitation", subject_id__in=waiting.values("pk"))
        old = OutgoingMessage.objects.filter(status="QUEUED", send_after__lte=self.now)
        for message in old.exclude(still_to_leave):
            message.status, message.sent_at, message.attempts = "SENT", message.queued_at, 1
            message.save(update_fields=["status", "sent_at", "attempts"])

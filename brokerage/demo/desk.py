"""Referrals in every state, moved there by the same services as people use, with their searches, rounds and answers."""

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from itertools import cycle

from django.db.models import Q

from accounts.models import Role, User
from brokerage.demo.answers import Writer
from brokerage.demo.choosing import Choosing
from brokerage.demo.organisations import Desk
from brokerage.lifecycle import ReferralStatus
from brokerage.models import (
    Answer,
    Invitation,
    Referral,
    Round,
    Search,
)
from brokerage.models.rounds import LeftOut
from brokerage.queries.searches import suggested_households
from brokerage.sections import CODES
from brokerage.services import (
    referral_sections,
    referrals,
    replies,
    rounds,
    searches,
)
from carers.models import Household
from notifications.models import OutgoingMessage
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
    "We would like to meet before we say yes.",
    "We need a week to get the room ready.",
    "Help with the school run.",
)
LAST_DAYS = 25
NOBODY_ASKS = 4


class Referrals:
    """Makes ``number`` referrals over the last weeks; ``make`` returns how many were asked for and made."""

    def __init__(self, rng: random.Random, desks: list[Desk], *, at: dt.datetime) -> None:
        self.rng, self.desks, self.now = rng, desks, at
        self.today = london_today(at)

    def make(self, *, number: int) -> int:
        waiting = {desk.authority.pk: self._stays(desk) for desk in self.desks}
        states = cycle(STATES)
        made = 0
        for _, state in zip(range(number), states, strict=False):
            desk = self.rng.choices(self.desks, [desk.share for desk in self.desks])[0]
            stay = next(waiting[desk.authority.pk], None)
            if stay is not None:
                self._referral(desk, stay, state)
                made += 1
        self._mark_old_messages_sent()
        return made

    def _stays(self, desk: Desk) -> Iterator[Placement]:
        """Of those in residential care whose plan says a family first, then others who live with foster carers.

        For one in so many of the first nobody has asked: the radar is there to find them.
        """
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
        found = [stay for place, stay in enumerate(waiting) if place % NOBODY_ASKS]
        yield from [*found, *others]

    def _referral(self, desk: Desk, stay: Placement, state: ReferralStatus) -> None:
        rng, child = self.rng, stay.child
        begun = self.now - dt.timedelta(days=rng.randint(6, LAST_DAYS), hours=rng.randint(0, 6))
        worker = child.social_worker
        if worker is None:
            return
        referral = referrals.start_referral(children=[child], by=worker, at=begun)
        writer = Writer(
            rng,
            child,
            worker=worker,
            manager=desk.people[Role.MANAGER][0],
            setting=stay.setting,
            today=self.today,
            begun=london_today(begun),
        )
        self._answer(referral, writer, CODES[:5] if state == S.DRAFT else CODES, at=begun)
        if state == S.DRAFT:
            return
        submitted = begun + dt.timedelta(hours=rng.randint(2, 30))
        referrals.submit(referral=referral, by=worker, at=submitted)
        if state == S.SUBMITTED:
            return
        broker = rng.choice(desk.people[Role.BROKER])
        if broker.authority_id != desk.authority.pk:
            broker = desk.people[Role.BROKER][-1]
        checked = submitted + dt.timedelta(hours=rng.randint(1, 20))
        if state == S.RETURNED:
            reason = "Please say what the child wants, and who will do the school run."
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
        self, referral: Referral, writer: Writer, codes: tuple[str, ...], *, at: dt.datetime
    ) -> None:
        for code in codes:
            referral_sections.save_section(
                referral=referral,
                code=code,
                answers=writer.answers(code, referral),
                is_confirmed=True,
                by=writer.worker,
                at=at,
            )

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
        choosing = Choosing(self.rng, desk, referral, broker, at=at, today=self.today)
        choosing.choose(candidates, book=book)

    def _mark_old_messages_sent(self) -> None:
        """Everything left long ago but the requests that nobody has answered: those leave with the first worker."""
        answered = Answer.objects.values("invitation_id")
        waiting = Invitation.objects.filter(round__status="OPEN").exclude(pk__in=answered)
        still_to_leave = Q(kind="round-invitation", subject_id__in=waiting.values("pk"))
        old = OutgoingMessage.objects.filter(status="QUEUED", send_after__lte=self.now)
        for message in old.exclude(still_to_leave):
            message.status, message.sent_at, message.attempts = "SENT", message.queued_at, 1
            message.save(update_fields=["status", "sent_at", "attempts"])

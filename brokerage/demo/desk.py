"""Referrals in every state, moved there by the same services as people use, with their searches, rounds and answers."""

import datetime as dt
import random
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle

from django.db.models import F, Q

from accounts.models import Role, User
from brokerage.demo.answers import Writer
from brokerage.demo.asking import Asking
from brokerage.demo.choosing import Choosing
from brokerage.demo.lives import Life
from brokerage.demo.organisations import Desk
from brokerage.demo.stories import Story
from brokerage.lifecycle import ReferralStatus
from brokerage.models import Answer, Invitation, Referral, Round
from brokerage.sections import CODES
from brokerage.services import referral_sections, referrals, rounds, searches
from carers.models import Household
from children.models import Child
from notifications.models import OutgoingMessage
from placements.models import Placement
from reference.dates import london_today

S = ReferralStatus
# How many of forty referrals are in each state, the five of the stories aside.
STATES = (
    [S.ASKING] * 9
    + [S.SEARCHING] * 4
    + [S.SUBMITTED] * 6
    + [S.DECIDING] * 5
    + [S.PLACED] * 3
    + [S.DRAFT] * 4
    + [S.RETURNED] * 2
    + [S.WITHDRAWN] * 2
)
LAST_DAYS = 25
NOBODY_ASKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Children who are referred together: siblings of a story, or one child. ``setting`` is where the first lives."""

    children: list[Child]
    setting: str
    story: Story | None = None


class Referrals:
    """Makes referrals over the last weeks, those of the stories first."""

    def __init__(self, rng: random.Random, desks: list[Desk], *, at: dt.datetime) -> None:
        self.rng, self.desks, self.now = rng, desks, at
        self.today = london_today(at)

    def make(self, lives: Iterable[Life], *, unasked: Collection[int], number: int) -> int:
        """Make ``number`` referrals, for none of the children of ``unasked``. Returns how many there were."""
        told = self._told(lives)[:number]
        for desk, asked, story in told:
            self._referral(desk, asked, story.status)
        passed_over = {child.pk for _, asked, _ in told for child in asked.children} | {*unasked}
        waiting = {desk.authority.pk: self._waiting(desk, passed_over) for desk in self.desks}
        made = len(told)
        for _, state in zip(range(number - len(told)), cycle(STATES), strict=False):
            desk = self.rng.choices(self.desks, [desk.share for desk in self.desks])[0]
            following = next(waiting[desk.authority.pk], None)
            if following is not None:
                self._referral(desk, following, state)
                made += 1
        self._mark_old_messages_sent()
        return made

    def _told(self, lives: Iterable[Life]) -> list[tuple[Desk, Asked, Story]]:
        """The stories whose children are all there."""
        families: dict[Story, list[Life]] = {}
        for life in lives:
            if life.story:
                families.setdefault(life.story, []).append(life)
        return [
            (family[0].desk, _together(family, story), story)
            for story, family in families.items()
            if len(family) == len(story.children)
        ]

    def _waiting(self, desk: Desk, passed_over: Collection[int]) -> Iterator[Asked]:
        """Of those in residential care whose plan says a family first, then others who live with foster carers.

        For one in so many of the first nobody has asked: the radar is there to find them.
        """
        here = Placement.objects.on(self.today).filter(child__authority=desk.authority)
        here = here.exclude(child__strengths="").exclude(child__in=passed_over)
        stays = [
            stay
            for stay in here.select_related("child__social_worker").order_by("pk")
            if stay.child.birth_date.year < self.today.year - 1
        ]
        waiting = [
            s
            for s in stays
            if s.setting in {"K2", "R1", "S1"} and s.child.permanence_plan != "RESIDENTIAL"
        ]
        others = [stay for stay in stays if stay.setting == "U6"]
        self.rng.shuffle(waiting)
        self.rng.shuffle(others)
        found = [stay for place, stay in enumerate(waiting) if place % NOBODY_ASKS]
        for stay in (*found, *others):
            yield Asked(children=[stay.child], setting=stay.setting)

    def _referral(self, desk: Desk, asked: Asked, state: ReferralStatus) -> None:
        rng, worker = self.rng, asked.children[0].social_worker
        if worker is None:
            return
        days = asked.story.begun_days if asked.story else rng.randint(6, LAST_DAYS)
        begun = self.now - dt.timedelta(days=days, hours=rng.randint(0, 6))
        referral = referrals.start_referral(children=asked.children, by=worker, at=begun)
        writer = Writer(
            rng,
            asked.children,
            worker=worker,
            manager=desk.people[Role.MANAGER][0],
            setting=asked.setting,
            today=self.today,
            begun=london_today(begun),
            story=asked.story,
        )
        self._answer(referral, writer, CODES[:5] if state == S.DRAFT else CODES, at=begun)
        if state == S.DRAFT:
            return
        submitted = begun + dt.timedelta(hours=rng.randint(2, 30))
        referrals.submit(referral=referral, by=worker, at=submitted)
        if state != S.SUBMITTED:
            self._check(desk, referral, asked, state, at=submitted)

    def _check(
        self,
        desk: Desk,
        referral: Referral,
        asked: Asked,
        state: ReferralStatus,
        *,
        at: dt.datetime,
    ) -> None:
        """A broker looks at what was submitted ``at`` a moment, and goes on with it."""
        broker = self.rng.choice(desk.people[Role.BROKER])
        if broker.authority_id != desk.authority.pk:
            broker = desk.people[Role.BROKER][-1]
        checked = at + dt.timedelta(hours=self.rng.randint(1, 20))
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
            referrals.withdraw(referral=referral, reason=reason, by=referral.created_by, at=checked)
            return
        self._search(desk, referral, asked, state, accepted=checked)

    def _search(
        self,
        desk: Desk,
        referral: Referral,
        asked: Asked,
        state: ReferralStatus,
        *,
        accepted: dt.datetime,
    ) -> None:
        """Look for a home once it is accepted, and where that is meant go on to ask, to decide and to book."""
        rng, broker = self.rng, referral.broker
        if broker is None:
            return
        hours = rng.randint(1, 6) if state == S.SEARCHING else rng.randint(41, 60)
        at = max(accepted, self.now - dt.timedelta(hours=hours))
        search = searches.run_search(referral_id=referral.public_id, by=broker, at=at)
        if state == S.SEARCHING:
            return
        asking = Asking(rng=rng, desk=desk, referral=referral, broker=broker, now=self.now)
        first = None
        if asked.story:
            first = asking.agree_on_a_course(search)
            search = referral.searches.all()[0]
        heard = asking.ask(search, first=first)
        if heard and state != S.ASKING:
            self._decide(desk, referral, *heard, broker, book=state == S.PLACED)

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

    def _mark_old_messages_sent(self) -> None:
        """Everything left long ago but the requests that nobody has answered: those leave with the first worker."""
        answered = Answer.objects.values("invitation_id")
        waiting = Invitation.objects.filter(round__status="OPEN").exclude(pk__in=answered)
        still_to_leave = Q(kind="round-invitation", subject_id__in=waiting.values("pk"))
        old = OutgoingMessage.objects.filter(status="QUEUED", send_after__lte=self.now)
        old.exclude(still_to_leave).update(status="SENT", sent_at=F("queued_at"), attempts=1)


def _together(family: Sequence[Life], story: Story) -> Asked:
    children = [life.child for life in family]
    return Asked(children=children, setting=family[0].lives_in, story=story)

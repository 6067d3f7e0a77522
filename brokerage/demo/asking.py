"""How carers of the demonstration are asked: one round, some answers, and in one case a course agreed before."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass

from accounts.models import Role, User
from brokerage.demo.organisations import Desk
from brokerage.matching.ranking import BIT_OF_RULE
from brokerage.models import Answer, Invitation, Referral, Round, Search
from brokerage.models.rounds import LeftOut
from brokerage.queries.searches import suggested_households
from brokerage.services import remedies, replies, rounds, searches
from carers.models import Household

CHOICES = (["NOT_NOW"] * 11) + (["INTERESTED"] * 5) + (["TALK"] * 4)
CONDITIONS = (
    "We would like to meet before we say yes.",
    "We need a week to get the room ready.",
    "Help with the school run.",
)
ASKED = (8, 16)  # the fewest and the most in a round
SILENT = 0.45  # of those who are asked
DAYS_FOR_A_COURSE = 28
MOST_TRIED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Asks about one referral. ``now`` is the moment that the desk is at."""

    rng: random.Random
    desk: Desk
    referral: Referral
    broker: User
    now: dt.datetime

    def agree_on_a_course(self, search: Search) -> Household | None:
        """Accept a course for the best home that lacks only a certificate; the list is then made again with it."""
        ranking = searches.ranking_of(search)
        near = ranking.near_misses
        lacking = near.household_ids[ranking.failed[near.rows] == BIT_OF_RULE["SKL-1"]]
        for key in lacking[:MOST_TRIED].tolist():
            household = Household.objects.select_related("service").get(pk=key)
            try:
                self._accept(household, at=search.at)
            except remedies.NotRemediable:
                continue
            return household
        return None

    def _accept(self, household: Household, *, at: dt.datetime) -> None:
        remedies.accept(
            referral=self.referral,
            household=household,
            rule="SKL-1",
            acceptance=remedies.Acceptance(
                words="The hospital's two-day course on seizures and rescue medication",
                owner=household.service.name,
                due_on=(at + dt.timedelta(days=DAYS_FOR_A_COURSE)).date(),
                reason="Nearest to school of all who could take the child, and keen to learn.",
            ),
            by=self.desk.people[Role.MANAGER][0],
            at=at,
        )

    def ask(
        self, search: Search, *, first: Household | None
    ) -> tuple[Round, list[Household]] | None:
        """Open a round and hear about half of them; None where nobody can be asked.

        Returns the round, and those who are interested or want to talk: ``first``, then in the order of the list.
        """
        rng = self.rng
        chosen = suggested_households(search) | ({first.pk} if first else set())
        places = search.results.filter(household__in=chosen).order_by("rank")
        ranked = list(places.values_list("household_id", flat=True))
        number = rng.randint(*ASKED)
        wanted = {*ranked[:number], first.pk if first else None}
        asked = [key for key in ranked if key in wanted]
        if not asked:
            return None
        opened = max(search.at, self.now - dt.timedelta(hours=rng.randint(8, 40)))
        opened = min(opened, self.now - dt.timedelta(hours=2))
        made = rounds.open_round(
            referral_id=self.referral.pk,
            household_ids=asked,
            reply_by=opened + dt.timedelta(hours=72),
            note="",
            left_out={pk: LeftOut.NOT_CHOSEN for pk in ranked if pk not in asked},
            search=search,
            idempotency_key=uuid.UUID(int=rng.getrandbits(128), version=4),
            by=self.broker,
            at=opened,
        )
        return made, self._hear(made, first)

    def _hear(self, made: Round, first: Household | None) -> list[Household]:
        rng, interested = self.rng, []
        for invitation in made.invitations.select_related("household").order_by("rank"):
            is_first = invitation.household == first
            if not is_first and rng.random() < SILENT:
                continue
            choice = Answer.Choice("INTERESTED" if is_first else rng.choice(CHOICES))
            self._reply(invitation, choice, opened=made.opened_at)
            if choice != Answer.Choice.NOT_NOW:
                interested.append(invitation.household)
        return sorted(interested, key=lambda household: household != first)

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

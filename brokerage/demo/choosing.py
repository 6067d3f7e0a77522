"""How a referral of the demonstration comes to a decision, and to a booking."""

import datetime as dt
import random

from django.db import transaction

from accounts.models import Role, User
from brokerage.demo.organisations import Desk
from brokerage.models import Decision, MatchView, Referral, RequiredApproval
from brokerage.services import bookings, decisions, shortlist, suitability
from carers.models import Household
from placements import services as placements

MOST_SHORTLISTED = 3
VIEWS = {
    "CHILD": "They sound nice. Can I bring my posters?",
    "PARENTS": "I want to meet them before anything is decided.",
    "SOCIAL_WORKER": "Calm, within reach of school, and they have done this before.",
    "SUPERVISING": "Ready for another child, with a support worker in the first month.",
}
CHECKLIST = {
    "passed_over": {
        "parents": "Assessed this year; not safe yet.",
        "connected": "An aunt was asked and cannot.",
    },
    "tests": {code: {"answer": "YES", "why": ""} for code in ("near", "education", "area")},
}


class Choosing:
    """Shortlists the best candidates of a referral, records views, decides, and books where that is asked for."""

    def __init__(
        self,
        rng: random.Random,
        desk: Desk,
        referral: Referral,
        broker: User,
        *,
        at: dt.datetime,
        today: dt.date,
    ) -> None:
        self.rng, self.desk, self.referral, self.broker = rng, desk, referral, broker
        self.at, self.today = at, today

    def choose(self, candidates: list[Household], *, book: bool) -> None:
        shortlisted = candidates[:MOST_SHORTLISTED]
        for household in shortlisted:
            shortlist.add_to_shortlist(
                referral=self.referral, household=household, note="", by=self.broker, at=self.at
            )
            self._views(household, everyone=book)
        if not book:  # then a home out of the area, whose approvals wait for somebody to give them
            own = self.desk.authority.district_codes
            shortlisted.sort(key=lambda household: household.district_code in own)
        for household in shortlisted:
            try:
                with transaction.atomic():
                    decision = self._decide(household)
                    if book:
                        self._book(decision)
            except (suitability.NotSuitable, placements.NoPlaceFree):
                continue
            return

    def _views(self, household: Household, *, everyone: bool) -> None:
        for whose, said in VIEWS.items():
            if everyone or self.rng.random() < 0.5:
                shortlist.record_view(
                    referral=self.referral,
                    household=household,
                    whose=whose,
                    view=MatchView.View.FOR if whose != "PARENTS" else MatchView.View.MIXED,
                    words=said,
                    gathered_on=self.today,
                    by=self.broker,
                    at=self.at,
                )

    def _decide(self, household: Household) -> Decision:
        self.referral.refresh_from_db()
        purpose = "STEP_DOWN" if self.referral.reason == "STEP_DOWN" else "PERMANENCE"
        choice = decisions.Choice(
            starts_on=self.referral.starts_on(today=self.today),
            planned_end_on=None,
            setting="U6",
            purpose=purpose,
            reason="Trained for the child's needs, within reach of school, and both want it to work.",
            why_not_others="Further from school, and less used to nights.",
            checklist=CHECKLIST,
        )
        return decisions.decide(
            referral=self.referral,
            household=household,
            choice=choice,
            by=self.broker,
            at=self.at,
        )

    def _book(self, decision: Decision) -> None:
        manager = self.desk.people[Role.MANAGER][0]
        for approval in RequiredApproval.objects.filter(decision=decision):
            decisions.answer_approval(
                approval=approval,
                is_given=True,
                reason="No nearer home meets these needs.",
                by=manager,
                at=self.at,
            )
        for line in suitability.unknowns(decision, at=self.at):
            found = "Asked the supervising social worker by telephone: in order."
            decisions.clear_check(
                decision=decision, rule=line.code, found=found, by=self.broker, at=self.at
            )
        bookings.book(decision=decision, by=self.broker, at=self.at)

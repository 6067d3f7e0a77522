"""Three years of decided referrals, each with the list it was decided from and the stay that came of it.

The stays of the demonstration are laid out first, then lived through quarter by quarter: at each desk meeting the
database holds what had happened by then and nothing later, so that a list is ranked, by the same code as any other,
from what was known. A home is then chosen from near the top of the list, and the stay moves there.

How a stay ended was drawn before, and owes nothing to the list: figures that find a relation find chance.
"""

import datetime as dt
import random
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from accounts.models import Role, User
from brokerage.demo.home import Home
from brokerage.demo.organisations import Desk
from brokerage.lifecycle import DecisionStatus, ReferralStatus
from brokerage.matching.columns import Columns
from brokerage.matching.ranking import Ranking, rank
from brokerage.models import (
    ColumnsSnapshot,
    Decision,
    Referral,
    ReferralChild,
    ReferralMove,
    Search,
    WeightSet,
)
from brokerage.profiles import load_columns, request_for
from brokerage.services import searches, snapshots
from placements.distance import miles_from_home
from placements.lifecycle import PlacementStatus
from placements.models import Placement

DAY = dt.timedelta(days=1)
MEETINGS = 12
BETWEEN_MEETINGS = 91 * DAY
SOON = 45 * DAY  # a meeting is about children who move within this time
LAST_MEETING_AGO = 60 * DAY
TAKEN = 0.16  # how often the next home down the list with a free place is the one that was chosen
FURTHEST = 40
PLANNED = 0.5  # how often the day on which a stay should end was written down
KEPT_RESULTS = 10  # of each old list as rows; the rest can be told from its outcome
STEPS = (
    ReferralStatus.DRAFT,
    ReferralStatus.SUBMITTED,
    ReferralStatus.SEARCHING,
    ReferralStatus.DECIDING,
    ReferralStatus.PLACED,
)


class History:
    """Writes the stays that were laid out, and the referrals behind some of them; ``homes`` know who lives where."""

    def __init__(
        self, rng: random.Random, desks: Sequence[Desk], homes: Iterable[Home], *, today: dt.date
    ) -> None:
        self.rng, self.today = rng, today
        self.desks = {desk.authority.pk: desk for desk in desks}
        self.homes = {home.household.pk: home for home in homes}
        self.open: list[tuple[Placement, Placement]] = []
        self.decided: list[tuple[Referral, Placement]] = []
        self.numbers: dict[tuple[int, int], int] = {}
        self.columns: dict[int, tuple[Columns, ColumnsSnapshot]] = {}

    def write(self, laid: Sequence[Placement], *, number: int) -> int:
        """Write every stay, and about ``number`` referrals that ended in one of them. Returns how many."""
        weights = searches.default_weights(at=_morning(self.today - MEETINGS * BETWEEN_MEETINGS))
        waiting = sorted(laid, key=lambda stay: stay.starts_on)
        for meeting in range(MEETINGS, 0, -1):
            day = self.today - LAST_MEETING_AGO - (meeting - 1) * BETWEEN_MEETINGS
            waiting = self._live_until(day, waiting)
            for stay in self._discussed(waiting, day, number // MEETINGS):
                self._referral(stay, day, weights)
            self.columns.clear()
        self._live_until(self.today, waiting)
        self._close()
        return len(self.decided)

    def _live_until(self, day: dt.date, waiting: Sequence[Placement]) -> list[Placement]:
        """End the stays that have ended by a day, and begin those that have begun. Returns those still to come."""
        ended = [row for row, whole in self.open if whole.ends_on and whole.ends_on <= day]
        for row, whole in self.open:
            if whole.ends_on and whole.ends_on <= day:
                _end(row, whole)
        _write_endings(ended)
        self.open = [pair for pair in self.open if pair[0].ends_on is None]
        begun = [stay for stay in waiting if stay.starts_on <= day]
        rows = [self._as_on(day, stay) for stay in begun]
        Placement.objects.bulk_create(rows, batch_size=2000)
        for stay, row in zip(begun, rows, strict=True):
            stay.pk = row.pk
        return [stay for stay in waiting if stay.starts_on > day]

    def _as_on(self, day: dt.date, stay: Placement) -> Placement:
        if stay.ends_on is None or stay.ends_on <= day:
            return stay
        names = [
            field.attname for field in Placement._meta.concrete_fields if field.attname != "id"
        ]
        row = Placement(**{name: getattr(stay, name) for name in names})
        row.ends_on, row.status = None, PlacementStatus.STARTED
        row.end_reason, row.end_was_planned = "", None
        self.open.append((row, stay))
        return row

    def _discussed(
        self, waiting: Sequence[Placement], day: dt.date, number: int
    ) -> list[Placement]:
        soon = [
            stay
            for stay in waiting
            if stay.household_id and stay.starts_on <= day + SOON and stay.child.birth_date < day
        ]
        chosen = self.rng.sample(soon, min(number, len(soon)))
        return sorted(chosen, key=lambda stay: (stay.starts_on, stay.child_id))

    def _referral(self, stay: Placement, day: dt.date, weights: WeightSet) -> None:
        child = stay.child
        worker = child.social_worker
        if worker is None:
            return
        desk = self.desks[child.authority_id]
        made = _morning(day - 10 * DAY)
        referral = Referral.objects.create(
            authority=desk.authority,
            reference=self._reference(desk, made.year),
            status=ReferralStatus.DECIDING,
            kind=stay.kind,
            reason=Referral.Reason.ENDING,
            needed_by=stay.starts_on,
            expected_months=self.rng.choice([3, 6, 12, 24]),
            keeps_school_place=bool(child.school_postcode),
            submitted_at=made + DAY,
            created_by=worker,
            created_at=made,
            updated_at=made,
            broker=desk.people[Role.BROKER][-1],
        )
        ReferralChild.objects.create(referral=referral, child=child, position=1)
        ranking, search = self._search(referral, day, weights)
        self._choose(ranking, stay)
        if stay.ends_on and self.rng.random() < PLANNED:
            stay.planned_end_on = stay.starts_on + self.rng.choice([90, 180, 365]) * DAY
        self._decide(referral, stay, search.at + 3 * DAY)
        self.decided.append((referral, stay))

    def _search(
        self, referral: Referral, day: dt.date, weights: WeightSet
    ) -> tuple[Ranking, Search]:
        columns, snapshot = self._known(referral.authority_id, day)
        request = request_for(referral, as_of=day, starts_on=referral.starts_on(today=day))
        ranking = rank(request, columns, searches.as_weights(weights))
        search = Search(
            referral=referral,
            at=_morning(day),
            by=referral.broker,
            weight_set=weights,
            snapshot=snapshot,
        )
        return ranking, searches.keep(ranking, search, kept=KEPT_RESULTS)

    def _known(self, authority_id: int, day: dt.date) -> tuple[Columns, ColumnsSnapshot]:
        """What is recorded at the meeting, read once for all the children it is about."""
        if authority_id not in self.columns:
            columns = load_columns(authority_id=authority_id, day=day)
            self.columns[authority_id] = columns, snapshots.keep(columns, at=_morning(day))
        return self.columns[authority_id]

    def _choose(self, ranking: Ranking, stay: Placement) -> None:
        """Move the stay to a home near the top of the list that has a place for all of it; else it stays put."""
        for item in ranking.eligible.ranked(FURTHEST):
            home = self.homes[item.household_id]
            number = home.free_place(stay.starts_on, stay.ends_on)
            if number is None or self.rng.random() > TAKEN:
                continue
            old = self.homes[stay.household_id or 0]
            old.stays[stay.place_number or 0].remove((stay.starts_on, stay.ends_on))
            home.stays.setdefault(number, []).append((stay.starts_on, stay.ends_on))
            house = home.household
            stay.household, stay.place_number = house, number
            stay.postcode, stay.district_code = house.postcode, house.district_code
            stay.weekly_cost_pence = house.weekly_fee_pence
            stay.distance_miles = miles_from_home(stay.child, house.easting, house.northing)
            return

    def _decide(self, referral: Referral, stay: Placement, at: dt.datetime) -> None:
        broker = self.desks[referral.authority_id].people[Role.BROKER][-1]
        Decision.objects.create(
            referral=referral,
            household_id=stay.household_id or 0,
            status=DecisionStatus.BOOKED,
            starts_on=stay.starts_on,
            planned_end_on=stay.planned_end_on,
            setting=stay.setting,
            purpose=stay.purpose,
            reason="The best that could be offered then, and the child agreed.",
            decided_by=broker,
            decided_at=at,
        )
        ends = [referral.created_at, referral.created_at + DAY, at - 3 * DAY, at - DAY, at]
        people: list[User | None] = [
            referral.created_by,
            referral.created_by,
            broker,
            broker,
            broker,
        ]
        before = ["", *STEPS[:-1]]
        ReferralMove.objects.bulk_create(
            ReferralMove(referral=referral, from_status=was, to_status=step, at=moment, by=who)
            for was, step, moment, who in zip(before, STEPS, ends, people, strict=True)
        )

    def _close(self) -> None:
        """The referrals are placed: their stays are all written by now."""
        for referral, stay in self.decided:
            referral.status, referral.placement_id = ReferralStatus.PLACED, stay.pk
            referral.closed_at = referral.updated_at = _morning(stay.starts_on)
        referrals = [referral for referral, _ in self.decided]
        Referral.objects.bulk_update(
            referrals, ["status", "placement", "closed_at", "updated_at"], batch_size=500
        )
        stays = {referral.pk: stay.pk for referral, stay in self.decided}
        rows = list(ReferralChild.objects.filter(referral__in=referrals))
        for row in rows:
            row.placement_id = stays[row.referral_id]
        ReferralChild.objects.bulk_update(rows, ["placement"], batch_size=500)

    def _reference(self, desk: Desk, year: int) -> str:
        key = desk.authority.pk, year
        self.numbers[key] = self.numbers.get(key, 0) + 1
        return f"R-{year}-{self.numbers[key]:04}"


def _end(row: Placement, whole: Placement) -> None:
    row.ends_on, row.status = whole.ends_on, whole.status
    row.end_reason, row.end_was_planned = whole.end_reason, whole.end_was_planned


def _write_endings(ended: Sequence[Placement]) -> None:
    """In one statement: ``bulk_update`` spends seconds on saying the same."""
    columns: list[Any] = [
        [stay.pk for stay in ended],
        [stay.ends_on for stay in ended],
        [str(stay.status) for stay in ended],
        [stay.end_reason for stay in ended],
        [stay.end_was_planned for stay in ended],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE placements_placement AS stay
            SET ends_on = now.ends_on, status = now.status,
                end_reason = now.end_reason, end_was_planned = now.end_was_planned
            FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::boolean[])
                AS now (id, ends_on, status, end_reason, end_was_planned)
            WHERE stay.id = now.id
            """,
            columns,
        )


def _morning(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(10), dt.UTC)

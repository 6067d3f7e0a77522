"""Reviews, visits, coach sessions and moments, in the rhythm of real children: most in time, some overdue."""

import datetime as dt
import random
from decimal import Decimal

from brokerage.demo.lives import DAY, Life
from brokerage.demo.rows import Rows
from children.models import ImportantPerson, LifeStoryMoment
from placements.clocks import MONTHS_IN_A_YEAR, add_months
from placements.models import (
    Participant,
    Placement,
    Review,
    ReviewDecision,
    StepTaken,
    SupportSession,
    Visit,
)
from reference.dates import LONDON, add_working_days, age_on

LOOKED_BACK_MONTHS = 14
SAID = (
    "I like my room.",
    "I want to see Nan more.",
    "School is better since I have my own desk.",
    "I do not want to move again.",
)
DECIDED = (
    "Ask the school for a quiet place to eat.",
    "Arrange swimming lessons.",
    "Agree a plan for the summer holidays with the child's mother.",
    "Book the dentist.",
)
MOMENTS = ("First day at school", "The day we got the dog", "A birthday at the sea")


class Reviews:
    """``make`` writes everything in a few statements and returns how many reviews there are."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows = Rows()
        self.number = 0
        self.ended_last: dict[int, Placement] = {}

    def make(self, lives: list[Life]) -> int:
        self._strengthen()
        stays = {stay.child_id: stay for stay in Placement.objects.on(self.today)}
        ended = Placement.objects.filter(ends_on__isnull=False).order_by("starts_on")
        self.ended_last = {stay.child_id: stay for stay in ended}
        for life in lives:
            self._reviews(life)
            stay = stays.get(life.child.pk)
            if stay and life.child.social_worker:
                self._visits(life, stay)
                self._notices(life, stay)
            self._sessions(life)
            self._story(life)
        self.rows.write()
        return self.number

    def _strengthen(self) -> None:
        people = ImportantPerson.objects.order_by("pk")
        ties: dict[int, list[int]] = {}
        for person in people.values_list("pk", flat=True):
            ties.setdefault(self.rng.choice([4, 3, 3, 2, 1, 0]), []).append(person)
        for strength, those in ties.items():
            people.filter(pk__in=those).update(strength=strength or None)
        people.update(is_supervised=False)
        people.filter(contact="LIMITED").update(is_supervised=True)

    def _reviews(self, life: Life) -> None:
        """Each a few days before the law's last day; one child in ten is late with the next."""
        since = add_months(self.today, -LOOKED_BACK_MONTHS)
        day, number = add_working_days(life.entered_care_on, 17), 1
        is_late = self.rng.random() < 0.1
        margin = -20 if is_late else self.rng.randint(3, 15)
        while day <= self.today and not (is_late and self._next(day, number, margin) > self.today):
            if day >= since:
                self._held(life, day, number)
            day, number = self._next(day, number, 5), number + 1
        if not is_late and day > self.today:
            self._planned(life, day, number)

    def _next(self, day: dt.date, number: int, margin: int) -> dt.date:
        return add_months(day, 3 if number == 1 else 6) - margin * DAY

    def _held(self, life: Life, day: dt.date, number: int) -> None:
        young = age_on(life.child.birth_date, day) < 4
        review = self._review(life, day, number)
        review.status, review.held_on = Review.Status.HELD, day
        review.participation = "PN0" if young else self.rng.choice(["PN1", "PN1", "PN3", "PN6"])
        review.child_said = "" if young else self.rng.choice(SAID)
        review.considerations = {"PLACEMENT": "The home meets what the child needs now."}
        self.rows.add(review)
        due = day + self.rng.randint(20, 60) * DAY
        is_done = self.rng.random() < 0.8
        done_on = min(due, self.today) if is_done else None
        self.rows.add(
            ReviewDecision(
                review=review,
                words=self.rng.choice(DECIDED),
                owner=life.child.social_worker,
                owner_in_words="" if life.child.social_worker else "The duty social worker",
                due_on=due,
                done_on=done_on,
                outcome="Done as agreed." if is_done else "",
            )
        )

    def _planned(self, life: Life, day: dt.date, number: int) -> None:
        review = self._review(life, day, number)
        self.rows.add(review)
        self.rows.add(Participant(review=review, name="Jo Example", role="teacher", attended=None))

    def _review(self, life: Life, day: dt.date, number: int) -> Review:
        self.number += 1
        return Review(
            child=life.child,
            number=number,
            planned_at=dt.datetime.combine(day, dt.time(self.rng.randint(9, 15)), LONDON),
            place="At the child's home",
            chair=life.child.reviewing_officer,
        )

    def _visits(self, life: Life, stay: Placement) -> None:
        """Every five weeks or so; one in twelve children has been waiting for a while."""
        day = stay.starts_on + self.rng.randint(2, 6) * DAY
        last = self.today - (50 if self.rng.random() < 0.08 else 0) * DAY
        since = add_months(self.today, -LOOKED_BACK_MONTHS)
        while day <= last:
            if day >= since or day < add_months(stay.starts_on, 1):
                self._visit(life, stay, day)
            day += self.rng.randint(28, 40) * DAY

    def _visit(self, life: Life, stay: Placement, day: dt.date) -> None:
        self.rows.add(
            Visit(
                child=life.child,
                placement=stay,
                on=day,
                seen=True,
                seen_alone=self.rng.random() < 0.8,
                child_said=self.rng.choice(SAID) if self.rng.random() < 0.4 else "",
                visited_by=life.child.social_worker,
                recorded_at=self.at - (self.today - day),
            )
        )

    def _notices(self, life: Life, stay: Placement) -> None:
        worker = life.child.social_worker
        wanted = [(stay, StepTaken.Code.NOTICE_START, stay.starts_on)]
        ended = self.ended_last.get(life.child.pk)
        if ended and ended.ends_on:
            wanted.append((ended, StepTaken.Code.NOTICE_END, ended.ends_on))
            if ended.end_was_planned is False:
                wanted.append((ended, StepTaken.Code.DISRUPTION, ended.ends_on + 9 * DAY))
        for placement, code, day in wanted:
            is_old = day < self.today - 90 * DAY  # a desk may be late, and not for years
            if day <= self.today and (self.rng.random() < 0.97 or is_old):
                self.rows.add(
                    StepTaken(
                        placement=placement,
                        code=code,
                        done_on=day,
                        recorded_by=worker,
                        recorded_at=self.at,
                    )
                )

    def _sessions(self, life: Life) -> None:
        coach = life.child.coach
        if coach is None:
            return
        for week in range(-MONTHS_IN_A_YEAR, 3):
            starts = self.today + 7 * week * DAY
            planned = Decimal(self.rng.randint(4, 12))
            session = SupportSession(
                child=life.child,
                kind=SupportSession.Kind.COACH,
                starts_on=starts,
                planned_hours=planned,
                who=[coach.name],
                recorded_by=coach,
            )
            if week < 0 and self.rng.random() < 0.85:
                session.status, session.held_hours = SupportSession.Status.HELD, planned - 1
                session.what_changed = "We went to the climbing hall, and talked on the way home."
            elif week < 0:
                session.status = SupportSession.Status.MISSED
                session.reason = "The child did not want to go out."
            self.rows.add(session)

    def _story(self, life: Life) -> None:
        worker = life.child.social_worker
        first, last = life.child.birth_date.year + 1, self.today.year - 1
        if worker is None or first > last or self.rng.random() < 0.6:
            return
        year = self.rng.randint(first, last)
        self.rows.add(
            LifeStoryMoment(
                child=life.child,
                on=dt.date(year, self.rng.randint(1, 12), 1),
                precision=LifeStoryMoment.Precision.MONTH,
                title=self.rng.choice(MOMENTS),
                words="You laughed the whole day, and slept in the car on the way home.",
                told_by="Your grandmother",
                recorded_by=worker,
                recorded_at=self.at,
            )
        )

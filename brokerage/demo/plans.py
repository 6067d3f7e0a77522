"""Care plans of some invented children: goals, scores, what was said, and versions, some changed since."""

import datetime as dt
import random
from dataclasses import dataclass

from accounts.models import Role, User
from brokerage.demo.lives import Life
from placements.lifecycle import PlacementStatus
from placements.models import (
    CarePlan,
    CarePlanVersion,
    Delegation,
    Dimension,
    Goal,
    GoalScore,
    Placement,
    PlacementPlan,
    PlanDimension,
    Voice,
)
from placements.queries import plans as queries
from reference.dates import age_on

DAY = dt.timedelta(days=1)
YOUNGEST_YEARS = 5
APPROVED = 0.7  # of the plans
CHANGED_SINCE = 0.4  # of those approved


@dataclass(frozen=True)
class Idea:
    """A goal, with its steps in words where they have some."""

    dimension: str
    words: str
    steps: dict[int, str]
    said: str


IDEAS = (
    Idea(
        "EMOTIONAL",
        "Sleeps through the night in their own bed",
        {
            0: "Is up most of the night",
            3: "Wakes twice and needs somebody",
            6: "Wakes once",
            8: "Wakes and settles alone",
            10: "Sleeps until morning",
        },
        "I do not like the dark, but I like my lamp.",
    ),
    Idea(
        "EDUCATION",
        "Is in lessons all day, five days a week",
        {
            0: "Does not go in",
            2: "Mornings, with somebody",
            5: "Mornings alone",
            8: "Four whole days",
            10: "Every day",
        },
        "School is all right when Mr Hall is there.",
    ),
    Idea(
        "SELF_CARE",
        "Gets ready in the morning without being helped",
        {
            0: "Is dressed by somebody",
            4: "Dresses, with reminders",
            7: "Follows the picture list alone",
            10: "Is ready by eight",
        },
        "I can do it. I want to choose my own clothes.",
    ),
    Idea(
        "FAMILY",
        "Sees their nan every week, and enjoys it",
        {
            0: "Does not see her",
            3: "Talks to her by video",
            6: "A visit each fortnight",
            8: "A visit each week",
            10: "Stays the night",
        },
        "I want to sleep at Nan's.",
    ),
    Idea(
        "PRESENTATION",
        "Plays with others for half an hour without a quarrel",
        {
            0: "Plays alone",
            3: "Five minutes, with an adult",
            6: "Fifteen minutes",
            9: "Half an hour, with an adult near",
            10: "Half an hour",
        },
        "I have one friend. I would like two.",
    ),
    Idea(
        "HEALTH",
        "Goes to the dentist and lets her look",
        {
            0: "Will not go in",
            4: "Sits in the chair",
            8: "Opens their mouth",
            10: "Has a whole check-up",
        },
        "It smells funny there.",
    ),
)
PARENT_SAYS = (
    "She needs somebody who is firm and kind. I am glad she is asked.",
    "I want to be told how he gets on.",
    "I do not agree that it should take so long.",
)
ASKED_HOW = ("SAID", "SAID", "WROTE", "AIDED", "OBSERVED")
EVERYDAY = (
    ("LEISURE", "Clubs and sports", "CARER", "", ""),
    ("MEDICAL", "Routine dental and optical care", "CARER", "", ""),
    (
        "EDUCATION",
        "School day trips",
        "CARER_INFORMS",
        "Tell the social worker the day before.",
        "",
    ),
    ("NIGHTS_AWAY", "Holidays abroad", "AUTHORITY", "", "The court has to be asked first."),
)


class Plans:
    """Writes plans for the first children who live somewhere and are old enough; the same for the same seed."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at

    def make(self, lives: list[Life], *, number: int) -> int:
        stays = {
            stay.child_id: stay
            for stay in Placement.objects.filter(
                child__in=[life.child for life in lives], status=PlacementStatus.STARTED
            )
        }
        chosen = [
            life
            for life in lives
            if life.child.pk in stays
            and life.child.social_worker
            and age_on(life.child.birth_date, self.today) >= YOUNGEST_YEARS
        ][:number]
        for life in chosen:
            self._plan(life, stays[life.child.pk])
        self._agreed(list(stays.values()))
        return len(chosen)

    def _agreed(self, stays: list[Placement]) -> None:
        """What was agreed for the other stays, in few words; of those that have just begun, some wait for it."""
        written = set(PlacementPlan.objects.values_list("placement", flat=True))
        begun = [stay for stay in stays if stay.pk not in written]
        PlacementPlan.objects.bulk_create(
            PlacementPlan(
                placement=stay,
                day_to_day="As it was in the home before, and as the child likes it.",
                agreed_on=stay.starts_on + 3 * DAY,
                updated_at=self.at - DAY,
            )
            for number, stay in enumerate(sorted(begun, key=lambda stay: stay.pk))
            if self.today - stay.starts_on > 10 * DAY
            and (number % 4 or self.today - stay.starts_on > 60 * DAY)
        )

    def _plan(self, life: Life, stay: Placement) -> None:
        worker = life.child.social_worker
        assert worker is not None  # noqa: S101  # only such children are chosen
        plan = CarePlan.objects.create(
            child=life.child,
            aim="To live in a family, near the people who matter, and to be asked first.",
            contingency="The social worker calls everybody together within two days.",
            created_at=self.at - 90 * DAY,
            created_by=worker,
            updated_at=self.at - 20 * DAY,
        )
        self._parts(plan)
        goals = [self._goal(plan, idea, stay, worker) for idea in self.rng.sample(IDEAS, 3)]
        approved = self.rng.random() < APPROVED
        self._voices(plan, goals, worker, everything=approved)
        self._stay_plan(stay)
        if approved:
            self._approve(plan, self.rng.choice(life.desk.people[Role.MANAGER]))
            if self.rng.random() < CHANGED_SINCE:
                self._change(goals[0])

    def _parts(self, plan: CarePlan) -> None:
        PlanDimension.objects.bulk_create(
            PlanDimension(
                plan=plan,
                dimension=code,
                now="Things go well on most days." if self.rng.random() < 0.7 else "",
                arrangements="The carer and the social worker look at it each month.",
                updated_at=self.at - 20 * DAY,
            )
            for code in Dimension.values
        )

    def _goal(self, plan: CarePlan, idea: Idea, stay: Placement, worker: User) -> Goal:
        begun = max(stay.starts_on, self.today - 90 * DAY)
        now = self.rng.choice([step for step in idea.steps if step < 5])
        goal = Goal.objects.create(
            plan=plan,
            placement=stay,
            dimension=idea.dimension,
            words=idea.words,
            steps=[idea.steps.get(step, "") for step in range(11)],
            baseline=now,
            baseline_on=begun,
            target=max(step for step in idea.steps if step < 10),
            target_on=self.today + 120 * DAY,
            created_at=self.at - 90 * DAY,
            created_by=worker,
        )
        for on in (begun + 30 * DAY, begun + 60 * DAY):
            if on > self.today:
                break
            now = min(10, max(0, now + self.rng.choice([-1, 0, 1, 1, 2])))
            GoalScore.objects.create(
                goal=goal, score=now, on=on, evidence="The home's notes.", recorded_by=worker,
                recorded_at=self.at - (self.today - on) - DAY,
            )  # fmt: skip
        return goal

    def _voices(self, plan: CarePlan, goals: list[Goal], worker: User, *, everything: bool) -> None:
        """Of a plan that is not approved, the child's view on its last goal is still missing."""
        said = {idea.words: idea.said for idea in IDEAS}
        self._voice(
            plan, None, worker, "CHILD", "AGREES", "It is all right. I want to stay at my school."
        )
        self._voice(plan, None, worker, "PARENT", "PARTLY", self.rng.choice(PARENT_SAYS))
        for goal in goals if everything else goals[:-1]:
            if self.rng.random() < 0.15:
                self._voice(
                    plan,
                    goal,
                    worker,
                    "CHILD",
                    "NOT_ASKED",
                    "Too upset this week; to be asked on Monday.",
                )
            else:
                stance = self.rng.choice(["AGREES", "AGREES", "PARTLY", "DISAGREES"])
                self._voice(plan, goal, worker, "CHILD", stance, said[goal.words])
            if self.rng.random() < 0.6:
                self._voice(
                    plan, goal, worker, "CARER", "AGREES", "We are working on this together."
                )

    def _voice(
        self, plan: CarePlan, goal: Goal | None, worker: User, whose: str, stance: str, words: str
    ) -> None:
        how = self.rng.choice(ASKED_HOW) if whose == Voice.Whose.CHILD else "SAID"
        how = "" if stance == Voice.Stance.NOT_ASKED else how
        Voice.objects.create(
            plan=plan,
            goal=goal,
            whose=whose,
            stance=stance,
            words=words,
            how=how,
            aid="Picture cards" if how == Voice.How.AIDED else "",
            gathered_on=self.today - 30 * DAY,
            gathered_by=worker.name,
            recorded_by=worker,
            recorded_at=self.at - 29 * DAY,
        )

    def _stay_plan(self, stay: Placement) -> None:
        agreed = stay.starts_on + 3 * DAY
        plan = PlacementPlan.objects.create(
            placement=stay,
            day_to_day="Breakfast together, school, something outdoors, a story before sleep.",
            family_time="As the court said; the social worker arranges it.",
            health="The family's own GP and dentist.",
            agreed_on=agreed if agreed <= self.today else None,
            signed_by_carer_on=agreed if agreed <= self.today and self.rng.random() < 0.8 else None,
            updated_at=self.at - 20 * DAY,
        )
        Delegation.objects.bulk_create(
            Delegation(plan=plan, area=area, subject=subject, decider=decider, conditions=conditions, reason=reason)
            for area, subject, decider, conditions, reason in EVERYDAY
        )  # fmt: skip

    def _approve(self, plan: CarePlan, manager: User) -> None:
        working = queries.working(plan, today=self.today)
        CarePlanVersion.objects.create(
            plan=plan,
            number=1,
            content=working.content,
            reason="The first plan of this stay.",
            approved_by=manager,
            approved_at=self.at - 14 * DAY,
        )

    def _change(self, goal: Goal) -> None:
        goal.target, goal.version = 10, 2
        goal.save(update_fields=["target", "version"])

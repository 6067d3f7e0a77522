"""Care plans of some invented children: goals, scores, what was said, and versions, some changed since."""

import datetime as dt
import random

from accounts.models import Role, User
from brokerage.demo.ideas import ASKED_HOW, EVERYDAY, IDEAS, PARENT_SAYS, Idea
from brokerage.demo.lives import Life
from brokerage.demo.rows import Rows
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


class Plans:
    """Writes plans for the first children who live somewhere and are old enough; the same for the same seed."""

    def __init__(self, rng: random.Random, *, today: dt.date, at: dt.datetime) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows = Rows()

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
        plans = [self._plan(life, stays[life.child.pk]) for life in chosen]
        self.rows.write()
        for life, (plan, goals, approved) in zip(chosen, plans, strict=True):
            if approved:
                self._approve(plan, self.rng.choice(life.desk.people[Role.MANAGER]))
                if self.rng.random() < CHANGED_SINCE:
                    self._change(goals[0])
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

    def _plan(self, life: Life, stay: Placement) -> tuple[CarePlan, list[Goal], bool]:
        """Returns the plan, its goals, and whether it is to be approved."""
        worker = life.child.social_worker
        assert worker is not None  # noqa: S101  # only such children are chosen
        plan = CarePlan(
            child=life.child,
            aim="To live in a family, near the people who matter, and to be asked first.",
            contingency="The social worker calls everybody together within two days.",
            created_at=self.at - 90 * DAY,
            created_by=worker,
            updated_at=self.at - 20 * DAY,
        )
        self.rows.add(plan)
        self._parts(plan)
        goals = [self._goal(plan, idea, stay, worker) for idea in self.rng.sample(IDEAS, 3)]
        approved = self.rng.random() < APPROVED
        self._voices(plan, goals, worker, everything=approved)
        self._stay_plan(stay)
        return plan, goals, approved

    def _parts(self, plan: CarePlan) -> None:
        for code in Dimension.values:
            self.rows.add(
                PlanDimension(
                    plan=plan,
                    dimension=code,
                    now="Things go well on most days." if self.rng.random() < 0.7 else "",
                    arrangements="The carer and the social worker look at it each month.",
                    updated_at=self.at - 20 * DAY,
                )
            )

    def _goal(self, plan: CarePlan, idea: Idea, stay: Placement, worker: User) -> Goal:
        begun = max(stay.starts_on, self.today - 90 * DAY)
        now = self.rng.choice([step for step in idea.steps if step < 5])
        goal = Goal(
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
        self.rows.add(goal)
        for on in (begun + 30 * DAY, begun + 60 * DAY):
            if on > self.today:
                break
            now = min(10, max(0, now + self.rng.choice([-1, 0, 1, 1, 2])))
            self.rows.add(
                GoalScore(
                    goal=goal,
                    score=now,
                    on=on,
                    evidence="The home's notes.",
                    recorded_by=worker,
                    recorded_at=self.at - (self.today - on) - DAY,
                )
            )
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
        self.rows.add(
            Voice(
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
        )

    def _stay_plan(self, stay: Placement) -> None:
        agreed = stay.starts_on + 3 * DAY
        plan = PlacementPlan(
            placement=stay,
            day_to_day="Breakfast together, school, something outdoors, a story before sleep.",
            family_time="As the court said; the social worker arranges it.",
            health="The family's own GP and dentist.",
            agreed_on=agreed if agreed <= self.today else None,
            signed_by_carer_on=agreed if agreed <= self.today and self.rng.random() < 0.8 else None,
            updated_at=self.at - 20 * DAY,
        )
        self.rows.add(plan)
        for area, subject, decider, conditions, reason in EVERYDAY:
            self.rows.add(
                Delegation(
                    plan=plan,
                    area=area,
                    subject=subject,
                    decider=decider,
                    conditions=conditions,
                    reason=reason,
                )
            )

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

"""Step-down plans of invented children in residential homes, at different stages, with what was written and said."""

import datetime as dt
import random
from collections.abc import Collection

from accounts.models import Role, User
from brokerage.demo.organisations import Desk
from brokerage.demo.rows import Rows
from children.models import Child
from placements import services
from placements.criteria import criteria
from placements.lifecycle import PlacementStatus
from placements.models import (
    Milestone,
    MilestoneUpdate,
    PathwayTemplate,
    Placement,
    ReadinessDomain,
    ReadinessView,
    StepDownPlan,
)
from placements.queries import introductions

DAY = dt.timedelta(days=1)
RESIDENTIAL = ("K2", "R1", "S1")
OLDEST_BEGUN_DAYS = 200
LEADS = {"HOME": "Home", "KINSHIP": "Home", "LONG_TERM": "Long-term", "FOSTER": "From"}
SENTENCES = (
    "Three good weeks, one hard night that staff and child talked through.",
    "School says that mornings are better than afternoons.",
    "The key worker sees it every day now.",
    "Not yet, but closer than at the last review.",
)
MET = (
    "Seen by staff and by the child, two weeks running.",
    "Agreed at the meeting of the team around the child.",
)
READY_WORDS = {
    "READY": "It has been so for weeks.",
    "NEARLY": "On most days.",
    "NOT_YET": "Not while things are as they are at night.",
    "CANNOT_SAY": "I have not seen it for myself.",
}
CHILD_WORDS = {
    "READY": "I want to.",
    "NEARLY": "I think so. I want to meet them first.",
    "NOT_YET": "I do not want to leave Jo.",
    "CANNOT_SAY": "I do not know.",
}


class Pathways:
    """Writes the plans with the services that people use; the same for the same seed."""

    def __init__(
        self, rng: random.Random, desks: list[Desk], *, today: dt.date, at: dt.datetime
    ) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.managers = {desk.authority.pk: desk.people[Role.MANAGER][0] for desk in desks}
        self.rows = Rows()
        self.coaches = {desk.authority.pk: desk.people[Role.COACH][0] for desk in desks}

    def make(self, *, but: Collection[int], number: int) -> int:
        """Write ``number`` plans, none of them for the children of ``but``. Returns how many there were."""
        services.ensure_shipped()
        templates = list(PathwayTemplate.objects.filter(authority=None))
        children = self._children(but)[:number]
        for child in children:
            self._coach(child)
            self._path(child, templates)
        self.rows.write()
        self._introductions()
        return len(children)

    def _coach(self, child: Child) -> None:
        """A coach walks with the first child of each authority who has nobody yet."""
        coach = self.coaches.pop(child.authority_id, None)
        if coach and child.coach is None:
            child.coach = coach
            child.save(update_fields=["coach"])

    def _children(self, but: Collection[int]) -> list[Child]:
        """Those in residential homes whose plan says otherwise, with a social worker to walk with them."""
        stays = Placement.objects.on(self.today).filter(
            setting__in=RESIDENTIAL,
            status=PlacementStatus.STARTED,
            child__permanence_plan__in=LEADS,
            child__social_worker__isnull=False,
        )
        stays = stays.exclude(child__in=but).select_related("child__social_worker")
        return [stay.child for stay in stays.order_by("pk")]

    def _path(self, child: Child, templates: list[PathwayTemplate]) -> None:
        start = LEADS[child.permanence_plan]
        template = next(each for each in templates if each.name.startswith(start))
        worker = child.social_worker or self.managers[child.authority_id]
        begun = self.rng.randint(20, OLDEST_BEGUN_DAYS)
        plan = services.start_pathway(
            child=child,
            template=template,
            goes_to=child.permanence_plan,
            started_on=self.today - begun * DAY,
            by=worker,
            at=self.at - begun * DAY,
        )
        moved = self._moves(plan, worker, days=begun)
        self._milestones(plan, worker, here=moved)
        self._readiness(child, worker)

    def _moves(self, plan: StepDownPlan, worker: User, *, days: int) -> int:
        """Walk on for each three months or so, once in a while back; returns the position of the present stage."""
        here = 1
        for ago in range(days - 85, 5, -85):
            going_back = here > 1 and self.rng.random() < 0.2
            here += -1 if going_back else 1
            present = plan.stages.get(is_present=True)
            asked = {each.words: (True, "") for each in criteria(present.exit_criteria)}
            services.move_to_stage(
                plan=plan,
                to=plan.stages.get(position=here),
                on=self.today - ago * DAY,
                reason="A longer goodbye was needed first." if going_back else "",
                asked=asked,
                version=plan.version,
                by=worker,
                at=self.at - ago * DAY,
            )
            plan.refresh_from_db()
        return here

    def _milestones(self, plan: StepDownPlan, worker: User, *, here: int) -> None:
        """Those of stages walked through are met; of the present one some are, and some were written about lately."""
        reached = Milestone.objects.filter(stage__plan=plan, stage__position__lte=here)
        for milestone in reached.select_related("stage"):
            is_past = milestone.stage.position < here
            chance = self.rng.random()
            ago = self.rng.randint(40, 80) if is_past else self.rng.randint(1, 60)
            if is_past or chance < 0.4:
                self._met(milestone, worker, ago=ago)
            elif chance < 0.8:
                self._written(milestone, "OPEN", self.rng.choice(SENTENCES), worker, ago=ago)

    def _met(self, milestone: Milestone, worker: User, *, ago: int) -> None:
        milestone.status, milestone.status_on = Milestone.Status.MET, self.today - ago * DAY
        milestone.save(update_fields=["status", "status_on"])
        self._written(milestone, "MET", self.rng.choice(MET), worker, ago=ago)

    def _written(
        self, milestone: Milestone, status: str, words: str, worker: User, *, ago: int
    ) -> None:
        self.rows.add(
            MilestoneUpdate(
                milestone=milestone,
                status=status,
                words=words,
                on=self.today - ago * DAY,
                by=worker,
                at=self.at - ago * DAY,
            )
        )

    def _readiness(self, child: Child, worker: User) -> None:
        """Not everybody has been heard, and those who were do not all agree."""
        for whose in ReadinessView.Whose.values:
            if self.rng.random() < 0.35:
                continue
            ago = self.rng.randint(3, 90)
            for domain in ReadinessDomain.values:
                if self.rng.random() < 0.25:
                    continue
                judged = self.rng.choices(list(READY_WORDS), [45, 30, 18, 7])[0]
                words = CHILD_WORDS if whose == ReadinessView.Whose.CHILD else READY_WORDS
                self.rows.add(
                    ReadinessView(
                        child=child,
                        domain=domain,
                        whose=whose,
                        judgement=judged,
                        words=words[judged],
                        on=self.today - ago * DAY,
                        recorded_by=worker,
                        recorded_at=self.at - ago * DAY,
                    )
                )

    def _introductions(self) -> None:
        """Every home that is booked has the plan that is offered."""
        booked = Placement.objects.filter(status=PlacementStatus.BOOKED, starts_on__gt=self.today)
        for placement in booked.select_related("child").order_by("pk"):
            services.plan_introductions(
                placement=placement,
                steps=introductions.proposal(placement, today=self.today),
                by=self.managers[placement.child.authority_id],
                at=self.at,
            )

"""A child's own path, as the page, the phone, the document and the child see it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Role, User
from accounts.permissions import Permission, allows
from children.models import Child
from placements.criteria import Criterion, criteria
from placements.lifecycle import PlacementStatus
from placements.models import Milestone, Placement, Stage, StageMove, StepDownPlan
from ui import dates

WEEK = dt.timedelta(days=7)
UPDATES_ANY = frozenset({Role.SOCIAL_WORKER, Role.COACH, Role.MANAGER})


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone, as a line of a list. ``wants_update`` says that somebody should write about it now."""

    milestone: Milestone
    hint: str
    wants_update: bool
    may_update: bool

    @property
    def label(self) -> str:
        return self.milestone.get_status_display()


@dataclass(frozen=True, slots=True, kw_only=True)
class PathStage:
    """One stage as the path draws it: ``state`` is done, now or next; ``when`` and ``note`` are words."""

    stage: Stage
    state: str
    when: str
    note: str
    steps: Sequence[Step]
    entry: Sequence[Criterion]
    exit: Sequence[Criterion]

    @property
    def name(self) -> str:
        return self.stage.name

    @property
    def child_steps(self) -> list[Step]:
        """The milestones that the child is told of, in words of the child's."""
        dropped = Milestone.Status.DROPPED
        told = (each for each in self.steps if each.milestone.child_words)
        return [each for each in told if each.milestone.status != dropped]


@dataclass(frozen=True, slots=True)
class Path:
    plan: StepDownPlan
    stages: Sequence[PathStage]
    moves: Sequence[StageMove]

    @property
    def present(self) -> PathStage | None:
        return next((each for each in self.stages if each.stage.is_present), None)

    @property
    def following(self) -> PathStage | None:
        """The stage after the present one."""
        after = [each for each in self.stages if each.state == "next"]
        return after[0] if after else None

    @property
    def before(self) -> Sequence[PathStage]:
        """Stages that the child could move back to, the nearest first."""
        return [each for each in reversed(self.stages) if each.state == "done"]


def plan_of(child: Child) -> StepDownPlan | None:
    """The plan under way, or else the one closed last."""
    plans = child.step_down_plans.all()
    under_way = (plan for plan in plans if plan.status == StepDownPlan.Status.ACTIVE)
    return next(under_way, next(iter(plans), None))


def path_of(plan: StepDownPlan, *, viewer: User, today: dt.date) -> Path:
    milestones = Milestone.objects.select_related("owner").order_by("position", "pk")
    stages = list(plan.stages.prefetch_related(Prefetch("milestones", queryset=milestones)))
    moves = list(plan.moves.select_related("from_stage", "to_stage", "by"))
    wanting = set(
        Milestone.objects.wanting_an_update(today=today)
        .filter(stage__plan=plan)
        .values_list("pk", flat=True)
    )
    here = next((stage.position for stage in stages if stage.is_present), 0)
    aims = _aims(stages, moves, here, today=today)
    drawn = [
        PathStage(
            stage=stage,
            state=_state(plan, stage, here),
            when=_when(plan, stage, moves, aims, here, today=today),
            note=_note(stage),
            steps=[
                _step(each, viewer, wants_update=each.pk in wanting)
                for each in stage.milestones.all()
            ],
            entry=criteria(stage.entry_criteria),
            exit=criteria(stage.exit_criteria),
        )
        for stage in stages
    ]
    return Path(plan, drawn, moves[::-1])


def may_update(milestone: Milestone, *, viewer: User) -> bool:
    """Social workers, coaches and managers; and whoever owns it."""
    if not allows(viewer, Permission.UPDATE_MILESTONE):
        return False
    return viewer.role in UPDATES_ANY or milestone.owner_id == viewer.pk


def owner_of(milestone: Milestone) -> str:
    return milestone.owner.name if milestone.owner else milestone.owner_in_words


def owners_for(child: Child, *, present: Milestone | None, viewer: User) -> list[User]:
    """Who may own a milestone of the child: those who work with the child, the writer, and the present owner."""
    people = [child.social_worker, child.reviewing_officer, child.coach, viewer]
    people.append(present.owner if present else None)
    known = {person.pk: person for person in people if person is not None}
    return sorted(known.values(), key=lambda person: person.name)


def booked_stay(child: Child) -> Placement | None:
    """The next stay that is booked, whose introductions the path leads to."""
    return child.placements.filter(status=PlacementStatus.BOOKED).order_by("starts_on").first()


def _state(plan: StepDownPlan, stage: Stage, here: int) -> str:
    if plan.status == StepDownPlan.Status.COMPLETED and stage.position <= here:
        return "done"
    if stage.position == here:
        return "now"
    return "done" if stage.position < here else "next"


def _when(
    plan: StepDownPlan,
    stage: Stage,
    moves: Sequence[StageMove],
    aims: dict[int, dt.date],
    here: int,
    *,
    today: dt.date,
) -> str:
    arrived = [index for index, move in enumerate(moves) if move.to_stage_id == stage.pk]
    if stage.position == here and arrived:
        since = moves[arrived[-1]].on
        if plan.closed_on:
            return f"{_month(since)} to {_month(plan.closed_on)}"
        days = (today - since).days
        return f"Since {dates.in_words(since)} ({dates.count(days, 'day')})"
    if stage.position > here:
        if plan.closed_on or stage.pk not in aims:
            return ""
        return f"Aim: {_month(aims[stage.pk])}"
    if not arrived:
        return "Not needed"
    left = moves[arrived[-1] + 1].on if arrived[-1] + 1 < len(moves) else plan.closed_on
    begun = _month(moves[arrived[-1]].on)
    return f"{begun} to {_month(left)}" if left else begun


def _aims(
    stages: Sequence[Stage], moves: Sequence[StageMove], here: int, *, today: dt.date
) -> dict[int, dt.date]:
    """When each later stage would begin, if every stage from now on took its usual weeks."""
    aims: dict[int, dt.date] = {}
    begins = moves[-1].on if moves else today
    for stage in (each for each in stages if each.position >= here):
        if stage.position > here:
            aims[stage.pk] = begins
        if stage.usual_weeks is None:
            break
        begins = max(begins + stage.usual_weeks * WEEK, today)
    return aims


def _note(stage: Stage) -> str:
    wanted = [each for each in stage.milestones.all() if each.status != Milestone.Status.DROPPED]
    met = sum(each.status == Milestone.Status.MET for each in wanted)
    if not wanted:
        return "No milestones"
    if stage.is_present or met:
        return f"{met} of {dates.count(len(wanted), 'milestone')} met"
    return dates.count(len(wanted), "milestone")


def _step(milestone: Milestone, viewer: User, *, wants_update: bool) -> Step:
    owner = owner_of(milestone)
    if milestone.status == Milestone.Status.OPEN:
        due = f"Due {dates.in_words(milestone.due_on)}" if milestone.due_on else "No date yet"
        hint = f"{due}. {owner}"
    else:
        hint = dates.in_words(milestone.status_on) if milestone.status_on else owner
    return Step(milestone, hint, wants_update, may_update(milestone, viewer=viewer))


def _month(day: dt.date) -> str:
    return f"{day:%B %Y}"

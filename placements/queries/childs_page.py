"""The care plan as one page for the child: pictures, plain words, and each goal as a path with its steps.

Everything fits on one side of paper, however much the plan says: with more goals each gets less room, and what is too
long for its room is shortened between words. The whole of it stays in the plan.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from placements.models import Dimension, Goal, Voice
from placements.models.plans import STEPS
from placements.queries.plan_views import GoalView, PlanView

IN_A_CHILDS_WORDS = {
    Dimension.HEALTH: "My body and health",
    Dimension.EDUCATION: "Learning",
    Dimension.EMOTIONAL: "My feelings",
    Dimension.IDENTITY: "Who I am",
    Dimension.FAMILY: "My people",
    Dimension.PRESENTATION: "Being with others",
    Dimension.SELF_CARE: "Doing things myself",
}
MOST_GOALS = 10
MOST_DONE = 2
AIM = 240  # characters


@dataclass(frozen=True, slots=True)
class Room:
    """How the goals are laid out, and how many characters each thing may have."""

    name: str
    words: int
    step: int
    quote: int


FEW = Room("few", words=120, step=75, quote=110)
SOME = Room("some", words=70, step=75, quote=60)
MANY = Room("many", words=70, step=44, quote=0)


@dataclass(frozen=True, slots=True)
class Stone:
    """One step of a path; ``x`` and ``y`` in the picture's own units."""

    number: int
    x: int
    y: int
    is_behind: bool
    is_now: bool
    is_target: bool


@dataclass(frozen=True, slots=True)
class Signpost:
    """A step in words: "I started at 2"."""

    lead: str
    words: str


@dataclass(frozen=True, slots=True)
class Drawn:
    picture: str
    about: str
    words: str
    stones: Sequence[Stone]
    told: str
    signposts: Sequence[Signpost]
    quote: str


@dataclass(frozen=True, slots=True)
class ChildsPage:
    called: str
    aim: str
    room: str
    goals: Sequence[Drawn]
    more: int
    done: Sequence[str]


def draw(plan: PlanView) -> ChildsPage:
    goals = plan.open_goals
    room = FEW if len(goals) <= 3 else SOME if len(goals) <= 6 else MANY
    met = [goal for goal in plan.goals if goal.status == Goal.Status.MET]
    return ChildsPage(
        called=plan.called,
        aim=shorten(plan.aim, AIM),
        room=room.name,
        goals=[_goal(goal, room) for goal in goals[:MOST_GOALS]],
        more=max(0, len(goals) - MOST_GOALS),
        done=[shorten(goal.words, 60) for goal in met[-MOST_DONE:]],
    )


def shorten(words: str, most: int) -> str:
    """At most ``most`` characters of one line, cut between words where there is a space to cut at."""
    line = " ".join(words.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    return f"{kept.rpartition(' ')[0] or kept}…"


def _goal(goal: GoalView, room: Room) -> Drawn:
    dimension = Dimension(goal.dimension)
    return Drawn(
        picture=f"placements/pictures/{dimension.value.lower()}.html",
        about=IN_A_CHILDS_WORDS[dimension],
        words=shorten(goal.words, room.words),
        stones=[_stone(goal, number) for number in range(STEPS)],
        told=f"A path of steps. You are on step {goal.now}. You want to get to step {goal.target}.",
        signposts=_signposts(goal, room),
        quote=_quote(goal, room),
    )


def _stone(goal: GoalView, number: int) -> Stone:
    return Stone(
        number=number,
        x=14 + 20 * number,
        y=46 - 2 * number,
        is_behind=number < goal.now,
        is_now=number == goal.now,
        is_target=number == goal.target,
    )


def _signposts(goal: GoalView, room: Room) -> list[Signpost]:
    """Where it began, where the child is and where it leads; said once where two of them are the same step."""
    started = [("I started at", goal.baseline)] if goal.baseline != goal.now else []
    going = [("I want to get to", goal.target)] if goal.target != goal.now else []
    return [
        Signpost(f"{lead} {number}", shorten(goal.steps[number], room.step))
        for lead, number in [*started, ("Now I am at", goal.now), *going]
    ]


def _quote(goal: GoalView, room: Room) -> str:
    said = [each for each in goal.voices if each.whose == Voice.Whose.CHILD and each.was_asked]
    return shorten(said[-1].words, room.quote) if said and room.quote else ""

"""What templates show of a care plan: values without codes, made by ``reading``."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from placements.models import Goal, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceView:
    whose: str
    who: str
    stance: str
    stance_in_words: str
    words: str
    how: str
    aid: str
    gathered_on: dt.date
    gathered_by: str

    @property
    def was_asked(self) -> bool:
        return self.stance != Voice.Stance.NOT_ASKED


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreView:
    on: dt.date
    score: int
    evidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalView:
    """A goal as a plan shows it. ``voices`` are those that count now, ``earlier`` those that they stand in place of."""

    id: str
    dimension: str
    dimension_label: str
    words: str
    steps: Sequence[str]
    baseline: int
    baseline_on: dt.date
    target: int
    target_on: dt.date | None
    status: str
    status_label: str
    status_reason: str
    closed_on: dt.date | None
    scores: Sequence[ScoreView]
    voices: Sequence[VoiceView]
    earlier: Sequence[VoiceView]

    @property
    def is_open(self) -> bool:
        return self.status == Goal.Status.OPEN

    @property
    def now(self) -> int:
        """The latest score; the baseline until there is one."""
        return self.scores[-1].score if self.scores else self.baseline

    @property
    def now_on(self) -> dt.date:
        return self.scores[-1].on if self.scores else self.baseline_on

    @property
    def baseline_step(self) -> str:
        return self.steps[self.baseline]

    @property
    def now_step(self) -> str:
        return self.steps[self.now]

    @property
    def target_step(self) -> str:
        return self.steps[self.target]

    @property
    def unheard(self) -> list[str]:
        return unheard(self.voices)


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionView:
    code: str
    label: str
    now: str
    arrangements: str
    goals: Sequence[GoalView]


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationView:
    area: str
    subject: str
    decider: str
    is_the_carers: bool
    conditions: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportView:
    kind: str
    words: str
    owner: str
    due_on: dt.date | None
    cost_pence: int | None
    status: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StayView:
    id: str
    starts_on: dt.date
    words: Sequence[tuple[str, str]]
    agreed_on: dt.date | None
    signed_by_carer_on: dt.date | None
    delegations: Sequence[DelegationView]
    support: Sequence[SupportView]

    @property
    def is_written(self) -> bool:
        return any(words for _, words in self.words) or bool(self.delegations)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanView:
    name: str
    called: str
    reference: str
    birth_date: dt.date
    aim: str
    contingency: str
    dimensions: Sequence[DimensionView]
    goals: Sequence[GoalView]
    voices: Sequence[VoiceView]
    earlier: Sequence[VoiceView]
    stay: StayView | None

    @property
    def open_goals(self) -> list[GoalView]:
        return [goal for goal in self.goals if goal.is_open]

    @property
    def unheard(self) -> list[str]:
        return unheard(self.voices)


def unheard(voices: Iterable[VoiceView]) -> list[str]:
    """Whose view nobody has recorded, of the child, a parent and the carer."""
    heard = {voice.whose for voice in voices}
    expected = (Voice.Whose.CHILD, Voice.Whose.PARENT, Voice.Whose.CARER)
    return [str(whose.label) for whose in expected if whose not in heard]

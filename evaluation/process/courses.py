"""What a referral's course is, as far as the figures about the desk's work look at it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum


class End(StrEnum):
    OPEN = "OPEN"
    PLACED = "PLACED"
    WITHDRAWN = "WITHDRAWN"


class StayEnd(StrEnum):
    """How the stay that a referral led to stands."""

    NO_STAY = "NO_STAY"
    GOING_ON = "GOING_ON"
    PLANNED = "PLANNED"
    UNPLANNED = "UNPLANNED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One round: how many were asked, and what they answered by code. Who is not in ``answers`` did not answer.

    ``reasons`` are of those who declined; one may give several, and ``without_reason`` gave none.
    """

    invited: int
    answers: Mapping[str, int] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    without_reason: int = 0
    first_answer_after: dt.timedelta | None = None

    @property
    def answered(self) -> int:
        return sum(self.answers.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One referral from the moment at which it was first submitted.

    Args:
        reached: when it first came to each state after that, by the state's code.
        returned: how often it was sent back to the social worker.
        offers: households that said yes to it, each once.
        quality: the score, from 0 to 100, that it had when the desk took it; None where it was not checked.
    """

    urgency: str
    submitted_at: dt.datetime
    reached: Mapping[str, dt.datetime] = field(default_factory=dict)
    end: End = End.OPEN
    ended_at: dt.datetime | None = None
    returned: int = 0
    rounds: Sequence[Asked] = ()
    offers: int = 0
    quality: int | None = None
    stay: StayEnd = StayEnd.NO_STAY

    def days_to(self, state: str) -> float | None:
        at = self.reached.get(state)
        return None if at is None else (at - self.submitted_at).total_seconds() / 86_400

"""What came back when carers were asked: offers, answers, reasons for declining, rounds."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from evaluation.outcomes.quartiles import Quartiles, quartiles
from evaluation.process.courses import Course, End

MANY_OFFERS = 6
MANY_ROUNDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Over the referrals for which carers were asked.

    Args:
        offers: how many referrals had so many offers; the last key stands for that many and more.
        answers: by code, over all rounds; ``unanswered`` did not answer, and together they are ``invited``.
        declined: answers that were a no; ``reasons`` of those, where one may give several.
        first_answer_hours: from a round's opening to its first answer, for rounds that had one.
        rounds_of_placed: how many placed referrals took so many rounds; 0 for those placed without asking.
        placed_after_one: of the placed referrals, those that one round was enough for.
    """

    referrals: int
    rounds: int
    offers: Mapping[int, int]
    mean_offers: float | None
    invited: int
    answers: Mapping[str, int]
    unanswered: int
    answers_of_rounds: Quartiles | None
    first_answer_hours: Quartiles | None
    rounds_without_answer: int
    declined: int
    reasons: Mapping[str, int]
    without_reason: int
    placed: int
    rounds_of_placed: Mapping[int, int]

    @property
    def placed_after_one(self) -> int:
        return self.rounds_of_placed[1]


def asking(courses: Sequence[Course], *, decline: str) -> Asking:
    """``decline`` is the code of the answer that says no."""
    asked = [each for each in courses if each.rounds]
    rounds = [each for course in asked for each in course.rounds]
    answers: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for each in rounds:
        answers.update(each.answers)
        reasons.update(each.reasons)
    invited = sum(each.invited for each in rounds)
    first = [each.first_answer_after for each in rounds if each.first_answer_after is not None]
    placed = [each for each in courses if each.end is End.PLACED]
    return Asking(
        referrals=len(asked),
        rounds=len(rounds),
        offers=_counted([each.offers for each in asked], MANY_OFFERS),
        mean_offers=fmean(each.offers for each in asked) if asked else None,
        invited=invited,
        answers=answers,
        unanswered=invited - answers.total(),
        answers_of_rounds=quartiles(sorted(each.answered for each in rounds)),
        first_answer_hours=quartiles(sorted(each.total_seconds() / 3600 for each in first)),
        rounds_without_answer=len(rounds) - len(first),
        declined=answers[decline],
        reasons=reasons,
        without_reason=sum(each.without_reason for each in rounds),
        placed=len(placed),
        rounds_of_placed=_counted([len(each.rounds) for each in placed], MANY_ROUNDS),
    )


def _counted(numbers: Sequence[int], many: int) -> dict[int, int]:
    """How often each number from 0 comes; ``many`` stands for itself and more."""
    counted = Counter(min(each, many) for each in numbers)
    return {number: counted[number] for number in range(many + 1)}

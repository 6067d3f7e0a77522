"""Everything about the desk's work in a period, worked out once."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from evaluation.outcomes.quartiles import quartiles
from evaluation.process.asking import Asking, asking
from evaluation.process.change import Known, Measure
from evaluation.process.courses import Course, End, StayEnd
from evaluation.process.quality import ByQuality, by_quality
from evaluation.process.waits import Wait, wait

STATES = ("SEARCHING", "ASKING", "DECIDING", "PLACED")
OWN_RECORDS = "The desk's own records"


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """``waits`` are to each state over all referrals; ``placed_by_urgency`` to being placed, by urgency."""

    referrals: int
    placed: int
    withdrawn: int
    open: int
    returned: int
    waits: Sequence[Wait]
    placed_by_urgency: Sequence[tuple[str, Wait]]
    asking: Asking
    quality: Sequence[ByQuality]


def process(
    courses: Sequence[Course], *, urgencies: Sequence[str], decline: str, until: dt.datetime
) -> Process:
    ends = [each.end for each in courses]
    by_urgency = {code: [each for each in courses if each.urgency == code] for code in urgencies}
    return Process(
        referrals=len(courses),
        placed=ends.count(End.PLACED),
        withdrawn=ends.count(End.WITHDRAWN),
        open=ends.count(End.OPEN),
        returned=sum(each.returned > 0 for each in courses),
        waits=[wait(courses, state, until=until) for state in STATES],
        placed_by_urgency=[
            (code, wait(found, STATES[-1], until=until)) for code, found in by_urgency.items()
        ],
        asking=asking(courses, decline=decline),
        quality=list(by_quality(courses)),
    )


def own_figures(
    courses: Sequence[Course], *, first: dt.date, last: dt.date, fewest: int
) -> Iterator[Known]:
    """The desk's own figures to set beside those of before.

    Args:
        fewest: a figure made of fewer referrals or stays, or a share that tells of fewer, has no value.
    """
    days = [each.days_to(STATES[-1]) for each in courses if each.end is End.PLACED]
    asked = [each for each in courses if each.rounds]
    ended = [each.stay for each in courses if each.stay in {StayEnd.PLANNED, StayEnd.UNPLANNED}]
    middle = quartiles(sorted(found for found in days if found is not None))
    invited = [sum(each.invited for each in course.rounds) for course in asked]
    values = {
        Measure.DAYS_TO_PLACEMENT: (len(days), middle.median if middle else None),
        Measure.OFFERS: (len(asked), fmean(each.offers for each in asked) if asked else None),
        Measure.HOUSEHOLDS_ASKED: (len(asked), fmean(invited) if asked else None),
        Measure.UNPLANNED_ENDINGS: (len(ended), _unplanned(ended, fewest)),
    }
    for measure, (number, value) in values.items():
        if number:
            shown = value if number >= fewest else None
            yield Known(measure=measure, value=shown, first=first, last=last, source=OWN_RECORDS)


def _unplanned(ended: Sequence[StayEnd], fewest: int) -> float | None:
    """In per cent; None where a few stays, planned or unplanned, could be told from it."""
    unplanned = ended.count(StayEnd.UNPLANNED)
    if not ended or any(0 < few < fewest for few in (unplanned, len(ended) - unplanned)):
        return None
    return 100 * unplanned / len(ended)

"""From the episodes of returns to each child's stays and legal statuses."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from evaluation.matches.facts import Returned, ReturnedStatus, ReturnedStay
from evaluation.returns.rows import Episode
from evaluation.stability.history import Period, Stretch, periods
from evaluation.stability.moves import TEMPORARY, Ending, Placement, placements
from evaluation.stability.variants import CARER


def returned(episodes: Iterable[Episode], *, last_return: int) -> Mapping[str, Returned]:
    """By the child's number. Agreed series of short breaks are left out, as they are from the national figures.

    Args:
        last_return: the year of the latest return there is; what is open in an earlier one has no known end.
    """
    return {
        child: Returned(list(_stays(found)), list(_statuses(found)))
        for child, found in periods(episodes, last_return=last_return).items()
    }


def _stays(found: Sequence[Period]) -> Iterable[ReturnedStay]:
    for period in found:
        for each in placements(period, CARER):
            yield _stay(each, period)


def _stay(each: Placement, period: Period) -> ReturnedStay:
    usual = [one.episode for one in each.stretches if one.episode.place not in TEMPORARY]
    return ReturnedStay(
        starts_on=each.start,
        ends_on=each.end,
        begins=each.stretches[0].episode,
        latest=usual[-1],
        closing=each.stretches[-1].episode,
        start_seen=period.start_seen or each.start > period.start,
        known_to=each.known_to,
        ends_care=each.ending == Ending.EXIT,
    )


def _statuses(found: Sequence[Period]) -> Iterable[ReturnedStatus]:
    for period in found:
        for code, same in groupby(period.stretches, key=_legal_status):
            stretches = list(same)
            last = stretches[-1]
            yield ReturnedStatus(
                starts_on=stretches[0].start,
                ends_on=last.end,
                code=code,
                episode=last.episode,
                known_to=last.known_to,
            )


def _legal_status(stretch: Stretch) -> str:
    return stretch.episode.ls

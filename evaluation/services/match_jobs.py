"""Holding a large return against the desk, by a worker: asked for once, done in portions, taken up again.

Every portion of children is a transaction that says with what it did how far it came. So others see it, the
authority's records are locked for a moment at a time, and a worker that is killed leaves no gap.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import IntegrityError, transaction

from accounts.audit import acting_as
from accounts.models import User
from accounts.moves import check_move
from evaluation.lifecycle import MATCH_MOVES, MatchStatus
from evaluation.matches.counts import Found, Matched
from evaluation.models import Return, ReturnMatch
from evaluation.queries.matches import Said, said_of, still_holds
from evaluation.services import leases
from evaluation.services.leases import MOST_ATTEMPTS, LeaseLost
from evaluation.services.matches import NotTheLatest, match_some, the_latest

CHILDREN_AT_ONCE = 500
UNFORESEEN = "Something went wrong that is not the return’s fault. Try again, or tell support."  # noqa: RUF001
REPLACED = "Another return was imported meanwhile, which may say something else. Try again, from the start."
TRIED_TOO_OFTEN = (
    "It was tried three times, and each time its worker was stopped. Try again, or tell support."
)


Turn = leases.Lease[ReturnMatch]


class MatchFailed(Exception):
    """Holding a return against the desk failed for a reason that nobody foresaw."""

    def __init__(self, turn: Turn) -> None:
        self.turn = turn
        super().__init__(str(turn.job.pk))


@transaction.atomic
def ask_to_match(*, one: Return, add: bool, by: User, at: dt.datetime) -> ReturnMatch:
    """Have a worker hold the return against the desk. Whoever asks meanwhile gets the one that is under way."""
    under_way = ReturnMatch.objects.filter(for_return=one).unfinished()
    if found := under_way.first():
        return found
    try:
        with transaction.atomic():
            return ReturnMatch.objects.create(for_return=one, adds=add, asked_by=by, asked_at=at)
    except IntegrityError:  # somebody asked in this moment
        return under_way.get()


@transaction.atomic
def retry_match(*, job: ReturnMatch, by: User, at: dt.datetime) -> ReturnMatch:
    """Go on with what failed, behind the children who are done; what is recorded from here on is recorded by ``by``.

    Raises:
        MoveNotAllowed: it did not fail, or somebody tried it again already.
    """
    locked = ReturnMatch.objects.select_for_update(of=("self",)).get(pk=job.pk)
    _move(locked, MatchStatus.WAITING)
    locked.problem, locked.attempts, locked.ended_at = "", 0, None
    locked.asked_by, locked.asked_at = by, at
    locked.save()
    return locked


def match_next(*, at: dt.datetime) -> ReturnMatch | None:
    """Do what has waited longest; ``None`` when nothing waits. Other workers take others meanwhile.

    Raises:
        MatchFailed: something unforeseen happened. ``give_up_match`` ends it; what was done stays.
    """
    turn = _take_next()
    if turn is None:
        return None
    job = turn.job
    with acting_as(system="returns", user=job.asked_by_id, authority=job.for_return.authority_id):
        try:
            if job.attempts > MOST_ATTEMPTS:
                return _failed(turn, TRIED_TOO_OFTEN, at=at)
            return _gone_through(turn, at=at)
        except NotTheLatest:
            return _failed(turn, REPLACED, at=at, begins_again=True)
        except LeaseLost:
            return job
        except Exception as problem:
            raise MatchFailed(turn) from problem


def give_up_match(*, turn: Turn, at: dt.datetime) -> None:
    """End it after something unforeseen, unless another worker has it by now."""
    job = turn.job
    with acting_as(system="returns", user=job.asked_by_id, authority=job.for_return.authority_id):
        try:
            _failed(turn, UNFORESEEN, at=at)
        except LeaseLost:
            return


@transaction.atomic
def _take_next() -> Turn | None:
    job = leases.next_of(ReturnMatch.objects.free().select_related("for_return", "asked_by"))
    if job is None:
        return None
    with acting_as(system="returns", user=job.asked_by_id, authority=job.for_return.authority_id):
        _move(job, MatchStatus.AT_WORK)
        turn = leases.take(job)
        job.save()
        return turn


def _gone_through(turn: Turn, *, at: dt.datetime) -> ReturnMatch:
    said = said_of(turn.job.for_return)
    numbers = said.numbers[turn.job.children_done :]
    for begin in range(0, len(numbers), CHILDREN_AT_ONCE):
        _do(turn, said, numbers[begin : begin + CHILDREN_AT_ONCE], at=at)
    return _done(turn, at=at)


@transaction.atomic
def _do(turn: Turn, said: Said, numbers: Sequence[str], *, at: dt.datetime) -> None:
    """One portion, and that it is done."""
    job = _ours(turn)
    one = the_latest(job.for_return)
    if not still_holds(said, one):
        raise NotTheLatest
    found, done = match_some(one, said, numbers, add=job.adds, by=job.asked_by, at=at)
    job.found = (Found.from_json(job.found) + (found.once_added() if job.adds else found)).as_json()
    job.done = (Matched.from_json(job.done) + done).as_json()
    job.children_done, job.children_total = job.children_done + len(numbers), len(said.numbers)
    job.attempts = 0
    leases.hold(job)
    job.save()


@transaction.atomic
def _done(turn: Turn, *, at: dt.datetime) -> ReturnMatch:
    return _end(_ours(turn), MatchStatus.DONE, at=at)


@transaction.atomic
def _failed(
    turn: Turn, problem: str, *, at: dt.datetime, begins_again: bool = False
) -> ReturnMatch:
    job = _ours(turn)
    job.problem = problem
    if begins_again:
        job.children_done, job.found = 0, {}
    return _end(job, MatchStatus.FAILED, at=at)


def _ours(turn: Turn) -> ReturnMatch:
    return leases.still_ours(ReturnMatch.objects.select_related("for_return", "asked_by"), turn)


def _end(job: ReturnMatch, status: MatchStatus, *, at: dt.datetime) -> ReturnMatch:
    _move(job, status)
    job.ended_at = at
    leases.let_go(job)
    job.save()
    return job


def _move(job: ReturnMatch, target: MatchStatus) -> None:
    check_move(MATCH_MOVES, MatchStatus(job.status), target)
    job.status = target

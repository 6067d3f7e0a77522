"""Planning for everybody who waits at a desk, and keeping what was planned."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection, transaction

from accounts.audit import acting_as
from accounts.models import Authority, User
from accounts.moves import check_move
from brokerage.lifecycle import DESK_PLAN_MOVES, DeskPlanStatus
from brokerage.matching.allocation import record as records
from brokerage.matching.allocation.desk import problem_of
from brokerage.matching.allocation.planning import USUAL_TIME_LIMIT, DeskPlanned, plan_desk
from brokerage.matching.allocation.problem import (
    Forbid,
    Group,
    Keep,
    LocksClash,
    Problem,
)
from brokerage.matching.allocation.recruitment import Gain, brief
from brokerage.matching.weights import STARTING_WEIGHTS
from brokerage.models import DeskPlan
from brokerage.profiles.desk import Desk, desk_of
from brokerage.profiles.plans import plan_record
from brokerage.services.searches import approved_weights

AT_ONCE_TIME_LIMIT = 4.0  # seconds, where a person waits for the page
BRIEF_TIME_LIMIT = 5.0  # seconds for each kind of carer
UNFORESEEN = "Something went wrong that is nobody's fault here. Try again, or tell support."
Locks = Mapping[
    str, Any
]  # {"keeps": [{"referral": …, "parts": [[[child, …], household], …]}], "forbids": [[…, …]]}


class PlanFailed(Exception):
    """Making a plan failed for a reason that nobody foresaw."""

    def __init__(self, plan: DeskPlan) -> None:
        self.plan = plan
        super().__init__(str(plan.public_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan beside what it was made from. ``not_kept`` are referrals whose fixed homes could not be kept."""

    desk: Desk
    problem: Problem
    result: DeskPlanned
    gains: tuple[Gain, ...]
    not_kept: tuple[int, ...]


def plan_now(
    *,
    authority: Authority,
    at: dt.datetime,
    locks: Locks | None = None,
    time_limit: float = USUAL_TIME_LIMIT,
    with_brief: bool = True,
) -> Planned:
    """Plan as things are at this moment, without keeping anything.

    Homes that a decision was proposed for are fixed by it, where they are still on the list.
    """
    weights = approved_weights(authority=authority, at=at) or STARTING_WEIGHTS
    desk = desk_of(authority.pk, at=at)
    ranked = problem_of(desk.waiting, weights)
    by_hand, gone = _keeps(ranked, locks or {})
    decided = _decided(ranked, desk.decided, without={keep.key for keep in by_hand})
    forbids = [Forbid(*pair) for pair in (locks or {}).get("forbids", ())]
    problem = replace(
        ranked,
        keeps=(*decided, *by_hand),
        forbids=tuple(each for each in forbids if each.key in ranked.by_key),
    )
    result, clashed = None, list(gone)
    while result is None:
        _stay_awake()
        try:
            result = plan_desk(problem, time_limit=time_limit)
        except LocksClash as clash:
            clashed += clash.keys
            kept = tuple(keep for keep in problem.keeps if keep.key not in clash.keys)
            problem = replace(problem, keeps=kept)
    gains = (
        brief(
            desk.waiting,
            problem,
            result,
            time_limit=min(time_limit, BRIEF_TIME_LIMIT),
            weights=weights,
            before_each=_stay_awake,
        )
        if with_brief
        else []
    )
    return Planned(
        desk=desk, problem=problem, result=result, gains=tuple(gains), not_kept=tuple(clashed)
    )


def _stay_awake() -> None:
    """Touch the connection, which the server closes when its transaction idles for half a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


@transaction.atomic
def ask_for_plan(
    *,
    authority: Authority,
    by: User | None,
    at: dt.datetime,
    follows: DeskPlan | None = None,
    keep: Collection[int] = (),
    refuse: Collection[tuple[int, int]] = (),
) -> DeskPlan:
    """Ask for a plan. ``make_plan`` makes it, now or in the worker.

    Args:
        follows: the plan that ``keep`` (referrals) and ``refuse`` (a referral and a household) were said of. What
            was refused in it stays refused; what was kept in it is to be said again.
    """
    return DeskPlan.objects.create(
        authority=authority,
        asked_at=at,
        asked_by=by,
        follows=follows,
        locks=_locks(follows, keep, refuse),
    )


def _locks(
    follows: DeskPlan | None, keep: Collection[int], refuse: Collection[tuple[int, int]]
) -> dict[str, Any]:
    if follows is None:
        return {"keeps": [], "forbids": []}
    rows = {row["referral"]: row for row in follows.record.get("referrals", ())}
    keeps = [
        {
            "referral": key,
            "parts": [[home["children"], home["household"]] for home in rows[key]["homes"]],
        }
        for key in sorted(keep)
        if key in rows and rows[key]["homes"]
    ]
    kept = {item["referral"] for item in keeps}
    refused = {tuple(pair) for pair in follows.locks.get("forbids", ())} | set(refuse)
    return {
        "keeps": keeps,
        "forbids": [list(pair) for pair in sorted(refused) if pair[0] not in kept],
    }


@transaction.atomic
def make_plan(*, plan: DeskPlan, at: dt.datetime, time_limit: float = USUAL_TIME_LIMIT) -> DeskPlan:
    """Make a plan that was asked for, as things are now.

    Raises:
        MoveNotAllowed: it is made already.
    """
    locked = (
        DeskPlan.objects.select_for_update(of=("self",)).select_related("authority").get(pk=plan.pk)
    )
    check_move(DESK_PLAN_MOVES, DeskPlanStatus(locked.status), DeskPlanStatus.DONE)
    planned = plan_now(authority=locked.authority, at=at, locks=locked.locks, time_limit=time_limit)
    locked.status, locked.done_at = DeskPlanStatus.DONE, at
    locked.inputs, locked.digest = (
        records.to_bytes(planned.problem),
        records.digest(planned.problem),
    )
    locked.record = plan_record(
        planned.desk, planned.problem, planned.result, planned.gains, planned.not_kept, locked.locks
    )
    locked.children_waiting = planned.problem.children
    locked.children_placed = locked.record["children_placed"]
    locked.worth, locked.bound = planned.result.worth, planned.result.bound
    locked.is_proved = planned.result.proved
    locked.milliseconds = round(planned.result.seconds * 1000)
    locked.save()
    return locked


def replay(plan: DeskPlan) -> DeskPlanned:
    """Plan again from what was kept; a plan that was proved comes out the same."""
    return plan_desk(records.from_bytes(bytes(plan.inputs)))


@transaction.atomic
def work_on_next(*, at: dt.datetime) -> DeskPlan | None:
    """Make the plan that has waited longest; ``None`` when none waits. Other workers pass it over meanwhile.

    Raises:
        PlanFailed: something unforeseen happened. Nothing of the plan stays.
    """
    waiting = DeskPlan.objects.filter(status=DeskPlanStatus.WAITING).order_by("asked_at", "pk")
    claimed = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if claimed is None:
        return None
    try:
        with transaction.atomic(), acting_as(**_actor(claimed)):
            return make_plan(plan=claimed, at=at)
    except Exception as problem:
        raise PlanFailed(claimed) from problem


@transaction.atomic
def give_up(*, plan: DeskPlan, at: dt.datetime) -> DeskPlan:
    """End a plan that could not be made.

    Raises:
        MoveNotAllowed: it is made already.
    """
    locked = DeskPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    check_move(DESK_PLAN_MOVES, DeskPlanStatus(locked.status), DeskPlanStatus.FAILED)
    with acting_as(**_actor(locked)):
        locked.status, locked.done_at, locked.problem = DeskPlanStatus.FAILED, at, UNFORESEEN
        locked.save()
    return locked


def _actor(plan: DeskPlan) -> dict[str, Any]:
    return {"system": "desk plan", "user": plan.asked_by_id, "authority": plan.authority_id}


def _keeps(problem: Problem, locks: Locks) -> tuple[list[Keep], list[int]]:
    """What people fixed, where the referral still waits and the homes are still on its list; and where not."""
    kept, gone = [], []
    for item in locks.get("keeps", ()):
        key, parts = item["referral"], item["parts"]
        keep = Keep(key, tuple((frozenset(children), home) for children, home in parts))
        group = problem.by_key.get(key)
        if group and _is_open(group, keep):
            kept.append(keep)
        else:
            gone.append(key)
    return kept, gone


def _is_open(group: Group, keep: Keep) -> bool:
    wanted = dict(keep.parts)
    return any(
        {part.child_ids for part in way} == set(wanted)
        and all(wanted[part.child_ids] in part.home_ids for part in way)
        for way in group.ways
    )


def _decided(
    problem: Problem, decided: Mapping[int, int], *, without: Collection[int]
) -> list[Keep]:
    keeps = [
        Keep(key, ((problem.by_key[key].together.child_ids, home),))
        for key, home in sorted(decided.items())
        if key in problem.by_key and key not in without
    ]
    return [keep for keep in keeps if _is_open(problem.by_key[keep.key], keep)]

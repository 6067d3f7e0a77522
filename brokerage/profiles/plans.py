"""What a plan says, as plain values to keep: by referral, beside what one after another would do."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from brokerage.matching import records
from brokerage.matching.allocation.planning import DeskPlanned
from brokerage.matching.allocation.problem import Assignment, Group, Plan, Problem
from brokerage.matching.allocation.reasons import Reasons, Told
from brokerage.matching.allocation.recruitment import Gain
from brokerage.matching.allocation.value import UNIT, children_placed, mean_score, worth
from brokerage.profiles.desk import Desk

SCHEMA = 1
ONE_BY_ONE = "urgency"  # the order in which a desk would work down its list


def plan_record(
    desk: Desk,
    problem: Problem,
    planned: DeskPlanned,
    gains: Iterable[Gain],
    not_kept: Collection[int],
    locks: Mapping[str, Any],
) -> dict[str, Any]:
    """Referrals and households by number, with references in the words; no names."""
    names = {key: referral.reference for key, referral in desk.referrals.items()}
    kept = {item["referral"] for item in locks.get("keeps", ())} - set(not_kept)
    told = Told(
        decided=frozenset(keep.key for keep in problem.keeps if keep.key not in kept),
        kept=frozenset(kept),
        refused=frozenset((key, home) for key, home in locks.get("forbids", ())),
        not_assessed=desk.not_assessed,
    )
    reasons = Reasons(problem, planned.plan, names, told)
    baseline = planned.baselines[ONE_BY_ONE]
    return {
        "schema": SCHEMA,
        "referrals": [
            _row(group, planned.plan, baseline, reasons, told)
            for group in sorted(problem.groups, key=lambda each: (-each.weight, each.arrived))
        ],
        "left_out": [[key, why] for key, why in desk.left_out.items()],
        "not_kept": sorted(not_kept),
        "children_placed": children_placed(problem, planned.plan),
        "mean_score": round(mean_score(problem, planned.plan), 1),
        "baselines": {
            order: {
                "children": children_placed(problem, plan),
                "worth": worth(problem, plan) / UNIT,
                "mean_score": round(mean_score(problem, plan), 1),
            }
            for order, plan in planned.baselines.items()
        },
        "candidates": planned.candidates,
        "place_worth": [
            [home, round(value, 1)]
            for home, value in sorted(planned.place_worth.items(), key=lambda each: -each[1])
            if home in problem.homes
        ],
        "brief": [records.to_plain(gain) for gain in gains],
    }


def _row(group: Group, plan: Plan, baseline: Plan, reasons: Reasons, told: Told) -> dict[str, Any]:
    homes = {home for way in group.ways for part in way for home in part.home_ids.tolist()}
    return {
        "referral": group.key,
        "children": group.size,
        "choices": len(homes),
        "homes": _homes(group, plan.get(group.key)),
        "one_by_one": _homes(group, baseline.get(group.key)),
        "reason": reasons.of(group.key),
        "kept": group.key in told.kept,
        "decided": group.key in told.decided,
    }


def _homes(group: Group, assignment: Assignment | None) -> list[dict[str, Any]]:
    """Each home with who would live there, and its place on their list."""
    if assignment is None:
        return []
    found = []
    for part, home in zip(group.ways[assignment.way], assignment.homes, strict=True):
        at = part.home_ids.tolist().index(home)
        found.append(
            {
                "household": home,
                "children": sorted(part.child_ids),
                "rank": at + 1,
                "score": float(part.scores[at]),
            }
        )
    return found

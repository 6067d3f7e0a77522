"""What planning a whole desk at once is worth, beside choosing one after another, in one run.

    python -m benchmarks.desk_plan [--households 2000 45000] [--time-limit 60]

200 groups with 299 children wait, invented with a fixed seed: a third need an ordinary home, the others need three
skills and a feature or two at once, which few homes have. Homes are those of the ranking benchmark. The same problem is
solved by three greedy orders; by HiGHS with every candidate in one piece, which at 45,000 runs into the time limit;
with every candidate in steps; and as the product does it, pruned and in steps. The last two must be worth the same.
"""

import argparse
import datetime as dt
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.ranking_data import TODAY, columns_of, request
from brokerage.matching.allocation.desk import Waiting, problem_of
from brokerage.matching.allocation.greedy import ORDERS, one_by_one
from brokerage.matching.allocation.planning import plan_desk
from brokerage.matching.allocation.problem import Problem
from brokerage.matching.allocation.value import UNIT, children_placed, mean_score, worth
from brokerage.matching.allocation_check import problems_with
from brokerage.matching.profiles import (
    ChildProfile,
    Condition,
    Exclusions,
    Need,
    Place,
    PlaceKind,
    Request,
    Wanted,
)
from reference import vocabulary

SIZES = [1] * 125 + [2] * 56 + [3] * 16 + [4] + [5] * 2  # 200 groups, 299 children
SEED = 20260303
PRUNED, EVERY, ONE_PIECE = (
    "HiGHS, pruned, in steps",
    "HiGHS, every candidate, in steps",
    "HiGHS, every candidate, one piece",
)
HEADINGS = (
    "| households | method | candidates | children placed | mean score | worth | processor ms | proved |",
    "|--:|---|--:|--:|--:|--:|--:|---|",
)
WAYS = {
    ONE_PIECE: {"prune": False, "in_steps": False},
    EVERY: {"prune": False},
    PRUNED: {},
}
NEEDS = [term.code for term in vocabulary.NEEDS]
SKILLS = [term.code for term in vocabulary.SKILLS]
FEATURES = [term.code for term in vocabulary.HOME_FEATURES]


@dataclass(frozen=True)
class Measured:
    """One way of planning one instance; ``worth`` in points, ``gap`` a share."""

    households: int
    method: str
    children: int
    mean_score: float
    worth: float
    milliseconds: float
    proved: bool
    gap: float = 0.0
    candidates: int = 0


@dataclass(frozen=True)
class Target:
    words: str
    wanted: float
    measured: float

    @property
    def met(self) -> bool:
        return self.measured >= self.wanted


def waiting_on(households: int) -> list[Waiting]:
    """The same groups for every number of households."""
    random, columns = np.random.default_rng(SEED), columns_of(households)
    sizes = random.permutation(SIZES)
    return [
        Waiting(
            key=key,
            weight=int(random.choice([1, 2, 3], p=[0.6, 0.3, 0.1])),
            arrived=key,
            request=_request(key, int(size), random),
            columns=columns,
        )
        for key, size in enumerate(sizes, start=1)
    ]


def _request(key: int, size: int, random: np.random.Generator) -> Request:
    scarce = random.random() < 2 / 3
    ids = [1_000_000 + key * 10 + number for number in range(size)]
    children = tuple(_child(child, ids, random) for child in ids)
    skills = random.choice(SKILLS, 3 if scarce else 0, replace=False)
    features = random.choice(FEATURES, int(random.integers(1, 3)) if scarce else 0, replace=False)
    school = int(random.integers(490_000, 570_000)), int(random.integers(180_000, 250_000))
    return request(
        children=children,
        starts_on=TODAY + dt.timedelta(days=int(random.integers(0, 28))),
        ends_on=TODAY + dt.timedelta(days=int(random.integers(60, 700))),
        skills=tuple(Wanted(str(code)) for code in skills),
        features=tuple(Wanted(str(code)) for code in features),
        conditions=(Condition("YOUNGEST", 1),) if random.random() < 0.15 else (),
        places=(
            Place(
                PlaceKind.SCHOOL, "school", *school,
                limit_miles=float(random.integers(10, 25)), essential=random.random() < 0.5,
            ),
        ),
        exclusions=Exclusions(),
    )  # fmt: skip


def _child(child_id: int, ids: Sequence[int], random: np.random.Generator) -> ChildProfile:
    needs = random.choice(NEEDS, 3, replace=False)
    return ChildProfile(
        child_id=child_id,
        birth_date=TODAY - dt.timedelta(days=int(random.integers(400, 17 * 365))),
        sex=str(random.choice(["F", "M"])),
        needs=tuple(Need(str(code), int(random.integers(1, 5))) for code in needs),
        sibling_ids=tuple(other for other in ids if other != child_id),
    )


def timed(work: Callable[[], object]) -> tuple[object, float]:
    """What the work returns, and its milliseconds of the processor, which a busy machine does not stretch."""
    started = time.process_time()
    done = work()
    return done, (time.process_time() - started) * 1000


def measured_at(households: int, *, time_limit: float) -> tuple[list[Measured], float]:
    """Each method on one instance, checked, and how long ranking the desk and building the problem took in ms."""
    waiting = waiting_on(households)
    problem, building = timed(lambda: problem_of(waiting))
    assert isinstance(problem, Problem)
    found = []
    for order in ORDERS:
        plan, took = timed(lambda order=order: one_by_one(problem, order))
        found.append(_greedy(problem, households, order, plan, took))
    for name, how in WAYS.items():
        planned, took = timed(lambda how=how: plan_desk(problem, time_limit=time_limit, **how))
        assert not problems_with(problem, planned.plan)
        found.append(
            Measured(
                households,
                name,
                children_placed(problem, planned.plan),
                mean_score(problem, planned.plan),
                planned.worth,
                took,
                planned.proved,
                planned.gap,
                planned.candidates,
            )
        )
    return found, building


def _greedy(problem: Problem, households: int, order: str, plan: object, took: float) -> Measured:
    assert isinstance(plan, dict)
    assert not problems_with(problem, plan)
    return Measured(
        households,
        f"greedy by {order}",
        children_placed(problem, plan),
        mean_score(problem, plan),
        worth(problem, plan) / UNIT,
        took,
        proved=False,
    )


def targets(found: Sequence[Measured]) -> list[Target]:
    by = {(each.households, each.method): each for each in found}
    sizes = sorted({each.households for each in found})
    pruned, every, piece = ([by[size, way] for size in sizes] for way in (PRUNED, EVERY, ONE_PIECE))
    greedy = [
        max(e.worth for e in found if e.households == size and "greedy" in e.method)
        for size in sizes
    ]
    scarce = by[sizes[0], "greedy by urgency"]
    return [
        Target("worth of the plan / the best greedy, lowest", 1.0,
               min(p.worth / g for p, g in zip(pruned, greedy, strict=True))),
        Target(f"children placed / greedy by urgency, {sizes[0]:,} households", 1.04,
               pruned[0].children / scarce.children),
        Target("worth pruned / every candidate, lowest", 1.0,
               min(p.worth / e.worth for p, e in zip(pruned, every, strict=True))),
        Target(f"time in one piece (at most the limit) / pruned, {sizes[-1]:,} households", 10.0,
               piece[-1].milliseconds / pruned[-1].milliseconds),
    ]  # fmt: skip


def run(households: Sequence[int] = (2_000, 45_000), *, time_limit: float = 60.0) -> str:
    """Measure, and return the tables as Markdown."""
    found, lines = [], list(HEADINGS)
    for size in households:
        measured, building = measured_at(size, time_limit=time_limit)
        found += measured
        for each in measured:
            is_greedy = each.method.startswith("greedy")
            proved = "" if is_greedy else ("yes" if each.proved else f"gap {each.gap:.2%}")
            count = "" if is_greedy else f"{each.candidates:,}"
            lines.append(
                f"| {size:,} | {each.method} | {count} | {each.children} | {each.mean_score:.1f} "
                f"| {each.worth:,.0f} | {each.milliseconds:,.1f} | {proved} |"
            )
        lines.append(f"| {size:,} | (ranking all groups before that) | | | | | {building:,.0f} | |")
    lines += ["", "| target | wanted at least | measured | met |", "|---|--:|--:|---|"]
    lines += [
        f"| {each.words} | {each.wanted:g} | {each.measured:.3f} | {'yes' if each.met else 'NO'} |"
        for each in targets(found)
    ]
    return "\n".join(lines)


def measure(
    report: Any, *, households: Sequence[int] = (2_000, 45_000), time_limit: float = 60.0
) -> None:
    """Add every line to a ``benchmarks.report.Report``."""
    found: list[Measured] = []
    for size in households:
        measured, _ = measured_at(size, time_limit=time_limit)
        found += measured
        for each in measured:
            said = f"{each.children} placed, worth {each.worth:,.0f}, {each.milliseconds:,.0f} ms"
            report.add("desk plan", f"{size:,} households, {each.method}", said)
    for target in targets(found):
        report.add(
            "desk plan",
            target.words,
            f"{target.measured:.3f}",
            target=f"at least {target.wanted:g}",
            met=target.met,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, nargs="+", default=[2_000, 45_000])
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds for each plan")
    options = parser.parse_args()
    print(run(options.households, time_limit=options.time_limit))


if __name__ == "__main__":
    main()

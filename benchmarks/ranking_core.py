"""How fast the ranking core is beside a hand-written numpy minimum and a plain Python loop, in one run.

    python -m benchmarks.ranking_core [--households 45000] [--rounds 30]

The households are invented, with a fixed seed. Designs take turns inside one run, so the ratios can
be trusted; the absolute times cannot. Before anything is timed, both baselines must rule out the
same households for the same rules as the core, and score the rest alike.
"""

import argparse
import dataclasses
import datetime as dt
import gc
import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.ranking_baselines import minimum
from benchmarks.ranking_data import columns_of, request
from benchmarks.ranking_loop import Lists, loop
from brokerage.matching import explain, ranking, storage

CORE, MINIMUM = "core: rank, values and counts", "numpy minimum"


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def check(result: ranking.Ranking, *others: tuple[object, object]) -> None:
    scores = np.empty(len(result.columns))
    scores[result.eligible.rows] = result.eligible.scores
    for failed, found in others:
        assert np.array_equal(np.asarray(failed), result.failed)
        assert np.allclose(np.asarray(found), scores[result.failed == 0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=45_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    columns, asked = columns_of(options.households), request()
    lists, result = Lists(columns), ranking.rank(asked, columns)
    check(result, minimum(asked, columns), loop(asked, lists))
    print(f"{options.households} households, {len(result.eligible)} eligible")

    top = [item.household_id for item in result.eligible.ranked(20)]
    later = request(starts_on=dt.date(2026, 7, 1))
    designs: dict[str, Callable[[], object]] = {
        MINIMUM: lambda: minimum(asked, columns),
        CORE: lambda: (ranking.rank(asked, columns)).ruled_out,
        "core: with 20 explained": lambda: explain.explain_all(ranking.rank(asked, columns), top),
        "core: with near misses": lambda: ranking.rank(asked, columns).near_misses,
        "core: what if, on a later day": lambda: ranking.rank(later, columns).ruled_out,
    }
    times: dict[str, list[float]] = {name: [] for name in designs}
    gc.disable()
    for _ in range(options.rounds):
        for name, work in designs.items():
            times[name].append(timed(work))
    base, core = (statistics.median(times[name]) for name in (MINIMUM, CORE))
    for name, taken in times.items():
        p50, p95 = statistics.median(taken), sorted(taken)[int(len(taken) * 0.95)]
        print(f"{name:32} p50 {p50:8.2f} ms  p95 {p95:8.2f} ms  {p50 / base:6.2f} x the minimum")
    once = timed(lambda: loop(asked, lists))
    print(f"{'plain Python loop':32} once {once:7.0f} ms {'':16} {once / core:6.0f} x the core")
    few = storage.subset(columns, columns.household_ids[::450].tolist())
    few = dataclasses.replace(few, places=few.places + np.int8(1), dogs=1 - few.dogs)
    print(f"patching {len(few)} households {timed(lambda: storage.patched(columns, few)):.1f} ms")
    print(f"digest {timed(lambda: storage.digest(columns)):.0f} ms")


if __name__ == "__main__":
    main()

"""What a run measured, each line with its target, as a table for people."""

import gc
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Line:
    area: str
    what: str
    measured: str
    target: str
    met: bool | None  # none: there is no target

    @property
    def verdict(self) -> str:
        return {True: "met", False: "**not met**", None: ""}[self.met]


@dataclass
class Report:
    lines: list[Line] = field(default_factory=list)

    def add(
        self, area: str, what: str, measured: str, *, target: str = "", met: bool | None = None
    ) -> None:
        self.lines.append(Line(area, what, measured, target, met))
        said = self.lines[-1].verdict.replace("*", "")
        print(f"{area:18} {what:62} {measured:>22}   {target:24} {said}", flush=True)

    def ratio(self, area: str, what: str, *, value: float, least: float) -> None:
        """A ratio inside this run, and the least that it should be."""
        self.add(area, what, f"{value:,.1f} x", target=f"at least {least:,} x", met=value >= least)

    def most(self, area: str, what: str, *, value: float, most: float, unit: str) -> None:
        self.add(
            area, what, f"{value:,.2f} {unit}", target=f"at most {most:,} {unit}", met=value <= most
        )

    def markdown(self) -> str:
        rows = [
            f"| {x.area} | {x.what} | {x.measured} | {x.target} | {x.verdict} |" for x in self.lines
        ]
        return "\n".join(["| area | what | measured | target | |", "|---|---|--:|---|---|", *rows])


def times(work: Callable[[], object], rounds: int) -> list[float]:
    """Milliseconds of each round, with the garbage collector at rest."""
    found = []
    gc.disable()
    try:
        for _ in range(rounds):
            began = time.perf_counter()
            work()
            found.append((time.perf_counter() - began) * 1000)
    finally:
        gc.enable()
    return found


def in_turns(designs: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """The same of several designs that take turns, so that their ratios can be trusted."""
    found: dict[str, list[float]] = {name: [] for name in designs}
    for _ in range(rounds):
        for name, work in designs.items():
            found[name] += times(work, 1)
    return found


def p50(taken: list[float]) -> float:
    return statistics.median(taken)


def p95(taken: list[float]) -> float:
    return sorted(taken)[min(int(len(taken) * 0.95), len(taken) - 1)]


def in_words(taken: list[float]) -> str:
    return f"{p50(taken):,.2f} / {p95(taken):,.2f} ms"


def machine(cursor: Any) -> str:
    cursor.execute("SHOW server_version")
    (server,) = cursor.fetchone()
    models = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text().splitlines()
        if line.startswith("model name")
    ]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return (
        f"{os.cpu_count()} cores ({models[0] if models else platform.machine()}), "
        f"Python {platform.python_version()}, numpy {np.__version__}, PostgreSQL {server}; "
        f"load average at the end {load}."
    )

"""Rows that say the same thing as an earlier one, which then counts once."""

from collections.abc import Hashable, Iterator, Sequence

from evaluation.returns.checks.naming import day, finding
from evaluation.returns.rows import Child, Episode
from evaluation.returns.rules import Finding


def check(episodes: Sequence[Episode], children: Sequence[Child]) -> Iterator[Finding]:
    seen: dict[Hashable, Child | Episode] = {}
    for child in children:
        if (first := seen.setdefault(child.child, child)) is not child:
            words = f"The child is on {_place(first)} too."
            yield Finding("TWICE", child.file, child.line, child.child, words)
    for episode in episodes:
        if (first := seen.setdefault((episode.child, episode.decom), episode)) is not episode:
            words = f"An episode from {day(episode.decom)} is on {_place(first)} too."
            yield finding("TWICE", episode, words)


def _place(row: Child | Episode) -> str:
    return f"line {row.line} of {row.file}"

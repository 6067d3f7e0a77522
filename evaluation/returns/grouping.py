"""Which files belong to which return, where files of several years are sent together.

Episodes tell their year. Every other file belongs to the return whose episodes are about its children: of
several files of one kind, those that fit best together, one for each return.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from evaluation.returns.columns import EPISODES
from evaluation.returns.given import GivenFile

MOST_TRIED = 6


def by_year(files: Sequence[GivenFile], years: Mapping[str, int]) -> dict[int, list[GivenFile]]:
    """The files of each return, oldest first.

    Args:
        years: of each file of episodes, by its name.
    """
    groups: dict[int, list[GivenFile]] = {year: [] for year in sorted(set(years.values()))}
    for file in files:
        if file.kind == EPISODES:
            groups[years[file.name]].append(file)
    known = {year: _children(group) for year, group in groups.items()}
    others = [file for file in files if file.kind != EPISODES]
    for kind in dict.fromkeys(file.kind for file in others):
        same = [file for file in others if file.kind == kind]
        for file, year in _assigned(same, known):
            groups[year].append(file)
    return groups


def _assigned(
    files: Sequence[GivenFile], known: Mapping[int, set[str]]
) -> Iterable[tuple[GivenFile, int]]:
    """Each file with its year. Where there is a file for each year or fewer, no year gets two of them."""
    if len(files) > min(len(known), MOST_TRIED):
        return [(file, max(known, key=lambda year: _fit(file, known[year]))) for file in files]
    fits = {(file.name, year): _fit(file, known[year]) for file in files for year in known}
    ways = permutations(known, len(files))
    best = max(
        ways,
        key=lambda way: sum(fits[file.name, year] for file, year in zip(files, way, strict=True)),
    )
    return list(zip(files, best, strict=True))


def _fit(file: GivenFile, children: set[str]) -> float:
    """How much the file and the episodes are about the same children, from 0 to 2."""
    named = _children([file])
    both = len(named & children)
    return both / (len(named) or 1) + both / (len(named | children) or 1)


def _children(files: Iterable[GivenFile]) -> set[str]:
    return {row.cells[0] for file in files for row in file.rows}

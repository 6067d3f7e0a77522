"""Which cells of a table are not shown, so that no child can be picked out of it.

One rule for every table here:

1. A count from 1 to 4 is hidden. So is a share whose yes or whose no is from 1 to 4, because one gives the other away.
   Nought is shown: it is nobody.
2. While anything is hidden, at least two groups are, and what they hide adds up to 5 or more (or to nought) in each
   column: otherwise the total less what is shown would tell. Groups are added smallest first.

If that takes all of them, all are hidden.
"""

from collections.abc import Sequence

FEWEST = 5


def is_small(count: int) -> bool:
    return 0 < count < FEWEST


def hidden(groups: Sequence[Sequence[int]]) -> set[int]:
    """The places of the groups to hide. Each group gives the same additive counts: its size, or its yes and its no."""
    found = {place for place, counts in enumerate(groups) if any(map(is_small, counts))}
    rest = sorted(set(range(len(groups))) - found, key=lambda place: (sum(groups[place]), place))
    rest = [place for place in rest if sum(groups[place])]
    while found and rest and not _safe([groups[place] for place in found]):
        found.add(rest.pop(0))
    return found


def _safe(concealed: Sequence[Sequence[int]]) -> bool:
    totals = [sum(column) for column in zip(*concealed, strict=True)]
    return len(concealed) >= 2 and not any(map(is_small, totals))

"""For which children a home is being looked for already.

Referrals are records of an app above this one, which says so with :func:`told_by` when it is ready.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Search:
    """A referral under way: its reference, its address and how it stands, in words.

    The address may be worked out only when it is written: a command that shows none need not load every page.
    """

    reference: str
    url: str | Promise
    status: str


# Children's keys in, each one's latest referral that is not closed out.
Finder = Callable[[Collection[int]], Mapping[int, Search]]

_finders: list[Finder] = []


def told_by(finder: Finder) -> None:
    """Add whoever knows of referrals. An app calls it once, when it is ready."""
    if finder not in _finders:
        _finders.append(finder)


def under_way(children: Collection[int]) -> dict[int, Search]:
    found: dict[int, Search] = {}
    for finder in _finders:
        found |= finder(children)
    return found

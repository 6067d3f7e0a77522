"""Which kinds of carer would have given real referrals a home in their own district.

A referral is *short* where fewer homes of its district than are wanted could be asked. What stood in the way is read
from the rules that the homes there failed; which kind of carer would have been one more is what the referral asked for.
"""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind", bound=Hashable)
MOST_RULES = 3  # that one home would have had to meet besides; more is another home altogether


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """A referral with its list in force.

    Args:
        children: their ids, so that a child of two referrals counts once.
        district: where the home was wanted; empty where that is not known.
        homes: how many there could be asked.
        failed: for each home of the district that could not, the codes of the rules that it failed.
    """

    key: int
    children: frozenset[int]
    district: str
    homes: int
    failed: Sequence[frozenset[str]]


@dataclass(frozen=True, slots=True)
class Blocker:
    """Rules that were all that kept some home of the district off the list: of these referrals, these children."""

    rules: frozenset[str]
    referrals: frozenset[int]
    children: frozenset[int]


@dataclass(frozen=True, slots=True)
class Wanted(Generic[Kind]):
    """A kind of carer in a district: the referrals that it would have suited, and their children.

    ``first`` are the children of whom no kind before it in the list would have been a home.
    """

    kind: Kind
    district: str
    referrals: frozenset[int]
    children: frozenset[int]
    first: frozenset[int]


@dataclass(frozen=True, slots=True)
class District:
    code: str
    referrals: frozenset[int]
    children: frozenset[int]
    short: frozenset[int]
    short_children: frozenset[int]


def short(referrals: Iterable[Referral], *, wanted: int) -> list[Referral]:
    """Those with fewer homes in their district than are wanted. Where no district is known none can be missed."""
    found = [each for each in referrals if each.district and each.homes < wanted]
    return sorted(found, key=lambda each: each.key)


def districts(referrals: Iterable[Referral], *, wanted: int) -> list[District]:
    """Every district that somebody was to live in, the one with most children without enough homes first."""
    by_code: dict[str, list[Referral]] = {}
    for each in sorted(referrals, key=lambda one: one.key):
        by_code.setdefault(each.district, []).append(each)
    found = []
    for code, ones in by_code.items():
        few = short(ones, wanted=wanted)
        found.append(District(code, _keys(ones), _children(ones), _keys(few), _children(few)))
    return sorted(
        found, key=lambda each: (-len(each.short_children), -len(each.children), each.code)
    )


def blockers(referrals: Iterable[Referral]) -> list[Blocker]:
    """What would have been enough to have one home more: the smallest sets of rules, the most children first.

    A set counts for a referral if some home of its district failed just that, and none failed only a part of it.
    """
    by_rules: dict[frozenset[str], list[Referral]] = {}
    for each in referrals:
        for rules in smallest(each.failed):
            by_rules.setdefault(rules, []).append(each)
    found = [Blocker(rules, _keys(ones), _children(ones)) for rules, ones in by_rules.items()]
    return sorted(
        found, key=lambda each: (-len(each.children), len(each.rules), sorted(each.rules))
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that referrals asked for: all of them, and those without enough homes."""

    thing: str
    referrals: frozenset[int]
    children: frozenset[int]
    short: frozenset[int]
    short_children: frozenset[int]


def asked_for(
    referrals: Iterable[Referral], things: Mapping[int, Iterable[str]], *, wanted: int
) -> list[Asked]:
    """Each thing on its own, that of most children without enough homes first.

    Args:
        things: what each referral asked for, by its key.
    """
    by_thing: dict[str, list[Referral]] = {}
    for each in sorted(referrals, key=lambda one: one.key):
        for thing in things[each.key]:
            by_thing.setdefault(thing, []).append(each)
    found = []
    for thing, ones in by_thing.items():
        few = short(ones, wanted=wanted)
        found.append(Asked(thing, _keys(ones), _children(ones), _keys(few), _children(few)))
    return sorted(
        found, key=lambda each: (-len(each.short_children), -len(each.children), each.thing)
    )


def smallest(failed: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """The sets that hold no other of them, of at most ``MOST_RULES``."""
    sets = {each for each in failed if each and len(each) <= MOST_RULES}
    return sorted(
        (each for each in sets if not any(other < each for other in sets)),
        key=lambda each: (len(each), sorted(each)),
    )


def cover(
    referrals: Sequence[Referral], suits: Mapping[Kind, Collection[int]]
) -> list[Wanted[Kind]]:
    """The kinds in the order in which each next one is a home for the most children who have none yet.

    Going on like this gives homes to at least 63% of those that any choice of as many kinds could (G. L. Nemhauser, L.
    A. Wolsey and M. L. Fisher, Mathematical Programming 14, 1978, 265-294).

    Args:
        suits: the keys of the referrals of one district that each kind is a home for; a kind comes with its district.
    """
    by_key = {each.key: each for each in referrals}
    left = {
        kind: [by_key[key] for key in sorted(keys) if key in by_key] for kind, keys in suits.items()
    }
    housed: set[int] = set()
    found = []
    while left:
        kind = min(left, key=lambda each: (-len(_children(left[each]) - housed), repr(each)))
        ones = left.pop(kind)
        first = _children(ones) - housed
        if not first:
            break
        housed |= first
        found.append(Wanted(kind, ones[0].district, _keys(ones), _children(ones), first))
    return found


def _keys(referrals: Iterable[Referral]) -> frozenset[int]:
    return frozenset(each.key for each in referrals)


def _children(referrals: Iterable[Referral]) -> frozenset[int]:
    return frozenset(child for each in referrals for child in each.children)

"""Everybody who waits at a desk, as the matching core plans for them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from brokerage.lifecycle import DecisionStatus
from brokerage.matching.allocation.desk import Pair, Waiting
from brokerage.matching.columns import Columns
from brokerage.matching.profiles import RequestNotValid
from brokerage.models import Decision, Referral
from brokerage.profiles import columns_for
from brokerage.profiles.requests import request_for
from children.models import SiblingLink
from reference.dates import london_today

# How much each child counts. A plan would rather place one child today than two who can wait; ours, and open to a vote.
URGENCY_WEIGHTS = {
    Referral.Urgency.EMERGENCY: 3,
    Referral.Urgency.URGENT: 2,
    Referral.Urgency.PLANNED: 1,
}
MAY_PART = (SiblingLink.Together.WANTED, SiblingLink.Together.APART)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """``left_out`` says of a referral why it cannot be planned for; ``decided`` gives the home proposed for one.

    ``not_assessed`` are those with children of whom nobody has said whether they may live apart.
    """

    waiting: tuple[Waiting, ...]
    referrals: Mapping[int, Referral]
    left_out: Mapping[int, str]
    decided: Mapping[int, int]
    not_assessed: frozenset[int]


def desk_of(authority_id: int, *, at: dt.datetime) -> Desk:
    """Every referral of the authority for which a home is looked for, those that arrived first in front.

    The columns of a day are loaded once, however many move on it.
    """
    today = london_today(at)
    looking = Referral.objects.looking().filter(authority=authority_id).select_related("authority")
    referrals = {each.pk: each for each in looking.order_by("submitted_at", "pk")}
    links = _links(referrals)
    columns: dict[dt.date, Columns] = {}
    waiting, left_out = [], {}
    for place, referral in enumerate(referrals.values()):
        day = referral.starts_on(today=today)
        try:
            request = request_for(referral, as_of=today, starts_on=day)
        except RequestNotValid as problem:
            left_out[referral.pk] = str(problem)
            continue
        if day not in columns:
            columns[day] = columns_for(authority_id=authority_id, day=day)
        waiting.append(
            Waiting(
                key=referral.pk,
                weight=URGENCY_WEIGHTS[Referral.Urgency(referral.urgency)],
                arrived=place,
                request=request,
                columns=columns[day],
                essential=_essential(request.child_ids, links),
                apart=_with(request.child_ids, links, SiblingLink.Together.APART),
            )
        )
    return Desk(
        waiting=tuple(waiting),
        referrals=referrals,
        left_out=left_out,
        decided=_decided(referrals),
        not_assessed=frozenset(
            each.key for each in waiting if _not_assessed(each.request.child_ids, links)
        ),
    )


def _links(referrals: Iterable[int]) -> dict[Pair, str]:
    """What has been said of each pair of children of these referrals, about living together."""
    children = SiblingLink.objects.filter(child__referral_children__referral__in=list(referrals))
    found = children.values_list("child_id", "sibling_id", "together")
    return {frozenset({child, sibling}): together for child, sibling, together in found}


def _essential(child_ids: Iterable[int], links: Mapping[Pair, str]) -> frozenset[Pair]:
    """Pairs that a plan never parts: those that must be together, and those of whom nobody has said otherwise."""
    pairs = {frozenset(pair) for pair in combinations(child_ids, 2)}
    return frozenset(pair for pair in pairs if links.get(pair) not in MAY_PART)


def _with(child_ids: Iterable[int], links: Mapping[Pair, str], together: str) -> frozenset[Pair]:
    pairs = {frozenset(pair) for pair in combinations(child_ids, 2)}
    return frozenset(pair for pair in pairs if links.get(pair) == together)


def _not_assessed(child_ids: Iterable[int], links: Mapping[Pair, str]) -> bool:
    known = {*MAY_PART, SiblingLink.Together.ESSENTIAL}
    return any(links.get(frozenset(pair)) not in known for pair in combinations(child_ids, 2))


def _decided(referrals: Iterable[int]) -> dict[int, int]:
    proposed = Decision.objects.filter(
        referral__in=list(referrals), status=DecisionStatus.PROPOSED, household__isnull=False
    )
    return dict(proposed.values_list("referral_id", "household_id"))

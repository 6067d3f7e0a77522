"""Ranking every household for a referral, keeping what was found, and looking at one household again."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.db import transaction

from accounts.models import Authority, User
from brokerage.lifecycle import LOOKING, ReferralStatus
from brokerage.matching.checks import Outcome
from brokerage.matching.explain import Explanation, RuleLine, explain_all, rule_lines
from brokerage.matching.profiles import RequestNotValid
from brokerage.matching.ranking import Ranking, rank, record_from_bytes
from brokerage.matching.ranking import replay as replay_record
from brokerage.matching.weights import STARTING_WEIGHTS, Weights
from brokerage.models import Referral, Search, SearchResult, WeightSet
from brokerage.profiles import columns_for, load_columns, request_for
from brokerage.profiles.results import shown_in_list
from brokerage.queries.remedies import as_covered
from brokerage.services import snapshots
from carers.models import Household
from reference.dates import london_today

KEPT_RESULTS = 200  # of a list are usually kept as rows; the rest can be told from the outcome


class CannotSearch(Exception):
    """No home is being looked for, or the referral lacks what a search cannot do without; the words say which."""


class NotConsidered(Exception):
    """The household was not among those that the search looked at: its service never had an agreement."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """What the rules say of one household on one day.

    It may be booked when nothing fails and each unknown has been looked into.
    """

    failing: tuple[RuleLine, ...]
    unknown: tuple[RuleLine, ...]

    @property
    def may_be_asked(self) -> bool:
        return not self.failing


def rank_referral(
    referral: Referral, *, at: dt.datetime, weights: Weights = STARTING_WEIGHTS
) -> Ranking:
    """Rank as things are now, without keeping anything.

    Raises:
        CannotSearch: the referral has no child, or one who is not born by the day of the move.
    """
    today = london_today(at)
    starts_on = referral.starts_on(today=today)
    try:
        request = request_for(referral, as_of=today, starts_on=starts_on)
    except RequestNotValid as problem:
        raise CannotSearch(str(problem)) from problem
    columns = columns_for(authority_id=referral.authority_id, day=starts_on)
    return rank(request, columns, weights)


def rank_for_desk(referral: Referral, *, at: dt.datetime) -> Ranking:
    """The list that a search would make now, with the authority's own weights, without keeping it."""
    in_force = approved_weights(authority=referral.authority, at=at)
    return rank_referral(referral, at=at, weights=in_force or STARTING_WEIGHTS)


@transaction.atomic
def run_search(
    *,
    referral_id: UUID,
    by: User | None,
    at: dt.datetime,
    weights: Weights | None = None,
    is_trial: bool = False,
) -> Search:
    """Rank every household for a referral and keep the inputs, the weights and the whole result.

    Args:
        weights: tried for this search only; the authority's approved set where none are given.
        is_trial: the search is a "what if" and never the referral's list.

    Raises:
        CannotSearch: nobody is looking for a home for it, or it lacks what a search needs.
    """
    referral = Referral.objects.select_related("authority").get(public_id=referral_id)
    if ReferralStatus(referral.status) not in LOOKING:
        raise CannotSearch("Carers are looked for once the referral has been accepted.")
    weight_set = None
    if weights is None:
        weight_set = weights_in_force(authority=referral.authority, at=at)
        weights = as_weights(weight_set)
    ranking = rank_referral(referral, at=at, weights=weights)
    return keep(
        ranking,
        Search(
            referral=referral,
            at=at,
            by=by,
            weight_set=weight_set,
            snapshot=snapshots.keep(ranking.columns, at=at),
            is_trial=is_trial,
        ),
    )


def keep(ranking: Ranking, search: Search, *, kept: int = KEPT_RESULTS) -> Search:
    """Save a search that says whose it is, with everything that its ranking found; ``kept`` places of it as rows."""
    search.weights = ranking.weights.to_record()
    search.request = ranking.request.to_record()
    search.considered, search.eligible = ranking.considered, len(ranking.eligible)
    search.ruled_out = {rule.code: [rule.failing, rule.only] for rule in ranking.ruled_out}
    search.outcome = ranking.to_bytes()
    search.save()
    SearchResult.objects.bulk_create(_results(search, ranking, kept))
    return search


def _results(search: Search, ranking: Ranking, kept: int) -> Iterable[SearchResult]:
    listed = ranking.eligible.ranked(kept)
    explained = explain_all(ranking, [item.household_id for item in listed])
    for item, explanation in zip(listed, explained, strict=True):
        yield SearchResult(
            search=search,
            household_id=item.household_id,
            rank=item.position,
            score=round(item.score, 2),
            known_share=round(item.known_share, 3),
            reasons=shown_in_list(ranking, explanation),
        )


def default_weights(*, at: dt.datetime) -> WeightSet:
    """The starting weights, as a row that searches can refer to; made when first asked for."""
    weight_set, _ = WeightSet.objects.get_or_create(
        authority=None,
        name=STARTING_WEIGHTS.name,
        version=STARTING_WEIGHTS.version,
        defaults={
            "weights": STARTING_WEIGHTS.as_mapping(),
            "reason": "The weights that every authority starts with.",
            "created_at": at,
        },
    )
    return weight_set


def weights_in_force(*, authority: Authority, at: dt.datetime) -> WeightSet:
    """The set that the authority's managers approved last, or the starting weights."""
    return _approved_set(authority, at) or default_weights(at=at)


def approved_weights(*, authority: Authority, at: dt.datetime) -> Weights | None:
    approved = _approved_set(authority, at)
    return as_weights(approved) if approved else None


def _approved_set(authority: Authority, at: dt.datetime) -> WeightSet | None:
    approved = WeightSet.objects.filter(authority=authority, approved_at__lte=at)
    return approved.order_by("-approved_at", "-version").first()


def as_weights(weight_set: WeightSet) -> Weights:
    return Weights.from_mapping(weight_set.name, weight_set.version, weight_set.weights)


def replay(search: Search) -> Ranking:
    """Rank again from what the search kept; its ``to_bytes()`` equals the search's outcome.

    For a search whose snapshot another process of the same code wrote as well: nothing is read but the search.
    """
    record = record_from_bytes(bytes(search.outcome))
    return replay_record(record, search.snapshot.seen())


def ranking_of(search: Search) -> Ranking:
    """The whole ranking of a search, on the facts that it kept. Do not change it: others read the same."""
    return _ranking_of(search.pk)


@lru_cache(maxsize=2)
def _ranking_of(search_id: int) -> Ranking:
    """Searches never change, so a process keeps the last two that somebody looked into."""
    search = Search.objects.select_related("snapshot__base").get(pk=search_id)
    return replay(search)


def forget_rankings() -> None:
    """Let go of the searches that this process keeps at hand."""
    _ranking_of.cache_clear()


def household_explanations(search: Search, households: Iterable[Household]) -> list[Explanation]:
    """Every rule and every factor for some households of a search, on its list or ruled out, in the order given.

    Raises:
        NotConsidered: the search did not look at one of them.
    """
    try:
        return explain_all(ranking_of(search), [household.pk for household in households])
    except KeyError as missing:
        raise NotConsidered from missing


def household_explanation(search: Search, household: Household) -> Explanation:
    """The same for one household."""
    return household_explanations(search, [household])[0]


def eligible_on(
    *,
    household: Household,
    referral: Referral,
    on: dt.date,
    at: dt.datetime,
    until: dt.date | None = None,
) -> Eligibility:
    """Look at every rule again for one household and a move on a day, as the database is at this moment.

    A rule counts as met by a remedy only as far as what was accepted covers what stands in the way on that day.
    Takes no lock: a caller that books holds the household's lock, and sees its own changes.

    Args:
        until: the first day on which the place is free again; what the referral expects where it is not given.

    Raises:
        CannotSearch: the referral lacks what a search needs.
        NotConsidered: the authority never had an agreement with the household's service.
    """
    try:
        request = request_for(referral, as_of=london_today(at), starts_on=on, ends_on=until)
    except RequestNotValid as problem:
        raise CannotSearch(str(problem)) from problem
    columns = load_columns(authority_id=referral.authority_id, day=on, household_ids=[household.pk])
    if not len(columns):
        raise NotConsidered
    lines = as_covered(
        rule_lines(rank(request, columns), 0), referral=referral, household=household, on=on
    )
    return Eligibility(
        failing=tuple(line for line in lines if line.outcome is Outcome.FAILS),
        unknown=tuple(line for line in lines if line.outcome is Outcome.NOT_RECORDED),
    )

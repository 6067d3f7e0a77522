"""Trying something else on the facts that a search kept: shown at once, and kept only when somebody says so."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from brokerage.matching.profiles import ChildProfile, RequestNotValid
from brokerage.matching.ranking import Ranking, rank
from brokerage.matching.trials import Asked, Change, asks_the_same, changed, in_sentences
from brokerage.matching.weights import WeightsNotValid
from brokerage.models import Search
from brokerage.profiles.requests import child_profile
from brokerage.queries.searches import asks_for_the_same
from brokerage.services.searches import keep, ranking_of
from children.models import Child, SiblingLink


class CannotTry(Exception):
    """Such a search cannot be; the words say why."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A trial beside what it departs from. ``changes`` says in sentences what was changed; empty when nothing was."""

    base: Ranking
    ranking: Ranking
    change: Change
    changes: Sequence[str]


def try_out(search: Search, asked: Asked, *, joined: Sequence[Child] = ()) -> Trial:
    """Rank on the facts that the search kept, with something changed. Keeps nothing.

    Args:
        joined: siblings who are looked for as well. Their needs, wishes and brothers and sisters count; what their
            own referrals ask of a home does not.

    Raises:
        CannotTry: such a search cannot be.
    """
    base = ranking_of(search)
    try:
        change = changed(base.request, base.weights, asked, _profiles(joined))
    except (RequestNotValid, WeightsNotValid) as problem:
        raise CannotTry(str(problem)) from problem
    ranking = rank(change.request, base.columns, change.weights, relaxed=change.relaxed)
    return Trial(base, ranking, change, in_sentences(base.request, base.weights, change))


def _profiles(children: Sequence[Child]) -> tuple[ChildProfile, ...]:
    if not children:
        return ()
    ids = [child.pk for child in children]
    siblings = list(SiblingLink.objects.filter(Q(child__in=ids) | Q(sibling__in=ids)))
    whole = Child.objects.filter(pk__in=ids).order_by("pk").prefetch_related("needs", "wishes")
    return tuple(child_profile(child, siblings) for child in whole)


@transaction.atomic
def record(search: Search, trial: Trial, *, by: User, at: dt.datetime) -> Search:
    """Keep a trial beside the search that it departs from. It never becomes the referral's list.

    The same trial by the same person is kept once.

    Raises:
        CannotTry: nothing was changed.
    """
    if not trial.changes:
        raise CannotTry("Change something first: this is the search as it is.")
    changes = {
        "words": list(trial.changes),
        "only_weights": asks_the_same(trial.base.request, trial.change)
        and asks_for_the_same(search),
    }
    outcome = trial.ranking.to_bytes()
    Search.objects.select_for_update(no_key=True).only("pk").get(pk=search.pk)
    if known := search.trials.filter(by=by, outcome=outcome, changes=changes).first():
        return known
    same_weights = trial.change.weights == trial.base.weights
    return keep(
        trial.ranking,
        Search(
            referral=search.referral,
            at=at,
            by=by,
            weight_set=search.weight_set if same_weights else None,
            snapshot=search.snapshot,
            is_trial=True,
            base=search,
            changes=changes,
        ),
    )

"""Ranking stored searches again, a few at a time, so that figures about years of them are there when somebody asks."""

import datetime as dt
import math
from typing import Any

import numpy as np
from django.db import transaction

from brokerage.matching import records
from brokerage.matching.blocks import ColumnsNotValid
from brokerage.matching.factors import FACTORS
from brokerage.matching.profiles import RequestNotValid
from brokerage.matching.ranking import Ranking, Scored, record_from_bytes
from brokerage.matching.ranking import replay as rank_again
from brokerage.matching.weights import WeightsNotValid
from brokerage.models import Search
from evaluation import queries
from evaluation.models import Replay
from evaluation.queries import InForce

A_PORTION = 100  # searches in one transaction: a second or two at an authority's size
TOP = 10
# What a record raises that a version of the rules wrote which this one cannot read.
UNREADABLE = (ColumnsNotValid, RequestNotValid, WeightsNotValid, KeyError, TypeError)


def replay_portion(*, at: dt.datetime, most: int = A_PORTION) -> int:
    """Rank some of the searches again that the figures still need. Returns how many; nought when none is left.

    Two at once do the same work twice and no harm.
    """
    portion = queries.waiting(first=most)
    for each in portion:
        replay_one(each, at=at)
    return len(portion)


@transaction.atomic
def replay_one(each: InForce, *, at: dt.datetime) -> Replay:
    """Rank one search again, and keep what the figures need of it."""
    search = Search.objects.select_related("snapshot__base").get(pk=each.search_id or 0)
    record = record_from_bytes(bytes(search.outcome))
    kept: dict[str, Any] = {"household_id": each.household_id, "at": at, "agrees": False}
    kept |= _as_shown(record, each.household_id)
    try:
        ranking = rank_again(record, search.snapshot.seen())
    except UNREADABLE:
        ranking = None
    if ranking:
        kept["agrees"] = ranking.to_bytes() == bytes(search.outcome)
        kept["top"] = _means(ranking.eligible)
        kept["values"] = _values_of(ranking, each.household_id)
    replay, _ = Replay.objects.update_or_create(search=search, defaults=kept)
    return replay


def _as_shown(record: records.Record, household_id: int | None) -> dict[str, Any]:
    """The chosen household's place, and what ruled it out, as the desk saw it: read, not worked out again."""
    ids = [item[0] for item in record["ranked"]]
    failed = dict(record["failed"])
    known = [item[2] for item in record["ranked"][:TOP]]
    bits = failed.get(household_id, 0)
    return {
        "was_considered": household_id in failed or household_id in ids,
        "rank": ids.index(household_id) + 1 if household_id in ids else None,
        "failed": [code for place, code in enumerate(record["rules"]) if bits >> place & 1],
        "known": math.fsum(known) / len(known) if known else None,
    }


def _means(scored: Scored) -> dict[str, float]:
    """Each factor's mean over the first ten of the list, of those of whom something is known."""
    found = {}
    for factor, values in zip(FACTORS, scored.values[:, :TOP], strict=True):
        known = values[~np.isnan(values)]
        if len(known):
            found[factor.code] = float(known.mean())
    return found


def _values_of(ranking: Ranking, household_id: int | None) -> dict[str, float]:
    """Each factor's value for one household, on the list or not."""
    if household_id is None:
        return {}
    try:
        row = ranking.columns.row_of(household_id)
    except KeyError:
        return {}
    one = Scored(ranking.situation, ranking.weights, np.array([row]))
    return {
        factor.code: float(values[0])
        for factor, values in zip(FACTORS, one.values, strict=True)
        if not np.isnan(values[0])
    }

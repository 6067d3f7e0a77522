"""Households that fail one rule which something would help, as the desk reads them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.core.paginator import Page, Paginator
from numpy.typing import NDArray

from accounts.models import User
from brokerage.matching.checks import Outcome
from brokerage.matching.explain import Explanation, RuleLine, explain_all
from brokerage.matching.ranking import BIT_OF_RULE, Ranking
from brokerage.matching.rules import RULES, Rule
from brokerage.models import AcceptedRemedy, Search
from brokerage.queries.remedies import TermsOf, standing, terms_of
from brokerage.queries.searches import Reason, band, with_age
from brokerage.remedies import Terms
from brokerage.remedy_kinds import WAITING
from carers.models import Household
from ui.dates import count, in_words

ROWS_ON_A_PAGE = 25
MOST_REASONS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """``ready_on`` is when the remedy is usually in place if it is accepted today; for a remedy that waits, the day.

    ``try_on`` is the day to try where the remedy is another date.
    """

    position: int
    household: Household
    score: float
    words: str
    line: RuleLine
    terms: Terms
    ready_on: dt.date
    in_time: bool
    time: str
    try_on: dt.date | None
    may_be_accepted: bool
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What was accepted for a household; ``now`` says what stands in the way today, if it covers that no longer."""

    item: AcceptedRemedy
    now: str


@dataclass(frozen=True, slots=True)
class NearMisses:
    """A page of the near misses, with how many each rule has. ``rule`` is the one shown, none for all.

    ``in_time`` counts those shown, on whatever page, whose remedy is usually in place by the day of the move.
    """

    page: Page[Any]
    rows: Sequence[NearMiss]
    counts: Sequence[tuple[Rule, int]]
    total: int
    in_time: int
    rule: Rule | None
    moves_on: dt.date


def near_misses(
    search: Search,
    ranking: Ranking,
    *,
    viewer: User,
    today: dt.date,
    code: str = "",
    page: str | None = None,
) -> NearMisses:
    """The near misses of a search, as if their one rule were met: those in time for the move, then the others.

    Both best first. ``code`` shows one rule's alone.
    """
    scored = ranking.near_misses
    failed = ranking.failed[scored.rows]
    counts = [
        (rule, number)
        for rule in RULES
        if (number := int((failed == BIT_OF_RULE[rule.code]).sum()))
    ]
    chosen = next((rule for rule, _ in counts if rule.code == code), None)
    terms = terms_of(search.referral.authority)
    ready = _ready(ranking, terms, today)
    wanted = np.ones(len(ready), np.bool_) if chosen is None else failed == BIT_OF_RULE[chosen.code]
    in_time = ready <= ranking.request.starts_on.toordinal()
    first, then = (np.flatnonzero(wanted & mask) for mask in (in_time, ~in_time))
    order = np.concatenate([first, then])
    ready_on = dict(zip(scored.household_ids[order].tolist(), ready[order].tolist(), strict=True))
    shown = Paginator(list(ready_on), ROWS_ON_A_PAGE).get_page(page)
    known = Household.objects.visible_to(viewer).select_related("service")
    households = known.in_bulk(list(shown.object_list))
    listed = [key for key in shown.object_list if key in households]
    rows = [
        _near_miss(
            place,
            households[found.household_id],
            ranking,
            found,
            terms,
            dt.date.fromordinal(ready_on[found.household_id]),
        )
        for place, found in enumerate(explain_all(ranking, listed), start=shown.start_index())
    ]
    moves_on = ranking.request.starts_on
    return NearMisses(shown, rows, counts, len(scored.rows), len(first), chosen, moves_on)


def _ready(ranking: Ranking, terms: TermsOf, today: dt.date) -> NDArray[np.int64]:
    """For each near miss the day on which its remedy is usually in place if it is accepted today, as an ordinal."""
    rows = ranking.near_misses.rows
    ready = np.full(len(rows), today.toordinal(), np.int64)
    for rule in RULES:
        places = np.flatnonzero(ranking.failed[rows] == BIT_OF_RULE[rule.code])
        if rule.offer:
            for place in places.tolist():
                remedy = rule.offer(ranking.situation, int(rows[place]))
                lead = terms[rule.code, remedy.code].lead_days
                ready[place] = ready[place] + lead if remedy.on is None else remedy.on
        elif rule.remedy:
            ready[places] += terms[rule.code, rule.remedy.code].lead_days
    return ready


def accepted(search: Search, ranking: Ranking) -> list[Accepted]:
    """What was accepted for the search's referral, looked at against what the search saw."""
    return [Accepted(item, _not_covered(item, ranking)) for item in standing(search.referral)]


def _not_covered(item: AcceptedRemedy, ranking: Ranking) -> str:
    try:
        row = ranking.columns.row_of(item.household_id)
    except KeyError:
        return ""
    verdict = ranking.verdicts[item.rule]
    in_the_way = verdict.outcome(row) in (Outcome.FAILS, Outcome.REMEDIED)
    left = [words for words in verdict.words(row) if words not in item.covers]
    return " ".join(left) if in_the_way else ""


def _near_miss(
    place: int,
    household: Household,
    ranking: Ranking,
    found: Explanation,
    terms: TermsOf,
    ready: dt.date,
) -> NearMiss:
    (line,) = found.failed
    if line.remedy is None:
        raise ValueError("A near miss has a remedy.")
    agreed = terms[line.code, line.remedy.code]
    moves_on = ranking.request.starts_on
    waits = line.remedy.on is not None
    return NearMiss(
        position=place,
        household=household,
        score=found.score,
        words=band(found.score),
        line=line,
        terms=agreed,
        ready_on=ready,
        in_time=ready <= moves_on,
        time=_time(agreed, ready, moves_on, waits=waits),
        try_on=ready if waits else None,
        may_be_accepted=line.remedy.code not in WAITING,
        reasons=[
            *(
                Reason("helps", with_age(p.words, p.age_days))
                for p in found.carried_by(MOST_REASONS)
            ),
            *(Reason("against", with_age(p.words, p.age_days)) for p in found.against(1)),
        ],
    )


def _time(terms: Terms, ready: dt.date, moves_on: dt.date, *, waits: bool) -> str:
    """Whether the lead time fits before the move, in a sentence."""
    if waits:
        return f"That is {count((ready - moves_on).days, 'day')} after the day of the move."
    if terms.remedy in WAITING:
        return "The stay may last six working days; it is planned with the decision."
    usual = f"Usually takes {count(terms.lead_days, 'day')}" if terms.lead_days else "Takes no time"
    if ready <= moves_on:
        return f"{usual}: in place by {in_words(ready)}, in time for the move."
    late = count((ready - moves_on).days, "day")
    return f"{usual}: from today that is {in_words(ready)}, {late} after the move."

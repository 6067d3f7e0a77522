"""The ranked list as the desk reads it, and which of it is suggested for asking."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.urls import NoReverseMatch, reverse

from brokerage.lifecycle import LOOKING, ReferralStatus
from brokerage.matching.factors import FACTORS
from brokerage.models import Invitation, Referral, Search, SearchResult, ShortlistEntry
from carers.models import Household
from reference.dates import london_today
from ui.dates import count, in_words
from ui.tags.words import miles as distance_in_words

ROWS_ON_A_PAGE = 25  # drawing a row is most of what the page costs
MOST_SUGGESTED = 20
# A household this far below the best one is not suggested, however few there are.
POINTS_BELOW_THE_BEST = 25
# Lowest score of each band, and what it is called.
BANDS = ((75, "Strong fit"), (60, "Good fit"), (45, "Possible fit"), (0, "Weak fit"))
OLD_AFTER_DAYS = 183  # what was recorded longer ago is shown with its age
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason as ``{% reasons %}`` takes it: ``kind`` is helps, against or check."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One household of the list. ``not_emailed`` says why it cannot be emailed; ``asked_at`` is in this referral."""

    rank: int
    household: Household
    score: float
    words: str
    known: int
    reasons: Sequence[Reason]
    questions: Sequence[str]
    near: str
    free: str
    asked_at: dt.datetime | None
    not_emailed: str
    remedied: Sequence[str]
    is_ticked: bool
    is_shortlisted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedList:
    """A page of the list. ``stale`` says, in sentences, why it should be made again.

    ``offered`` are the suggested of every page; ``elsewhere`` the ticked of the other pages.
    """

    search: Search
    page: Page[Any]
    rows: Sequence[Listed]
    offered: Sequence[UUID]
    elsewhere: Sequence[UUID]
    stale: Sequence[str]
    weights: Sequence[tuple[str, str]]
    may_ask: bool

    @property
    def ruled_out(self) -> int:
        return self.search.considered - self.search.eligible

    @property
    def ticked(self) -> int:
        """How many are ticked on all the pages together."""
        return len(self.elsewhere) + sum(row.is_ticked for row in self.rows)

    @property
    def is_cut_short(self) -> bool:
        """Whether more can be asked than the list keeps."""
        return self.search.eligible > self.page.paginator.count


def latest_search(referral: Referral) -> Search | None:
    """The referral's last search; trials are not its list."""
    return listing(Search.objects.filter(referral=referral, is_trial=False)).first()


def listing(searches: QuerySet[Search]) -> QuerySet[Search]:
    """Searches with what pages show, and without the whole result, which is large."""
    found = searches.select_related("referral__authority", "by", "weight_set", "base")
    return found.defer("outcome", "request", "base__outcome", "base__request")


def ranked_list(
    search: Search, *, page: str | None, now: dt.datetime, ticks: Collection[int] | None = None
) -> RankedList:
    """One page of a search's list; a page that does not exist is the first or the last one.

    ``ticks`` are the ranks that somebody has ticked, on whichever page; where nobody has yet, the suggested are ticked.
    """
    kept, asked = _kept(search), _asked(search.referral_id)
    suggested = _suggested(kept, asked)
    ticked = suggested
    if ticks is not None:
        ticked = {each.household_id for each in kept if each.rank in ticks}
    shortlisted = shortlisted_households(search.referral)
    shown = Paginator([each.household_id for each in kept], ROWS_ON_A_PAGE).get_page(page)
    results = search.results.filter(household__in=list(shown.object_list)).order_by("rank")
    rows = [
        _listed(
            result,
            asked_at=asked.get(result.household_id),
            is_ticked=result.household_id in ticked,
            is_shortlisted=result.household_id in shortlisted,
        )
        for result in results.select_related("household__service")
    ]
    elsewhere = ticked.difference(shown.object_list)
    return RankedList(
        search=search,
        page=shown,
        rows=rows,
        offered=[each.public_id for each in kept if each.household_id in suggested],
        elsewhere=[each.public_id for each in kept if each.household_id in elsewhere],
        stale=why_stale(search, now=now),
        weights=weights_in_words(search),
        may_ask=ReferralStatus(search.referral.status) in LOOKING and asks_for_the_same(search),
    )


def suggested_households(search: Search) -> set[int]:
    """Those that are ticked at first: the best 20 that can be emailed and were not asked for this referral yet.

    None is further than 25 points below the best of the list.
    """
    return _suggested(_kept(search), _asked(search.referral_id))


def ranks_of(search: Search, households: Collection[UUID]) -> list[int]:
    """Where households stand on a list, the best first; those that are not on it are passed over."""
    found = search.results.filter(household__public_id__in=households)
    return list(found.order_by("rank").values_list("rank", flat=True))


def households_at(search: Search, ranks: Collection[int]) -> list[UUID]:
    """The other way round."""
    found = search.results.filter(rank__in=ranks).order_by("rank")
    return list(found.values_list("household__public_id", flat=True))


def with_shortlist(households: QuerySet[Household], referral_id: int) -> QuerySet[Household]:
    """Add ``is_shortlisted`` of a referral to households."""
    entries = ShortlistEntry.objects.filter(referral=referral_id, household=OuterRef("pk"))
    return households.annotate(is_shortlisted=Exists(entries))


def shortlisted_households(referral: Referral) -> set[int]:
    return set(ShortlistEntry.objects.filter(referral=referral).values_list("household", flat=True))


class _Kept(NamedTuple):
    rank: int
    household_id: int
    public_id: UUID
    score: float
    email: str
    must_not_email: bool


def _kept(search: Search) -> list[_Kept]:
    fields = (
        "rank",
        "household",
        "household__public_id",
        "score",
        "household__email",
        "household__must_not_email",
    )
    return [_Kept(*row) for row in search.results.order_by("rank").values_list(*fields)]


def _asked(referral_id: int) -> dict[int, dt.datetime]:
    """When each household was asked last for the referral."""
    invited = Invitation.objects.filter(round__referral=referral_id)
    return dict(invited.values_list("household").annotate(last=Max("invited_at")))


def _suggested(kept: Sequence[_Kept], asked: Mapping[int, dt.datetime]) -> set[int]:
    can_be_asked = [
        each.household_id
        for each in kept
        if each.score >= kept[0].score - POINTS_BELOW_THE_BEST
        and each.email
        and not each.must_not_email
        and each.household_id not in asked
    ]
    return set(can_be_asked[:MOST_SUGGESTED])


def _listed(
    result: SearchResult, *, asked_at: dt.datetime | None, is_ticked: bool, is_shortlisted: bool
) -> Listed:
    found, household = result.reasons, result.household
    return Listed(
        rank=result.rank,
        household=household,
        score=float(result.score),
        words=band(float(result.score)),
        known=round(float(result.known_share) * 100),
        reasons=_reasons(found),
        questions=found["ask"],
        near=miles_in_words(found["miles"]),
        free=free_in_words(found["free"]),
        asked_at=asked_at,
        not_emailed=why_not_emailed(household),
        remedied=found.get("remedied", ()),
        is_ticked=is_ticked,
        is_shortlisted=is_shortlisted,
    )


def _reasons(found: Mapping[str, Any]) -> list[Reason]:
    return [
        *(Reason("helps", with_age(item["words"], item["age_days"])) for item in found["helps"]),
        *(
            Reason("against", with_age(item["words"], item["age_days"]))
            for item in found["against"]
        ),
        *(Reason("check", words) for words in found["check"]),
    ]


def band(score: float) -> str:
    """What a score is called. Bands are of this product's own making, to be read before the number."""
    return next(words for lowest, words in BANDS if score >= lowest)


def with_age(words: str, age_days: int | None) -> str:
    """The words with how old they are, where that is more than half a year and they do not say their day themselves."""
    if age_days is None or age_days < OLD_AFTER_DAYS or "confirmed on" in words:
        return words
    return f"{words} (recorded {count(round(age_days / DAYS_A_MONTH), 'month')} ago)"


def miles_in_words(miles: Mapping[str, float]) -> str:
    """ "4.2 miles from school, 7 miles from family"; empty where no distance is known."""
    each = [f"{distance_in_words(distance)} from {place}" for place, distance in miles.items()]
    return ", ".join(each)


def free_in_words(free: int | None) -> str:
    if free is None:
        return "Places not recorded"
    return f"{count(free, 'place')} free for the whole stay"


def why_not_emailed(household: Household) -> str:
    if household.must_not_email:
        return f"Not to be emailed: {household.must_not_email_reason}"
    return "" if household.email else "No email address is recorded"


def asks_for_the_same(search: Search) -> bool:
    """Whether a search asks what its referral asks, so that carers may be asked from it: other weights alone may."""
    return not search.base_id or bool(search.changes.get("only_weights"))


def why_stale(search: Search, *, now: dt.datetime) -> list[str]:
    """Why a search should be made again, in sentences; homes may have changed since, whatever they say."""
    found = []
    if search.referral.updated_at > search.at:
        found.append("The referral has changed since.")
    if london_today(search.at) != london_today(now):
        found.append(f"It is from {in_words(london_today(search.at))}, and homes fill up.")
    return found


def weights_in_words(search: Search) -> list[tuple[str, str]]:
    """Each factor with its weight, the heaviest first; those without weight are left out."""
    labels = {factor.code: factor.label for factor in FACTORS}
    given = [(item["factor"], item["weight"]) for item in search.weights["weights"]]
    heaviest = sorted(given, key=lambda item: -item[1])
    return [(labels[code], f"{weight:g}") for code, weight in heaviest if weight]


def url_of_round(referral: Referral) -> str:
    """Where carers are asked; empty where the installation has no such page."""
    try:
        return reverse("brokerage:round-new", kwargs={"referral_id": referral.public_id})
    except NoReverseMatch:
        return ""

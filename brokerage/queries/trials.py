"""What a trial shows: the counts that changed, and the new list beside the old places."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.permissions import Permission, allows
from brokerage.lifecycle import LOOKING, REFERRAL_MOVES, ReferralStatus, may_be_written
from brokerage.matching.explain import Explanation, explain_all
from brokerage.matching.ranking import Ranking
from brokerage.matching.rules import RULE_BY_CODE, Rule
from brokerage.matching.trials import Effect, effect_of
from brokerage.models import Referral, Search
from brokerage.queries.referrals import url_of
from brokerage.queries.searches import Reason, band, with_age
from carers.models import Household
from children.models import Child, SiblingLink

ROWS = 15
MOST_LOST = 5
MOST_TRIALS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRow:
    """A household of the new list. ``was`` says where it stood before, and ``better`` whether it rose or came."""

    position: int
    household: Household
    score: float
    words: str
    was: str
    moved: str
    reasons: Sequence[Reason]


@dataclass(frozen=True, slots=True)
class LostRow:
    """A household that was on the list and no longer is, with what rules it out now."""

    household: Household
    was: int
    why: str


@dataclass(frozen=True, slots=True)
class Shown:
    effect: Effect
    sentence: str
    rows: Sequence[TrialRow]
    lost: Sequence[LostRow]


def shown(base: Ranking, trial: Ranking, *, viewer: User) -> Shown:
    """The first of the new list, and the first of those who are no longer on it. One query."""
    effect = effect_of(base, trial)
    first = trial.eligible.household_ids[:ROWS].tolist()
    gone = effect.lost[:MOST_LOST]
    visible = Household.objects.visible_to(viewer).select_related("service")
    known = visible.in_bulk([*first, *gone])
    rows = [
        _row(base, found, known[found.household_id], place)
        for place, found in enumerate(explain_all(trial, first), start=1)
        if found.household_id in known
    ]
    lost = [
        LostRow(known[key], base.position(key) or 0, _labels(trial, key))
        for key in gone
        if key in known
    ]
    return Shown(effect, _sentence(effect), rows, lost)


def _row(base: Ranking, found: Explanation, household: Household, place: int) -> TrialRow:
    was = base.position(household.pk)
    return TrialRow(
        position=place,
        household=household,
        score=found.score,
        words=band(found.score),
        was=f"was number {was}" if was else f"was ruled out: {_labels(base, household.pk)}",
        moved=_moved(was, place),
        reasons=[
            *(Reason("helps", with_age(p.words, p.age_days)) for p in found.carried_by(2)),
            *(Reason("against", with_age(p.words, p.age_days)) for p in found.against(1)),
        ],
    )


def _moved(was: int | None, place: int) -> str:
    if was is None:
        return "New"
    if was == place:
        return "Same place"
    return f"Up {was - place}" if was > place else f"Down {place - was}"


def _labels(ranking: Ranking, household_id: int) -> str:
    return "; ".join(RULE_BY_CODE[code].label for code in ranking.fails(household_id))


def _sentence(effect: Effect) -> str:
    """ "14 households can be asked, 3 more than before (4 come, 1 goes)."""
    more = effect.after - effect.before
    change = (
        "as many as before"
        if not more
        else f"{abs(more):,} {'more' if more > 0 else 'fewer'} than before"
    )
    if effect.gained and effect.lost:
        change += f": {len(effect.gained):,} more come in and {len(effect.lost):,} drop out"
    noun = "household" if effect.after == 1 else "households"
    return f"{effect.after:,} {noun} can be asked, {change}."


def rules_to_set_aside(search: Search) -> list[Rule]:
    """Rules that ruled somebody out and have a remedy."""
    return [
        rule
        for code, rule in RULE_BY_CODE.items()
        if rule.remedy and search.ruled_out.get(code, [0])[0]
    ]


def group_of(search: Search, child_ids: Sequence[int]) -> list[Child]:
    """The children of a search, in its order."""
    known = Child.objects.in_bulk(list(child_ids))
    return [known[key] for key in child_ids if key in known]


def joinable(search: Search, child_ids: Sequence[int]) -> list[Child]:
    """Brothers and sisters of these children at the same authority who may live with them and are not in the search."""
    links = SiblingLink.objects.filter(Q(child__in=child_ids) | Q(sibling__in=child_ids))
    pairs = links.exclude(together=SiblingLink.Together.APART).values_list("child", "sibling")
    others = {key for pair in pairs for key in pair} - set(child_ids)
    if not others:
        return []
    return list(
        Child.objects.filter(pk__in=others, authority=search.referral.authority).order_by("pk")
    )


def trials_of(referral: Referral) -> QuerySet[Search]:
    """The trials kept for a referral, the latest first."""
    found = Search.objects.filter(referral=referral, is_trial=True).select_related("by")
    return found.only("public_id", "at", "eligible", "considered", "changes", "by")[:MOST_TRIALS]


@dataclass(frozen=True, slots=True)
class Way:
    """How the referral itself is changed by this person; without a ``url`` it is somebody else's to do."""

    words: str
    url: str = ""


def way_to_change(referral: Referral, *, viewer: User) -> Way:
    """Through the referral's own pages, as ever: a trial never changes it."""
    status = ReferralStatus(referral.status)
    writable = may_be_written(status, rest_is_due=bool(referral.rest_due_at))
    if writable and allows(viewer, Permission.WRITE_REFERRAL):
        return Way("Change the referral", url_of("brokerage:referral-tasks", referral))
    may_return = ReferralStatus.RETURNED in REFERRAL_MOVES[status]
    if may_return and allows(viewer, Permission.CHECK_REFERRAL):
        return Way(
            "Return the referral to be changed", url_of("brokerage:referral-return", referral)
        )
    if status in LOOKING:
        return Way("The child's social worker changes the referral. Tell them what you found.")
    return Way("The referral can no longer be changed.")

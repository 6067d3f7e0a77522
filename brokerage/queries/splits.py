"""Plans for siblings in more than one home: who would live where, how far apart, and a simple picture of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.db.models import Q

from accounts.models import User
from brokerage.matching.geometry import miles_between
from brokerage.matching.ranking import Ranking
from brokerage.matching.splits import MOST_CHILDREN, Part, Plan, TooManyChildren, best_splits
from brokerage.models import Search
from brokerage.queries.searches import band
from carers.models import Household
from children.models import Child, SiblingLink
from ui.tags.words import miles as in_words

WIDTH, HEIGHT, MARGIN = 320, 200, 40  # of the picture, in its own units
APART = 80  # between homes that would be drawn on top of each other
LETTERS = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Home:
    """A home of a plan, called by a letter in the picture. ``x`` and ``y`` are none where its place is not known."""

    letter: str
    household: Household
    children: Sequence[Child]
    part: Part
    words: str
    x: int | None
    y: int | None


@dataclass(frozen=True, slots=True)
class Way:
    """Between two homes: ``miles`` in words, and the line of the picture from one to the other."""

    a: Home
    b: Home
    miles: str

    @property
    def middle(self) -> tuple[int, int]:
        return ((self.a.x or 0) + (self.b.x or 0)) // 2, ((self.a.y or 0) + (self.b.y or 0)) // 2

    @property
    def is_drawn(self) -> bool:
        return self.a.x is not None and self.b.x is not None


@dataclass(frozen=True, slots=True)
class PlanShown:
    number: int
    plan: Plan
    homes: Sequence[Home]
    ways: Sequence[Way]
    description: str


@dataclass(frozen=True, slots=True)
class SplitsShown:
    """``problem`` says why there are no plans. ``together`` are pairs who are never divided, in words."""

    children: Sequence[Child]
    can_stay_together: int
    plans: Sequence[PlanShown]
    together: Sequence[str]
    apart: Sequence[str]
    problem: str = ""


def splits_shown(search: Search, ranking: Ranking, *, viewer: User) -> SplitsShown:
    """The best plans for the children of a search, on the facts that it kept."""
    ids = ranking.request.child_ids
    children = Child.objects.in_bulk(list(ids))
    links = SiblingLink.objects.filter(Q(child__in=ids) & Q(sibling__in=ids))
    essential = _pairs(links, SiblingLink.Together.ESSENTIAL)
    apart = _pairs(links, SiblingLink.Together.APART)
    said = (
        [children[key] for key in ids if key in children],
        [_and(children, pair) for pair in essential],
        [_and(children, pair) for pair in apart],
    )
    if len(ids) < 2:
        return SplitsShown(
            said[0], len(ranking.eligible), (), (), (), "The search is for one child."
        )
    try:
        found = best_splits(
            ranking.request, ranking.columns, ranking.weights, together=essential, apart=apart
        )
    except TooManyChildren:
        problem = f"At most {MOST_CHILDREN} children can be looked at together."
        return SplitsShown(said[0], len(ranking.eligible), (), said[1], said[2], problem)
    keys = {part.household_id for plan in found.plans for part in plan.parts}
    visible = Household.objects.visible_to(viewer).select_related("service")
    households = visible.in_bulk(sorted(keys))
    plans = [
        _plan(number, plan, households, children)
        for number, plan in enumerate(found.plans, start=1)
        if all(part.household_id in households for part in plan.parts)
    ]
    problem = "" if plans else _why_none(none_allowed=found.none_allowed)
    return SplitsShown(said[0], found.together, plans, said[1], said[2], problem)


def _why_none(*, none_allowed: bool) -> str:
    if none_allowed:
        return "They must stay together, so there is no way of dividing them."
    return "However they are divided, there are not homes enough that can be asked."


def _pairs(links: Iterable[SiblingLink], kind: str) -> list[tuple[int, int]]:
    return [(link.child_id, link.sibling_id) for link in links if link.together == kind]


def _and(children: dict[int, Child], pair: tuple[int, int]) -> str:
    return " and ".join(children[key].name for key in pair if key in children)


def _plan(
    number: int, plan: Plan, households: dict[int, Household], children: dict[int, Child]
) -> PlanShown:
    chosen = [households[part.household_id] for part in plan.parts]
    points = _points(chosen)
    homes = [
        Home(
            letter,
            household,
            [children[key] for key in part.child_ids if key in children],
            part,
            band(part.score),
            *points[at],
        )
        for at, (letter, household, part) in enumerate(
            zip(LETTERS, chosen, plan.parts, strict=False)
        )
    ]
    ways = [Way(a, b, _miles(a.household, b.household)) for a, b in combinations(homes, 2)]
    said = "; ".join(f"home {way.a.letter} to home {way.b.letter}: {way.miles}" for way in ways)
    return PlanShown(number, plan, homes, ways, said[0].upper() + said[1:] + ".")


def _points(households: Sequence[Household]) -> list[tuple[int | None, int | None]]:
    """Where each home is drawn: to scale, north at the top; homes in one spot are moved a little apart."""
    known = [
        (h.easting, h.northing)
        for h in households
        if h.easting is not None and h.northing is not None
    ]
    if not known:
        return [(None, None)] * len(households)
    if len(set(known)) == 1:  # in one spot: side by side
        first = (WIDTH - (len(households) - 1) * APART) // 2
        return [(first + at * APART, HEIGHT // 2) for at in range(len(households))]
    west, south = min(e for e, _ in known), min(n for _, n in known)
    span_e = max(e for e, _ in known) - west or 1
    span_n = max(n for _, n in known) - south or 1
    scale = min((WIDTH - 2 * MARGIN) / span_e, (HEIGHT - 2 * MARGIN) / span_n)
    left, low = (WIDTH - span_e * scale) / 2, (HEIGHT - span_n * scale) / 2
    drawn: list[tuple[int | None, int | None]] = []
    for home in households:
        if home.easting is None or home.northing is None:
            drawn.append((None, None))
            continue
        x = round(left + (home.easting - west) * scale)
        y = round(HEIGHT - low - (home.northing - south) * scale)
        while any(
            at and abs(at[0] - x) < MARGIN and abs(at[1] - y) < MARGIN // 2 for at in _placed(drawn)
        ):
            x += APART if x + APART < WIDTH else -APART
        drawn.append((x, y))
    return drawn


def _placed(drawn: Sequence[tuple[int | None, int | None]]) -> list[tuple[int, int]]:
    return [(x, y) for x, y in drawn if x is not None and y is not None]


def _miles(a: Household, b: Household) -> str:
    if a.easting is None or a.northing is None or b.easting is None or b.northing is None:
        return "distance not recorded"
    return in_words(miles_between((a.easting, a.northing), (b.easting, b.northing)))

"""Which kinds of carer are missing where, in words and tables.

What leaves the authority hides counts from 1 to 4, and says nothing of a kind that fewer than five children asked for:
what so few children need would tell who they are.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from brokerage.matching.allocation.recruitment import CarerKind
from brokerage.matching.rules import RULE_BY_CODE
from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.queries.missing_homes import Lists
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Section
from evaluation.success.missing import Asked, Blocker, District, Wanted
from reference import vocabulary
from ui.tables import Heading, Table

SKILLS = vocabulary.labels(vocabulary.SKILLS)
FEATURES = vocabulary.labels(vocabulary.HOME_FEATURES)
CONDITIONS = vocabulary.labels(vocabulary.HOUSEHOLD_CONDITIONS)
KINDS = vocabulary.labels(vocabulary.PLACEMENT_KINDS)
NEEDS = vocabulary.labels(vocabulary.NEEDS)
COUNTS = (
    "Referrals", "Children", "Referrals without enough homes", "Children without enough homes",
)  # fmt: skip
MOST_ASKED = 20
MOST_BLOCKERS = 12
MOST_KINDS = 20
NEW_CARERS, ROOM, STANDING = (
    "Other carers, or training and equipment for these",
    "More carers like these: they have no room",
    "Putting in order, or keeping, those there are",
)
CALLS_FOR = {
    **dict.fromkeys(
        ("APR-2", "APR-3", "APR-4", "HOM-1", "SKL-1", "HSE-1", "DST-1", "WIL-1"), NEW_CARERS
    ),
    **dict.fromkeys(("LIM-1", "PLC-1", "AVL-1"), ROOM),
    **dict.fromkeys(("APR-1", "APR-5", "CHK-1", "SVC-1", "EXC-1", "HIS-1"), STANDING),
}
OTHER_KINDS = f"Kinds that fewer than {FEWEST} children asked for"


@dataclass(frozen=True, slots=True)
class Brief:
    """Everything that is said. ``wanted`` homes in its district are enough for a referral."""

    lists: Lists
    districts: Sequence[District]
    blockers: Sequence[Blocker]
    kinds: Sequence[Wanted[CarerKind]]
    asked: Sequence[Asked]
    wanted: int

    @property
    def short_children(self) -> frozenset[int]:
        return frozenset(child for each in self.districts for child in each.short_children)

    @property
    def short_referrals(self) -> int:
        return sum(len(each.short) for each in self.districts)


def summary(found: Brief, *, exact: bool) -> str:
    if not found.lists.referrals:
        return "Recruitment: no referral of these years has a list, so nothing can be said of missing carers."
    shown = _counter(exact=exact, small="a few")
    enough = "nobody" if found.wanted == 1 else f"fewer than {found.wanted} homes"
    return (
        f"Recruitment: for {shown(found.short_referrals)} of {shown(len(found.lists.referrals))} referrals {enough} "
        f"in the district could be asked ({shown(len(found.short_children))} children)."
    )


def section(found: Brief, *, exact: bool) -> Section:
    """The whole brief. ``exact`` only for those who may see every referral, and never in a file."""
    return Section(
        "Recruitment brief: which carers are missing, and where",
        list(_how(found, exact=exact)),
        [
            Part("By district", [], _districts(found, exact=exact)),
            Part(
                "What was asked for",
                [
                    (
                        "Each thing that a home must be or have, on its own: one referral may be in several lines. "
                        "Those of most children without enough homes come first."
                    )
                ],
                _asked(found.asked, exact=exact),
            ),
            Part(
                "What stood in the way",
                [
                    (
                        "Of the homes in the district, these were all that kept at least one off the list: had only "
                        "that been met, one home more could have been asked. A referral may be in several lines."
                    )
                ],
                _blockers(found.blockers, exact=exact),
            ),
            Part(
                "Kinds of carer that are missing",
                [
                    (
                        "Each is what a referral without enough homes asked for, with everybody else whom such a home "
                        "would suit by the same rules as any search. They stand in the order in which each next one "
                        "gives a home to most children who have none yet; a child counts once in “children besides "
                        "those before”."
                    )
                ],
                _kinds(found, exact=exact),
            ),
        ],
    )


def _how(found: Brief, *, exact: bool) -> Iterable[str]:
    homes = "a home" if found.wanted == 1 else f"{found.wanted} homes"
    yield (
        "Each referral counts with the list that was in force when it was decided, or its last. It has enough when "
        f"{homes} in the district where the child was to live could be asked. The district is that of the home "
        "nearest to what the move must be near: a limit that must hold, else the school, else family. Where homes "
        "are is read as it is today."
    )
    nowhere = sum(not each.district for each in found.lists.referrals)
    left_out = [
        (nowhere, "had no place that mattered whose position is known"),
        (found.lists.without_list, "were decided without a list"),
        (found.lists.unreadable, "had a list of another version of the rules"),
    ]
    shown = _counter(exact=exact, small="a few")
    said = [f"{shown(count)} {words}" for count, words in left_out if count]
    if said:
        yield f"Not counted, of the referrals of these years: {'; '.join(said)}."
    yield (
        "Numbers are exact here, for those who may see every referral. In files they are hidden where they are "
        "small."
        if exact
        else f"Counts from 1 to {FEWEST - 1} are hidden, with whatever would give them away."
    )


def _counter(*, exact: bool, small: str = HIDDEN) -> Callable[[int], str]:
    return lambda count: small if is_small(count) and not exact else f"{count:,}"


def _districts(found: Brief, *, exact: bool) -> Table:
    known = [each for each in found.districts if each.code]
    concealed = set() if exact else hidden([_halves(each) for each in known])
    return Table(
        caption="Districts",
        headings=[Heading("District"), *(Heading(words, numeric=True) for words in COUNTS)],
        rows=[
            [
                found.lists.names.get(each.code, each.code),
                *([HIDDEN] * len(COUNTS) if place in concealed else _counts(each)),
            ]
            for place, each in enumerate(known)
        ],
        caption_hidden=True,
    )


def _asked(found: Sequence[Asked], *, exact: bool) -> Table:
    """A line whose numbers would be hidden is left out: that somebody needs a rare thing is enough to tell who."""
    shown = [each for each in found if exact or not hidden([_halves(each)])][:MOST_ASKED]
    return Table(
        caption="What was asked for",
        headings=[
            Heading("What was asked for"),
            *(Heading(words, numeric=True) for words in COUNTS),
        ],
        rows=[[each.thing, *_counts(each)] for each in shown],
        caption_hidden=True,
    )


def _halves(each: District | Asked) -> tuple[int, int]:
    return len(each.short_children), len(each.children) - len(each.short_children)


def _counts(each: District | Asked) -> list[str]:
    sets = (each.referrals, each.children, each.short, each.short_children)
    return [f"{len(some):,}" for some in sets]


def _blockers(found: Sequence[Blocker], *, exact: bool) -> Table:
    shown = _counter(exact=exact)
    return Table(
        caption="What stood in the way",
        headings=[
            Heading("What the homes failed, and nothing else"),
            Heading("It calls for"),
            Heading("Referrals", numeric=True),
            Heading("Children", numeric=True),
        ],
        rows=[
            [_rules(each), _calls_for(each), shown(len(each.referrals)), shown(len(each.children))]
            for each in found[:MOST_BLOCKERS]
        ],
        caption_hidden=True,
    )


def _rules(each: Blocker) -> str:
    first, *others = (rule.label for code, rule in RULE_BY_CODE.items() if code in each.rules)
    return ", and ".join([first, *(words[0].lower() + words[1:] for words in others)])


def _calls_for(each: Blocker) -> str:
    calls = {CALLS_FOR[code] for code in each.rules}
    return "; ".join(words for words in (NEW_CARERS, ROOM, STANDING) if words in calls)


def _kinds(found: Brief, *, exact: bool) -> Table:
    told, rest = _told(found.kinds, exact=exact)
    rows = [_kind_row(each, found) for each in told]
    if rest:
        count = f"{rest:,}" if exact or rest >= FEWEST else HIDDEN
        rows.append(["Other kinds" if exact else OTHER_KINDS, "Any district", "Any", count, count])
    return Table(
        caption="Kinds of carer",
        headings=[
            Heading("Kind of carer"),
            Heading("Where"),
            Heading("What the home must have"),
            Heading("Children whom it would suit", numeric=True),
            Heading("Children besides those before", numeric=True),
        ],
        rows=rows,
        caption_hidden=True,
    )


def _told(
    kinds: Sequence[Wanted[CarerKind]], *, exact: bool
) -> tuple[list[Wanted[CarerKind]], int]:
    """The kinds to be named, and how many children the others are: never so few that a total tells them."""
    told = [each for each in kinds if exact or len(each.first) >= FEWEST][:MOST_KINDS]
    rest = sum(len(each.first) for each in kinds if each not in told)
    while told and not exact and is_small(rest):
        rest += len(told.pop().first)
    return told, rest


def _kind_row(each: Wanted[CarerKind], found: Brief) -> list[str]:
    kind = each.kind
    return [
        title(kind),
        found.lists.names.get(each.district, each.district),
        must_have(kind) or "Nothing besides",
        f"{len(each.children):,}",
        f"{len(each.first):,}",
    ]


def title(kind: CarerKind) -> str:
    """As the desk's own brief says it."""
    places = f", {kind.places} together" if kind.places > 1 else ""
    return f"{KINDS[kind.placement_kind]}, ages {kind.min_age} to {kind.max_age}{places}"


def must_have(kind: CarerKind) -> str:
    needs = [f"says yes to {NEEDS[code].lower()}" for code in kind.needs]
    named = [
        *(SKILLS[code] for code in kind.skills),
        *(FEATURES[code] for code in kind.features),
        *(CONDITIONS[code] for code in kind.conditions),
        *needs,
    ]
    words = "; ".join(named)
    return words[:1].upper() + words[1:]


def things(kind: CarerKind) -> list[str]:
    """Each thing that is asked of a home, on its own."""
    together = [f"{kind.places} children together"] if kind.places > 1 else []
    return [
        f"Kind of placement: {KINDS[kind.placement_kind].lower()}",
        f"Ages {kind.min_age} to {kind.max_age}",
        *together,
        *(f"Skill: {SKILLS[code].lower()}" for code in kind.skills),
        *(f"Home: {FEATURES[code].lower()}" for code in kind.features),
        *(f"Household: {CONDITIONS[code].lower()}" for code in kind.conditions),
        *(f"Willing to care for: {NEEDS[code].lower()}" for code in kind.needs),
    ]

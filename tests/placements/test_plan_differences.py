"""What changed between two versions of a care plan, in sentences. No database."""

import copy
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements.models import Delegation, Dimension, Goal, SupportItem, Voice
from placements.models.plans import STEPS
from placements.queries import childs_page
from placements.queries.contents import DAYS_OF_PLACEMENT_PLAN, PLACEMENT_PLAN_WORDS
from placements.queries.differences import difference
from placements.queries.reading import read
from ui.dates import in_words

WORDS = st.text(alphabet="abcdefghij klmnop", min_size=1, max_size=20).filter(str.strip)
BLANK_OR_WORDS = st.just("") | WORDS
DAY = st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)).map(dt.date.isoformat)
STEP = st.integers(0, STEPS - 1)


def codes(choices):
    return st.sampled_from(choices.values)


VOICE = st.fixed_dictionaries(
    {
        "whose": codes(Voice.Whose),
        "name": BLANK_OR_WORDS,
        "stance": codes(Voice.Stance),
        "words": WORDS,
        "how": st.just("") | codes(Voice.How),
        "aid": BLANK_OR_WORDS,
        "gathered_by": WORDS,
        "gathered_on": DAY,
    }
)
SCORE = st.fixed_dictionaries({"on": DAY, "score": STEP, "evidence": BLANK_OR_WORDS})


def goal(key):
    return st.fixed_dictionaries(
        {
            "id": st.just(key),
            "dimension": codes(Dimension),
            "words": WORDS,
            "steps": st.lists(BLANK_OR_WORDS, min_size=STEPS, max_size=STEPS),
            "baseline": STEP,
            "baseline_on": DAY,
            "target": STEP,
            "target_on": st.none() | DAY,
            "status": codes(Goal.Status),
            "status_reason": BLANK_OR_WORDS,
            "closed_on": st.none() | DAY,
            "scores": st.lists(SCORE, max_size=2, unique_by=lambda score: score["on"]),
            "voices": st.lists(VOICE, max_size=2),
        }
    )


DELEGATION = st.fixed_dictionaries(
    {
        "area": codes(Delegation.Area),
        "subject": WORDS,
        "decider": codes(Delegation.Decider),
        "conditions": BLANK_OR_WORDS,
        "reason": BLANK_OR_WORDS,
    }
)
SUPPORT = st.fixed_dictionaries(
    {
        "id": st.just("s"),
        "kind": codes(SupportItem.Kind),
        "words": WORDS,
        "owner": WORDS,
        "due_on": st.none() | DAY,
        "cost_pence": st.none() | st.integers(0, 900_000),
        "status": codes(SupportItem.Status),
        "reason": BLANK_OR_WORDS,
    }
)
STAY = st.fixed_dictionaries(
    {
        "id": st.just("stay"),
        "starts_on": DAY,
        **dict.fromkeys(PLACEMENT_PLAN_WORDS, BLANK_OR_WORDS),
        **dict.fromkeys(DAYS_OF_PLACEMENT_PLAN, st.none() | DAY),
        "delegations": st.lists(
            DELEGATION, max_size=2, unique_by=lambda row: (row["area"], row["subject"])
        ),
        "support": st.lists(SUPPORT, max_size=1),
    }
)
PLAN = st.fixed_dictionaries(
    {
        "schema": st.just(1),
        "child": st.fixed_dictionaries(
            {"name": WORDS, "called": WORDS, "reference": WORDS, "birth_date": DAY}
        ),
        "aim": BLANK_OR_WORDS,
        "contingency": BLANK_OR_WORDS,
        "dimensions": st.fixed_dictionaries(
            {
                code: st.fixed_dictionaries({"now": BLANK_OR_WORDS, "arrangements": BLANK_OR_WORDS})
                for code in Dimension.values
            }
        ),
        "goals": st.tuples(goal("a"), goal("b")).map(list),
        "voices": st.lists(VOICE, max_size=2),
        "stay": STAY,
    }
)

LABELS = {
    "dimension": Dimension,
    "status": Goal.Status,
    "decider": Delegation.Decider,
    "area": Delegation.Area,
    "whose": Voice.Whose,
    "stance": Voice.Stance,
    "how": Voice.How,
    "support kind": SupportItem.Kind,
    "support status": SupportItem.Status,
}


def leaves(value, path=()):
    """Every place of a content that can change, by its path; what only identifies is left out."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"schema", "id"}:
                yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path


def named(path):
    """What a leaf is called: its last name, with that of its list where two lists name alike."""
    if "support" in path and path[-1] in {"kind", "status"}:
        return f"support {path[-1]}"
    return path[-1] if isinstance(path[-1], str) else "step"


def at(content, path):
    for key in path:
        content = content[key]
    return content


def put(content, path, value):
    changed = copy.deepcopy(content)
    at(changed, path[:-1])[path[-1]] = value
    return changed


def another(name, value):
    """Another value for a leaf of that name."""
    if name in LABELS:
        return next(code for code in LABELS[name].values if code != value)
    if name == "cost_pence":
        return 123_456
    if isinstance(value, int):
        return (value + 1) % STEPS
    if name.endswith("_on") or name in {"on", "birth_date"}:
        return "2031-05-17"
    return "quite another thing"


def as_said(name, value):
    if name in LABELS:
        return str(LABELS[name](value).label)
    if name == "cost_pence":
        return f"£{value / 100:,.2f}"
    if name.endswith("_on") or name in {"on", "birth_date"}:
        return in_words(dt.date.fromisoformat(value))
    return str(value)


@given(PLAN)
def test_a_plan_does_not_differ_from_itself(plan):
    assert difference(plan, copy.deepcopy(plan)) == []


@given(PLAN, st.data())
def test_every_changed_leaf_is_told_with_what_it_is_now(plan, data):
    path = data.draw(st.sampled_from(list(leaves(plan))))
    name = named(path)
    changed = put(plan, path, another(name, at(plan, path)))

    said = " ".join(difference(plan, changed))

    assert as_said(name, at(changed, path)).lower() in said.lower()


@given(PLAN, PLAN)
def test_of_two_plans_every_leaf_that_both_have_is_told_where_it_differs(old, new):
    said = " ".join(difference(old, new)).lower()

    for path in set(leaves(old)) & set(leaves(new)):
        listed = {"scores", "voices", "delegations"} & set(map(str, path))
        if listed or at(old, path) == at(new, path):
            continue  # told by what they are about, and not by their place in a list
        name = named(path)
        now = at(new, path)
        shown = at(old, path) if now in ("", None) else now
        assert as_said(name, shown).lower() in said


@given(PLAN)
def test_what_a_goal_is_gains_or_loses_is_told(plan):
    fewer = {**plan, "goals": plan["goals"][:1]}
    gone = plan["goals"][1]["words"]

    assert any(gone in sentence and "no longer" in sentence for sentence in difference(plan, fewer))
    assert any(gone in sentence and "new goal" in sentence for sentence in difference(fewer, plan))


@given(PLAN)
def test_a_first_placement_plan_is_told_whole(plan):
    said = " ".join(difference({**plan, "stay": None}, plan))

    for name in PLACEMENT_PLAN_WORDS:
        assert plan["stay"][name] in said
    for row in plan["stay"]["delegations"]:
        assert row["subject"] in said
    assert difference(plan, {**plan, "stay": None})


@given(PLAN)
def test_every_plan_can_be_read_and_drawn_for_the_child(plan):
    shown = read(plan)
    drawn = childs_page.draw(shown)

    assert len(shown.goals) == 2
    assert len(drawn.goals) == len(shown.open_goals)


def simple(**goal_has):
    a_goal = {
        "id": "a", "dimension": "EMOTIONAL", "words": "Sleeps through the night", "steps": ["x"] * STEPS, "baseline": 2,
        "baseline_on": "2026-03-02", "target": 6, "target_on": None, "status": "OPEN", "status_reason": "",
        "closed_on": None, "scores": [], "voices": [],
    }  # fmt: skip
    return {
        "schema": 1,
        "child": {"name": "A B", "called": "A", "reference": "C1", "birth_date": "2016-01-15"},
        "aim": "",
        "contingency": "",
        "dimensions": {code: {"now": "", "arrangements": ""} for code in Dimension.values},
        "goals": [a_goal | goal_has],
        "voices": [],
        "stay": None,
    }


def test_a_moved_target_reads_as_a_sentence():
    assert difference(simple(), simple(target=8)) == [
        "The target for 'Sleeps through the night' moved from 6 to 8."
    ]


def test_what_the_child_said_reads_as_a_sentence():
    said = {
        "whose": "CHILD", "name": "", "stance": "AGREES", "words": "I want that.", "how": "AIDED", "aid": "Makaton",
        "gathered_by": "Sam", "gathered_on": "2026-03-02",
    }  # fmt: skip

    assert difference(simple(), simple(voices=[said])) == [
        (
            "The child on 'Sleeps through the night': “I want that.” Agrees. Gathered by Sam on 2 March 2026, with a "
            "communication aid or interpreter (Makaton)."
        )
    ]


@pytest.mark.parametrize(
    ("words", "most", "shown"),
    [
        ("short", 10, "short"),
        ("a line\nand another", 40, "a line and another"),
        ("one two three", 9, "one two…"),
        ("x" * 30, 10, "x" * 9 + "…"),
    ],
)
def test_what_is_too_long_for_its_room_is_cut_between_words(words, most, shown):
    assert childs_page.shorten(words, most) == shown

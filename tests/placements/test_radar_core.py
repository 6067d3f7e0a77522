"""The radar's pure core: who is listed, what is said, how much is in, and the order."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from placements import radar
from placements.models import Placement
from placements.radar import FRESH_DAYS, Evidence, Home, Kind, Row, Side, View
from placements.radar.homes import (
    NOT_AT_A_DISTANCE,
    NOT_RESIDENTIAL,
    RESIDENTIAL,
    Stay,
    Why,
    reasons,
    residential_since,
)
from placements.travelled import Measured, travel

TODAY = dt.date(2026, 3, 2)


def ago(days):
    return TODAY - dt.timedelta(days=days)


HOME = Home(setting="K2", setting_label="Children's home", name="Beech House", since=ago(400))
ASHA = Evidence(child_id="a", age_years=10, is_sdq_asked=True, home=HOME)


def lines(evidence, kind):
    found = radar.look_at(evidence, today=TODAY)
    return [(line.side, line.words) for line in found.lines if line.kind == kind]


def sdq(*totals, informant="CARER"):
    """The last of them today, one a year before."""
    return [
        Row(on=ago(365 * back), code=informant, number=total, source="The home")
        for back, total in enumerate(reversed(totals))
    ]


# Who is listed


def test_every_placement_code_is_either_residential_or_not_and_says_why():
    codes = set(Placement.Setting.values)

    assert set(RESIDENTIAL) | set(NOT_RESIDENTIAL) == codes
    assert not set(RESIDENTIAL) & set(NOT_RESIDENTIAL)
    assert all(RESIDENTIAL.values())
    assert all(NOT_RESIDENTIAL.values())
    assert set(NOT_AT_A_DISTANCE) < codes


@pytest.mark.parametrize("setting", sorted(RESIDENTIAL))
def test_a_child_in_residential_care_is_listed(setting):
    assert reasons(setting=setting, miles=None, is_outside=None) == (Why.RESIDENTIAL,)


@pytest.mark.parametrize(
    ("miles", "is_outside", "found"),
    [
        (20.1, True, (Why.DISTANCE,)),
        (20.0, True, ()),
        (90.0, False, ()),
        (90.0, None, ()),
        (None, True, ()),
    ],
)
def test_at_a_distance_is_more_than_20_miles_and_outside_the_area(miles, is_outside, found):
    assert reasons(setting="U6", miles=miles, is_outside=is_outside) == found


@pytest.mark.parametrize("setting", sorted(NOT_AT_A_DISTANCE))
def test_parents_adopters_and_custody_are_never_at_a_distance(setting):
    assert reasons(setting=setting, miles=100.0, is_outside=True) == ()


@pytest.mark.parametrize("setting", sorted(NOT_RESIDENTIAL))
def test_a_child_who_leaves_residential_care_leaves_the_list(setting):
    moved = replace(ASHA, home=replace(HOME, setting=setting, miles=5.0, is_outside=False))

    assert radar.look_at(ASHA, today=TODAY) is not None
    assert radar.look_at(moved, today=TODAY) is None


def test_time_in_residential_care_runs_over_homes_without_a_break():
    stays = [
        Stay("K2", ago(50), None),
        Stay("R1", ago(200), ago(50)),
        Stay("U6", ago(300), ago(200)),
        Stay("K2", ago(500), ago(300)),
    ]

    assert residential_since(stays, today=TODAY) == ago(200)
    assert residential_since(reversed(stays), today=TODAY) == ago(200)


def test_a_day_between_two_stays_is_a_break_and_a_family_is_no_residential_care():
    apart = [Stay("K2", ago(50), None), Stay("K2", ago(200), ago(51))]

    assert residential_since(apart, today=TODAY) == ago(50)
    assert residential_since([Stay("U6", ago(50), None)], today=TODAY) is None


# What is said


@pytest.mark.parametrize(
    ("plan", "side"),
    [
        ("FOSTER", Side.FOR),
        ("HOME", Side.FOR),
        ("RESIDENTIAL", Side.AGAINST),
        ("INDEPENDENCE", Side.WEIGH),
    ],
)
def test_the_plan_speaks_for_or_against(plan, side):
    ((said, words),) = lines(replace(ASHA, plan=plan, plan_label=plan.title()), Kind.PLAN)

    assert said == side
    assert plan.lower() in words


def test_a_plan_for_a_family_is_no_reason_to_leave_one():
    far = replace(HOME, setting="U6", miles=50.0, is_outside=True)

    ((side, _),) = lines(replace(ASHA, plan="LONG_TERM", plan_label="x", home=far), Kind.PLAN)

    assert side == Side.WEIGH


@pytest.mark.parametrize(
    ("totals", "side"),
    [((25, 20), Side.FOR), ((20, 25), Side.AGAINST), ((20, 20), Side.WEIGH), ((8, 9), Side.FOR)],
)
def test_the_sdq_speaks_by_its_trend_or_by_being_close_to_average(totals, side):
    ((said, _),) = lines(replace(ASHA, sdq=sdq(*totals)), Kind.SDQ)

    assert said == side


def test_an_sdq_of_another_informant_is_no_trend():
    rows = [*sdq(25), Row(on=ago(100), code="TEACHER", number=5)]

    ((side, words),) = lines(replace(ASHA, sdq=rows), Kind.SDQ)

    assert side == Side.WEIGH
    assert "measured once" in words


@pytest.mark.parametrize(
    ("days", "side"),
    [
        ([100], Side.FOR),
        ([5], Side.AGAINST),
        ([5, 100], Side.WEIGH),
        ([200], Side.FOR),
        ([], Side.WEIGH),
        ([400], Side.WEIGH),
        ([89, 90], Side.WEIGH),
        ([89, 180], Side.AGAINST),
    ],
)
def test_incidents_of_90_days_are_set_against_the_90_before(days, side):
    rows = [Row(on=ago(day), code="MISSING") for day in days]

    ((said, _),) = lines(replace(ASHA, incidents=rows), Kind.INCIDENTS)

    assert said == side


def test_no_incident_on_record_is_a_question_and_not_good_news():
    ((_, words),) = lines(ASHA, Kind.INCIDENTS)

    assert "Ask the home" in words


def test_goals_count_only_where_they_were_measured_again():
    again = travel(baseline=Measured(ago(300), 3), target=8, scores=[Measured(ago(20), 5)])
    never = travel(baseline=Measured(ago(300), 3), target=8, scores=[])

    assert lines(replace(ASHA, goals=[never]), Kind.GOALS) == []
    assert lines(replace(ASHA, goals=[never, again]), Kind.GOALS) == [
        (Side.FOR, "1 of 1 goal measured again: nearer the target than at the start.")
    ]


def test_where_people_differ_about_readiness_it_is_said_and_counts_on_neither_side():
    views = [
        View("Settled", "Social worker", "READY", ago(10)),
        View("Settled", "Child", "NOT_YET", ago(12)),
        View("School", "Social worker", "READY", ago(10)),
    ]

    said = lines(replace(ASHA, views=views), Kind.READINESS)

    assert said == [
        (Side.WEIGH, "They differ on “Settled”: child, not yet; social worker, ready."),
        (Side.FOR, "Ready, and nobody says otherwise: School."),
    ]


def test_a_later_view_of_the_same_person_takes_the_place_of_the_earlier():
    views = [
        View("Settled", "Child", "NOT_YET", ago(50)),
        View("Settled", "Child", "READY", ago(10)),
    ]

    ((side, _),) = lines(replace(ASHA, views=views), Kind.READINESS)

    assert side == Side.FOR


def test_milestones_met_speak_for_and_overdue_ones_against():
    path = radar.Path(
        "Home", "Ready",
        ago(60),
        [
            radar.Milestone("MET", ago(30), ago(30)),
            radar.Milestone("OPEN", ago(1), None),
            radar.Milestone("OPEN", TODAY, None),
            radar.Milestone("DROPPED", ago(9), None),
        ],
    )  # fmt: skip

    assert lines(replace(ASHA, path=path), Kind.MILESTONES) == [
        (Side.FOR, "1 of 3 milestones are met."),
        (Side.AGAINST, "1 milestone overdue."),
    ]


def test_a_wish_is_quoted_and_only_its_kind_decides_where_it_stands():
    wishes = [
        Row(on=ago(5), code="NEARFAMILY", number=1, words="Close to Nan.", source="Sam"),
        Row(on=ago(5), code="OTHER", number=2, words="I never want to leave.", source="Sam"),
    ]

    assert lines(replace(ASHA, wishes=wishes), Kind.WISHES) == [
        (Side.FOR, "Speaks of a family: “Close to Nan.”"),
        (Side.WEIGH, "Also said: “I never want to leave.”"),
    ]


def test_a_settled_family_far_away_speaks_against_a_move():
    far = replace(HOME, setting="U6", miles=50.0, is_outside=True, since=ago(730))

    assert lines(replace(ASHA, home=far), Kind.TIME)[0][0] == Side.AGAINST
    assert lines(replace(ASHA, home=far), Kind.DISTANCE)[0][0] == Side.FOR
    newer = replace(far, since=ago(729))
    assert lines(replace(ASHA, home=newer), Kind.TIME)[0][0] == Side.WEIGH


# How much is in


def test_nothing_recorded_is_all_missing():
    found = radar.look_at(ASHA, today=TODAY)

    assert (found.known, found.asked) == (0, 10)
    assert {missing.kind for missing in found.missing} == set(FRESH_DAYS)


def test_what_is_not_asked_of_a_child_is_not_missing():
    toddler = replace(ASHA, age_years=2, is_sdq_asked=False)

    assert radar.look_at(toddler, today=TODAY).asked == 8


@pytest.mark.parametrize(("days", "known"), [(180, 1), (181, 0), (-1, 0)])
def test_what_is_too_old_or_to_come_is_missing(days, known):
    old = replace(ASHA, belonging=[Row(on=ago(days), number=5)])

    found = radar.look_at(old, today=TODAY)

    assert found.known == known
    missing = {each.kind: each.last_on for each in found.missing}
    assert missing.get(Kind.BELONGING) == (ago(days) if days == 181 else None)


def test_the_best_known_come_first_then_those_with_more_for_a_move_then_by_id():
    more = replace(ASHA, child_id="z", plan="RESIDENTIAL", plan_label="Residential")
    likely = replace(ASHA, child_id="y", incidents=[Row(on=ago(100), code="MISSING")])
    unlikely = replace(ASHA, child_id="b", incidents=[Row(on=ago(5), code="MISSING")])
    twin = replace(unlikely, child_id="a")

    found = radar.on_radar([twin, unlikely, likely, more], today=TODAY)

    assert [each.child_id for each in found] == ["z", "y", "a", "b"]
    assert found[0].share == Fraction(1, 10)


# For whatever is recorded

days = st.integers(-30, 900).map(ago)
rows = st.lists(
    st.builds(
        Row,
        on=days,
        code=st.sampled_from(["CARER", "TEACHER", "NEARFAMILY", "OTHER", "DOG", "MISSING"]),
        number=st.integers(0, 40),
        of=st.integers(0, 40),
        words=st.sampled_from(["", "Yes.", "No."]),
        source=st.sampled_from(["Sam", "The home"]),
    ),
    max_size=5,
)
views = st.lists(
    st.builds(
        View,
        domain=st.sampled_from(["Settled", "School"]),
        whose=st.sampled_from(["Child", "Parent", "Social worker"]),
        judgement=st.sampled_from(["READY", "NEARLY", "NOT_YET", "CANNOT_SAY"]),
        on=days,
    ),
    max_size=6,
)
reviews = st.lists(
    st.builds(
        radar.Review,
        number=st.integers(1, 5),
        held_on=days,
        decisions=st.lists(
            st.builds(radar.Decision, words=st.sampled_from("ab"), is_done=st.booleans()),
            max_size=2,
        ),
    ),
    max_size=3,
)
milestones = st.builds(
    radar.Milestone,
    status=st.sampled_from(["OPEN", "MET", "DROPPED"]),
    due_on=st.none() | days,
    updated_on=st.none() | days,
)
paths = st.none() | st.builds(
    radar.Path,
    name=st.just("Home"),
    stage=st.sampled_from(["", "Ready"]),
    started_on=days,
    milestones=st.lists(milestones, max_size=4),
)
goals = st.lists(
    st.builds(
        lambda first, start, target, scores: travel(
            baseline=Measured(first, start), target=target, scores=scores
        ),
        days,
        st.integers(0, 10),
        st.integers(0, 10),
        st.lists(st.builds(Measured, days, st.integers(0, 10)), max_size=3),
    ),
    max_size=3,
)
evidence = st.builds(
    Evidence,
    child_id=st.text("abc", min_size=1, max_size=3),
    age_years=st.integers(0, 17),
    is_sdq_asked=st.booleans(),
    home=st.builds(
        Home,
        setting=st.sampled_from(Placement.Setting.values),
        setting_label=st.just("x"),
        name=st.just(""),
        since=st.integers(0, 900).map(ago),
        miles=st.none() | st.floats(0, 100),
        is_outside=st.none() | st.booleans(),
    ),
    plan=st.sampled_from(["", "FOSTER", "RESIDENTIAL", "INDEPENDENCE"]),
    plan_label=st.just("Foster care"),
    path=paths,
    goals=goals,
    sdq=rows,
    incidents=rows,
    attendance=rows,
    belonging=rows,
    wishes=rows,
    views=views,
    reviews=reviews,
)
LISTS = ["goals", "sdq", "incidents", "attendance", "belonging", "wishes", "views", "reviews"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sdq", Kind.SDQ), ("attendance", Kind.ATTENDANCE), ("belonging", Kind.BELONGING)],
)
def test_of_two_like_rows_of_one_day_the_same_is_quoted_in_whatever_order_they_come(name, kind):
    told = [Row(TODAY, code="CARER", number=9, of=10, source=source) for source in ("Sam", "Home")]

    (one,), (other,) = (
        [
            each
            for each in radar.look_at(replace(ASHA, **{name: rows}), today=TODAY).lines
            if each.kind == kind
        ]
        for rows in (told, told[::-1])
    )

    assert one == other


@given(evidence, st.randoms())
def test_the_order_of_the_rows_does_not_matter(child, rng):
    mixed = {name: rng.sample(getattr(child, name), len(getattr(child, name))) for name in LISTS}

    assert radar.look_at(replace(child, **mixed), today=TODAY) == radar.look_at(child, today=TODAY)


@given(st.lists(evidence, max_size=5, unique_by=lambda each: each.child_id), st.randoms())
def test_the_order_of_the_children_does_not_matter(children, rng):
    mixed = rng.sample(children, len(children))

    assert radar.on_radar(mixed, today=TODAY) == radar.on_radar(children, today=TODAY)


@given(evidence, evidence)
def test_recording_more_never_lowers_the_share_that_is_in(child, other):
    more = replace(
        child,
        **{name: [*getattr(child, name), *getattr(other, name)] for name in LISTS},
        plan=child.plan or other.plan,
        path=child.path or other.path,
    )
    before, after = radar.look_at(child, today=TODAY), radar.look_at(more, today=TODAY)

    assert (before is None) == (after is None)
    if before:
        assert after.share >= before.share
        assert after.known >= before.known


@given(evidence)
def test_every_kind_says_at_most_one_thing_for_and_one_against(child):
    found = radar.look_at(child, today=TODAY)
    if found is None:
        return
    for side in (Side.FOR, Side.AGAINST):
        kinds = [line.kind for line in found.on_side(side)]
        assert len(kinds) == len(set(kinds))
    assert found.known + len(found.missing) == found.asked
    assert all(line.words and line.source for line in found.lines if line.source)
    assert all(line.on is None or line.on <= TODAY for line in found.lines)

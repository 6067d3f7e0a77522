"""The law's days, checked by hand and over everything that a calendar can do."""

import datetime as dt

import hypothesis.strategies as st
import pytest
from hypothesis import given

from placements import clocks
from placements.clocks import SHIPPED, Care, Change, Clock, State, Stay, Unit, add_months
from placements.models import ClockRule
from reference.dates import is_working_day, london_today, working_days_between

D = dt.date
DAYS = st.dates(D(2026, 1, 1), D(2028, 12, 31))
CODES = st.sampled_from(sorted(SHIPPED))
# England: Easter, early May, spring, summer, Christmas; with the days in lieu of those that fall on a weekend.
BANK_HOLIDAYS = [
    D(2026, 1, 1), D(2026, 4, 3), D(2026, 4, 6), D(2026, 5, 4), D(2026, 5, 25), D(2026, 8, 31), D(2026, 12, 25),
    D(2026, 12, 28), D(2027, 1, 1), D(2027, 3, 26), D(2027, 3, 29), D(2027, 5, 3), D(2027, 5, 31), D(2027, 8, 30),
    D(2027, 12, 27), D(2027, 12, 28), D(2028, 1, 3), D(2028, 4, 14), D(2028, 4, 17), D(2028, 5, 1), D(2028, 5, 29),
    D(2028, 8, 28), D(2028, 12, 25), D(2028, 12, 26),
]  # fmt: skip
ONE_OFF = [D(2022, 9, 19), D(2023, 5, 8), D(2022, 6, 3)]


def stay(**facts):
    return Stay(**{"key": "stay", "starts_on": D(2026, 3, 2), **facts})


def found(care, code):
    return next(clock for clock in clocks.clocks(care) if clock.timing.code == code)


def of_stay(code, **facts):
    return found(Care(looked_after_from=None, stays=[stay(**facts)]), code)


@pytest.mark.parametrize("day", [*BANK_HOLIDAYS, *ONE_OFF])
def test_a_bank_holiday_is_no_working_day_even_in_lieu_or_only_once(day):
    assert not is_working_day(day)


def test_the_weekdays_of_2026_to_2028_are_working_days_but_for_those_bank_holidays():
    days = [D(2026, 1, 1) + dt.timedelta(n) for n in range(1096)]
    off = [day for day in days if day.weekday() < 5 and not is_working_day(day)]

    assert off == BANK_HOLIDAYS


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        # 20 working days, with Good Friday 3 April and Easter Monday 6 April left out.
        ("REVIEW-1", D(2026, 3, 16), D(2026, 4, 15)),
        # From a Saturday the first day that counts is Monday.
        ("REVIEW-1", D(2026, 2, 7), D(2026, 3, 6)),
        # Christmas 2027 is on a Saturday: Monday and Tuesday are in lieu.
        ("PLAN", D(2027, 12, 23), D(2028, 1, 4)),
        ("EMERGENCY", D(2026, 12, 24), D(2027, 1, 6)),
        ("NOTICE-END", D(2026, 5, 22), D(2026, 6, 8)),
        ("REVIEW-2", D(2026, 11, 30), D(2027, 2, 28)),
        ("REVIEW-2", D(2027, 11, 30), D(2028, 2, 29)),
        ("REVIEW-N", D(2026, 8, 31), D(2027, 2, 28)),
        ("REVIEW-N", D(2027, 8, 31), D(2028, 2, 29)),
        ("REVIEW-N", D(2028, 2, 29), D(2028, 8, 29)),
        # A week is seven days, bank holiday or not: Christmas Day.
        ("VISIT-1", D(2026, 12, 18), D(2026, 12, 25)),
        ("VISIT-YEAR-1", D(2026, 3, 16), D(2026, 4, 27)),
        ("VISIT-LASTING", D(2026, 5, 31), D(2026, 8, 31)),
        ("VISIT-LONG-TERM", D(2026, 3, 31), D(2026, 9, 30)),
        # Over the end of a year, over 29 February, and from the Sundays on which the clocks change.
        ("REVIEW-1", D(2026, 12, 31), D(2027, 1, 29)),
        ("REVIEW-N", D(2026, 12, 31), D(2027, 6, 30)),
        ("VISIT-YEAR-1", D(2026, 11, 22), D(2027, 1, 3)),
        ("REVIEW-2", D(2027, 11, 29), D(2028, 2, 29)),
        ("REVIEW-2", D(2026, 11, 29), D(2027, 2, 28)),
        ("EMERGENCY", D(2028, 2, 28), D(2028, 3, 7)),
        ("VISIT-1", D(2028, 2, 29), D(2028, 3, 7)),
        ("PLAN", D(2026, 10, 25), D(2026, 10, 30)),
        ("PLAN", D(2026, 3, 29), D(2026, 4, 7)),
        ("VISIT-1", D(2026, 10, 18), D(2026, 10, 25)),
        ("VISIT-1", D(2026, 3, 22), D(2026, 3, 29)),
    ],
)
def test_hand_checked_days(code, start, due):
    assert SHIPPED[code].due(start) == due


@given(CODES, DAYS)
def test_nothing_is_due_before_what_starts_it(code, start):
    assert SHIPPED[code].due(start) > start


@given(CODES, DAYS, st.integers(0, 800))
def test_what_starts_later_is_never_due_earlier(code, start, later):
    timing = SHIPPED[code]

    assert timing.due(start + dt.timedelta(later)) >= timing.due(start)


@given(st.sampled_from([c for c, t in SHIPPED.items() if t.unit == Unit.WORKING_DAYS]), DAYS)
def test_what_is_counted_in_working_days_is_due_on_one_with_exactly_so_many_between(code, start):
    timing = SHIPPED[code]

    assert is_working_day(timing.due(start))
    assert working_days_between(start, timing.due(start)) == timing.amount


@given(DAYS, st.integers(1, 24))
def test_months_keep_the_day_of_the_month_or_take_its_last(start, months):
    due = add_months(start, months)

    assert (due.year - start.year) * 12 + due.month - start.month == months
    assert due.day == start.day or ((due + dt.timedelta(1)).day == 1 and due.day < start.day)


@given(DAYS, st.lists(st.integers(0, 700), max_size=6))
def test_only_the_last_review_is_open_and_each_starts_where_the_one_before_was_held(start, gaps):
    held = sorted(start + dt.timedelta(n) for n in gaps)
    found = clocks.clocks(Care(looked_after_from=start, reviews_held=held[::-1]))

    assert [clock.done_on for clock in found] == [*held, None]
    assert [clock.starts_on for clock in found] == [start, *held]
    assert all(clock.due_on > clock.starts_on for clock in found)


@given(DAYS, st.lists(st.integers(-400, 700), max_size=6), st.booleans(), st.booleans())
def test_a_visit_never_makes_the_next_due_earlier(start, gaps, lasts, agrees):
    seen = [start + dt.timedelta(n) for n in gaps]
    what = {"starts_on": start, "lasts": lasts, "is_long_term": agrees, "agrees_to_fewer": agrees}
    before = clocks.clocks(Care(looked_after_from=None, stays=[stay(**what, visits=seen)]))
    after = [*seen, max([start, *seen])]
    then = clocks.clocks(Care(looked_after_from=None, stays=[stay(**what, visits=after)]))

    assert max(c.due_on for c in then) >= max(c.due_on for c in before)
    assert all(c.due_on > c.starts_on for c in then)


def test_reviews_before_this_period_of_care_do_not_count():
    care = Care(looked_after_from=D(2026, 3, 2), reviews_held=[D(2024, 1, 5)])

    assert [clock.timing.code for clock in clocks.clocks(care)] == ["REVIEW-1"]


def test_a_child_who_is_not_looked_after_has_no_review():
    assert clocks.clocks(Care(looked_after_from=None)) == ()


def test_the_reviewing_officer_may_ask_for_an_earlier_review_but_not_a_later_one():
    begun = D(2026, 3, 2)
    earlier = Care(looked_after_from=begun, review_needed_by=D(2026, 3, 9))
    later = Care(looked_after_from=begun, review_needed_by=D(2026, 9, 9))

    assert found(earlier, "REVIEW-1").due_on == D(2026, 3, 9)
    assert found(later, "REVIEW-1").due_on == D(2026, 3, 30)


def test_a_review_that_came_too_late_says_so():
    care = Care(looked_after_from=D(2026, 3, 2), reviews_held=[D(2026, 4, 30)])

    assert found(care, "REVIEW-1").was_late
    assert found(care, "REVIEW-1").state(D(2026, 5, 1)) == State.DONE


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"visits": [D(2027, 3, 1)]}, "VISIT-YEAR-1"),
        ({"visits": [D(2027, 3, 2)]}, "VISIT-LATER"),
        ({"visits": [D(2027, 3, 2)], "lasts": True}, "VISIT-LASTING"),
        ({"visits": [D(2027, 3, 2)], "lasts": True, "is_long_term": True}, "VISIT-LASTING"),
        (
            {"visits": [D(2027, 3, 2)], "is_long_term": True, "agrees_to_fewer": True},
            "VISIT-LONG-TERM",
        ),
        (
            {"visits": [D(2027, 3, 1)], "is_long_term": True, "agrees_to_fewer": True},
            "VISIT-YEAR-1",
        ),
        ({"visits": [D(2027, 3, 2)], "agrees_to_fewer": True}, "VISIT-LATER"),
    ],
)
def test_the_rhythm_of_visits_follows_the_year_and_the_kind_of_stay(facts, code):
    assert of_stay(code, **facts).starts_on == facts["visits"][-1]


def test_a_leap_day_start_has_its_first_year_until_the_last_of_february():
    on, before = [D(2029, 2, 28)], [D(2029, 2, 27)]

    assert of_stay("VISIT-LATER", starts_on=D(2028, 2, 29), visits=on)
    assert of_stay("VISIT-YEAR-1", starts_on=D(2028, 2, 29), visits=before)


def test_a_visit_before_the_stay_is_no_visit_of_it():
    assert of_stay("VISIT-1", visits=[D(2026, 3, 1)]).done_on is None


def test_a_stay_that_is_over_asks_for_notice_and_where_it_broke_down_for_a_meeting():
    over = clocks.clocks(Care(looked_after_from=None, stays=[stay(ends_on=D(2026, 5, 1))]))
    broken = Care(looked_after_from=None, stays=[stay(ends_on=D(2026, 5, 1), ended_unplanned=True)])

    assert [clock.timing.code for clock in over] == ["NOTICE-END"]
    assert [clock.timing.code for clock in clocks.clocks(broken)] == ["NOTICE-END", "DISRUPTION"]


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (D(2026, 3, 1), State.NOT_STARTED),
        (D(2026, 3, 2), State.DUE),
        (D(2026, 3, 9), State.DUE),
        (D(2026, 3, 10), State.OVERDUE),
    ],
)
def test_the_due_day_is_still_in_time_and_a_booked_stay_has_not_started(today, state):
    assert of_stay("VISIT-1").state(today) == state


def test_a_plan_agreed_before_the_move_is_in_time():
    plan = of_stay("PLAN", plan_agreed_on=D(2026, 2, 20))

    assert plan.state(D(2026, 3, 2)) == State.DONE
    assert not plan.was_late


def test_overdue_comes_first_and_the_longest_overdue_before_all():
    def clock(due_on, done_on=None):
        return Clock(
            timing=SHIPPED["PLAN"], key="", starts_on=D(2026, 1, 1), due_on=due_on, done_on=done_on
        )

    late, later, due = clock(D(2026, 2, 1)), clock(D(2026, 2, 9)), clock(D(2026, 4, 1))
    done = clock(D(2026, 1, 9), D(2026, 1, 9))
    today = D(2026, 3, 2)

    assert sorted([done, due, later, late], key=lambda c: clocks.urgency(c, today)) == [
        late, later, due, done,
    ]  # fmt: skip


def test_an_authoritys_own_timing_takes_the_place_of_the_laws_and_names_both():
    own = clocks.timings([Change("VISIT-YEAR-1", 4, Unit.WEEKS, "Visiting procedure, 3.2")])

    assert own["VISIT-YEAR-1"].due(D(2026, 3, 2)) == D(2026, 3, 30)
    assert own["VISIT-YEAR-1"].source.startswith("Visiting procedure, 3.2. In law: 6 weeks, ")
    assert own["VISIT-1"] == SHIPPED["VISIT-1"]


@pytest.mark.parametrize(
    ("change", "later"),
    [
        (Change("VISIT-YEAR-1", 6, Unit.WEEKS, ""), False),
        (Change("VISIT-YEAR-1", 42, Unit.DAYS, ""), False),
        (Change("VISIT-YEAR-1", 43, Unit.DAYS, ""), True),
        (
            Change("REVIEW-1", 28, Unit.DAYS, ""),
            True,
        ),  # from a Sunday, 20 working days are 26 days later
        (Change("REVIEW-1", 26, Unit.DAYS, ""), False),
        (Change("REVIEW-2", 90, Unit.DAYS, ""), True),  # February is short
        (Change("REVIEW-2", 89, Unit.DAYS, ""), False),
    ],
)
def test_an_authority_may_ask_for_less_time_than_the_law_and_not_for_more(change, later):
    assert clocks.ends_later(change, from_day=D(2026, 1, 1)) == later


def test_the_units_kept_are_those_that_are_counted():
    assert set(ClockRule.Unit.values) == set(Unit)


@pytest.mark.parametrize("timing", SHIPPED.values(), ids=SHIPPED)
def test_every_timing_names_its_source_and_how_sure_it_is(timing):
    assert timing.source
    assert timing.standing in set(clocks.Standing)


def test_a_review_at_half_past_one_in_the_night_the_clocks_change_is_on_londons_day():
    first = london_today(dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC))
    second = london_today(dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC))
    missing = london_today(dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC))

    assert (first, second, missing) == (D(2026, 10, 25), D(2026, 10, 25), D(2026, 3, 29))


def test_late_on_a_summer_evening_it_is_already_tomorrow_and_overdue():
    at = dt.datetime(2026, 7, 9, 23, 30, tzinfo=dt.UTC)
    visit = of_stay("VISIT-1", starts_on=D(2026, 7, 2))

    assert visit.state(london_today(at)) == State.OVERDUE
    assert visit.state(at.date()) == State.DUE


CHANGES = [D(2026, 3, 29), D(2026, 10, 25), D(2027, 3, 28), D(2027, 10, 31), D(2028, 3, 26)]


@given(st.sampled_from(CHANGES), st.integers(0, 3 * 24 * 60), st.integers(0, 180), CODES)
def test_no_clock_goes_back_while_the_clocks_change(sunday, minutes, later, code):
    """What is overdue stays overdue, minute by minute from the Saturday before to the Monday after."""
    saturday = dt.datetime.combine(sunday - dt.timedelta(1), dt.time(), dt.UTC)
    first = saturday + dt.timedelta(minutes=minutes)
    days = [london_today(first), london_today(first + dt.timedelta(minutes=later))]
    timing = SHIPPED[code]
    clock = Clock(timing=timing, key="x", starts_on=D(2025, 1, 1), due_on=sunday - dt.timedelta(1))
    order = [State.DUE, State.OVERDUE]
    states = [order.index(clock.state(day)) for day in days]

    assert days == sorted(days)
    assert states == sorted(states)


@given(st.sampled_from(CHANGES), CODES)
def test_a_day_of_23_or_25_hours_counts_as_one_day(sunday, code):
    """Nothing is due a day sooner or later because it starts, or ends, on the Sunday on which the clocks change."""
    timing = SHIPPED[code]
    if timing.unit == Unit.WEEKS:
        assert timing.due(sunday).weekday() == sunday.weekday()
        assert (timing.due(sunday) - sunday).days == 7 * timing.amount
    elif timing.unit == Unit.MONTHS:
        assert timing.due(sunday) == add_months(sunday, timing.amount)
    else:
        assert working_days_between(sunday, timing.due(sunday)) == timing.amount

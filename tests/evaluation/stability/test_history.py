"""Which rows count, where an episode ends and which follow one another (D1 to D5)."""

import pytest

from evaluation.stability.history import latest_rows, periods
from evaluation.stability.variants import CARER, KEEP_OPEN
from tests.evaluation.stability.rows import day, figures, row


def spans(*episodes, last_return=2019):
    return [
        [(f"{s.start}", f"{s.end or ''}", f"{s.known_to or ''}") for s in period.stretches]
        for period in periods(episodes, last_return=last_return).get("1", [])
    ]


def test_the_row_of_the_latest_return_wins():
    old, new = row("2017-05-01", year=2018), row("2017-05-01", "2018-06-01", place="K2", year=2019)
    assert latest_rows([new, old]) == latest_rows([old, new]) == [new]


def test_the_latest_return_wins_even_where_it_has_taken_an_end_back():
    old, new = row("2017-05-01", "2017-08-01", year=2018), row("2017-05-01", year=2019)
    assert latest_rows([new, old]) == [new]


def test_of_two_rows_of_one_return_the_one_with_the_latest_end_wins():
    still_open = row("2017-05-01", year=2018)
    short, long = (row("2017-05-01", end, year=2018) for end in ("2017-06-01", "2017-07-01"))
    for order in ([still_open, short, long], [long, short, still_open], [short, long, still_open]):
        assert latest_rows(order) == [long]


def test_of_two_rows_with_the_same_end_the_last_line_wins():
    first, last = (row("2017-05-01", "2017-06-01", line=line) for line in (2, 3))
    assert latest_rows([last, first]) == [last]


def test_a_row_that_a_later_return_says_was_a_short_break_is_dropped():
    assert spans(row("2017-05-01", year=2018), row("2017-05-01", ls="V4", year=2019)) == []


@pytest.mark.parametrize("status", ["V3", "V4"])
def test_short_breaks_are_dropped_and_break_continuity(status):
    before = row("2017-05-01", "2017-06-01")
    between = row("2017-06-01", "2017-06-10", "L", ls=status)
    after = row("2017-06-10", "2017-07-01", "L")
    assert len(spans(before, between, after)) == 2


def test_short_breaks_are_kept_where_that_is_asked_for():
    found = periods([row("2017-05-01", ls="V3")], last_return=2018, keep_short_breaks=True)
    assert len(found["1"]) == 1


def test_open_in_the_last_return_means_that_it_goes_on():
    assert spans(row("2017-05-01", year=2019)) == [[("2017-05-01", "", "")]]


def test_open_in_an_earlier_return_and_not_heard_of_since_is_not_known_after_that_return():
    assert spans(row("2017-05-01", year=2018)) == [[("2017-05-01", "", "2018-03-31")]]


def test_open_before_a_later_episode_ends_when_that_begins():
    found = spans(row("2017-05-01", year=2018), row("2018-07-01", rne="P", year=2019))
    assert found == [[("2017-05-01", "2018-07-01", ""), ("2018-07-01", "", "")]]


def test_open_before_care_starts_anew_has_no_known_end_after_its_return():
    found = spans(row("2017-05-01", year=2018), row("2018-07-01", year=2019))
    assert found == [[("2017-05-01", "", "2018-03-31")], [("2018-07-01", "", "")]]


def test_open_before_care_starts_anew_in_the_same_year_is_known_to_the_day_before():
    found = spans(row("2017-05-01", year=2018), row("2018-02-01", year=2018), last_return=2018)
    assert found == [[("2017-05-01", "", "2018-01-31")], [("2018-02-01", "", "")]]


def test_an_overlap_ends_where_the_next_episode_begins():
    found = spans(row("2017-05-01", "2017-09-01"), row("2017-08-01", "2017-10-01", "P"))
    assert found == [[("2017-05-01", "2017-08-01", ""), ("2017-08-01", "2017-10-01", "")]]


def test_the_reason_for_the_end_of_an_open_row_means_nothing():
    closed_by_mistake = row("2017-05-01", rec="E4A", year=2018)
    assert spans(closed_by_mistake, last_return=2018) == [[("2017-05-01", "", "")]]
    assert figures(closed_by_mistake)["cla_31_march"] == 1


def test_one_period_of_care_while_each_episode_begins_on_the_day_the_last_one_ended():
    found = spans(row("2017-05-01", "2017-06-01"), row("2017-06-01", "2017-07-01", "L"))
    assert len(found) == 1


def test_a_gap_of_one_day_starts_a_new_period_of_care():
    found = spans(row("2017-05-01", "2017-06-01"), row("2017-06-02", "2017-07-01", "P"))
    assert len(found) == 2


def test_care_that_starts_anew_on_the_same_day_is_a_new_period():
    found = spans(row("2017-05-01", "2017-06-01"), row("2017-06-01", "2017-07-01", "S"))
    assert len(found) == 2


def test_the_start_of_a_period_is_seen_only_where_its_first_row_starts_care():
    rows = [
        row("2017-05-01", "2017-06-01", "L"),
        row("2017-06-02", "2017-07-01", "P"),
        row("2017-08-01"),
    ]
    found = periods(rows, last_return=2018)["1"]
    assert [each.start_seen for each in found] == [False, False, True]


def test_open_rows_of_an_earlier_return_go_on_only_in_the_way_of_counting_that_keeps_them():
    stale = row("2017-05-01", year=2018)
    for variant, counted in ((CARER, 0), (KEEP_OPEN, 1)):
        found = figures(stale, year=2019, returns=(2018, 2019), variant=variant)
        assert found["cla_31_march"] == counted


def test_leaving_on_31_march_is_not_looked_after_that_day():
    assert figures(row("2017-05-01", "2018-03-31"))["cla_31_march"] == 0
    assert figures(row("2017-05-01", "2018-04-01"), returns=(2018, 2019))["cla_31_march"] == 1


def test_coming_on_31_march_is_looked_after_that_day():
    assert figures(row("2018-03-31", year=2018))["cla_31_march"] == 1
    assert figures(row("2018-04-01", year=2019), returns=(2018, 2019))["cla_31_march"] == 0


def test_a_child_who_was_last_heard_of_in_an_earlier_return_counts_on_that_day_only():
    stale = row("2017-05-01", year=2018)
    assert figures(stale, returns=(2018, 2019))["cla_31_march"] == 1
    assert figures(stale, year=2019, returns=(2018, 2019))["cla_31_march"] == 0


def test_a_span_covers_its_last_known_day_and_not_its_end():
    (known,) = periods([row("2017-05-01", year=2018)], last_return=2019)["1"]
    assert known.last.covers(day("2018-03-31"))
    assert not known.last.covers(day("2018-04-01"))
    assert not known.last.covers(day("2017-04-30"))

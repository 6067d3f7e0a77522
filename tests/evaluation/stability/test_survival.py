"""How long fostering lasts (D12), against figures worked out by hand."""

import pytest

from evaluation.stability.survival import Observation, curve, foster_survival, summary
from tests.evaluation.stability.rows import row, stays

# Remission in weeks of 21 patients on 6-mercaptopurine; a plus sign: still in remission when last seen.
# Freireich and others, Blood 21, 1963, 699-716; the curve is in Kalbfleisch and Prentice and in most textbooks.
REMISSION = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"


def observed(text):
    return [Observation(int(each.rstrip("+")), not each.endswith("+")) for each in text.split()]


def test_the_curve_of_the_textbook():
    found = {step.time: step for step in curve(observed(REMISSION))}
    expected = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {time: step.survival for time, step in found.items()} == pytest.approx(
        expected, abs=0.0005
    )
    assert [step.at_risk for step in found.values()] == [21, 17, 15, 12, 11, 7, 6]
    assert summary(observed(REMISSION)).median_days == 23


@pytest.mark.parametrize("many", [10, 24, 54])
def test_the_median_is_the_day_on_which_half_are_left_however_many_steps_lead_to_it(many):
    times = [Observation(time, True) for time in range(1, many + 1)]
    assert summary(times).median_days == many // 2


def test_who_is_lost_on_the_day_of_an_end_is_still_at_risk_that_day():
    (step,) = curve(observed("5 5+ 9+"))
    assert (step.at_risk, step.survival) == (3, pytest.approx(2 / 3))


def test_ends_on_one_day_are_one_step():
    (first, second) = curve(observed("5 5 9 9+"))
    assert (first.events, first.survival) == (2, 0.5)
    assert (second.at_risk, second.survival) == (2, 0.25)


def test_late_entries_are_at_risk_only_after_they_are_seen():
    found = curve([Observation(5, True), Observation(8, True, entry=5), Observation(9, True)])
    assert [(step.time, step.at_risk) for step in found] == [(5, 2), (8, 2), (9, 1)]
    assert [step.survival for step in found] == pytest.approx([0.5, 0.25, 0])


def test_the_share_at_a_mark_is_that_of_those_who_last_longer():
    assert summary(observed("182 183 184 900+")).survival[183] == pytest.approx(0.5)
    assert summary(observed("182 183 184 900+")).at_risk[183] == 3


def test_past_the_end_of_the_curve_nothing_is_known_but_nought_is():
    still_going = summary(observed("100 200+"))
    assert still_going.survival == {183: 0.5, 365: None, 730: None}
    assert summary(observed("100 200")).survival == {183: 0.5, 365: 0, 730: 0}
    assert summary([]).survival == {183: None, 365: None, 730: None}
    assert summary([]).median_days is None


def test_the_median_is_the_first_day_on_which_half_or_fewer_last():
    assert summary(observed("10 20 30 40")).median_days == 20
    assert summary(observed("10 20+ 30+")).median_days is None


@pytest.mark.parametrize(("at_risk", "fit"), [(10, True), (9, False)])
def test_below_ten_at_risk_a_share_is_not_reportable(at_risk, fit):
    found = summary(observed(" ".join(["200+"] * at_risk)))
    assert found.reportable == {183: fit, 365: False, 730: False}


def estimates(*rows, last_return=2018, returns=(2018,)):
    return foster_survival(stays(*rows, last_return=last_return), returns)


def test_placements_that_began_before_the_window_enter_late():
    found = estimates(row("2017-01-01", "2017-07-01", rec="E4A"), row("2017-08-01", child="2"))
    assert (found["incident_any_end"].n, found["delayed_entry_any_end"].n) == (1, 2)
    assert (found["incident_any_end"].events, found["delayed_entry_any_end"].events) == (0, 1)


def test_a_placement_that_ended_when_the_window_opened_was_never_at_risk():
    assert estimates(row("2017-01-01", "2017-04-01"))["delayed_entry_any_end"].n == 0
    assert estimates(row("2017-01-01", "2017-04-02"))["delayed_entry_any_end"].n == 1


def test_a_placement_that_began_as_the_window_opened_is_incident():
    assert estimates(row("2017-04-01", "2017-05-01"))["incident_any_end"].n == 1
    assert estimates(row("2017-03-31", "2017-05-01"))["incident_any_end"].n == 0


def test_leaving_care_is_an_end_of_any_kind_and_no_move():
    found = estimates(row("2017-05-01", "2017-06-01"), row("2017-06-01", "2017-08-01", "P"))
    assert found["incident_any_end"].events == 2
    assert found["incident_move_only"].events == 1


def test_what_ends_after_the_window_has_not_ended_yet():
    late, in_time = row("2017-10-01", "2018-04-01", year=2018), row("2017-10-01", "2018-03-31")
    assert estimates(late)["incident_any_end"].events == 0
    assert estimates(in_time)["incident_any_end"].events == 1


def test_an_unknown_end_is_seen_to_the_last_known_day():
    stale = row("2017-09-29", year=2018)  # 183 days before 31 March 2018
    found = estimates(stale, last_return=2019, returns=(2018, 2019))["incident_any_end"]
    assert (found.n, found.events, found.at_risk[183]) == (1, 0, 1)
    younger = row("2017-09-30", year=2018)
    found = estimates(younger, last_return=2019, returns=(2018, 2019))["incident_any_end"]
    assert found.at_risk[183] == 0


def test_only_placements_that_began_as_fostering_count():
    assert estimates(row("2017-05-01", place="K2"))["incident_any_end"].n == 0
    began = estimates(row("2017-05-01", "2017-06-01"), row("2017-06-01", rne="L", place="A3"))
    assert began["incident_any_end"].n == 1

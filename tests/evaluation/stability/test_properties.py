"""What holds for any history, and that a second calculation of another kind finds the same figures."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.returns.rows import Child, Episode
from evaluation.stability.report import as_json, assess
from evaluation.stability.variants import CARER, STRICT
from tests.evaluation.stability import second
from tests.evaluation.stability.rows import row

PLACES = ("U4", "U4", "U4", "U6", "K2", "A5", "H5", "T0", "T4", "P1")
STATUSES = ("C2", "C2", "C2", "C2", "V2", "V3")
RETURNS = (2018, 2019)


@st.composite
def histories(draw):
    """A few children with rows of two returns: moves, gaps, overlaps, open and re-submitted rows."""
    children, episodes = (
        [],
        [row("2017-05-01", "2017-05-02", ls="V3", child="x", year=y) for y in RETURNS],
    )
    children.append(Child("x", "1", dt.date(2010, 1, 1), ""))
    for number in range(draw(st.integers(1, 4))):
        child = str(number)
        children.append(
            Child(child, "1", draw(st.dates(dt.date(2001, 1, 1), dt.date(2012, 1, 1))), "")
        )
        episodes.extend(_life(draw, child))
    return children, episodes


def _life(draw, child):
    day = draw(st.dates(dt.date(2015, 1, 1), dt.date(2018, 12, 1)))
    rows: list[Episode] = []
    while day <= dt.date(2019, 3, 31) and len(rows) < 8:
        until = _until(draw, day)
        is_open = draw(st.integers(0, 5)) == 0 or until > dt.date(2019, 3, 31)
        year = max(draw(st.sampled_from(RETURNS)), day.year + (day.month > 3))
        each = row(
            f"{day}",
            "" if is_open else f"{until}",
            draw(st.sampled_from("SSPPPLLTUB")),
            draw(st.sampled_from(PLACES)),
            ls=draw(st.sampled_from(STATUSES)),
            pl_post=draw(st.sampled_from("AB")),
            child=child,
            year=year,
            line=len(rows) + 2,
        )
        rows.append(each)
        if draw(st.integers(0, 4)) == 0:
            rows.append(dataclasses.replace(each, year=2019, place=draw(st.sampled_from(PLACES))))
        day = max(
            until + dt.timedelta(days=draw(st.sampled_from((0, 0, 0, 0, 1, 40, -2)))),
            day + dt.timedelta(1),
        )
    return rows


def _until(draw, day):
    """Some days on; or at the turn of the collection year, where every definition has its edges."""
    days = draw(st.sampled_from((1, 3, 20, 90, 183, 365, 500, None)))
    if days is not None:
        return day + dt.timedelta(days=days)
    april = dt.date(day.year + ((day.month, day.day) >= (4, 1)), 4, 1)
    return max(april + dt.timedelta(days=draw(st.integers(-1, 1))), day + dt.timedelta(days=1))


def figures(children, episodes, year=2019):
    return as_json(assess(children, episodes, year), authority="here")


RANDOM = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)


@RANDOM
@given(histories(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(history, random):
    children, episodes = history
    expected = figures(children, episodes)
    shuffled = list(episodes)
    random.shuffle(shuffled)
    random.shuffle(children)
    assert json.dumps(figures(children, shuffled)) == json.dumps(expected)


@RANDOM
@given(histories())
def test_importing_the_same_return_twice_changes_nothing(history):
    children, episodes = history
    again = [each for each in episodes if each.year == 2018]
    assert figures([*children, *children], [*episodes, *again]) == figures(children, episodes)


@RANDOM
@given(histories(), st.data())
def test_a_change_of_legal_status_changes_no_placement_figure(history, data):
    children, episodes = history
    taken = [(each.child, each.decom) for each in episodes]
    at = data.draw(st.integers(0, len(episodes) - 1))
    split = _split(episodes[at], taken)
    expected = figures(children, episodes)
    assert figures(children, [*episodes[:at], *split, *episodes[at + 1 :]]) == expected


def _split(each, taken):
    """The episode as two, with a change of legal status on its second day; whole where it has none to spare."""
    second_day = each.decom + dt.timedelta(days=1)
    over = [d for c, d in taken if c == each.child and d > each.decom] + [dt.date(each.year, 3, 31)]
    over += [each.dec] if each.dec else []
    resubmitted = taken.count((each.child, each.decom)) > 1
    if min(over) <= second_day or resubmitted:
        return [each]
    first = dataclasses.replace(each, dec=second_day, rec="X1", reason="")
    return [first, dataclasses.replace(each, decom=second_day, rne="L", ls=each.ls)]


@pytest.mark.parametrize("variant", [CARER, STRICT], ids=["carer", "strict"])
@RANDOM
@given(history=histories())
def test_walking_through_the_calendar_night_by_night_finds_the_same_figures(variant, history):
    children, episodes = history
    for year in RETURNS:
        found = assess(children, episodes, year, variants=[variant]).variants[variant.code].figures
        values = {key: figure.value for key, figure in found.items()}
        expected = second.figures(children, episodes, year, variant.starts)
        if year == RETURNS[0]:
            expected |= {"cla_both_31_march": None, "three_plus_2yr": None}
        assert {key: values[key] for key in expected} == expected


@pytest.mark.parametrize("variant", [CARER, STRICT], ids=["carer", "strict"])
@RANDOM
@given(history=histories())
def test_counting_survivors_day_by_day_finds_the_same_curve(variant, history):
    children, episodes = history
    found = assess(children, episodes, 2019, variants=[variant]).variants[variant.code]
    for entry, late in (("incident", False), ("delayed_entry", True)):
        for end, moves_only in (("any_end", False), ("move_only", True)):
            curve = found.foster_survival[f"{entry}_{end}"]
            n, days, half = second.foster_curve(
                episodes, variant.starts, late=late, moves_only=moves_only
            )
            assert curve.n == n
            for mark in (183, 365, 730):
                share, at_risk = days[mark]
                assert curve.at_risk[mark] == at_risk
                if curve.survival[mark] is not None:
                    assert curve.survival[mark] == pytest.approx(share)
            assert (curve.median_days if (curve.median_days or 0) <= 730 else None) == half

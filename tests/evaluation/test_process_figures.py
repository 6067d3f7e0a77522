"""Waits, offers, rounds, quality, before and after: hand-made referrals, without a database."""

import datetime as dt

import pytest

from evaluation.process.asking import asking
from evaluation.process.change import Known, Measure, Side, compared
from evaluation.process.courses import Asked, Course, End, StayEnd
from evaluation.process.figures import own_figures, process
from evaluation.process.indicators import by_year
from evaluation.process.quality import by_quality
from evaluation.process.waits import wait
from evaluation.stability.report import assess
from evaluation.stability.variants import CARER
from tests.evaluation.stability.rows import born, row
from tests.factories import NOON

DAY = dt.timedelta(days=1)
BEGAN = NOON.date()


def course(*, days=None, end=End.PLACED, **fields):
    reached = {} if days is None else {"PLACED": NOON + days * DAY}
    ended = None if end is End.OPEN else NOON + (days or 3) * DAY
    return Course(
        urgency="PLANNED", submitted_at=NOON, reached=reached, end=end, ended_at=ended, **fields
    )


def waiting():
    return course(end=End.OPEN)


def test_quartiles_are_of_those_that_got_there_and_the_others_are_counted_apart():
    courses = [course(days=d) for d in (2, 4, 6)]
    courses += [waiting(), course(end=End.WITHDRAWN), course(end=End.PLACED)]

    found = wait(courses, "PLACED", until=NOON + 9 * DAY)

    assert (found.reached, found.waiting, found.withdrawn, found.passed_by) == (3, 1, 1, 1)
    assert (found.quartiles.lower, found.quartiles.median, found.quartiles.upper) == (3, 4, 5)


def test_the_middle_wait_of_all_counts_those_that_still_wait():
    courses = [course(days=2), course(days=4), course(days=6), waiting(), waiting()]

    found = wait(courses, "PLACED", until=NOON + 9 * DAY)

    assert found.quartiles.median == 4
    assert found.median_of_all == 6


def test_the_middle_wait_of_all_is_unknown_where_fewer_than_half_got_there():
    found = wait([course(days=2), waiting(), waiting()], "PLACED", until=NOON + 9 * DAY)

    assert found.median_of_all is None


def test_nothing_is_known_of_no_referral():
    found = wait([], "PLACED", until=NOON)

    assert (found.reached, found.quartiles, found.median_of_all) == (0, None, None)


def asked(*, invited=4, answers=None, **fields):
    return Asked(invited=invited, answers=answers or {}, **fields)


def test_answers_add_up_to_those_asked():
    rounds = [
        asked(answers={"INTERESTED": 1, "NOT_NOW": 2}, reasons={"NO_ROOM": 2}, without_reason=1),
        asked(invited=3, answers={"NOT_NOW": 1}, reasons={"DATES": 1}),
    ]

    found = asking([course(days=1, rounds=rounds, offers=1)], decline="NOT_NOW")

    assert (found.invited, found.answers.total(), found.unanswered) == (7, 4, 3)
    assert (found.declined, found.reasons["NO_ROOM"], found.without_reason) == (3, 2, 1)
    assert found.rounds_without_answer == 2


def test_referrals_for_which_nobody_was_asked_have_no_offers_to_count():
    found = asking([course(days=1), course(days=1, rounds=[asked()], offers=2)], decline="NOT_NOW")

    assert (found.referrals, found.mean_offers) == (1, 2)
    assert (found.offers[0], found.offers[2]) == (0, 1)


def test_many_offers_and_rounds_stand_together():
    found = asking(
        [course(days=1, rounds=[asked()] * 9, offers=40), course(days=1)], decline="NOT_NOW"
    )

    assert found.offers == {0: 0, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 1}
    assert found.rounds_of_placed == {0: 1, 1: 0, 2: 0, 3: 0, 4: 1}


@pytest.mark.parametrize(
    ("score", "band"), [(0, 0), (59, 0), (60, 1), (79, 1), (80, 2), (100, 2), (None, 3)]
)
def test_each_score_is_in_one_band(score, band):
    found = list(by_quality([course(days=1, quality=score)]))

    assert [each.referrals for each in found] == [int(place == band) for place in range(4)]


def test_only_stays_that_ended_can_have_ended_as_planned():
    stays = [StayEnd.PLANNED, StayEnd.UNPLANNED, StayEnd.GOING_ON, StayEnd.NO_STAY]

    found = list(by_quality([course(days=1, quality=90, stay=stay) for stay in stays]))[2]

    assert (found.ended, found.ended_planned, found.placed) == (2, 1, 4)


def known(first, last, *, measure=Measure.OFFERS, value=1.0):
    return Known(measure=measure, value=value, first=first, last=last, source="A diary")


@pytest.mark.parametrize(
    ("first", "last", "side"),
    [
        (BEGAN - 9 * DAY, BEGAN - DAY, Side.BEFORE),
        (BEGAN - 9 * DAY, BEGAN, Side.ACROSS),
        (BEGAN, BEGAN, Side.AFTER),
        (BEGAN + DAY, BEGAN + 9 * DAY, Side.AFTER),
    ],
)
def test_the_first_day_of_the_desk_is_after(first, last, side):
    assert known(first, last).side(BEGAN) is side


def test_figures_are_compared_by_measure_the_oldest_first():
    later, earlier = known(BEGAN - 2 * DAY, BEGAN - DAY), known(BEGAN - 9 * DAY, BEGAN - 8 * DAY)

    ((measure, sides),) = compared([later, earlier], began_on=BEGAN)

    assert measure is Measure.OFFERS
    assert sides[Side.BEFORE] == [earlier, later]
    assert sides[Side.AFTER] == []


def own(courses, *, fewest=5):
    figures = own_figures(courses, first=BEGAN, last=BEGAN, fewest=fewest)
    return {each.measure: each.value for each in figures}


def test_own_figures_are_shown_for_five_and_hidden_for_fewer():
    courses = [course(days=d, rounds=[asked()], offers=2) for d in (1, 2, 3, 4, 5)]

    assert own(courses)[Measure.DAYS_TO_PLACEMENT] == 3
    assert own(courses)[Measure.HOUSEHOLDS_ASKED] == 4
    assert own(courses[:4])[Measure.DAYS_TO_PLACEMENT] is None
    assert own(courses[:1], fewest=1)[Measure.DAYS_TO_PLACEMENT] == 1
    assert own([]) == {}


def test_a_share_of_few_unplanned_endings_is_hidden():
    def stays(planned, unplanned):
        ends = [StayEnd.PLANNED] * planned + [StayEnd.UNPLANNED] * unplanned
        return own([course(days=1, stay=stay) for stay in ends])

    assert stays(6, 5)[Measure.UNPLANNED_ENDINGS] == pytest.approx(100 * 5 / 11)
    assert stays(9, 2)[Measure.UNPLANNED_ENDINGS] is None
    assert stays(9, 0)[Measure.UNPLANNED_ENDINGS] == 0


def test_the_whole_adds_up():
    courses = [course(days=1, returned=2), waiting(), course(end=End.WITHDRAWN)]

    found = process(
        courses, urgencies=["PLANNED", "URGENT"], decline="NOT_NOW", until=NOON + 9 * DAY
    )

    assert (found.referrals, found.placed, found.withdrawn, found.open) == (3, 1, 1, 1)
    assert found.returned == 1
    assert [code for code, _ in found.placed_by_urgency] == ["PLANNED", "URGENT"]
    assert found.placed_by_urgency[1][1].reached == 0


def test_indicators_of_all_years_at_once_are_those_of_each_year_alone():
    children = [born("2010-05-01", child=str(number)) for number in range(4)]
    rows = [
        row("2015-05-01", child="0", year=2018),
        row("2016-05-01", "2017-08-01", child="1", year=2017),
        row("2017-08-01", rne="P", child="1", year=2018),
        row("2017-05-01", child="2", year=2018),
        row("2016-06-01", child="3", year=2017),
    ]

    found = by_year(children, rows)

    assert list(found) == [2017, 2018]
    for year, figures in found.items():
        alone = assess(children, rows, year, variants=[CARER]).variants["carer"].figures
        assert figures == alone


def test_without_a_return_there_are_no_indicators():
    assert by_year([], []) == {}

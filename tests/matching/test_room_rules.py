"""LIM-1, PLC-1 and AVL-1: who lives there on each day of the stay."""

import pytest

from brokerage.matching.columns import UNKNOWN
from brokerage.matching.profiles import Exemption
from brokerage.matching.rows import Absence
from tests.matching.homes import (
    CHILD,
    MOVE,
    child,
    days,
    failing,
    household,
    rank,
    request,
    stay,
    unsure,
)


def full(*stays, places=9):
    """A home with places enough, so that only the usual fostering limit is in question."""
    return household(places=places, stays=stays)


SIBLINGS = (200, 201, 202)


def test_lim_1_three_fostered_children_are_allowed_and_four_are_not():
    assert failing(request(), full(stay(200), stay(201))) == set()
    assert failing(request(), full(stay(200), stay(201), stay(202))) == {"LIM-1"}


def test_lim_1_any_number_of_siblings_is_allowed():
    home = full(*(stay(key, sibling_group=5) for key in SIBLINGS))

    assert failing(request(children=(child(sibling_ids=SIBLINGS),)), home) == set()


def test_lim_1_a_fourth_child_is_not_allowed_when_only_some_are_siblings():
    home = full(stay(200, sibling_group=5), stay(201, sibling_group=5), stay(202))

    assert failing(request(children=(child(sibling_ids=(200, 201)),)), home) == {"LIM-1"}


def test_lim_1_half_siblings_of_the_child_who_are_not_siblings_of_each_other_do_not_count_as_siblings():
    home = full(stay(200, sibling_group=5), stay(201, sibling_group=6), stay(202, sibling_group=5))

    assert failing(request(children=(child(sibling_ids=SIBLINGS),)), home) == {"LIM-1"}


def test_lim_1_siblings_of_each_other_count_only_if_each_is_a_sibling_of_the_child():
    home = full(*(stay(key, sibling_group=5) for key in SIBLINGS))

    assert failing(request(children=(child(sibling_ids=SIBLINGS[:2]),)), home) == {"LIM-1"}


def test_lim_1_siblings_of_the_child_of_whom_no_group_is_known_are_not_shown_to_be_siblings():
    home = full(*(stay(key) for key in SIBLINGS))

    assert failing(request(children=(child(sibling_ids=SIBLINGS),)), home) == {"LIM-1"}


def test_lim_1_two_half_siblings_who_are_none_to_each_other_are_enough_to_keep_two_more_out():
    pair = tuple(
        child(key, sibling_ids=(200, 201, other)) for key, other in ((100, 101), (101, 100))
    )
    together = full(*(stay(key, sibling_group=5) for key in SIBLINGS[:2]))
    half = full(stay(200, sibling_group=5), stay(201, sibling_group=6))

    assert failing(request(children=pair), together) == set()
    assert failing(request(children=pair), half) == {"LIM-1"}


def test_lim_1_three_siblings_may_join_a_fourth():
    keys = (CHILD, 101, 102)
    group = tuple(child(key, sibling_ids=(*{*keys} - {key}, 200)) for key in keys)

    assert failing(request(children=group), full(stay(200))) == set()
    assert failing(request(children=group), full(stay(999))) == {"LIM-1"}


def test_lim_1_a_child_placed_by_an_outside_authority_is_nobodys_sibling():
    home = full(*(stay(0, sibling_group=5) for _ in range(3)))

    assert failing(request(children=(child(sibling_ids=(0,)),)), home) == {"LIM-1"}


def test_lim_1_a_group_is_checked_as_it_would_live():
    pair = (child(sibling_ids=(101,)), child(101, sibling_ids=(CHILD,)))

    assert failing(request(children=pair), full(stay(200))) == set()
    assert failing(request(children=pair), full(stay(200), stay(201))) == {"LIM-1"}


def test_lim_1_four_siblings_together_are_allowed_and_four_who_are_not_siblings_are_not():
    keys = (CHILD, 101, 102, 103)
    siblings = tuple(child(key, sibling_ids=tuple(set(keys) - {key})) for key in keys)
    strangers = tuple(child(key) for key in keys)

    assert failing(request(children=siblings), full()) == set()
    assert failing(request(children=strangers), full()) == {"LIM-1"}


def test_lim_1_an_exemption_for_the_child_allows_as_many_as_it_says():
    home = full(stay(200), stay(201), stay(202))

    def exempt(*exemptions):
        return request(exemptions=exemptions)

    assert failing(exempt(Exemption(1, CHILD, 4)), home) == set()
    assert failing(exempt(Exemption(2, CHILD, 4)), home) == {"LIM-1"}
    assert failing(exempt(Exemption(1, 999, 4)), home) == {"LIM-1"}
    fuller = full(stay(200), stay(201), stay(202), stay(203))
    assert failing(exempt(Exemption(1, CHILD, 4)), fuller) == {"LIM-1"}
    assert failing(exempt(Exemption(1, CHILD, 5)), fuller) == set()


def test_lim_1_an_exemption_must_name_every_child_of_a_group():
    pair = (child(), child(101))
    home = full(stay(200), stay(201))
    one, both = (Exemption(1, CHILD, 4),), (Exemption(1, CHILD, 4), Exemption(1, 101, 4))

    assert failing(request(children=pair, exemptions=one), home) == {"LIM-1"}
    assert failing(request(children=pair, exemptions=both), home) == set()


@pytest.mark.parametrize(
    ("dates", "fails"),
    [
        ({"ends_on": MOVE}, False),
        ({"ends_on": days(1)}, True),
        ({"starts_on": days(179)}, True),
        ({"starts_on": days(180)}, False),
    ],
)
def test_lim_1_only_who_lives_there_during_the_stay_counts(dates, fails):
    home = full(stay(200), stay(201), stay(202, **dates))

    assert ("LIM-1" in failing(request(), home)) is fails


def test_lim_1_children_who_never_live_there_together_do_not_add_up():
    home = full(stay(200), stay(201, ends_on=days(30)), stay(202, starts_on=days(30)))

    assert failing(request(), home) == set()


def test_lim_1_siblings_only_need_to_be_all_siblings_on_the_days_that_are_crowded():
    """A stranger leaves before the siblings come: four never live there with a stranger among them."""
    home = full(
        stay(999, ends_on=days(20)),
        *(stay(key, sibling_group=5, starts_on=days(20)) for key in SIBLINGS),
    )
    asked = request(children=(child(sibling_ids=SIBLINGS),))

    assert failing(asked, home) == set()
    overlapping = full(
        stay(999, ends_on=days(21)),
        *(stay(key, sibling_group=5, starts_on=days(20)) for key in SIBLINGS),
    )
    assert failing(asked, overlapping) == {"LIM-1"}


def test_lim_1_exactly_three_with_a_stranger_before_the_siblings_come_is_within_the_limit():
    home = full(
        stay(999, ends_on=days(20)),
        stay(200, sibling_group=5),
        *(stay(key, sibling_group=5, starts_on=days(20)) for key in SIBLINGS[1:]),
    )

    assert failing(request(children=(child(sibling_ids=SIBLINGS),)), home) == set()


def test_lim_1_is_to_be_checked_where_nobody_recorded_who_lives_there():
    assert "LIM-1" in unsure(request(), household(composition_recorded_on=None))


def test_a_child_who_already_lives_there_is_not_counted_twice():
    home = household(places=1, stays=(stay(CHILD),))

    assert failing(request(), home) == set()


@pytest.mark.parametrize(("places", "fails"), [(1, True), (2, True), (3, False)])
def test_plc_1_needs_a_place_for_each_child(places, fails):
    home = household(places=places, stays=(stay(200),))

    asked = request(children=(child(), child(101)))
    assert failing(asked, home) == ({"PLC-1"} if fails else set())


@pytest.mark.parametrize(
    ("dates", "fails"),
    [
        ({"ends_on": MOVE}, False),
        ({"ends_on": days(1)}, True),
        ({"starts_on": days(179), "ends_on": days(300)}, True),
        ({"starts_on": days(180)}, False),
        ({"starts_on": days(90), "ends_on": days(91)}, True),
    ],
)
def test_plc_1_a_place_must_be_free_for_the_whole_stay(dates, fails):
    home = household(places=1, stays=(stay(200, **dates),))

    assert failing(request(), home) == ({"PLC-1"} if fails else set())


def test_plc_1_a_stay_without_an_end_needs_the_place_for_good():
    home = household(places=1, stays=(stay(200, starts_on=days(5000)),))

    assert failing(request(ends_on=None), home) == {"PLC-1"}
    assert failing(request(), home) == set()


def test_plc_1_two_stays_one_after_the_other_take_one_place():
    home = household(
        places=2,
        stays=(stay(200, ends_on=days(60)), stay(201, starts_on=days(60))),
    )

    assert failing(request(), home) == set()


def test_plc_1_a_number_of_places_that_is_not_recorded_is_to_be_checked():
    home = household(places=UNKNOWN, stays=(stay(200), stay(201)))

    assert failing(request(), home) == set()
    assert unsure(request(), home) == {"PLC-1"}


def remedy_day(asked, home, code):
    verdict = rank(asked, home).verdicts[code]
    remedy = verdict.remedy(0)
    return None if remedy is None else remedy.on


def test_plc_1_offers_the_first_day_from_which_the_whole_stay_fits():
    home = household(
        places=1,
        stays=(
            stay(200, ends_on=days(10)),
            stay(201, starts_on=days(100), ends_on=days(130)),
        ),
    )

    assert remedy_day(request(ends_on=days(90)), home, "PLC-1") == days(10).toordinal()
    assert remedy_day(request(ends_on=days(91)), home, "PLC-1") == days(130).toordinal()


def test_plc_1_offers_no_day_where_no_end_is_known():
    home = household(places=1, stays=(stay(200),))

    assert remedy_day(request(), home, "PLC-1") is None
    assert not rank(request(), home).near_miss_mask[0]


def test_plc_1_finds_room_before_a_later_booking_without_an_end():
    home = household(places=1, stays=(stay(200, ends_on=days(10)), stay(201, starts_on=days(40))))

    assert remedy_day(request(ends_on=days(14)), home, "PLC-1") == days(10).toordinal()
    assert remedy_day(request(ends_on=None), home, "PLC-1") is None


@pytest.mark.parametrize(
    ("starts", "ends", "fails"),
    [(0, 1, True), (1, 9, False), (-9, 0, False), (-9, 1, True), (-9, None, True)],
)
def test_avl_1_an_absence_holds_from_its_first_day_and_not_on_its_last(starts, ends, fails):
    away = Absence(starts_on=days(starts), ends_on=None if ends is None else days(ends))

    assert failing(request(), household(absences=(away,))) == ({"AVL-1"} if fails else set())


def test_avl_1_carers_who_never_confirmed_are_to_be_checked():
    assert unsure(request(), household(confirmed_on=None)) == {"AVL-1"}


def test_avl_1_offers_the_day_after_all_absences_that_follow_on():
    absences = (
        Absence(starts_on=days(20), ends_on=days(30)),
        Absence(starts_on=days(-5), ends_on=days(10), hold=True),
        Absence(starts_on=days(10), ends_on=days(15)),
    )
    assert remedy_day(request(), household(absences=absences), "AVL-1") == days(15).toordinal()


def test_avl_1_offers_no_day_for_a_hold_without_an_end():
    home = household(absences=(Absence(starts_on=MOVE, hold=True),))

    assert remedy_day(request(), home, "AVL-1") is None
    assert "On hold, with no end given." in rank(request(), home).verdicts["AVL-1"].words(0)

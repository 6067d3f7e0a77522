"""Whether a stay is outside the carers' approval: by their terms and the children named, not by the kind of stay."""

import datetime as dt

import hypothesis.strategies as st
import pytest
from hypothesis import given

from carers.models import NamedApproval
from placements.queries.clocks import clocks_of
from placements.terms import Asked, Named, Terms, approved_from, is_outside
from tests.factories import TODAY, ChildFactory, PlacementFactory

D, DAY = dt.date, dt.timedelta(days=1)
ON = D(2026, 3, 2)
SHORT = {
    "starts_on": D(2025, 1, 1), "ends_on": None, "is_approved": True, "min_age": 5, "max_age": 11, "sex": "ANY",
    "kinds": ["SHORT"], "named_only": False,
}  # fmt: skip


def outside(asked=("SHORT", 8, "F"), named=(), **terms):
    return is_outside(Asked(*asked), on=ON, terms=[Terms(**{**SHORT, **terms})], named=named)


@pytest.mark.parametrize(
    ("asked", "terms", "is_so"),
    [
        (("SHORT", 8, "F"), {}, False),
        (("SHORT", 5, "F"), {}, False),
        (("SHORT", 11, "F"), {}, False),
        (("SHORT", 4, "F"), {}, True),
        (("SHORT", 12, "F"), {}, True),
        (("EMERGENCY", 8, "F"), {}, True),
        (("EMERGENCY", 8, "F"), {"kinds": []}, False),
        (("SHORT", 8, "F"), {"sex": "M"}, True),
        (("SHORT", 8, "M"), {"sex": "M"}, False),
        (("SHORT", 8, "F"), {"named_only": True}, True),
        (("SHORT", 8, "F"), {"is_approved": False}, True),
        (("SHORT", 4, "F"), {"starts_on": ON + DAY}, False),
        (("SHORT", 4, "F"), {"ends_on": ON}, False),
        (("SHORT", 4, "F"), {"ends_on": ON + DAY}, True),
    ],
)
def test_the_terms_of_the_day_decide(asked, terms, is_so):
    assert outside(asked, **terms) is is_so


@given(
    st.sampled_from(["SHORT", "EMERGENCY"]), st.integers(0, 17), st.sampled_from("FM"),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_a_child_who_is_named_on_the_day_is_never_outside(kind, age, sex, named_only, approved):
    named = [Named(ON, ON + DAY)]

    assert not outside((kind, age, sex), named=named, named_only=named_only, is_approved=approved)


def test_a_name_for_other_days_changes_nothing():
    named = [Named(ON - 9 * DAY, ON), Named(ON + DAY, None)]

    assert outside(("SHORT", 4, "F"), named=named)


def test_it_is_put_right_by_the_first_change_of_approval_that_covers_the_child():
    asked = Asked("SHORT", 4, "F")
    terms = [
        Terms(**{**SHORT, "ends_on": ON + 2 * DAY}),
        Terms(**{**SHORT, "starts_on": ON + 2 * DAY, "ends_on": ON + 4 * DAY}),
        Terms(**{**SHORT, "starts_on": ON + 4 * DAY, "min_age": 0}),
    ]

    assert approved_from(asked, after=ON, terms=terms) == ON + 4 * DAY
    assert approved_from(asked, after=ON, terms=terms[:2]) is None
    named = [Named(ON + 3 * DAY, None)]
    assert approved_from(asked, after=ON, terms=terms, named=named) == ON + 3 * DAY


@pytest.mark.django_db
def test_a_long_stay_outside_the_approved_ages_has_six_working_days_and_is_done_once_named():
    child = ChildFactory(birth_date=TODAY.replace(year=TODAY.year - 9))
    stay = PlacementFactory(child=child, starts_on=TODAY, status="STARTED", kind="LONG")
    stay.household.terms.update(min_age_years=0, max_age_years=5, kinds=["LONG"])

    def clock():
        return {each.timing.code: each for each in clocks_of(child, today=TODAY)}["EMERGENCY"]

    assert clock().done_on is None
    NamedApproval.objects.create(
        household=stay.household, authority=child.authority, child_reference=child.reference,
        starts_on=TODAY + 3 * DAY,
    )  # fmt: skip
    assert clock().done_on == TODAY + 3 * DAY


@pytest.mark.django_db
def test_an_emergency_with_carers_who_are_approved_for_the_child_by_name_has_no_clock():
    child = ChildFactory()
    stay = PlacementFactory(child=child, starts_on=TODAY, status="STARTED", kind="EMERGENCY")
    stay.household.terms.update(kinds=["SHORT"])
    NamedApproval.objects.create(
        household=stay.household, authority=child.authority, child_reference=child.reference, starts_on=TODAY
    )  # fmt: skip

    assert "EMERGENCY" not in {each.timing.code for each in clocks_of(child, today=TODAY)}

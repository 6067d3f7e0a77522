"""APR-1 to APR-5: pass, fail, both edges, and a missing fact."""

import datetime as dt

import pytest

from brokerage.matching.columns import ApprovalStatus, Sex
from brokerage.matching.profiles import AcceptedRemedy, NamedChild
from tests.matching.homes import CHILD, MOVE, child, days, failing, household, request, unsure


def test_a_complete_household_passes_every_rule_with_nothing_to_check():
    assert failing(request(), household()) == set()
    assert unsure(request(), household()) == set()


@pytest.mark.parametrize(
    "status",
    [
        ApprovalStatus.NOT_APPROVED,
        ApprovalStatus.SUSPENDED,
        ApprovalStatus.RESIGNED,
        ApprovalStatus.ENDED,
    ],
)
def test_apr_1_any_status_but_approved_rules_out(status):
    assert failing(request(), household(approval_status=status)) == {"APR-1"}


@pytest.mark.parametrize(
    ("begins", "until", "fails"),
    [
        (MOVE, None, False),
        (days(1), None, True),
        (days(-9), days(1), False),
        (days(-9), MOVE, True),
    ],
)
def test_apr_1_approval_holds_from_its_first_day_and_not_on_the_day_it_ends(begins, until, fails):
    home = household(approved_from=begins, approved_until=until)

    assert ("APR-1" in failing(request(), home)) is fails


@pytest.mark.parametrize(
    "missing", [{"approval_status": ApprovalStatus.UNKNOWN}, {"approved_from": None}]
)
def test_apr_1_an_approval_that_is_not_recorded_is_to_be_checked(missing):
    assert failing(request(), household(**missing)) == set()
    assert unsure(request(), household(**missing)) == {"APR-1"}


def test_apr_1_an_ended_approval_fails_even_if_its_status_is_not_recorded():
    home = household(approval_status=ApprovalStatus.UNKNOWN, approved_until=days(-1))

    assert failing(request(), home) == {"APR-1"}


@pytest.mark.parametrize(("age", "fails"), [(4, True), (5, False), (11, False), (12, True)])
def test_apr_2_both_ends_of_the_approved_ages_are_included(age, fails):
    asked = request(children=(child(birth_date=MOVE.replace(year=MOVE.year - age)),))
    home = household(min_age=5, max_age=11)

    assert failing(asked, home) == ({"APR-2"} if fails else set())


def test_apr_2_the_age_counts_on_the_day_of_the_move():
    asked = request(children=(child(birth_date=dt.date(2014, 3, 10)),))

    assert failing(asked, household(max_age=11)) == set()
    later = request(children=asked.children, starts_on=dt.date(2026, 3, 10))
    assert failing(later, household(max_age=11)) == {"APR-2"}


def test_c10_apr_2_a_child_born_on_29_february_turns_12_on_1_march():
    leap = (child(birth_date=dt.date(2012, 2, 29)),)
    home = household(max_age=13)

    assert failing(request(children=leap, starts_on=dt.date(2026, 2, 28)), home) == set()
    assert failing(request(children=leap, starts_on=dt.date(2026, 3, 1)), home) == {"APR-2"}


def test_apr_2_every_child_of_a_group_must_fit():
    asked = request(children=(child(), child(101, birth_date=dt.date(2009, 1, 1))))

    assert failing(asked, household(max_age=16)) == {"APR-2"}
    assert failing(asked, household(max_age=17)) == set()


@pytest.mark.parametrize(
    ("ages", "fails"),
    [({"min_age": -1}, False), ({"min_age": -1, "max_age": 9}, True), ({"max_age": -1}, False)],
)
def test_apr_2_a_missing_end_is_to_be_checked_unless_the_other_end_rules_out(ages, fails):
    home = household(**ages)

    assert failing(request(), home) == ({"APR-2"} if fails else set())
    assert unsure(request(), home) == (set() if fails else {"APR-2"})


@pytest.mark.parametrize(
    ("approved", "sex", "fails", "unknown"),
    [
        (Sex.ANY, "F", False, False),
        (Sex.ANY, "", False, False),
        (Sex.FEMALE, "F", False, False),
        (Sex.MALE, "M", False, False),
        (Sex.FEMALE, "M", True, False),
        (Sex.MALE, "F", True, False),
        (Sex.MALE, "", False, True),
        (Sex.UNKNOWN, "F", False, True),
    ],
)
def test_apr_3_an_approval_for_one_sex_is_for_that_sex(approved, sex, fails, unknown):
    asked, home = request(children=(child(sex=sex),)), household(approved_sex=approved)

    assert failing(asked, home) == ({"APR-3"} if fails else set())
    assert unsure(asked, home) == ({"APR-3"} if unknown else set())


def test_apr_3_brother_and_sister_need_an_approval_for_both():
    asked = request(children=(child(), child(101, sex="M")))

    assert failing(asked, household(approved_sex=Sex.FEMALE)) == {"APR-3"}
    assert failing(asked, household(approved_sex=Sex.MALE)) == {"APR-3"}


@pytest.mark.parametrize(
    ("kinds", "fails", "unknown"),
    [(("SHORT",), 0, 0), (("LONG", "BREAKS"), 1, 0), ((), 0, 1)],
)
def test_apr_4_the_kind_of_placement_must_be_among_those_approved(kinds, fails, unknown):
    home = household(kinds=kinds)

    assert ("APR-4" in failing(request(), home)) == fails
    assert ("APR-4" in unsure(request(), home)) == unknown


def test_apr_5_approval_for_named_children_is_for_those_children():
    home = household(named_only=True)
    named = (NamedChild(1, CHILD),)

    assert failing(request(), home) == {"APR-5"}
    assert failing(request(named_approvals=named), home) == set()
    assert failing(request(named_approvals=(NamedChild(2, CHILD),)), home) == {"APR-5"}
    assert failing(request(named_approvals=(NamedChild(1, 999),)), home) == {"APR-5"}


def test_apr_5_every_child_of_a_group_must_be_named():
    home, pair = household(named_only=True), (child(), child(101))
    both = (NamedChild(1, CHILD), NamedChild(1, 101))

    assert failing(request(children=pair, named_approvals=both[:1]), home) == {"APR-5"}
    assert failing(request(children=pair, named_approvals=both), home) == set()


def test_apr_5_not_recorded_is_to_be_checked_unless_the_child_is_named():
    home = household(named_only=None)

    assert unsure(request(), home) == {"APR-5"}
    assert unsure(request(named_approvals=(NamedChild(1, CHILD),)), home) == set()


def test_an_accepted_remedy_lets_one_household_pass_one_rule():
    remedy = AcceptedRemedy(1, "APR-2", "CHANGE_OF_APPROVAL")
    asked = request(accepted_remedies=(remedy,))

    assert failing(asked, household(max_age=3)) == set()
    assert failing(asked, household(2, max_age=3)) == {"APR-2"}
    assert failing(asked, household(kinds=("LONG",))) == {"APR-4"}


def test_a_rule_without_a_remedy_cannot_be_remedied():
    asked = request(accepted_remedies=(AcceptedRemedy(1, "APR-5", "ANYTHING"),))

    assert failing(asked, household(named_only=True)) == {"APR-5"}

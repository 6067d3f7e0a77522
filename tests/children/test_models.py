"""What the database refuses about children, by the names of its constraints."""

import datetime as dt

import pytest
from django.db import IntegrityError

from children.models import LegalStatus
from tests.factories import (
    AuthorityFactory,
    ChildFactory,
    LegalStatusFactory,
    NeedFactory,
    SiblingLinkFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db


def march(day):
    return dt.date(2026, 3, day)


def test_two_children_of_one_authority_never_share_a_reference():
    authority = AuthorityFactory()
    ChildFactory(authority=authority, reference="C1")

    ChildFactory(reference="C1")
    with pytest.raises(IntegrityError, match="children_child_reference_once_per_authority"):
        ChildFactory(authority=authority, reference="C1")


@pytest.mark.parametrize(
    ("starts", "ends"),
    [
        (march(5), march(10)),  # the same
        (march(9), march(20)),  # one day over the end
        (march(1), march(6)),  # one day over the start
        (march(6), march(8)),  # inside
        (march(1), None),  # around, without end
    ],
)
def test_legal_statuses_of_one_child_never_share_a_day(starts, ends):
    child = ChildFactory()
    LegalStatusFactory(child=child, starts_on=march(5), ends_on=march(10))

    with pytest.raises(IntegrityError, match="children_legalstatus_one_at_a_time"):
        LegalStatusFactory(child=child, starts_on=starts, ends_on=ends)


def test_a_legal_status_may_begin_on_the_day_that_the_last_one_ends():
    child = ChildFactory()
    LegalStatusFactory(child=child, starts_on=march(5), ends_on=march(10))

    LegalStatusFactory(child=child, starts_on=march(10), ends_on=march(12))
    LegalStatusFactory(child=child, starts_on=march(1), ends_on=march(5))

    assert LegalStatus.objects.count() == 3


def test_a_legal_status_of_no_days_is_refused():
    with pytest.raises(IntegrityError, match="children_legalstatus_ends_after_it_starts"):
        LegalStatusFactory(starts_on=march(5), ends_on=march(5))


def test_a_need_is_recorded_once_per_child():
    child = ChildFactory()
    NeedFactory(child=child, code="AUT")
    NeedFactory(code="AUT")

    with pytest.raises(IntegrityError, match="children_need_recorded_once_per_child"):
        NeedFactory(child=child, code="AUT")


@pytest.mark.parametrize("severity", [0, 5])
def test_a_need_has_a_severity_from_1_to_4(severity):
    with pytest.raises(IntegrityError, match="children_need_severity_from_1_to_4"):
        NeedFactory(severity=severity)


@pytest.mark.parametrize("severity", [1, 4])
def test_both_ends_of_the_severity_are_allowed(severity):
    assert NeedFactory(severity=severity).pk


def test_a_pair_of_siblings_is_recorded_once():
    link = SiblingLinkFactory()

    with pytest.raises(IntegrityError, match="children_siblinglink_recorded_once_per_pair"):
        SiblingLinkFactory(child=link.child, sibling=link.sibling)


def test_a_pair_of_siblings_is_recorded_one_way_round_only():
    link = SiblingLinkFactory()

    with pytest.raises(IntegrityError, match="children_siblinglink_lower_id_first"):
        SiblingLinkFactory(child=link.sibling, sibling=link.child)


def test_nobody_is_their_own_sibling():
    child = ChildFactory()

    with pytest.raises(IntegrityError, match="children_siblinglink_lower_id_first"):
        SiblingLinkFactory(child=child, sibling=child)


def test_two_wishes_of_one_child_never_share_a_rank():
    child = ChildFactory()
    WishFactory(child=child, rank=1)
    WishFactory(rank=1)

    with pytest.raises(IntegrityError, match="children_wish_one_at_each_rank"):
        WishFactory(child=child, rank=1)


def test_the_first_wish_has_rank_1():
    with pytest.raises(IntegrityError, match="children_wish_rank_from_1"):
        WishFactory(rank=0)

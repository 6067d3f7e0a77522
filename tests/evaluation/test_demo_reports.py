"""What the demonstration has for managers, from its own records."""

import datetime as dt

import pytest

from accounts.models import Role
from evaluation.demo.interviews import SAID, add_interviews
from evaluation.demo.returns import YEARS, add_returns
from evaluation.models import Interview, Return
from evaluation.models.process import EnteredFigure
from evaluation.queries.stability import worked_out
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.children import LegalStatusFactory
from tests.factories.placements import PlacementFactory

pytestmark = pytest.mark.django_db
LAST = 2025  # the last whole year of returns before TODAY
LONG_AGO = TODAY - dt.timedelta(days=1500)


@pytest.fixture
def authority():
    return AuthorityFactory()


def lives_here(authority):
    stay = PlacementFactory(child__authority=authority, starts_on=LONG_AGO, status="STARTED")
    LegalStatusFactory(child=stay.child, starts_on=LONG_AGO, ends_on=None)
    return stay.child


def test_the_last_whole_years_are_returned_and_in_force(authority):
    lives_here(authority)

    made = add_returns(authority=authority, at=NOON)

    years = Return.objects.filter(authority=authority).in_force().values_list("year", flat=True)
    assert made == YEARS
    assert sorted(years) == [LAST - 2, LAST - 1, LAST]


def test_the_returns_tell_of_the_desks_own_children(authority):
    children = {lives_here(authority).reference for _ in range(3)}
    lives_here(AuthorityFactory())

    add_returns(authority=authority, at=NOON)

    counted = worked_out(authority, LAST).variants["carer"].figures["cla_31_march"]
    assert {case.child for case in counted.cases} == children


def test_there_are_interviews_with_quotes_and_figures_from_before_the_desk(authority):
    manager = UserFactory(role=Role.MANAGER, authority=authority)

    add_interviews(by=manager, at=NOON)

    kept = Interview.objects.filter(authority=authority)
    assert kept.count() == len(SAID)
    assert all(each.quotes.exists() for each in kept)
    assert EnteredFigure.objects.filter(authority=authority).exists()

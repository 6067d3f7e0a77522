"""Columns that a process keeps are at any moment those that it would read afresh."""

import datetime as dt

import pytest
from django.db import connection, transaction

from brokerage.matching import storage
from brokerage.profiles import columns_for, forget_columns, kept, load_columns
from carers.models import Household
from tests.factories import AgreementFactory, HouseholdFactory

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 3, 9)


@pytest.fixture(autouse=True)
def _nothing_kept():
    forget_columns()
    yield
    forget_columns()


@pytest.fixture
def agreement():
    return AgreementFactory()


def same(agreement, day=DAY):
    found = columns_for(authority_id=agreement.authority_id, day=day)
    fresh = load_columns(authority_id=agreement.authority_id, day=day)
    return storage.digest(found) == storage.digest(fresh)


def test_kept(agreement):
    homes = [HouseholdFactory(service=agreement.service) for _ in range(5)]
    assert same(agreement)
    homes[2].has_dogs = True
    homes[2].save()
    assert same(agreement)
    with transaction.atomic():
        homes[2].has_dogs = False
        homes[2].save()
        assert same(agreement)
        transaction.set_rollback(True)
    assert same(agreement)
    homes[1].terms.all().delete()
    assert same(agreement, dt.date(2026, 5, 6))
    agreement.delete()
    assert same(agreement)

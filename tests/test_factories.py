"""Every factory makes a record that the database takes."""

import factory
import pytest

from tests import factories

FACTORIES = [
    name for name in vars(factories) if name.endswith("Factory") and name != "DjangoModelFactory"
]


@pytest.mark.django_db
@pytest.mark.parametrize("name", FACTORIES)
def test_the_smallest_record_is_valid(name):
    record = getattr(factories, name)()

    assert record.pk
    assert isinstance(str(record), str)
    assert issubclass(getattr(factories, name), factory.django.DjangoModelFactory)

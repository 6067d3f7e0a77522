"""Reading several lists of a child's record in one query."""

import pytest
from django.db.models import prefetch_related_objects

from children.models import Child
from children.queries.together import LISTS, read_together
from tests.factories import (
    ChildFactory,
    ImportantPersonFactory,
    LegalStatusFactory,
    NeedFactory,
    RiskFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def children():
    one, two = ChildFactory.create_batch(2)
    for make in (ImportantPersonFactory, LegalStatusFactory, RiskFactory):
        make(child=one)
    for child in (one, two):
        for rank in (2, 1):
            WishFactory(child=child, rank=rank)
        NeedFactory(child=child)
    return list(Child.objects.order_by("pk"))


def contents(children):
    return [
        {
            name: [
                {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
                for row in getattr(child, name).all()
            ]
            for name in LISTS
        }
        for child in children
    ]


def test_one_query_reads_what_a_prefetch_reads(children, django_assert_num_queries):
    prefetched = list(Child.objects.order_by("pk"))
    prefetch_related_objects(prefetched, *LISTS)

    with django_assert_num_queries(1):
        read_together(children, *LISTS)
        found = contents(children)
        assert children[0].wishes.all()[0].child is children[0]

    assert found == contents(prefetched)
    assert all(found[0][name] for name in LISTS)
    assert not found[1]["risks"]


def test_what_is_read_already_is_not_read_again(children, django_assert_num_queries):
    prefetch_related_objects(children, *LISTS)

    with django_assert_num_queries(0):
        read_together(children, *LISTS)

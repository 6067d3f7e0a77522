"""What a move would cost the child's ties, and how it is drawn."""

from itertools import combinations
from math import hypot

import hypothesis.strategies as st
import pytest
from django.urls import reverse
from hypothesis import given

from accounts.models import Role
from placements import network
from placements.network import MIDDLE, RINGS, SIZE, Person, Point, Tie
from tests.factories import (
    ChildFactory,
    HouseholdFactory,
    ImportantPersonFactory,
    PlacementFactory,
    ShortlistEntryFactory,
    UserFactory,
)

HERE, NEAR, FAR = Point(530000, 180000), Point(531609, 180000), Point(550000, 180000)
PEOPLE = st.lists(
    st.tuples(st.sampled_from([None, 1, 2, 3, 4]), st.sampled_from(["PARENT", "FRIEND"])),
    max_size=30,
)


def person(key=1, **facts):
    given_facts = {
        "name": "Nan Example", "relation": "Grandmother", "group": "FAMILY", "contact": "CONTINUES",
    }  # fmt: skip
    return Person(key=key, **{**given_facts, **facts})


@pytest.mark.parametrize(
    ("facts", "now", "then"),
    [
        ({}, Tie.CONTINUES, Tie.CONTINUES),
        ({"contact": "LIMITED"}, Tie.LIMITED, Tie.LIMITED),
        ({"is_supervised": True}, Tie.LIMITED, Tie.LIMITED),
        ({"contact": "NOT_KNOWN"}, Tie.CONTINUES, Tie.UNDECIDED),
        ({"contact": "NONE", "times_a_month": 2}, Tie.CONTINUES, Tie.ENDS),
        ({"contact": "NONE"}, Tie.NONE, Tie.NONE),
        ({"contact": "NONE", "times_a_month": 0}, Tie.NONE, Tie.NONE),
    ],
)
def test_what_becomes_of_a_tie(facts, now, then):
    assert (person(**facts).now, person(**facts).then) == (now, then)


def test_losses_come_first_and_a_much_longer_way_is_one():
    kept, lost = person(1, point=NEAR), person(2, contact="NOT_KNOWN", point=NEAR)
    close, far = (network.changes([kept, lost], here=HERE, there=p) for p in (HERE, FAR))

    assert [change.person.key for change in close] == [2, 1]
    assert not close[1].is_farther
    assert [change.miles_now for change in far] == [1.0, 1.0]
    assert all(change.is_farther for change in far)


def test_a_distance_that_is_not_known_is_no_distance():
    (change,) = network.changes([person()], here=HERE, there=FAR)

    assert (change.miles_now, change.miles_then, change.is_farther) == (None, None, False)


def test_the_picture_is_said_in_a_sentence():
    people = [person(1), person(2, contact="NONE", times_a_month=1)]
    drawn = network.picture(people, id="p", title="t", after=True)

    assert drawn.description == "People: 2. Continues: 1. Would end: 1."


@given(PEOPLE)
def test_everybody_is_drawn_once_on_their_ring_inside_the_picture_and_beside_nobody_else(people):
    drawn = network.picture(
        [person(n, strength=strength, group=kind) for n, (strength, kind) in enumerate(people)],
        id="p", title="t", after=False,
    )  # fmt: skip
    nodes = [(float(node.x), float(node.y), float(node.radius)) for node in drawn.nodes]

    assert len(nodes) == len(people)
    for x, y, radius in nodes:
        assert radius <= x <= SIZE - radius
        assert radius <= y <= SIZE - radius
        assert min(abs(hypot(x - MIDDLE, y - MIDDLE) - ring) for ring in RINGS.values()) < 0.2
    if len(nodes) <= 20:
        for one, other in combinations(nodes, 2):
            assert hypot(one[0] - other[0], one[1] - other[1]) > one[2] + other[2] - 0.5


@pytest.mark.django_db
def test_a_booked_move_is_drawn_beside_today(sign_in):
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    child = ChildFactory(authority=worker.authority, social_worker=worker)
    ImportantPersonFactory(child=child, contact="NONE", times_a_month=4)
    url = reverse("placements:child-network", args=[child.public_id])
    before = sign_in(worker).get(url).content.decode()
    PlacementFactory(child=child)
    after = sign_in(worker).get(url).content.decode()

    assert 'id="network-then-title"' not in before
    assert 'id="network-then-title"' in after
    assert "Would end" in after
    assert "1 tie to look at" in after


@pytest.mark.django_db
def test_only_a_home_on_the_shortlist_can_be_looked_at_before_the_decision(sign_in):
    entry = ShortlistEntryFactory()
    manager = UserFactory(role=Role.MANAGER, authority=entry.referral.authority)
    ids = entry.referral.public_id
    shown = sign_in(manager).get(
        reverse("brokerage:decision-network", args=[ids, entry.household.public_id])
    )
    other = sign_in(manager).get(
        reverse("brokerage:decision-network", args=[ids, HouseholdFactory().public_id])
    )

    assert (shown.status_code, other.status_code) == (200, 404)

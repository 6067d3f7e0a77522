"""The stays of one child, on the child's own pages."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from placements.queries import stays as queries
from tests.factories import TODAY, ChildFactory, PlacementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


@pytest.fixture
def moved_once(child):
    broke_down = {
        "status": "ENDED", "end_reason": "BREAKDOWN", "end_was_planned": False,
        "ends_on": dt.date(2025, 6, 11),
    }  # fmt: skip
    PlacementFactory(child=child, starts_on=dt.date(2025, 6, 1), **broke_down)
    PlacementFactory(child=child, starts_on=dt.date(2025, 6, 11), status="STARTED")
    return child


def address(child):
    return reverse("placements:child-stays", kwargs={"child_id": child.public_id})


def test_the_latest_stay_comes_first_with_its_days(moved_once):
    now, before = queries.stays_of(moved_once, today=TODAY)

    assert now.days == (TODAY - dt.date(2025, 6, 11)).days
    assert before.days == 10


def test_the_summary_counts_stays_that_began(moved_once):
    PlacementFactory(
        child=moved_once, starts_on=dt.date(2026, 5, 1), status="CANCELLED", cancel_reason="No"
    )
    stays = queries.stays_of(moved_once, today=TODAY)

    assert len(stays) == 3
    assert queries.summary_of(stays, today=TODAY) == queries.Summary(
        homes=2, moves_lately=2, unplanned=1
    )


def test_a_stay_from_long_ago_is_no_move_of_the_last_two_years(moved_once):
    later = TODAY + dt.timedelta(days=3 * 365)

    assert (
        queries.summary_of(queries.stays_of(moved_once, today=TODAY), today=later).moves_lately == 0
    )


def test_the_page_shows_where_the_child_lived_and_is_written_down(
    client, worker, moved_once, django_assert_max_num_queries
):
    client.force_login(worker)

    with django_assert_max_num_queries(12):
        response = client.get(address(moved_once))

    page = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
    assert "Stays: 2. Begun in the last two years: 2. Ended without being planned: 1." in page
    assert "Broke down Not planned" in page
    assert "10 days" in page
    assert AccessLog.objects.get(user=worker).page == "placements:child-stays"


def test_stays_of_another_authoritys_child_are_not_found(client, worker):
    client.force_login(worker)

    assert client.get(address(ChildFactory())).status_code == 404

"""A referral that somebody else is changing: said in words, and nothing hangs."""

import contextlib
import threading

import pytest
from django.db import connection, connections
from django.urls import reverse

from brokerage.lifecycle import RoundStatus
from brokerage.models import Round
from tests.brokerage.round_scene import Scene
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = "50ms"  # in place of the product's two seconds
FAR_LONGER = "500ms"
WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
        AND query_start < clock_timestamp() - %s::interval
"""


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def round_(scene):
    return scene.open(scene.households(1))


@pytest.fixture
def desk(sign_in, scene):
    client = sign_in(scene.broker)
    client.raise_request_exception = False
    return client


@pytest.fixture
def held(round_):
    """``with held():`` another connection holds the referral."""

    @contextlib.contextmanager
    def held():
        other = connections.create_connection("default")
        other.set_autocommit(False)
        try:
            with other.cursor() as cursor:
                words = "SELECT 1 FROM brokerage_referral WHERE id = %s FOR UPDATE"
                cursor.execute(words, [round_.referral_id])
            yield
        finally:
            other.rollback()
            other.close()

    return held


@contextlib.contextmanager
def patience(limit):
    """How long this thread's connection waits for a lock; ``0`` is for ever."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, false)", [limit])
    try:
        yield
    finally:
        connection.close()


def close(desk, round_):
    return desk.post(reverse("brokerage:round-close", kwargs={"round_id": round_.public_id}))


def test_c08_nobody_waits_longer_than_two_seconds_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("2s",)


def test_c08_a_referral_that_somebody_else_holds_is_answered_in_words(desk, round_, held):
    with held(), patience(LIMIT):
        response = close(desk, round_)

    assert response.status_code == 409
    assert "Someone else is changing this" in response.content.decode()
    assert Round.objects.get().status == RoundStatus.OPEN
    assert close(desk, round_).status_code == 302


def test_c08_control_without_the_limit_the_page_hangs_until_the_other_is_done(desk, round_, held):
    answers = []

    def press():
        with patience("0"):
            answers.append(close(desk, round_).status_code)

    pressing = threading.Thread(target=press)
    with held():
        pressing.start()
        while not (somebody_has_waited(FAR_LONGER) or answers):
            pressing.join(0.02)
        assert answers == []
    pressing.join(30)
    assert answers == [302]


def somebody_has_waited(interval):
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [interval])
        return cursor.fetchone()[0]


def test_c08_control_without_the_words_it_is_a_server_error(desk, round_, held, settings):
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if not name.endswith("RequestTransaction")
    ]
    with held(), patience(LIMIT):
        response = close(desk, round_)

    assert response.status_code == 500

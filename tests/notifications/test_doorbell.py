import threading

import pytest

from notifications import doorbell


@pytest.fixture
def bell():
    return doorbell._Bell()


@pytest.fixture
def published(monkeypatch):
    """Publishing that only counts; ``published.wait()`` until it has been asked."""
    asked = threading.Event()
    monkeypatch.setattr(doorbell, "publish", asked.set)
    return asked


def test_a_ring_is_published_by_another_thread(bell, published):
    bell.ring()
    assert published.wait(10)
    assert bell.works


def test_r05_a_broker_that_never_answers_delays_nobody(bell, monkeypatch):
    answer, asked = threading.Event(), []

    def hang():
        asked.append(threading.current_thread())
        answer.wait(30)

    monkeypatch.setattr(doorbell, "publish", hang)
    monkeypatch.setattr(doorbell, "STUCK_AFTER", 0)
    for _ in range(100):
        bell.ring()
    while not asked:
        bell._wanted.wait(0.01)
    assert len(asked) == 1
    assert asked[0] is not threading.current_thread()
    assert not bell.works
    answer.set()


def test_r04_after_a_failure_the_broker_is_left_alone_for_a_while(bell, monkeypatch):
    tries, tried = [], threading.Event()

    def refuse():
        tries.append(1)
        tried.set()
        raise ConnectionRefusedError

    monkeypatch.setattr(doorbell, "publish", refuse)
    bell.ring()
    assert tried.wait(10)
    while bell.works:
        bell._thread.join(0.01)
    for _ in range(100):
        bell.ring()
    assert tries == [1]

    bell._quiet_until = 0.0
    tried.clear()
    bell.ring()
    assert tried.wait(10)
    assert tries == [1, 1]


def test_a_ring_carries_nothing(monkeypatch):
    sent = []
    monkeypatch.setattr(
        doorbell.celery(), "send_task", lambda *args, **options: sent.append((args, options))
    )
    doorbell.publish()
    ((args, options),) = sent
    assert args == (doorbell.TASK,)
    assert set(options) == {"retry", "expires", "ignore_result"}


def test_a_broker_that_answers_works(settings):
    assert doorbell.works(within=30)


@pytest.mark.parametrize("problem", [ConnectionRefusedError, TimeoutError])
def test_r04_a_broker_that_refuses_does_not(monkeypatch, problem):
    def refuse(*_, **__):
        raise problem

    monkeypatch.setattr(doorbell.celery(), "connection_for_write", refuse)
    assert not doorbell.works(within=30)


def test_r05_a_broker_that_says_nothing_does_not(monkeypatch):
    answer = threading.Event()
    monkeypatch.setattr(doorbell, "_ask", lambda answers: answer.wait(30))
    assert not doorbell.works(within=0.01)
    answer.set()

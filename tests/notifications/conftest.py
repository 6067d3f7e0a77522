import pytest

from notifications import services
from tests.factories import NOON, UserFactory
from tests.notifications.composers import Note


@pytest.fixture(autouse=True)
def _kinds(settings):
    settings.MESSAGE_KINDS = {"note": "tests.notifications.composers.Note"}
    settings.SITE_URL = "https://desk.example"


@pytest.fixture
def note(monkeypatch):
    """The composer, whose table of addresses, withheld and broken subjects a test may fill."""
    for name, empty in (("addresses", {}), ("withheld", {}), ("broken", set())):
        monkeypatch.setattr(Note, name, empty)
    return Note


@pytest.fixture
def broker(db):
    return UserFactory()


@pytest.fixture
def queue_notes(broker):
    """Queue notes to the carers of these numbers, as the broker."""

    def queue_notes(*numbers, **options):
        return services.enqueue_many(
            kind="note",
            subjects={f"note:{number}": number for number in numbers},
            authority_id=broker.authority_id,
            **{"by": broker, "at": NOON} | options,
        )

    return queue_notes

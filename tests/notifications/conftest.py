import pytest

from notifications import services
from tests.factories import NOON, UserFactory
from tests.notifications.composers import Note
from tests.notifications.sink import Sink


@pytest.fixture(autouse=True)
def _kinds(settings):
    settings.MESSAGE_KINDS = {"note": "tests.notifications.composers.Note"}
    settings.SITE_URL = "https://desk.example"


@pytest.fixture
def note(monkeypatch):
    """The composer, whose table of addresses, withheld and broken subjects a test may fill."""
    for name, empty in (("addresses", {}), ("withheld", {}), ("broken", set())):
        monkeypatch.setattr(Note, name, empty)
    monkeypatch.setattr(Note, "before", staticmethod(lambda message: None))
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


@pytest.fixture
def sink(settings):
    """A real mail server; set ``sink.on`` to make it difficult."""
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 10
        yield sink

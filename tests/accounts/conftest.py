import io
import logging

import pytest

from accounts.models import Role
from config import logs
from tests.factories import AuthorityFactory, UserFactory

PASSWORD = "correct horse battery"


@pytest.fixture
def authority(db):
    return AuthorityFactory(name="Northshire")


@pytest.fixture
def admin(authority):
    return UserFactory(role=Role.ADMINISTRATOR, authority=authority, name="Ada Admin")


@pytest.fixture
def ann(authority):
    """A broker with a password."""
    user = UserFactory(authority=authority, name="Ann Broker", email="ann@northshire.example")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def patient(sign_in):
    """``patient(user)``: a signed-in browser that is shown the error page, as people are, instead of the exception."""

    def browser(user):
        client = sign_in(user)
        client.raise_request_exception = False
        return client

    return browser


@pytest.fixture
def log_lines():
    """What the production log says of the test, as one text."""
    return _listen(logs.Formatter(local=False))


@pytest.fixture
def ordinary_log():
    """What the log would say with Django's own format."""
    return _listen(logging.Formatter())


def _listen(formatter):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    logging.getLogger().addHandler(handler)
    return stream


@pytest.fixture(autouse=True)
def _handlers_as_before():
    before = logging.getLogger().handlers[:]
    yield
    logging.getLogger().handlers[:] = before

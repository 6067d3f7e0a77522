"""The pages of a search, and the same list on the command line."""

import pytest
from django.urls import reverse

from brokerage.models import Search
from brokerage.services import searches
from tests.factories import (
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ReferralFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


@pytest.fixture
def referral(authority):
    return ReferralFactory(authority=authority)


@pytest.fixture
def broker(authority, client):
    broker = UserFactory(authority=authority)
    client.force_login(broker)
    return broker


def searched(referral, by=None):
    return searches.run_search(referral_id=referral.public_id, by=by, at=NOON)


def address(page, **ids):
    return reverse(
        f"brokerage:{page}", kwargs={f"{name}_id": of.public_id for name, of in ids.items()}
    )


def test_a_referral_without_a_search_offers_the_button_and_a_get_writes_nothing(
    client, broker, referral
):
    response = client.get(address("search-latest", referral=referral))

    assert response.status_code == 200
    assert address("search-run", referral=referral) in response.content.decode()
    assert not Search.objects.exists()

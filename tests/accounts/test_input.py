"""What a browser would never send."""

import pytest
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.dateparse import parse_date

from accounts import forms
from accounts.adapters import StaffAccounts
from accounts.models import Role
from tests.accounts.conftest import PASSWORD
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

UNREADABLE = ["/%00", "/help/%00/", "/help/?a=%00", "/help/?%00=a", "/help/?a=%ff"]


@pytest.mark.parametrize("address", UNREADABLE)
def test_i01_an_address_with_nul_or_broken_bytes_is_refused(client, address):
    assert client.get(address).status_code == 400


# As it comes over the wire: newer Pythons refuse to write such a cookie themselves.
WITH_NUL = {"cookie": 'sessionid="aaaaaaaaaa\\000"'}


def test_i01_broken_bytes_in_a_path_lead_nowhere(client):
    assert client.get("/%ff/").status_code == 404


def test_i01_an_address_in_another_alphabet_is_read(client):
    assert client.get("/help/?a=%C5%82%E2%80%93").status_code == 200


def test_i01_a_cookie_with_nul_is_refused(client):
    assert client.get(reverse("accounts:home"), headers=WITH_NUL).status_code == 400


def test_i01_without_the_middleware_such_a_cookie_breaks_the_page(client, settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "RefuseUnreadable" not in name]
    client.raise_request_exception = False

    assert client.get(reverse("accounts:home"), headers=WITH_NUL).status_code == 500


def test_i01_nul_in_a_form_is_an_error_in_words(sign_in, admin):
    answers = {"name": "A\x00", "email": "a\x00@northshire.example", "role": "BROKER\x00"}

    response = sign_in(admin).post(reverse("accounts:person-add"), answers)

    assert response.status_code == 200
    assert "Null characters are not allowed" in response.content.decode()


@pytest.mark.parametrize(
    "query",
    [
        "since=2023-02-29",
        "since=0000-00-00",
        "until=31/12/99999",
        "since=99999-01-01",
        "person=1",
        "record_id=x",
        "record_type=children.nothing",
        "action=DROP",
    ],
)
def test_i02_a_filter_that_cannot_be_read_is_an_error_in_words(sign_in, admin, query):
    response = sign_in(admin).get(f"{reverse('accounts:access-log')}?{query}")

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


def test_i02_control_djangos_own_reading_of_a_date_breaks_the_page(patient, admin, monkeypatch):
    read = staticmethod(lambda value: parse_date(value) if value else None)
    monkeypatch.setattr(forms.DayField, "to_python", read)

    page = patient(admin).get(f"{reverse('accounts:access-log')}?since=2023-02-29")

    assert page.status_code == 500


def test_i02_control_a_page_asked_for_by_its_number_alone_breaks(patient, admin, monkeypatch):
    monkeypatch.setattr(Paginator, "get_page", Paginator.page)

    assert patient(admin).get(reverse("accounts:access-log"), {"page": "0"}).status_code == 500


TOO_MUCH = [{"name": "x" * 3_000_000}, {f"field{number}": "x" for number in range(6000)}]


@pytest.mark.parametrize("answers", TOO_MUCH, ids=["3 MB", "6,000 fields"])
def test_i03_a_form_larger_than_any_of_ours_is_refused(sign_in, admin, answers):
    assert sign_in(admin).post(reverse("accounts:person-add"), answers).status_code == 400


@pytest.mark.parametrize("answers", TOO_MUCH, ids=["3 MB", "6,000 fields"])
def test_i03_control_without_the_limits_it_would_be_read(sign_in, admin, settings, answers):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None

    assert sign_in(admin).post(reverse("accounts:person-add"), answers).status_code == 200


def test_i03_a_query_of_200_kb_is_an_error_in_words(sign_in, admin):
    query = {"person": "x" * 200_000}

    response = sign_in(admin).get(reverse("accounts:access-log"), query)

    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()


@pytest.mark.parametrize("page", ["abc", "-1", "0", "99999999999999999999"])
def test_i02_a_page_that_is_not_there_is_the_nearest_one(sign_in, admin, page):
    assert sign_in(admin).get(reverse("accounts:access-log"), {"page": page}).status_code == 200


@pytest.mark.parametrize(
    "where",
    [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "\t//evil",
    ],
)
def test_i15_signing_in_leads_nowhere_else(client, ann, where):
    answers = {"login": ann.email, "password": "correct horse battery", "next": where}

    response = client.post(reverse("account_login"), answers)

    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example"])
def test_i15_control_did_nobody_look_it_would_lead_there(client, ann, where, monkeypatch):
    monkeypatch.setattr(StaffAccounts, "is_safe_url", lambda adapter, url: True)
    answers = {"login": ann.email, "password": PASSWORD, "next": where}

    assert client.post(reverse("account_login"), answers)["Location"] == where


def test_i15_signing_in_leads_on_to_the_page_that_was_asked_for(client, ann):
    answers = {"login": ann.email, "password": "correct horse battery", "next": "/account/"}

    assert client.post(reverse("account_login"), answers)["Location"] == "/account/"


@pytest.mark.parametrize("path", ["/media/x.pdf", "/.git/config", "/metrics", "/admin/", "/.env"])
def test_p07_nothing_is_served_by_accident(sign_in, path):
    assert sign_in(UserFactory(role=Role.MANAGER)).get(path).status_code == 404

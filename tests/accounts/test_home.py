"""Where people land, and the pages for everybody."""

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import NoReverseMatch, reverse

from accounts.models import Membership, Role
from accounts.views import home
from config import health
from tests.factories import AuthorityFactory, UserFactory

HELPFUL = ["accounts:help", "accounts:privacy", "accounts:cookies", "accounts:accessibility"]


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_everybody_starts_with_their_own_work(sign_in, role):
    response = sign_in(UserFactory(role=role)).get("/")

    try:
        start = reverse(home.STARTS_AT[role])
    except NoReverseMatch:
        assert "You are signed in as" in response.content.decode()
    else:
        assert response["Location"] == start


@pytest.mark.django_db
def test_an_administrator_starts_with_people(sign_in, admin):
    assert sign_in(admin).get("/")["Location"] == reverse("accounts:people")


@pytest.mark.django_db
def test_somebody_without_a_role_is_told_whom_to_ask(sign_in):
    response = sign_in(UserFactory(role=None)).get("/")

    assert "you have no role here" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("name", HELPFUL)
def test_a_visitor_may_read_the_pages_for_everybody(client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.django_db
def test_nothing_here_is_for_search_engines(client):
    assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


def test_o02_the_process_says_that_it_lives_without_asking_the_database(client):
    """No ``django_db`` mark: a query here would fail the test."""
    assert client.get("/health/live").content == b"alive\n"


@pytest.mark.django_db
def test_the_installation_says_when_it_can_serve(client):
    response = client.get("/health/ready")

    assert (response.status_code, response.content) == (200, b"ready\n")


@pytest.mark.django_db
def test_migrations_that_wait_are_noticed(client, monkeypatch):
    monkeypatch.setattr(health, "_last_of_each_app", lambda: {("accounts", "9999_tomorrow")})

    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_o02_a_database_that_is_away_is_noticed(client, monkeypatch):
    def away():
        raise DatabaseError

    monkeypatch.setattr(health, "_migrations_waiting", away)

    assert client.get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_an_installation_is_begun_from_the_command_line():
    desk = {"desk_phone": "01632 960001", "desk_email": "desk@northshire.example"}
    call_command("add_authority", "northshire", "Northshire", **desk)
    call_command("add_service", "agency", "Agency", phone="01632 960002", email="a@agency.example")

    ada = {"role": "ADMINISTRATOR", "authority": "northshire"}
    call_command("add_person", "ada@northshire.example", "Ada", **ada)
    sue = {"role": "FOSTERING_OFFICER", "service": "agency"}
    call_command("add_person", "sue@agency.example", "Sue", **sue)

    assert {(one.user.name, one.role) for one in Membership.objects.all()} == {
        ("Ada", "ADMINISTRATOR"),
        ("Sue", "FOSTERING_OFFICER"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("email", "options", "said"),
    [
        ("ada", {"role": "BROKER", "authority": "northshire"}, "not an email address"),
        ("a@x.example", {"role": "BROKER", "authority": "nowhere"}, "no such authority"),
        (
            "a@x.example",
            {"role": "FOSTERING_OFFICER", "authority": "northshire"},
            "Name a --service",
        ),
        ("a@x.example", {"role": "BROKER", "service": "agency"}, "Name a --service"),
        ("ann@northshire.example", {"role": "BROKER", "authority": "northshire"}, "have a role"),
    ],
)
def test_a_command_that_cannot_be_done_says_why(email, options, said):
    UserFactory(email="ann@northshire.example", authority=AuthorityFactory(code="northshire"))

    with pytest.raises(CommandError, match=said):
        call_command("add_person", email, "Ada", **options)


@pytest.mark.django_db
def test_a_second_authority_with_the_same_code_is_refused_in_words():
    AuthorityFactory(code="northshire")

    with pytest.raises(CommandError, match="already exists"):
        call_command("add_authority", "northshire", "N", desk_phone="1", desk_email="d@n.example")

"""The frames of pages, emails and documents."""

import base64
import datetime as dt
import hashlib
import re
from types import SimpleNamespace

import pytest
from csp.utils import build_policy
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Role
from accounts.permissions import Permission
from tests.ui.forms import Page
from ui import navigation

PAGE = (
    '{% extends "layouts/page.html" %}{% block title %}Inbox{% endblock %}'
    "{% block heading %}Your work{% endblock %}{% block content %}<p>x</p>{% endblock %}"
)


def person(role=Role.BROKER, **membership):
    acting = {"authority": SimpleNamespace(name="Anytown Council"), "service": None} | membership
    return SimpleNamespace(
        is_authenticated=True, name="Priya Shah", email="p@example.org", role=role,
        membership=SimpleNamespace(**acting),
    )  # fmt: skip


def as_seen_by(user, source=PAGE, path="/", **context):
    request = RequestFactory().get(path)
    request.user = user
    return Page(engines["django"].from_string(source).render(context, request))


VISITOR = SimpleNamespace(is_authenticated=False)


def test_a_page_says_what_it_is_in_its_title_and_its_heading():
    page = as_seen_by(person())

    assert "<title>Inbox \N{EN DASH} Placements</title>" in page.html
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("main", id="main-content")
    assert page.one("a", class_="govuk-skip-link")["href"] == "#main-content"
    assert len(page.all("h1")) == 1


def test_a_page_without_a_heading_has_no_empty_one():
    page = as_seen_by(
        person(), '{% extends "layouts/page.html" %}{% block title %}Question{% endblock %}'
    )

    assert page.all("h1") == []
    assert page.all("section", aria_label="Where you are") == []


def test_the_header_names_the_authority_and_who_is_signed_in():
    page = as_seen_by(person())

    assert "Anytown Council" in page.words()
    assert "Priya Shah, broker" in page.words()
    assert page.one("form", action="/account/sign-out/")["method"] == "post"


def test_the_header_names_the_fostering_service_of_somebody_who_works_for_one():
    page = as_seen_by(person(authority=None, service=SimpleNamespace(name="Oak Fostering")))

    assert "Oak Fostering" in page.words()


def test_somebody_without_a_membership_still_gets_a_page():
    user = person(role=None)
    user.membership = None

    assert "Priya Shah" in as_seen_by(user).words()


def test_a_visitor_sees_no_navigation(settings):
    settings.SERVICE_NAVIGATION = (("Inbox", "accounts:home", ""),)

    assert as_seen_by(VISITOR).all("nav") == []


@pytest.mark.parametrize(
    ("role", "shown"), [(Role.BROKER, ["Start", "Homes"]), (Role.SOCIAL_WORKER, ["Start"])]
)
def test_navigation_shows_what_the_role_may_open(settings, role, shown):
    settings.SERVICE_NAVIGATION = (
        ("Start", "accounts:home", ""),
        ("Homes", "accounts:people", Permission.VIEW_HOUSEHOLD.name),
        ("Elsewhere", "no:such-page", ""),
    )
    request = RequestFactory().get("/")
    request.user = person(role)

    assert [link.label for link in navigation.navigation_for(request)] == shown


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/", ["page", ""]),
        ("/carers/", ["", "page"]),
        ("/carers/7/", ["", "true"]),
        ("/help/", ["", ""]),
    ],
)
def test_the_longest_address_above_the_page_is_where_one_is(path, current):
    links = (navigation.Link("Inbox", "/"), navigation.Link("Carers", "/carers/"))

    assert [link.current for link in navigation.mark_current(links, path=path)] == current


@pytest.mark.parametrize("demo", [True, False])
def test_a_demonstration_says_that_its_people_are_invented(settings, demo):
    settings.DEMO = demo

    assert ("All people here are invented." in as_seen_by(person()).words()) is demo


def test_the_one_script_in_the_page_is_the_one_that_the_policy_names():
    page = as_seen_by(person())

    (script,) = re.findall(r"<script>(.*?)</script>", page.html, re.DOTALL)
    assert digest(script) in build_policy()
    assert digest(script + " ") not in build_policy()


def digest(script):
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def test_messages_are_shown_once_each_and_success_is_read_out():
    messages = [
        SimpleNamespace(level_tag="success", __str__=lambda: "Saved"),
        SimpleNamespace(level_tag="info", __str__=lambda: "Soon"),
    ]

    page = as_seen_by(person(), messages=messages)

    banners = [
        element
        for element in page.all("div")
        if "govuk-notification-banner" in element["class"].split()
    ]
    assert [banner["role"] for banner in banners] == ["alert", "region"]


CARER = (
    '{% extends "layouts/carer.html" %}{% block title %}Home{% endblock %}'
    "{% block heading %}Can you help?{% endblock %}"
)


def test_a_carers_page_needs_no_script_and_is_not_indexed():
    page = as_seen_by(VISITOR, CARER, authority="Anytown Council", contact="01632 960 001")

    assert page.all("script") == []
    assert page.one("meta", name="referrer")["content"] == "same-origin"
    assert page.one("meta", name="robots")["content"] == "noindex, nofollow"
    assert page.one("link", rel="stylesheet")["href"].endswith("css/carer.css")
    assert page.one("a", href="tel:01632960001")
    assert "<title>Home \N{EN DASH} Anytown Council</title>" in page.html


EMAIL = (
    '{% extends "layouts/email.html" %}{% load ui %}{% block heading %}Can you help?{% endblock %}'
    "{% block body %}{% email_paragraph %}{{ words }}{% endemail_paragraph %}{% endblock %}"
    '{% block action %}{% email_button "Reply" url %}{% endblock %}'
)


def test_an_email_asks_no_server_for_anything():
    page = as_seen_by(VISITOR, EMAIL, url="https://placements.example/a", words="<b>x</b>")

    assert page.all("img") == page.all("link") == page.all("script") == []
    assert "&lt;b&gt;x&lt;/b&gt;" in page.html
    assert page.one("a")["href"] == "https://placements.example/a"


def test_an_emails_twin_is_plain_text():
    source = '{% extends "layouts/email.txt" %}{% block heading %}{{ words }}{% endblock %}'

    text = as_seen_by(VISITOR, source, words="Ben & Cai's", authority="Anytown Council").html

    assert text.startswith("Ben & Cai's")
    assert text.rstrip().endswith("Anytown Council")


@pytest.mark.parametrize("name", ["403", "403_csrf", "404", "409", "500", "503"])
def test_an_error_page_says_what_to_do_even_without_a_request(name):
    page = Page(engines["django"].get_template(f"{name}.html").render({}))

    assert len(page.all("h1")) == 1
    assert "None" not in page.words()


def test_an_unwell_service_needs_no_script():
    for name in ("500.html", "503.html"):
        assert Page(engines["django"].get_template(name).render({})).all("script") == []


def test_a_conflict_keeps_both_texts():
    context = {
        "theirs": "Attendance is 96%",
        "yours": "Attendance is 90%",
        "changed_by": "Priya Shah",
    }

    page = as_seen_by(person(), '{% extends "409.html" %}', **context)

    assert "Attendance is 96%" in page.words()
    assert "Attendance is 90%" in page.words()
    assert "Priya Shah saved it" in page.words()


def test_every_page_knows_what_day_it_is():
    source = '{% extends "layouts/page.html" %}{% load ui %}{% block content %}{% contextual_date day %}{% endblock %}'

    page = as_seen_by(person(), source, day=timezone.localdate() - dt.timedelta(days=3))

    assert "3 days overdue" in page.words()

"""The warning before a session ends, in a real browser whose clock the test moves."""

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import Role
from tests.factories import UserFactory

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

HOUR = 3600
PAGE = reverse("accounts:person-add")
SOON, OVER = "You will be signed out soon", "You have been signed out"


@pytest.fixture
def admin(db):
    return UserFactory(role=Role.ADMINISTRATOR)


@pytest.fixture
def here(page, live_server, settings, admin):
    """The page to add a person, in a tab whose clock can be moved; an hour ends its session."""
    settings.SESSION_IDLE_MINUTES = 60
    page.clock.install()
    signed_in(page, live_server, admin)
    page.goto(live_server.url + PAGE)
    return page


def signed_in(page, live_server, user):
    client = Client()
    client.force_login(user)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def session_of(page):
    (cookie,) = [one for one in page.context.cookies() if one["name"] == "sessionid"]
    return SessionStore(cookie["value"])


def time_passes(page, *, left, of="seen_at", lasts=HOUR):
    """``left`` seconds remain, by the server's clock and the browser's."""
    session = session_of(page)
    session[of] = int(time.time()) - lasts + left
    session.save()
    page.clock.fast_forward((lasts - left) * 1000)


def dialog(page, words):
    return page.get_by_role("alertdialog", name=words)


def test_s06_more_than_two_minutes_before_the_end_somebody_is_told_and_stays(here):
    here.fill('[name="name"]', "Nia New")
    time_passes(here, left=140)

    expect(dialog(here, SOON)).to_be_visible()
    expect(dialog(here, SOON)).to_contain_text("in 2 minutes")
    assert here.evaluate("document.querySelector('dialog').contains(document.activeElement)")
    assert Axe().run(here).response["violations"] == []
    here.get_by_role("button", name="Stay signed in").click()

    expect(dialog(here, SOON)).to_have_count(0)
    assert session_of(here)["seen_at"] > time.time() - 60
    assert here.input_value('[name="name"]') == "Nia New"


def test_s06_escape_stays_too(here):
    time_passes(here, left=100)
    expect(dialog(here, SOON)).to_be_visible()

    here.keyboard.press("Escape")

    expect(dialog(here, SOON)).to_have_count(0)
    assert session_of(here)["seen_at"] > time.time() - 60


def test_s06_control_without_the_script_nobody_is_told(page, here):
    page.route("**/session.js", lambda route: route.abort())
    here.reload()

    time_passes(here, left=100)
    here.wait_for_function("document.body.className.includes('js-enabled')")

    expect(dialog(here, SOON)).to_have_count(0)


def test_s06_nothing_is_said_while_another_tab_is_in_use(here):
    asked = []
    here.on("response", lambda response: asked.append(response.url))

    with here.expect_response("**/account/session/"):
        here.clock.fast_forward((HOUR - 100) * 1000)

    expect(dialog(here, SOON)).to_have_count(0)
    assert session_of(here)["seen_at"] <= time.time()


def test_s06_half_a_day_after_signing_in_the_end_cannot_be_put_off(here):
    session = session_of(here)
    session["started_at"] = int(time.time()) - 12 * HOUR + 100
    session.save()
    here.clock.fast_forward((HOUR - 100) * 1000)

    expect(dialog(here, SOON)).to_contain_text("You signed in 12 hours ago")
    expect(here.get_by_role("button", name="Stay signed in")).to_have_count(0)
    here.get_by_role("button", name="Go on").click()
    expect(dialog(here, SOON)).to_have_count(0)


def test_w04_what_was_typed_is_hidden_and_kept_until_the_same_person_signs_in_again(
    here, live_server, admin
):
    here.fill('[name="name"]', "Nia New")
    here.fill('[name="email"]', "nia@authority.example")
    time_passes(here, left=-60)
    expect(dialog(here, OVER)).to_be_visible()
    assert Axe().run(here).response["violations"] == []
    here.keyboard.press("Escape")
    expect(dialog(here, OVER)).to_be_visible()

    signed_in(here, live_server, admin)
    here.clock.fast_forward(20_000)

    expect(dialog(here, OVER)).to_have_count(0)
    assert here.input_value('[name="name"]') == "Nia New"
    here.get_by_label("Administrator").check()
    here.get_by_role("button", name=re.compile("^Add|^Save")).click()
    expect(here.get_by_text("Nia New can now choose a password")).to_be_visible()


def test_w04_somebody_else_who_signs_in_does_not_see_it(here, live_server):
    here.fill('[name="name"]', "Nia New")
    time_passes(here, left=-60)
    expect(dialog(here, OVER)).to_be_visible()

    signed_in(here, live_server, UserFactory(role=Role.COACH))
    here.clock.fast_forward(20_000)

    here.wait_for_url(lambda url: PAGE not in url)

"""A carer's link in a real browser: opened by a program that presses everything, and what the browser keeps of it."""

import pytest
import time_machine
from django.http import HttpResponse

from brokerage.models import Answer, Invitation
from brokerage.services import replies
from brokerage.views import replies as views
from tests.brokerage.round_scene import Scene, link_in, send
from tests.factories import NOON

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

STEPS = 3
TYPED = "AB1 2CD"
CONTROLS = "main input:not([type=hidden]), main textarea"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def link(live_server, settings):
    settings.SITE_URL = live_server.url
    scene = Scene()
    scene.open(scene.households(1))
    return live_server.url + link_in(send()[0])


# A mail scanner that renders pages


def press_everything(page, link):
    """Open the link and, for each step, press each button in turn with the first choice ticked and each box filled.

    Returns the buttons that were pressed.
    """
    pressed = []
    page.goto(link)
    for _ in range(STEPS):
        for number in range(page.locator("main button").count()):
            fill_in(page)
            button = page.locator("main button").nth(number)
            pressed.append(button.inner_text())
            button.click()
            page.wait_for_load_state()
            if number + 1 >= page.locator("main button").count():
                break
    return pressed


def fill_in(page):
    ticked = set()
    for control in page.locator(CONTROLS).all():
        name, kind = control.get_attribute("name"), control.get_attribute("type")
        if not control.is_visible():
            continue
        if kind not in {"radio", "checkbox"}:
            control.fill(TYPED)
        elif name not in ticked:
            control.check(force=True)
            ticked.add(name)


def test_l02_a_program_that_presses_every_button_answers_nothing(page, link):
    pressed = press_everything(page, link)

    assert pressed == ["Continue"] * STEPS
    assert not Answer.objects.exists()
    assert Invitation.objects.get().confirmed_at is None


def test_l02_control_without_the_postcode_it_would_answer(page, link, monkeypatch):
    monkeypatch.setattr(replies, "_same_postcode", lambda *_: True)

    pressed = press_everything(page, link)

    assert "Send my answer" in pressed
    assert Answer.objects.get().choice == Answer.Choice.INTERESTED


# What the browser keeps, and tells others


def open_noting_referers(page, link):
    """Open the link; returns what requests say they come from, those to come as well."""
    referers = []
    page.on("request", lambda request: referers.append(request.headers.get("referer", "")))
    page.goto(link)
    page.wait_for_load_state()
    return referers


def history_of(page):
    """The addresses that the browser's back button leads through."""
    return page.evaluate("navigation.entries().map(entry => entry.url)")


def test_l11_the_browser_neither_keeps_the_token_nor_tells_it(page, link):
    token = link.rpartition("/")[2]

    referers = open_noting_referers(page, link)
    page.fill('[name="postcode"]', "SG1 1AA")
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Send my answer").wait_for()

    assert any(referers)  # of pages without the token
    assert history_of(page)
    assert not any(token in address for address in [*referers, *history_of(page), page.url])


class ShownAtOnce(HttpResponse):
    """A page at the link's own address, with the policy that other pages have."""

    def __init__(self, _name):
        super().__init__('<link rel="stylesheet" href="/static/app.css"><p>Hello</p>')

    def __setitem__(self, name, value):
        super().__setitem__(name, "same-origin" if name == "Referrer-Policy" else value)


def test_l11_control_shown_at_its_own_address_the_token_is_kept_and_told(page, link, monkeypatch):
    token = link.rpartition("/")[2]
    monkeypatch.setattr(views, "redirect", ShownAtOnce)

    referers = open_noting_referers(page, link)

    assert any(token in address for address in referers)
    assert any(token in address for address in history_of(page))

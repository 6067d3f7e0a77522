import re

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_real_browser_sees_the_sign_in_page_with_its_style(live_server, page):
    page.goto(live_server.url)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")
    expect(page.locator("body")).to_have_css("margin", re.compile("^0px"))


def test_without_scripts_the_sign_in_page_is_there_too(live_server, browser):
    page = browser.new_context(java_script_enabled=False).new_page()

    page.goto(live_server.url)

    expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")


def test_tests_that_need_no_browser_still_reach_the_database(db):
    from accounts.models import User

    assert not User.objects.exists()

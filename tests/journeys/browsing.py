"""People at their browsers: signed in or not, with scripts or without, on a desk or a phone."""

import datetime as dt
import re

from django.test import Client

from tests.journeys.accessibility import AXE, Looked

DESK, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
# How a story is told: at a desk, and where the least is there, which is a phone whose scripts did not load.
WAYS = {"with scripts": (True, DESK), "without, on a phone": (False, PHONE)}
NO = ("", "False", "no", "NO")
LOOKED = Looked()
# What a control is, and the values of all that share its name, asked for at once: asking takes longer than the answer.
CONTROL = """first => [
  first.tagName,
  first.getAttribute("type"),
  [...document.getElementsByName(first.name)].map(each => each.getAttribute("value")),
]"""


class Person:
    """Somebody's browser. ``seen`` counts the pages looked at, each checked for accessibility where scripts run."""

    def __init__(self, new_context, site, *, scripts, size=DESK):
        self.site, self.scripts, self.seen = site, scripts, 0
        self.context = new_context(java_script_enabled=scripts, viewport=size)
        if scripts:
            self.context.add_init_script(AXE)
        self.page = self.context.new_page()
        self.clicks = 0

    def as_user(self, user):
        """Signed in without the sign-in page."""
        client = Client()
        client.force_login(user)
        session = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "url": self.site}])
        return self

    def goes_to(self, path):
        self.page.goto(path if path.startswith("http") else f"{self.site}{path}")
        return self.looks()

    def clicks_on(self, words, *, role="link"):
        self.clicks += 1
        found = self.page.get_by_role(role, name=re.compile(words))
        assert found.count(), f"No {role} {words!r} at {self.page.url}:\n{self._text()}"
        found.first.click()
        self.page.wait_for_load_state()
        return self.looks()

    def presses(self, words):
        return self.clicks_on(words, role="button")

    def reads(self, words):
        assert words in self._text(), f"{self.page.url}:\n{self._text()}"
        return self

    def fills_in(self, **answers):
        for name, value in answers.items():
            self._answer(name, value)
        return self

    def looks(self):
        """The page is one that works: no error, no sideways scroll, nothing that axe finds."""
        self.seen += 1
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.page.viewport_size["width"], self.page.url
        if self.scripts:
            found = LOOKED.violations(self.page)
            assert found == [], f"{self.page.url}: {found}"
        return self

    def _text(self):
        return self.page.locator("body").inner_text()

    def _answer(self, name, value):
        if isinstance(value, dt.date):
            for part in ("day", "month", "year"):
                self.page.fill(f'[name="{name}_{part}"]', str(getattr(value, part)))
            return
        control = self.page.locator(f'[name="{name}"]')
        tag, kind, values = control.first.evaluate(CONTROL)
        if tag == "SELECT":
            control.first.select_option(str(value))
        elif kind == "checkbox" and len(values) == 1:
            control.set_checked(bool(value))
        elif kind in {"radio", "checkbox"}:
            if value is True:
                value = next(each for each in values if each not in NO)
            control.nth(values.index(str(value))).check()
        else:
            control.first.fill(str(value))

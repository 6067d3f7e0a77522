"""Contrast is asked once for each way in which words stand, and nothing that has changed is passed over."""

import pytest

from tests.journeys.accessibility import AXE, Looked

pytestmark = pytest.mark.journey

PAGE = """<!DOCTYPE html><html lang="en-GB"><title>x</title>
<style>.card {{ background: white }} .night .card, .pale {{ background: #888 }} .row {{ color: #777 }}</style>
<body class="{body}"><main><h1>Homes</h1><div class="card">{words}</div></main></body></html>"""
PLAIN = "<p class=row style='color: black'>One</p>"


@pytest.fixture
def looked():
    return Looked()


@pytest.fixture
def broken(page, looked):
    """Which rules axe says that a page breaks, after all pages before it."""

    def rules(words, *, body=""):
        page.set_content(PAGE.format(words=words, body=body))
        page.evaluate(AXE)
        return [name for name, _ in looked.violations(page)]

    return rules


@pytest.mark.parametrize(
    ("words", "body"),
    [
        (PLAIN + "<p class='row late' style='color: #999'>Two</p>", ""),
        (PLAIN + "<p class='row pale'>Two</p>", ""),
        (PLAIN + "<p class=row style='color: black; opacity: 0.4'>Two</p>", ""),
        (PLAIN + "<input aria-label=Name style='color: #aaa' value=Bo>", ""),
        (PLAIN.replace("black", "#333"), "night"),
    ],
    ids=["of another colour", "on another ground", "seen through", "typed", "in another theme"],
)
def test_words_that_stand_in_another_way_than_before_are_looked_at(broken, words, body):
    assert broken(PLAIN) == []

    assert broken(words, body=body) == ["color-contrast"]


def test_nothing_is_learned_from_a_page_that_fails(broken):
    pale = PLAIN.replace("black", "#999")

    assert broken(pale) == ["color-contrast"]
    assert broken(pale) == ["color-contrast"]


def test_words_that_stand_as_others_did_are_not_looked_at_again(broken, looked):
    assert broken(PLAIN) == []
    known = set(looked.ways)

    assert broken(PLAIN + PLAIN.replace("One", "Two")) == []
    assert looked.ways == known


def test_all_other_rules_see_every_page(broken):
    assert broken(PLAIN) == []

    assert broken(PLAIN + "<input>") == ["label"]
    assert broken(PLAIN + "<img src=x>") == ["image-alt"]

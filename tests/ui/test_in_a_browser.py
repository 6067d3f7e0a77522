"""What only a browser can tell: focus, width, scripts, and those rules of accessibility that a machine can check."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.journey

WIDTHS = [1366, 390, 320]


@pytest.mark.parametrize("width", WIDTHS)
def test_the_gallery_breaks_no_rule_of_accessibility(opened, width):
    page = opened(width=width)

    found = Axe().run(page).response["violations"]

    assert [(rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found] == []


def test_axe_would_have_noticed(opened):
    page = opened('<!DOCTYPE html><html lang="en-GB"><title>x</title><input name="unlabelled">')

    found = Axe().run(page).response["violations"]

    assert "label" in {rule["id"] for rule in found}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_scrolls_sideways(opened, width):
    page = opened(width=width)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_policy_on_scripts_and_styles_stops_nothing(opened):
    page = opened()

    assert page.wrong == []
    assert page.locator("body.govuk-frontend-supported").count() == 1


def test_the_policy_would_have_stopped_a_style_in_the_page(opened):
    page = opened('<!DOCTYPE html><html lang="en-GB"><title>x</title><p style="color: red">x</p>')

    assert any("Content Security Policy" in text for text in page.wrong)


def test_every_error_in_the_summary_leads_to_its_control(opened):
    page = opened()
    links = page.locator(".govuk-error-summary__list a")

    reached = {}
    for number in range(links.count()):
        link = links.nth(number)
        link.click()
        reached[link.inner_text()] = page.evaluate(
            "[document.activeElement.tagName, document.activeElement.id]"
        )

    assert len(reached) == 12
    assert {tag for tag, _ in reached.values()} <= {"INPUT", "SELECT", "TEXTAREA"}
    assert reached["The date needed by must include a year"] == ["INPUT", "id_needed_by-year"]
    assert reached["Select yes if this is a sibling group"] == ["INPUT", "id_siblings"]
    assert reached["Select at least one, or choose none of these"] == ["INPUT", "id_needs"]


def test_the_error_summary_has_the_focus_when_the_page_opens(opened):
    page = opened()

    assert "govuk-error-summary" in page.evaluate("document.activeElement.className")


def test_a_question_under_a_choice_shows_only_while_it_is_chosen(opened):
    page = opened()
    phone = page.locator("#id_empty-phone")

    assert not phone.is_visible()
    page.get_by_label("Telephone", exact=True).last.check()
    assert phone.is_visible()


def test_choosing_none_of_these_takes_the_other_ticks_away(opened):
    page = opened()
    page.locator("#id_empty-needs").check()

    page.locator("#id_empty-needs-3").check()

    assert not page.locator("#id_empty-needs").is_checked()


def test_on_a_phone_a_comparison_is_a_card_for_each_household(opened):
    page = opened(width=390)

    tops = {
        text: page.get_by_text(text, exact=True).first.bounding_box()["y"]
        for text in ("Amara Okafor", "4 miles", "Jo and Sam Pritchard", "9 miles")
    }

    assert sorted(tops, key=tops.get) == [
        "Amara Okafor",
        "4 miles",
        "Jo and Sam Pritchard",
        "9 miles",
    ]


def test_without_scripts_everything_can_still_be_reached(browser, opened):
    context = browser.new_context(java_script_enabled=False)
    page = opened(tab=context.new_page(), width=390)

    assert page.get_by_role("heading", name="Components").is_visible()
    assert page.locator("#id_empty-reference").is_editable()
    page.locator(".app-filter summary").click()
    assert page.get_by_role("button", name="Apply filters").is_visible()
    context.close()


def test_on_a_wide_screen_the_filters_stand_open(opened):
    page = opened()

    assert page.get_by_role("button", name="Apply filters").is_visible()
    assert not page.locator(".app-filter summary").is_visible()


def test_targets_are_large_enough_to_hit(opened):
    page = opened(width=390)

    small = page.evaluate(
        """() => [...document.querySelectorAll('button, [role=button], input, select, textarea, summary')]
            .filter((el) => el.checkVisibility() && el.type !== 'file')
            .map((el) => [el.id || el.textContent.trim(), el.getBoundingClientRect()])
            .filter(([, box]) => box.height > 0 && (box.height < 24 || box.width < 24))
            .map(([name]) => name)"""
    )

    assert small == []


def test_printing_leaves_out_what_was_for_clicking(opened):
    page = opened()
    page.emulate_media(media="print")

    assert not page.get_by_role("button", name="Continue").first.is_visible()
    assert page.get_by_text("37 carers on the shortlist").is_visible()

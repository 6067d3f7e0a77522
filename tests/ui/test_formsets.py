"""Lists of the same questions."""

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms

from tests.ui.forms import Page
from ui.crispy import Submit
from ui.formsets import AddAnother


class Sibling(forms.Form):
    name = forms.CharField()


class Siblings(AddAnother):
    item_name = "Sibling"


SiblingSet = forms.formset_factory(Sibling, formset=Siblings, extra=1, max_num=3, absolute_max=4)


def sent(*names, **more):
    counts = {"form-TOTAL_FORMS": str(len(names)), "form-INITIAL_FORMS": "0"}
    return counts | {f"form-{place}-name": name for place, name in enumerate(names)} | more


def test_adding_another_shows_one_more_empty_form_and_checks_nothing():
    formset = SiblingSet(sent("Asha", "", **{"form-add": "1"}))

    assert not formset.is_valid()
    assert [form["name"].value() for form in formset] == ["Asha", "", None]
    assert formset.total_error_count() == 0


def test_sending_checks_every_form():
    formset = SiblingSet(sent("Asha", "Ben"))

    assert formset.is_valid()
    assert [form.cleaned_data["name"] for form in formset] == ["Asha", "Ben"]


def test_nobody_can_ask_for_forms_without_end():
    formset = SiblingSet(sent("a", "b", "c", "d", **{"form-add": "1"}))

    assert len(formset.forms) == 4


@pytest.mark.parametrize("count", ["", "many"])
def test_a_count_that_is_no_number_is_an_error_and_not_a_crash(count):
    formset = SiblingSet({"form-TOTAL_FORMS": count, "form-INITIAL_FORMS": "0", "form-add": "1"})

    assert not formset.is_valid()
    assert list(formset.forms) == []


def test_each_form_has_a_legend_and_the_button_needs_no_script():
    formset = SiblingSet()
    formset.helper.add_input(Submit("submit", "Continue"))

    page = Page(render_crispy_form(formset, helper=formset.helper, context={"csrf_token": "token"}))

    assert "Sibling 1" in page.words()
    assert "Add another sibling" in page.words()
    assert page.one("button", name="form-add")
    assert page.one("input", name="form-TOTAL_FORMS")
    assert page.one("form") == {"method": "post", "novalidate": ""}

import datetime as dt

import pytest
from django import forms

from accounts.models import FosteringService
from tests.factories import ServiceFactory
from ui.conflicts import compare
from ui.fields import PoundsField


class Asked(forms.Form):
    name = forms.CharField(label="Name", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("Group", [("A", "The first"), ("B", "The second")])]
    )
    many = forms.MultipleChoiceField(
        label="Many", choices=[("X", "Ex"), ("Y", "Why")], required=False
    )
    ticked = forms.BooleanField(label="Ticked", required=False)
    on = forms.DateField(label="On", required=False)
    fee = PoundsField(label="Fee", required=False)
    held = forms.TypedChoiceField(
        label="Held", choices=[("yes", "Yes, held"), ("no", "No")], coerce=lambda x: x == "yes"
    )


def asked(**changes):
    usual = {"name": "Amara", "kind": "A", "many": ["X"], "held": True, "on": dt.date(2026, 3, 9)}
    return Asked(initial=usual | changes)


def sent(**changes):
    usual = {"name": "Amara", "kind": "A", "many": ["X"], "held": "yes", "on": "2026-03-09"}
    form = Asked(usual | changes)
    assert form.is_valid(), form.errors
    return form


def lines(theirs, yours):
    compared = compare("Facts", theirs=theirs, yours=yours)
    return [(line.heading, *(cell.text for cell in line.cells)) for line in compared.lines]


@pytest.mark.parametrize(
    ("theirs", "yours", "line"),
    [
        ({"name": "Theirs"}, {}, ("Name", "Theirs", "Amara")),
        ({"name": ""}, {}, ("Name", "", "Amara")),
        ({}, {"kind": "B"}, ("Kind", "The first", "The second")),
        ({}, {"many": ["X", "Y"]}, ("Many", "Ex", "Ex, Why")),
        ({"ticked": True}, {}, ("Ticked", "Yes", "")),
        ({"on": dt.date(2026, 3, 10)}, {}, ("On", "10 March 2026", "9 March 2026")),
        ({"fee": 12550}, {"fee": "130"}, ("Fee", "£125.50", "£130.00")),
        ({"held": False}, {}, ("Held", "No", "Yes, held")),
    ],
)
def test_c09_what_differs_is_shown_in_words(theirs, yours, line):
    assert lines(asked(**theirs), sent(**yours)) == [line]


def test_c09_what_is_the_same_is_left_out():
    assert lines(asked(), sent()) == []


class Person(forms.Form):
    name = forms.CharField(label="Name")


class BasePeople(forms.BaseFormSet):
    item_name = "Person"


def test_c09_lists_that_differ_in_length_are_compared_item_by_item():
    people = forms.formset_factory(Person, formset=BasePeople, extra=0)
    counts = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 0}
    yours = people(counts | {"form-0-name": "Amara", "form-1-name": "Zebedee"})
    assert yours.is_valid()

    theirs = people(initial=[{"name": "Amara"}])

    assert lines(theirs, yours) == [("Person 2: Name", "", "Zebedee")]


@pytest.mark.django_db
def test_c09_a_record_that_was_chosen_is_named_as_the_form_names_it():
    class Chosen(forms.Form):
        service = forms.ModelChoiceField(FosteringService.objects.all(), label="Service")

    one, two = ServiceFactory(), ServiceFactory()
    yours = Chosen({"service": two.pk})
    assert yours.is_valid()

    assert lines(Chosen(initial={"service": one.pk}), yours) == [("Service", str(one), str(two))]

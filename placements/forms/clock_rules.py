"""What is asked of an authority about a timing of its own."""

from typing import Any

from django import forms

from children.forms.fields import one_line
from children.forms.sections import Questions
from placements.models import ClockRule
from ui.crispy import Field, Layout

LONGEST = 999


class ChangeRule(Questions):
    amount = forms.IntegerField(
        label="How many?",
        min_value=1,
        max_value=LONGEST,
        error_messages={"required": "Enter how many"},
    )
    unit = forms.ChoiceField(
        label="Of what?",
        choices=ClockRule.Unit.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select of what"},
    )
    source = one_line(
        label="Which local procedure says so?",
        longest=300,
        help_text="Its name and section, so that everybody can look it up",
        error_messages={"required": "Enter the local procedure that says so"},
    )

    def layout(self) -> Layout:
        return Layout(Field("amount", width=4), "unit", "source")

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data

"""What is asked when a stay ends."""

import datetime as dt
from typing import Any

from django import forms

from placements.models import Placement
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, DateField


class EndPlacement(forms.Form):
    ends_on = DateField(
        label="When did the child leave?",
        help_text="For example, 27 3 2026",
        missing="Enter the day the child left",
        name="The day the child left",
    )
    reason = forms.ChoiceField(
        label="Why did the stay end?",
        choices=[("", "Choose one"), *Placement.EndReason.choices],
        error_messages={"required": "Select why the stay ended"},
    )
    was_planned = forms.TypedChoiceField(
        label="Was it planned?",
        help_text="Planned means agreed at a review, or in the care plan, before the child left.",
        widget=forms.RadioSelect,
        choices=[Choice("yes", "Yes"), Choice("no", "No")],
        coerce=lambda answer: answer == "yes",
        error_messages={"required": "Select whether the ending was planned"},
    )
    note = forms.CharField(
        label="What happened, and what was learned?",
        widget=forms.Textarea,
        max_length=5000,
        required=False,
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "ends_on",
            "reason",
            Field("was_planned", inline=True),
            Field("note", rows=5),
            Submit("submit", "Record the ending"),
        )

    def clean_ends_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["ends_on"]
        if day > self.today:
            raise forms.ValidationError("The day the child left must be today or in the past")
        return day

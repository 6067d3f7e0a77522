"""What is asked about a visit, and about what the law asks for around a stay."""

import datetime as dt
from typing import Any

from django import forms

from children.forms.fields import YesNoUnknown, not_in_the_future, text
from children.forms.sections import Questions
from ui.crispy import Field, Layout
from ui.fields import DateField


class RecordVisit(Questions):
    on = DateField(
        label="On which day was the visit?",
        help_text="For example, 27 3 2026",
        missing="Enter the day of the visit",
        name="The day of the visit",
    )
    seen = forms.TypedChoiceField(
        label="Did you see the child?",
        help_text="Only a visit on which the child was seen counts",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
        error_messages={"required": "Select whether you saw the child"},
    )
    seen_alone = YesNoUnknown(label="Did you see the child alone?")
    child_said = text(
        label="What did the child say?", required=False, help_text="In their own words"
    )
    note = text(label="What did you see?", required=False)
    agrees_to_fewer = YesNoUnknown(
        label="Does the child agree to be visited every six months?",
        help_text="Only asked in a long-term foster home, from the second year on. The last answer holds.",
    )

    def layout(self) -> Layout:
        return Layout(
            "on",
            Field("seen", inline=True),
            Field("seen_alone", inline=True),
            Field("child_said", rows=4),
            Field("note", rows=4),
            "agrees_to_fewer",
        )

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        not_in_the_future(day, today=self.today, name="The day of the visit")
        return day

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class RecordStep(Questions):
    done_on = DateField(
        label="On which day was it done?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which it was done",
        name="The day on which it was done",
    )
    note = text(label="Who was told, and how?", required=False)

    def clean_done_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["done_on"]
        not_in_the_future(day, today=self.today, name="The day on which it was done")
        return day

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data

"""Entering when the desk began, and figures that no record here gives."""

import datetime as dt
from typing import Any

from django import forms

from evaluation.models import DeskStart
from evaluation.process.change import Measure
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, DateField

HUNDRED = 100
SOURCE = "For example, Brokerage business case 2024, table 3; time diary of six social workers"


class EnterStart(forms.Form):
    began_on = DateField(
        label="When did the desk begin its work?",
        help_text="For example, 1 4 2026",
        missing="Enter the day on which the desk began",
        name="The day on which the desk began",
    )
    source = forms.CharField(
        label="Where is that written down?",
        max_length=200,
        error_messages={"required": "Enter where that is written down"},
    )

    def __init__(
        self, *args: Any, today: dt.date, start: DeskStart | None = None, **kwargs: Any
    ) -> None:
        if start:
            kwargs["initial"] = {"began_on": start.began_on, "source": start.source}
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.layout = Layout("began_on", "source", Submit("submit", "Save"))

    def clean_began_on(self) -> dt.date:
        return _not_later(
            self.cleaned_data["began_on"], self.today, "The day on which the desk began"
        )


class EnterFigure(forms.Form):
    measure = forms.ChoiceField(
        label="What was counted?",
        widget=forms.RadioSelect,
        choices=[Choice(each.value, each.label) for each in Measure],
        error_messages={"required": "Select what was counted"},
    )
    value = forms.DecimalField(
        label="Value",
        help_text="In days, hours, a number or per cent, as the figure says. For example, 12.5",
        min_value=0,
        max_digits=8,
        decimal_places=2,
        error_messages={
            "required": "Enter the value",
            "invalid": "Enter the value as a number, like 12.5",
        },
    )
    starts_on = DateField(
        label="First day it is about",
        help_text="For example, 1 4 2025",
        missing="Enter the first day that the figure is about",
        name="The first day",
    )
    ends_on = DateField(
        label="Last day it is about",
        help_text="For example, 31 3 2026",
        missing="Enter the last day that the figure is about",
        name="The last day",
    )
    source = forms.CharField(
        label="Source",
        help_text=SOURCE,
        max_length=200,
        error_messages={"required": "Enter who counted it and where that is written down"},
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("measure", small=True),
            Field("value", width=5),
            "starts_on",
            "ends_on",
            "source",
            Submit("submit", "Add the figure"),
        )

    def clean_ends_on(self) -> dt.date:
        return _not_later(self.cleaned_data["ends_on"], self.today, "The last day")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day must not be before the first")
        measure, value = cleaned.get("measure"), cleaned.get("value")
        if measure and value is not None and Measure(measure).unit == "%" and value > HUNDRED:
            self.add_error("value", "A share must be 100 or less")
        return cleaned


def _not_later(day: dt.date, today: dt.date, name: str) -> dt.date:
    if day > today:
        raise forms.ValidationError(f"{name} must be today or in the past")
    return day

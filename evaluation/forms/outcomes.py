"""What the reports about outcomes and about the desk's work are asked for."""

from typing import Any

from django import forms

from evaluation.outcomes.cohorts import Cohort
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice

FIRST_YEAR, LAST_YEAR = 2000, 2099


class AskYears(forms.Form):
    """Whole financial years, each named by the year in which it begins."""

    first = forms.IntegerField(
        label="First financial year",
        help_text="The year in which it begins. For example, 2025 for 1 April 2025 to 31 March 2026",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "required": "Enter the first financial year",
            "invalid": "Enter the first financial year as a number, like 2025",
        },
    )
    last = forms.IntegerField(
        label="Last financial year",
        help_text="The same year for one year alone",
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={
            "required": "Enter the last financial year",
            "invalid": "Enter the last financial year as a number, like 2025",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            *self.before_years(),
            Field("first", width=4),
            Field("last", width=4),
            Submit("submit", "Make the report"),
        )

    def before_years(self) -> list[Any]:
        """The questions that come first."""
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", "The last year must not be before the first")
        return cleaned

    def as_filter(self) -> None:
        """Ask by the address of the page itself."""
        self.helper.form_method = "get"
        self.helper.layout.fields[-1] = Submit("show", "Show these years")

    def asked(self) -> dict[str, str]:
        """The answers as text. Only after the form was found valid."""
        return {name: str(self.cleaned_data[name]) for name in self.fields}


class AskOutcomes(AskYears):
    cohort = forms.ChoiceField(
        label="Which children?",
        widget=forms.RadioSelect,
        choices=[Choice(each.value, each.label, hint=each.meaning) for each in Cohort],
        error_messages={"required": "Select which children the report is about"},
    )

    def before_years(self) -> list[Any]:
        return ["cohort"]


class AskProcess(AskYears):
    """The report about the desk's work."""

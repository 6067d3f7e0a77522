"""Which years a report is about."""

from collections.abc import Sequence
from typing import Any

from django import forms

from evaluation.queries import Years
from ui.crispy import Field, FormHelper, Layout, Submit


def year_in_words(year: int) -> str:
    return f"{year} to {year + 1}"


class ChooseYears(forms.Form):
    """Whole financial years. Without an answer: all of ``years``."""

    first = forms.TypedChoiceField(
        label="From the financial year",
        coerce=int,
        error_messages={"invalid_choice": "Select the first year from the list"},
    )
    last = forms.TypedChoiceField(
        label="To the financial year",
        coerce=int,
        error_messages={"invalid_choice": "Select the last year from the list"},
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        kwargs["initial"] = {"first": years[0], "last": years[-1]}
        super().__init__(*args, **kwargs)
        self.years = years
        for name in ("first", "last"):
            field = self.fields[name]
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(year, year_in_words(year)) for year in years]
        self.helper = FormHelper(self)
        self.helper.form_method = "get"
        self.helper.layout = Layout(
            Field("first"), Field("last"), Submit("show", "Show these years")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first is not None and last is not None and last < first:
            self.add_error("last", "The last year must not be before the first")
        return cleaned

    @property
    def chosen(self) -> Years:
        """The years that were chosen, or all of them where the form was not sent or makes no sense."""
        if self.is_bound and self.is_valid():
            return Years(self.cleaned_data["first"], self.cleaned_data["last"])
        return Years(self.years[0], self.years[-1])

"""Which collection year the page about stability shows."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ui.crispy import Field, FormHelper, Layout, Submit


class ChooseReturn(forms.Form):
    """One of the years whose return is in force. Without an answer: the latest, which comes first."""

    year = forms.TypedChoiceField(
        label="Year ending 31 March",
        coerce=int,
        error_messages={
            "required": "Select a year",
            "invalid_choice": "Select a year from the list",
        },
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        kwargs["initial"] = {"year": years[0]}
        super().__init__(*args, **kwargs)
        self.years = years
        field = self.fields["year"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = [(year, str(year)) for year in years]
        self.helper = FormHelper(self)
        self.helper.form_method = "get"
        self.helper.layout = Layout(Field("year"), Submit("show", "Show this year"))

    @property
    def chosen(self) -> int:
        if self.is_bound and self.is_valid():
            return int(self.cleaned_data["year"])
        return self.years[0]

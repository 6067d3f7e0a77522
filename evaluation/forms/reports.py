"""What reports are to be about."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import Authority
from evaluation.forms.asking import AskForReport
from evaluation.forms.years import year_in_words
from evaluation.queries import LATEST, years_in_force, years_with_searches
from evaluation.returns.year import in_words


class AskStability(AskForReport):
    """The collection year of a return in force, or whichever is the latest when the report is made."""

    year = forms.ChoiceField(
        label="Collection year",
        help_text="Years whose return (SSDA903) is imported",
        error_messages={"invalid_choice": "Select a year from the list"},
    )

    def __init__(self, *args: Any, authority: Authority, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, authority=authority, today=today, **kwargs)
        years = years_in_force(authority)
        self.has_years = bool(years)
        _choose_from(
            self.fields["year"],
            [(LATEST, "The latest one imported"), *((year, in_words(year)) for year in years)],
        )

    def clean(self) -> dict[str, Any]:
        if not self.has_years:
            raise forms.ValidationError("No return is imported yet. Import one, then ask again")
        return super().clean() or self.cleaned_data


class AskMatching(AskForReport):
    """Whole financial years, up to a given one or to whichever it is when the report is made."""

    first = forms.ChoiceField(
        label="From the financial year",
        error_messages={"invalid_choice": "Select the first year from the list"},
    )
    last = forms.ChoiceField(
        label="To the financial year",
        error_messages={"invalid_choice": "Select the last year from the list"},
    )

    def __init__(self, *args: Any, authority: Authority, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, authority=authority, today=today, **kwargs)
        years = [
            (year, year_in_words(year)) for year in years_with_searches(authority, today=today)
        ]
        _choose_from(self.fields["first"], years)
        _choose_from(self.fields["last"], [(LATEST, "The present one"), *years])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last != LATEST and int(last) < int(first):
            self.add_error("last", "The last year must not be before the first")
        return cleaned


def _choose_from(field: forms.Field, choices: list[tuple[Any, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = [(str(value), words) for value, words in choices]

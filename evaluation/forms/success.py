"""What the report about carers is to be about."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import Authority
from evaluation.forms.years import year_in_words
from evaluation.queries import LATEST, years_with_searches
from ui.crispy import Field, FormHelper, Layout, Submit

USUAL_HOMES = "3"


class AskSufficiency(forms.Form):
    """Whole financial years of referrals. Stays are counted up to the end of the last, however long ago they began."""

    first = forms.ChoiceField(
        label="From the financial year",
        error_messages={"invalid_choice": "Select the first year from the list"},
    )
    last = forms.ChoiceField(
        label="To the financial year",
        error_messages={"invalid_choice": "Select the last year from the list"},
    )
    homes = forms.ChoiceField(
        label="How many homes in the district are enough for a referral?",
        help_text="Homes that could be asked. One is a home; three are a choice",
        choices=[("1", "1"), ("3", "3"), ("5", "5")],
        error_messages={"invalid_choice": "Select how many homes are enough from the list"},
    )

    def __init__(self, *args: Any, authority: Authority, today: dt.date, **kwargs: Any) -> None:
        years = years_with_searches(authority, today=today)
        self.usual = {"first": str(years[0]), "last": LATEST, "homes": USUAL_HOMES}
        kwargs["initial"] = self.usual
        super().__init__(*args, **kwargs)
        named = [(str(year), year_in_words(year)) for year in years]
        for name, choices in (("first", named), ("last", [(LATEST, "The present one"), *named])):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices
        self.helper = FormHelper(self)
        self.helper.form_method = "get"
        questions = [Field(name) for name in self.fields]
        self.helper.layout = Layout(*questions, Submit("show", "Show these"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last != LATEST and int(last) < int(first):
            self.add_error("last", "The last year must not be before the first")
        return cleaned

    def asked(self) -> dict[str, str]:
        """The answers, or the usual ones where the form was not sent or makes no sense."""
        if not (self.is_bound and self.is_valid()):
            return self.usual
        return {name: str(self.cleaned_data[name]) for name in self.fields}

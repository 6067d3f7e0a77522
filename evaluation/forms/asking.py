"""What every form has in common that asks for a report."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import Authority
from ui.crispy import Field, FormHelper, Layout, Submit


class AskForReport(forms.Form):
    """Asks what a kind of report is to be about. ``asked`` is what the job keeps, and what its maker is given.

    A kind that may be made every month has an answer for what moves on by itself, such as the latest year.
    """

    def __init__(self, *args: Any, authority: Authority, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.authority, self.today = authority, today
        self.helper = FormHelper(self)
        questions = [Field(name) for name in self.fields]
        self.helper.layout = Layout(*questions, Submit("ask", "Make the report"))

    def asked(self) -> dict[str, str]:
        """Only after the form was found valid."""
        return {name: str(value) for name, value in self.cleaned_data.items()}

"""What is asked when a remedy is accepted or taken back, and when an authority sets its own terms of one."""

import datetime as dt
from typing import Any

from django import forms

from brokerage.remedies import Terms
from brokerage.remedy_kinds import Approval
from ui import dates
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, DateField


class AcceptRemedy(forms.Form):
    """``outside`` asks who approved it and when; otherwise whoever records it accepts it."""

    words = forms.CharField(
        label="What will be done?",
        help_text="It becomes part of the placement's plan when the home is booked.",
        max_length=200,
        error_messages={"required": "Enter what will be done"},
    )
    owner = forms.CharField(
        label="Who sees to it?",
        help_text="A name and what they do, for example “Ann Green, supervising social worker”.",
        max_length=120,
        error_messages={"required": "Enter who sees to it"},
    )
    due_on = DateField(
        label="By when will it be in place?",
        missing="Enter the day by which it will be in place",
        name="The day by which it will be in place",
    )
    approver = forms.CharField(
        label="Who approved it?",
        max_length=120,
        error_messages={"required": "Enter who approved it"},
    )
    approved_on = DateField(
        label="When did they approve it?",
        missing="Enter the day they approved it",
        name="The day they approved it",
    )
    reason = forms.CharField(
        label="Why is it right for this child?",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter why it is right for this child"},
    )

    def __init__(self, *args: Any, terms: Terms, moves_on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].initial = terms.words
        day = dates.in_words(moves_on)
        self.fields["due_on"].help_text = f"At the latest on the day of the move, {day}."
        self.fields[
            "approver"
        ].help_text = f"Approved by: {terms.approver}. A name and what they do."
        outside = ["approver", "approved_on"] if terms.approval == Approval.OUTSIDE else []
        for name in ("approver", "approved_on"):
            if name not in outside:
                del self.fields[name]
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "words",
            "owner",
            "due_on",
            *outside,
            Field("reason", rows=4),
            Submit("submit", "Accept this remedy"),
        )


class WithdrawRemedy(forms.Form):
    reason = forms.CharField(
        label="Why is it taken back?",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter why it is taken back"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("reason", rows=4), Submit("submit", "Take the remedy back")
        )


class SetTerms(forms.Form):
    words = forms.CharField(
        label="What would help",
        max_length=200,
        error_messages={"required": "Enter what would help"},
    )
    lead_days = forms.IntegerField(
        label="How many days does it usually take?",
        help_text="Calendar days from the acceptance until it is in place.",
        min_value=0,
        max_value=730,
        error_messages={"required": "Enter how many days it usually takes"},
    )
    approval = forms.ChoiceField(
        label="Who may accept it on screen?",
        widget=forms.RadioSelect,
        choices=[Choice(value, label) for value, label in Approval.choices],
        error_messages={"required": "Select who may accept it"},
    )
    approver = forms.CharField(
        label="Who approves it, in words",
        max_length=120,
        error_messages={"required": "Enter who approves it"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "words",
            Field("lead_days", width=4),
            "approval",
            "approver",
            Submit("submit", "Save these terms"),
        )

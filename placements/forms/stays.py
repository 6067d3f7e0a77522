"""What is asked when a stay ends, and about what makes it work."""

import datetime as dt
from typing import Any

from django import forms

from placements.models import Placement, SupportItem
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, DateField, PoundsField


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


class AddSupport(forms.Form):
    kind = forms.ChoiceField(
        label="What kind of support is it?",
        widget=forms.RadioSelect,
        choices=SupportItem.Kind.choices,
        error_messages={"required": "Select what kind of support it is"},
    )
    words = forms.CharField(
        label="What will be done?",
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
        label="By when?",
        help_text="Leave empty if it has no day, such as short breaks that go on.",
        name="The day by which it is done",
        required=False,
    )
    cost_pence = PoundsField(label="What does it cost in all?", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "kind",
            "words",
            "owner",
            "due_on",
            Field("cost_pence", prefix="£", width=10),
            Submit("submit", "Add to the plan"),
        )


class CloseSupport(forms.Form):
    """Done, or not needed any more; the second needs a reason."""

    status = forms.ChoiceField(
        label="What became of it?",
        widget=forms.RadioSelect,
        choices=[
            Choice(SupportItem.Status.DONE.value, "It is done"),
            Choice(SupportItem.Status.NOT_NEEDED.value, "It is not needed any more"),
        ],
        error_messages={"required": "Select what became of it"},
    )
    reason = forms.CharField(
        label="Why is it not needed?", widget=forms.Textarea, max_length=2000, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        reason = Field("reason", rows=3, show_optional=False)
        self.helper.layout = Layout(
            Field("status", reveals={SupportItem.Status.NOT_NEEDED.value: [reason]}),
            Submit("submit", "Save"),
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("status") != SupportItem.Status.NOT_NEEDED:
            answers["reason"] = ""
        elif not answers.get("reason"):
            self.add_error("reason", "Enter why it is not needed")
        return answers

"""What is asked when a home is chosen: views, the decision with its reasons, approvals, and checks."""

import datetime as dt
from typing import Any

from django import forms

from brokerage.checklist import PASSED_OVER, TESTS
from brokerage.models import MatchView
from placements.models import Placement
from ui.crispy import Button, Field, Fieldset, FormHelper, Layout, Submit
from ui.fields import Choice, DateField

FOSTER_SETTINGS = [choice for choice in Placement.Setting.choices if choice[0].startswith("U")]
YES, NO, NOT_NEEDED = "YES", "NO", "NA"


class RecordView(forms.Form):
    view = forms.ChoiceField(
        label="What do they think of this home?",
        widget=forms.RadioSelect,
        choices=MatchView.View.choices,
        error_messages={"required": "Select what they think, or that they were not asked"},
    )
    words = forms.CharField(
        label="In their own words",
        help_text="Or the reason why they were not asked.",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter what they said, or why they were not asked"},
    )
    gathered_on = DateField(
        label="When did they say it?",
        help_text="For example, 27 3 2026",
        missing="Enter the day they said it",
        name="The day",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "view", Field("words", rows=5), "gathered_on", Submit("submit", "Save this view")
        )

    def clean_gathered_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["gathered_on"]
        if day > self.today:
            raise forms.ValidationError("The day must be today or in the past")
        return day


class Decide(forms.Form):
    """The decision, with the ordered options of section 22C passed over and its five tests, each with a reason."""

    starts_on = DateField(
        label="When does the child move in?",
        help_text="For example, 27 3 2026",
        missing="Enter the day of the move",
        name="The day of the move",
    )
    planned_end_on = DateField(
        label="When is the stay planned to end?",
        help_text="Leave empty if it has no planned end. The place is free again from this day.",
        missing="Enter the day the stay is planned to end",
        name="The planned end",
        required=False,
    )
    setting = forms.ChoiceField(
        label="What kind of foster placement is it?",
        choices=[("", "Choose one"), *FOSTER_SETTINGS],
        error_messages={"required": "Select the kind of foster placement"},
    )
    purpose = forms.ChoiceField(
        label="What is the placement for?",
        widget=forms.RadioSelect,
        choices=Placement.Purpose.choices,
        error_messages={"required": "Select what the placement is for"},
    )
    reason = forms.CharField(
        label="Why is this the right home?",
        help_text="How it meets the child's needs and wishes, and where there are gaps, what support fills them.",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter why this is the right home"},
    )
    why_not_others = forms.CharField(
        label="Why not the others on the shortlist?",
        widget=forms.Textarea,
        max_length=5000,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (question, hint) in PASSED_OVER.items():
            self.fields[f"passed_{code}"] = forms.CharField(
                label=question,
                help_text=hint,
                widget=forms.Textarea,
                max_length=2000,
                error_messages={"required": "Enter why this option was passed over"},
            )
        for code, question in TESTS.items():
            self._add_test(code, question)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "starts_on",
            "planned_end_on",
            "setting",
            Field("purpose", small=True),
            Field("reason", rows=6),
            Field("why_not_others", rows=4),
            Fieldset(
                "Options to consider first",
                *[Field(f"passed_{code}", rows=3) for code in PASSED_OVER],
                hint="Children Act 1989, section 22C: say why each was not possible or not right.",
            ),
            Fieldset(
                "As far as reasonably practicable",
                *[
                    Field(f"test_{code}", inline=True, reveals={NO: [Field(f"why_{code}", rows=3)]})
                    for code in TESTS
                ],
                hint="Section 22C(8) and (9). Where the answer is no, say why.",
            ),
            Submit("submit", "Record the decision"),
        )

    def _add_test(self, code: str, question: str) -> None:
        self.fields[f"test_{code}"] = forms.ChoiceField(
            label=question,
            widget=forms.RadioSelect,
            choices=[Choice(YES, "Yes"), Choice(NO, "No"), Choice(NOT_NEEDED, "Does not apply")],
            error_messages={"required": f"Answer: {question[0].lower()}{question[1:]}"},
        )
        self.fields[f"why_{code}"] = forms.CharField(
            label="Why is that not reasonably practicable?",
            widget=forms.Textarea,
            max_length=2000,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for code in TESTS:
            if cleaned.get(f"test_{code}") == NO and not cleaned.get(f"why_{code}"):
                self.add_error(f"why_{code}", "Enter why that is not reasonably practicable")
        starts, ends = cleaned.get("starts_on"), cleaned.get("planned_end_on")
        if starts and ends and ends <= starts:
            self.add_error("planned_end_on", "The planned end must be after the day of the move")
        return cleaned

    @property
    def checklist(self) -> dict[str, Any]:
        """The section 22C answers as the decision keeps them."""
        answers = self.cleaned_data
        return {
            "passed_over": {code: answers[f"passed_{code}"] for code in PASSED_OVER},
            "tests": {
                code: {
                    "answer": answers[f"test_{code}"],
                    "why": answers[f"why_{code}"] if answers[f"test_{code}"] == NO else "",
                }
                for code in TESTS
            },
        }


class AnswerApproval(forms.Form):
    is_given = forms.ChoiceField(
        label="Do you approve?",
        widget=forms.RadioSelect,
        choices=[Choice(YES, "Yes, I approve"), Choice(NO, "No, I refuse")],
        error_messages={"required": "Select whether you approve"},
    )
    reason = forms.CharField(
        label="Why?",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter why you approve or refuse"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("is_given", inline=True), Field("reason", rows=5), Submit("submit", "Save")
        )


class WriteReason(forms.Form):
    """One reason, in words, before something is done: what it is comes from the view."""

    reason = forms.CharField(
        widget=forms.Textarea, max_length=5000, error_messages={"required": "Enter a reason"}
    )

    def __init__(
        self, *args: Any, question: str, button: str, warning: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = question
        self.helper = FormHelper(self)
        submit = Button.warning("submit", button) if warning else Submit("submit", button)
        self.helper.layout = Layout(Field("reason", rows=5), submit)

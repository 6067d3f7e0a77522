"""What carers are asked on the page behind their personal link."""

from typing import Any

from django import forms

from brokerage.models import Answer
from ui.crispy import Field, FormHelper, Layout, Size, Submit
from ui.fields import Choice

LONGEST_WORDS = 1000  # characters


class ConfirmPostcode(forms.Form):
    postcode = forms.CharField(
        label="What is your home postcode?",
        help_text="The page is only for you: this shows that it is you who opened it",
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "spellcheck": "false"}),
        error_messages={"required": "Enter your home postcode"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(Field("postcode", width=10), Submit("submit", "Continue"))


class GiveAnswer(forms.Form):
    """Nothing is selected until the carer selects it, or has answered before."""

    choice = forms.ChoiceField(
        label="What would you like to do?",
        help_text="You are not agreeing to anything yet",
        widget=forms.RadioSelect,
        choices=[
            Choice(Answer.Choice.INTERESTED, "Yes, I would like to know more"),
            Choice(Answer.Choice.TALK, "Maybe, please call me"),
            Choice(Answer.Choice.NOT_NOW, "Not this time"),
        ],
        error_messages={
            "required": "Select what you would like to do",
            "invalid_choice": "Select one of the three answers",
        },
    )
    reasons = forms.MultipleChoiceField(
        label="If not this time, why?",
        help_text="It helps us to ask you about the right children",
        widget=forms.CheckboxSelectMultiple,
        choices=Answer.Reason.choices,
        required=False,
        error_messages={"invalid_choice": "Select reasons from the list"},
    )
    conditions = forms.CharField(
        label="Is there anything you would need, or that we should know?",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea,
        error_messages={"max_length": f"Use at most {LONGEST_WORDS} characters"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field(
                "choice",
                label_size=Size.MEDIUM,
                reveals={Answer.Choice.NOT_NOW: [Field("reasons", small=True)]},
            ),
            Field("conditions", rows=3),
            Submit("submit", "Send my answer"),
        )

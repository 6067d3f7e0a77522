"""Writing an interview down, marking a quote, and the coding frame."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from brokerage.quality.identifying import Detail
from evaluation import anonymity
from evaluation.models import Code, Group, Interview
from evaluation.quoting import stands_in
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice, DateField

NOT_IN_THE_NOTES = "These words do not stand in the notes. Copy them exactly"
KEPT = ("pseudonym", "group", "held_on", "consent", "consent_on", "may_be_quoted", "notes")


class WriteInterview(forms.Form):
    """``names`` are looked for in the notes and never kept. ``suspects`` is what was found, after validation."""

    pseudonym = forms.CharField(
        label="What are they called here?",
        help_text="Never a real name. For example, Child A or Carer 3",
        max_length=40,
        error_messages={"required": "Enter what they are called here"},
    )
    group = forms.ChoiceField(
        label="Who are they?",
        widget=forms.RadioSelect,
        choices=Group.choices,
        error_messages={"required": "Select who they are"},
    )
    held_on = DateField(
        label="When did you speak?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which you spoke",
        name="The day on which you spoke",
    )
    consent = forms.ChoiceField(
        label="How did they agree to their words being kept?",
        widget=forms.RadioSelect,
        choices=Interview.Consent.choices,
        help_text="Tell them that they can change their mind at any time, and that the notes then go",
        error_messages={"required": "Select how they agreed"},
    )
    consent_on = DateField(
        label="When did they agree?",
        help_text="On that day or before it",
        missing="Enter the day on which they agreed",
        name="The day on which they agreed",
    )
    may_be_quoted = forms.TypedChoiceField(
        label="May their words be quoted in a report, without a name?",
        widget=forms.RadioSelect,
        choices=[Choice("yes", "Yes"), Choice("no", "No, only counted")],
        coerce=lambda value: value == "yes",
        error_messages={"required": "Select whether their words may be quoted"},
    )
    names = forms.CharField(
        label="Real names to look for in the notes",
        help_text=(
            "Theirs, and of people and places they spoke of, one on each line. They are used once, to warn you, and "
            "never kept"
        ),
        widget=forms.Textarea,
        required=False,
        max_length=500,
    )
    notes = forms.CharField(
        label="Notes",
        help_text=(
            "What they said, as closely as you can. Leave out names, schools, streets and postcodes, and anything "
            "else that would tell who it is"
        ),
        widget=forms.Textarea,
        max_length=30_000,
        error_messages={"required": "Enter the notes"},
    )
    is_read = forms.BooleanField(
        label="I have read the notes again, and nothing in them tells who it is", required=False
    )

    def __init__(
        self,
        *args: Any,
        today: dt.date,
        interview: Interview | None = None,
        **kwargs: Any,
    ) -> None:
        if interview:
            kept = {name: getattr(interview, name) for name in KEPT}
            kwargs["initial"] = kept | {"may_be_quoted": "yes" if kept["may_be_quoted"] else "no"}
        super().__init__(*args, **kwargs)
        self.today = today
        self.suspects: Sequence[Detail] = ()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(
            Field("pseudonym", width=20),
            "group",
            "held_on",
            "consent",
            "consent_on",
            Field("may_be_quoted", inline=True),
            Field("names", rows=3),
            Field("notes", rows=16),
            Field("is_read", show_optional=False),
        )

    @property
    def values(self) -> dict[str, Any]:
        """What is kept. Only after the form was found valid."""
        return {name: self.cleaned_data[name] for name in KEPT}

    def clean_held_on(self) -> dt.date:
        held_on: dt.date = self.cleaned_data["held_on"]
        if held_on > self.today:
            raise forms.ValidationError("The day on which you spoke must be today or in the past")
        return held_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        held_on, consent_on = cleaned.get("held_on"), cleaned.get("consent_on")
        if held_on and consent_on and consent_on > held_on:
            self.add_error("consent_on", "They must have agreed before you wrote their words down")
        self.suspects = anonymity.suspects(
            cleaned.get("notes") or "", names=cleaned.get("names") or ""
        )
        if self.suspects and not cleaned.get("is_read"):
            self.add_error(
                "is_read",
                "Look at the words listed above. Take out what tells who it is, or say that nothing does",
            )
        return cleaned


class MarkQuote(forms.Form):
    words = forms.CharField(
        label="Quote",
        help_text="Copy the words from the notes exactly as they stand",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Enter the words to quote"},
    )
    codes = forms.ModelMultipleChoiceField(
        label="Codes",
        queryset=Code.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one code"},
    )

    def __init__(self, *args: Any, codes: Any, notes: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notes = notes
        field: Any = self.fields["codes"]
        field.queryset = codes
        field.label_from_instance = lambda code: f"{code.theme}: {code.name}"
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("words", rows=4), Field("codes", small=True), Submit("submit", "Add the quote")
        )

    def clean_words(self) -> str:
        words: str = self.cleaned_data["words"]
        if not stands_in(words, self.notes):
            raise forms.ValidationError(NOT_IN_THE_NOTES)
        return words


class WriteCode(forms.Form):
    theme = forms.CharField(
        label="Theme",
        help_text="What several codes have in common. For example, Being heard",
        max_length=60,
        error_messages={"required": "Enter the theme"},
    )
    name = forms.CharField(
        label="Code",
        help_text="A few words. For example, Asked what I wanted",
        max_length=60,
        error_messages={"required": "Enter the code"},
    )
    words = forms.CharField(
        label="Definition",
        help_text="When to use it and when not, so that two people would code the same way",
        widget=forms.Textarea,
        max_length=1_000,
        error_messages={"required": "Enter the definition"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.layout = Layout(*self.questions())

    def questions(self) -> list[Any]:
        return [Field("theme", width=30), Field("name", width=30), Field("words", rows=5)]


class ChangeCode(WriteCode):
    is_retired = forms.BooleanField(label="No longer in use for new quotes", required=False)

    def questions(self) -> list[Any]:
        return [*super().questions(), Field("is_retired", show_optional=False)]


class Version(forms.Form):
    """The version that the page was made from, sent back unseen."""

    version = forms.IntegerField(min_value=1)

    def seen(self) -> int:
        """0, which no record has, for what was not sent by the page."""
        return self.cleaned_data["version"] if self.is_valid() else 0

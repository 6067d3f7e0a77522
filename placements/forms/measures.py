"""What is asked about each kind of measure. Of an SDQ only scores are asked for, never its questions."""

import datetime as dt
from typing import Any

from django import forms

from placements.models import Incident, StrengthsScore
from reference.validators import validate_plain_text
from ui.crispy import Field, FormHelper, Layout
from ui.fields import Choice, DateField

EXAMPLE = "For example, 27 3 2026"
SCALES = ("emotional", "conduct", "hyperactivity", "peer")
HIGHEST_TOTAL, HIGHEST_SCALE = 40, 10


def _number(label: str, most: int, **kwargs: Any) -> forms.IntegerField:
    said = f"{label} must be a whole number from 0 to {most}"
    messages = {"invalid": said, "min_value": said, "max_value": said}
    messages |= kwargs.pop("error_messages", {})
    return forms.IntegerField(
        label=label, min_value=0, max_value=most, error_messages=messages, **kwargs
    )


def _source(example: str) -> forms.CharField:
    return forms.CharField(
        label="Where does this come from?",
        help_text=example,
        max_length=120,
        validators=[validate_plain_text],
        error_messages={"required": "Enter where this comes from"},
    )


def _day(label: str, *, name: str, required: bool = True) -> DateField:
    return DateField(
        label=label,
        help_text=EXAMPLE,
        missing=f"Enter {name[0].lower()}{name[1:]}",
        name=name,
        required=required,
    )


class MeasureForm(forms.Form):
    """``item`` is what is recorded now; None for a new one. The page brings the form tag and the button."""

    def __init__(self, data: Any, *, today: dt.date, item: Any = None) -> None:
        initial = {name: getattr(item, name, None) for name in self.base_fields} if item else {}
        super().__init__(data, initial=initial)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.base_fields)

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data

    def not_in_the_future(self, field: str, name: str) -> dt.date | None:
        day: dt.date | None = self.cleaned_data[field]
        if day and day > self.today:
            raise forms.ValidationError(f"{name} must be today or in the past")
        return day


class SdqForm(MeasureForm):
    on = _day("When was the questionnaire filled in?", name="The day of the questionnaire")
    informant = forms.ChoiceField(
        label="Who filled it in?",
        choices=StrengthsScore.Informant.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who filled it in"},
    )
    outcome = forms.ChoiceField(
        label="Is there a score?",
        choices=[Choice("SCORED", "Yes"), Choice("NOT_DONE", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether there is a score"},
    )
    total = _number("Total difficulties", HIGHEST_TOTAL, required=False, help_text="From 0 to 40")
    emotional = _number("Emotional symptoms", HIGHEST_SCALE, required=False)
    conduct = _number("Conduct problems", HIGHEST_SCALE, required=False)
    hyperactivity = _number("Hyperactivity", HIGHEST_SCALE, required=False)
    peer = _number("Peer problems", HIGHEST_SCALE, required=False)
    prosocial = _number("Kind and helpful behaviour (prosocial)", HIGHEST_SCALE, required=False)
    not_done_reason = forms.ChoiceField(
        label="Why is there no score?",
        choices=[("", "Choose one"), *StrengthsScore.NotDone.choices],
        required=False,
    )
    source = _source("For example: the home's questionnaire, scored by the nurse")

    def __init__(self, data: Any, *, today: dt.date, item: Any = None) -> None:
        super().__init__(data, today=today, item=item)
        if item:
            self.initial["outcome"] = "NOT_DONE" if item.not_done_reason else "SCORED"

    def layout(self) -> Layout:
        scales = [Field(name, width=2, show_optional=True) for name in (*SCALES, "prosocial")]
        return Layout(
            "on",
            "informant",
            Field(
                "outcome",
                reveals={
                    "SCORED": [Field("total", width=2, show_optional=False), *scales],
                    "NOT_DONE": [Field("not_done_reason", show_optional=False)],
                },
            ),
            "source",
        )

    def clean_on(self) -> dt.date | None:
        return self.not_in_the_future("on", "The day of the questionnaire")

    def clean(self) -> dict[str, Any]:
        """Scores, or a reason; the four scales of difficulties together or not at all, and their sum is the total."""
        answers = super().clean() or self.cleaned_data
        if answers.get("outcome") == "NOT_DONE":
            answers |= dict.fromkeys((*SCALES, "prosocial", "total"))
            if not answers.get("not_done_reason"):
                self.add_error("not_done_reason", "Select why there is no score")
            return answers
        answers["not_done_reason"] = ""
        if not {*SCALES, "total"} & set(self.errors):
            self._check_scores(answers)
        return answers

    def _check_scores(self, answers: dict[str, Any]) -> None:
        given = [answers[name] for name in SCALES if answers.get(name) is not None]
        if given and len(given) < len(SCALES):
            self.add_error("emotional", "Enter all four scales of difficulties, or none of them")
        elif given and answers.get("total") not in (None, sum(given)):
            self.add_error("total", f"The four scales add up to {sum(given)}: check the total")
        elif given:
            answers["total"] = sum(given)
        elif answers.get("total") is None:
            self.add_error("total", "Enter the total, or the four scales that it is the sum of")

    @property
    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "outcome"}


class IncidentForm(MeasureForm):
    kind = forms.ChoiceField(
        label="What happened?",
        choices=Incident.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what happened"},
    )
    on = _day("When?", name="The day of the incident")
    until = _day("Until when?", name="The day on which it was over", required=False)
    words = forms.CharField(
        label="What happened, in a few sentences?",
        help_text="Describe it; do not label the child. Name nobody else.",
        max_length=5000,
        widget=forms.Textarea,
        validators=[validate_plain_text],
        error_messages={"required": "Enter what happened"},
    )
    source = _source("For example: the home's report, or the police")

    def clean_on(self) -> dt.date | None:
        return self.not_in_the_future("on", "The day of the incident")

    def clean_until(self) -> dt.date | None:
        until = self.not_in_the_future("until", "The day on which it was over")
        on = self.cleaned_data.get("on")
        if until and on and until < on:
            raise forms.ValidationError("It cannot have been over before it began")
        return until


class AttendanceForm(MeasureForm):
    starts_on = _day("First day of the period", name="The first day of the period")
    ends_on = _day("First day after the period", name="The first day after the period")
    possible = forms.IntegerField(
        label="Possible sessions",
        help_text="Half days on which the child could have been at school",
        min_value=1,
        max_value=1000,
        error_messages={"required": "Enter how many sessions were possible"},
    )
    attended = forms.IntegerField(
        label="Sessions attended",
        min_value=0,
        max_value=1000,
        error_messages={"required": "Enter how many sessions the child attended"},
    )
    source = _source("For example: the school's register")

    def layout(self) -> Layout:
        return Layout(
            "starts_on", "ends_on", Field("possible", width=4), Field("attended", width=4), "source"
        )

    def clean_ends_on(self) -> dt.date | None:
        ends = self.cleaned_data["ends_on"]
        starts = self.cleaned_data.get("starts_on")
        if ends and starts and ends <= starts:
            raise forms.ValidationError("The period must end after it starts")
        if ends and ends > self.today + dt.timedelta(days=1):
            raise forms.ValidationError("The period must be over")
        return ends if isinstance(ends, dt.date) else None

    def clean_attended(self) -> int:
        attended: int = self.cleaned_data["attended"]
        possible = self.cleaned_data.get("possible")
        if possible is not None and attended > possible:
            raise forms.ValidationError("A child cannot attend more sessions than were possible")
        return attended


class BelongingForm(MeasureForm):
    on = _day("When was the child asked?", name="The day on which the child was asked")
    score = _number(
        "The answer",
        10,
        help_text="To “I feel that I belong here”: 0 is not at all, 10 is completely",
        error_messages={"required": "Enter the answer, from 0 to 10"},
    )
    words = forms.CharField(
        label="What else did the child say?",
        required=False,
        max_length=5000,
        widget=forms.Textarea,
        validators=[validate_plain_text],
    )
    source = _source("How it was asked, and by whom")

    def layout(self) -> Layout:
        return Layout("on", Field("score", width=2), "words", "source")

    def clean_on(self) -> dt.date | None:
        return self.not_in_the_future("on", "The day on which the child was asked")

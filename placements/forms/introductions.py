"""What is asked about introductions: a step, how it went, and another pace."""

import datetime as dt
from typing import Any

from django import forms

from children.forms.fields import text
from children.forms.sections import Questions
from placements.models import IntroductionStep
from ui.crispy import Field, Layout
from ui.fields import Choice, DateField

NIGHTS = 14
MOST_DAYS = 60
DAY = dt.timedelta(days=1)


class StepWords(Questions):
    """One step. ``values`` turns the number of nights into the day after the last."""

    kind = forms.ChoiceField(
        label="What is planned?",
        choices=[("", "Choose one"), *IntroductionStep.Kind.choices],
        error_messages={"required": "Select what is planned"},
    )
    planned_on = DateField(
        label="When?",
        help_text="For example, 27 3 2026",
        missing="Enter the day",
        name="The day",
    )
    nights = forms.IntegerField(
        label="How many nights?",
        required=False,
        min_value=0,
        max_value=NIGHTS,
        help_text="Leave it empty where the child sleeps at home",
    )
    about = text(label="Where, with whom, what matters?", required=False)

    def __init__(self, data: Any, *, step: IntroductionStep | None, today: dt.date) -> None:
        super().__init__(data, today=today, initial=self._recorded(step))

    @staticmethod
    def _recorded(step: IntroductionStep | None) -> dict[str, Any]:
        if step is None:
            return {}
        nights = (step.until - step.planned_on).days if step.until else None
        names = ("kind", "planned_on", "about")
        return {**{name: getattr(step, name) for name in names}, "nights": nights}

    def layout(self) -> Layout:
        return Layout("kind", "planned_on", Field("nights", width=2), Field("about", rows=3))

    @property
    def values(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        nights = answers.pop("nights") or 0
        return {**answers, "until": answers["planned_on"] + nights * DAY if nights else None}


class RecordStep(Questions):
    status = forms.ChoiceField(
        label="Did it happen?",
        widget=forms.RadioSelect,
        choices=[
            Choice(IntroductionStep.Status.HELD, "Yes"),
            Choice(IntroductionStep.Status.CALLED_OFF, "No, it was called off"),
        ],
        error_messages={"required": "Select whether it happened"},
    )
    reason = text(label="Why was it called off?", required=False)
    child_said = text(
        label="What did the child say, or show?",
        required=False,
        help_text="In the child's own words where they have them",
    )
    carer_said = text(label="What did the carers say?", required=False)
    home_said = text(label="What did the present home say?", required=False)

    def __init__(self, data: Any, *, step: IntroductionStep, today: dt.date) -> None:
        recorded = {name: getattr(step, name) for name in self.base_fields}
        if step.status == IntroductionStep.Status.PLANNED:
            recorded |= {"status": None, "reason": ""}
        super().__init__(data, today=today, initial=recorded)

    def layout(self) -> Layout:
        called_off = IntroductionStep.Status.CALLED_OFF.value
        return Layout(
            Field("status", reveals={called_off: [Field("reason", rows=2, show_optional=False)]}),
            Field("child_said", rows=3),
            Field("carer_said", rows=3),
            Field("home_said", rows=3),
        )

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        status = answers.get("status")
        if status == IntroductionStep.Status.CALLED_OFF and not answers.get("reason"):
            self.add_error("reason", "Enter why it was called off")
        if status == IntroductionStep.Status.HELD:
            answers["reason"] = ""
            if not answers.get("child_said"):
                self.add_error("child_said", "Enter what the child said or showed")
        return answers


class ShiftSteps(Questions):
    way = forms.ChoiceField(
        label="Does the child need more time, or less?",
        widget=forms.RadioSelect,
        choices=[Choice("later", "More: later"), Choice("sooner", "Less: sooner")],
        error_messages={"required": "Select whether it is later or sooner"},
    )
    days = forms.IntegerField(
        label="By how many days?",
        min_value=1,
        max_value=MOST_DAYS,
        error_messages={"required": "Enter the number of days"},
    )
    reason = text(label="Why?", error_messages={"required": "Enter why the pace changes"})
    moves_too = forms.BooleanField(
        label="The day of the move changes by as many days", required=False
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, today=today, initial={"way": "later", "moves_too": True})

    def layout(self) -> Layout:
        return Layout("way", Field("days", width=2), Field("reason", rows=2), "moves_too")

    @property
    def by_days(self) -> int:
        days: int = self.cleaned_data["days"]
        return days if self.cleaned_data["way"] == "later" else -days

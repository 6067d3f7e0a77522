"""What one person says about whether a child is ready: ten questions, any of which may stay open."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import Role, User
from children.forms.fields import not_in_the_future, text
from children.forms.sections import Questions
from placements.models import ReadinessDomain, ReadinessView
from ui.crispy import Field, Layout
from ui.fields import Choice, DateField

Whose = ReadinessView.Whose
NOT_ASKED = "NOT_ASKED"
UNASKED = {None, "", NOT_ASKED}
USUALLY = {
    Role.SOCIAL_WORKER: Whose.SOCIAL_WORKER,
    Role.REVIEWING_OFFICER: Whose.REVIEWING_OFFICER,
}


class RecordReadiness(Questions):
    whose = forms.ChoiceField(
        label="Who says so?",
        widget=forms.RadioSelect,
        choices=Whose.choices,
        error_messages={"required": "Select who says so"},
    )
    on = DateField(
        label="When?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which it was said",
        name="The day",
    )

    def __init__(self, data: Any, *, user: User, today: dt.date) -> None:
        usual = USUALLY.get(user.role) if user.role else None
        unasked = {f"judged_{domain.value}": NOT_ASKED for domain in ReadinessDomain}
        super().__init__(data, today=today, initial={"whose": usual, "on": today, **unasked})

    def layout(self) -> Layout:
        asked = []
        for domain in ReadinessDomain:
            judged, said = f"judged_{domain.value}", f"said_{domain.value}"
            self.fields[judged] = forms.ChoiceField(
                label=domain.label,
                required=False,
                widget=forms.RadioSelect,
                choices=[
                    *(Choice(*each) for each in ReadinessView.Judgement.choices),
                    Choice(NOT_ASKED, "Not asked today"),
                ],
            )
            self.fields[said] = text(label=f"Words for “{domain.label.lower()}”", required=False)
            asked += [Field(judged, inline=True), Field(said, rows=2, show_optional=False)]
        return Layout("whose", "on", *asked)

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        not_in_the_future(day, today=self.today, name="The day")
        return day

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        for domain in ReadinessDomain:
            judged, said = (answers.get(f"{part}_{domain.value}") for part in ("judged", "said"))
            if judged not in UNASKED and not said:
                self.add_error(f"said_{domain.value}", f"Enter words for “{domain.label.lower()}”")
        return answers

    @property
    def said(self) -> dict[str, tuple[str, str]]:
        answers = self.cleaned_data
        return {
            domain.value: (answers[f"judged_{domain.value}"], answers[f"said_{domain.value}"])
            for domain in ReadinessDomain
            if answers[f"judged_{domain.value}"] not in UNASKED
        }

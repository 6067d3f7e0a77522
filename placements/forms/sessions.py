"""What is asked about short breaks and sessions with the coach."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from children.forms.fields import one_line, text
from children.forms.sections import Questions
from placements.models import SupportSession
from ui.crispy import Field, Layout
from ui.fields import DateField

LONGEST_NAME = 120


def _hours(*, label: str, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal("0.5"),
        max_value=Decimal(9999),
        max_digits=5,
        decimal_places=1,
        **kwargs,
    )


class PlanSession(Questions):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=SupportSession.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )
    starts_on = DateField(
        label="On which day does it start?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which it starts",
        name="The day on which it starts",
    )
    ends_on = DateField(
        label="On which day does the child go home?",
        help_text="The day after the last night. Leave it empty where it is within one day.",
        name="The day on which the child goes home",
        required=False,
    )
    planned_hours = _hours(
        label="How many hours are planned?",
        error_messages={"required": "Enter how many hours are planned"},
    )
    who = one_line(label="Who takes part?", longest=500, required=False, help_text="Commas between")

    def layout(self) -> Layout:
        return Layout("kind", "starts_on", "ends_on", Field("planned_hours", width=4), "who")

    def clean_who(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["who"].split(",") if name.strip()]
        if any(len(name) > LONGEST_NAME for name in names):
            raise forms.ValidationError(f"A name must be {LONGEST_NAME} characters or fewer")
        return names

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class RecordSession(Questions):
    was_held = forms.TypedChoiceField(
        label="Did it happen?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
        error_messages={"required": "Select whether it happened"},
    )
    held_hours = _hours(label="For how many hours?", required=False)
    what_changed = text(label="What changed for the child?", required=False)
    reason = text(label="Why did it not happen?", required=False)

    def __init__(self, data: Any, *, today: dt.date, session: SupportSession) -> None:
        held = {SupportSession.Status.HELD: "yes", SupportSession.Status.MISSED: "no"}
        known = {
            "was_held": held.get(SupportSession.Status(session.status), ""),
            "held_hours": session.held_hours or session.planned_hours,
            "what_changed": session.what_changed,
            "reason": session.reason,
        }
        super().__init__(data, today=today, initial=known)

    def layout(self) -> Layout:
        held = [
            Field("held_hours", width=4, show_optional=False),
            Field("what_changed", rows=3),
        ]
        missed = [Field("reason", rows=3, show_optional=False)]
        return Layout(Field("was_held", reveals={"yes": held, "no": missed}))

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data

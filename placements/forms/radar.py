"""The filters of the radar, and what is asked when a child is set aside."""

import datetime as dt
from typing import Any

from django import forms

from placements.queries.radar_lists import DISTANCES, Wanted
from placements.radar import Why
from reference.validators import validate_plain_text
from ui.crispy import Field, FormHelper, Layout
from ui.fields import DateField

LONGEST_DAYS = 366


class FilterRadar(forms.Form):
    """The filters in the address. What makes no sense is passed over."""

    why = forms.ChoiceField(
        label="Why on the radar",
        required=False,
        choices=[("", "Any reason"), *((why.value, why.label) for why in Why)],
    )
    distance = forms.ChoiceField(
        label="Distance from home",
        required=False,
        choices=[("", "Any"), *((code, label) for code, (label, _) in DISTANCES.items())],
    )
    search = forms.MultipleChoiceField(
        label="Referral",
        required=False,
        choices=[("none", "No home is looked for yet")],
        widget=forms.CheckboxSelectMultiple,
    )
    worker = forms.ChoiceField(label="Social worker", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(workers) > 1:
            self.fields["worker"].choices = [("", "Anybody"), *workers]  # type: ignore[attr-defined]
        else:
            del self.fields["worker"]

    def wanted(self) -> Wanted:
        self.is_valid()
        answers = self.cleaned_data
        return Wanted(
            why=answers.get("why", ""),
            distance=answers.get("distance", ""),
            worker=answers.get("worker", ""),
            without_search=bool(answers.get("search")),
        )


class SetAside(forms.Form):
    reason = forms.CharField(
        label="Why is now not the time?",
        help_text="What would have to be different. Whoever looks again will read this.",
        max_length=2000,
        widget=forms.Textarea,
        validators=[validate_plain_text],
        error_messages={"required": "Enter why now is not the time"},
    )
    look_again_on = DateField(
        label="When should somebody look again?",
        help_text="On this day the child is back on the radar by themselves. Within a year.",
        missing="Enter the day to look again",
        name="The day to look again",
    )

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Field("reason", rows=5), "look_again_on")

    def clean_look_again_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["look_again_on"]
        if day <= self.today:
            raise forms.ValidationError("The day to look again must be after today")
        if (day - self.today).days > LONGEST_DAYS:
            raise forms.ValidationError("The day to look again must be within a year")
        return day

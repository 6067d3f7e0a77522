"""The plan of a stay, and who decides what during it."""

import datetime as dt
from typing import Any

from django import forms

from children.forms.fields import one_line, text
from placements.forms.plans import CHOOSE, EXAMPLE, About
from placements.models import Delegation
from ui.fields import Choice, DateField

# What is usually asked about first. Offered by subject alone: who decides is agreed for each child, never filled in.
SUGGESTIONS = (
    ("MEDICAL", "Routine dental and optical care", "CARER"),
    ("MEDICAL", "Vaccinations", "AUTHORITY"),
    ("MEDICAL", "Emergency treatment", "CARER_INFORMS"),
    ("EDUCATION", "School day trips", "CARER"),
    ("EDUCATION", "Changing school", "AUTHORITY"),
    ("LEISURE", "Clubs and sports", "CARER"),
    ("NIGHTS_AWAY", "Sleeping at a friend's", "CARER"),
    ("NIGHTS_AWAY", "Holidays abroad", "AUTHORITY"),
    ("FAITH", "Going to worship", "PARENT"),
    ("SOCIAL_MEDIA", "Having a phone, and its settings", "CARER"),
    ("APPEARANCE", "Haircuts", "CARER"),
    ("APPEARANCE", "Piercings", "PARENT"),
    ("PHOTOGRAPHS", "School photographs", "CARER"),
)


class StayPlan(About):
    """``row`` is a PlacementPlan, or None."""

    day_to_day = text(label="Day-to-day care", required=False)
    family_time = text(
        label="Family time, and reasons for any limit",
        required=False,
        help_text="Who, how often, where, and any court order",
    )
    health = text(
        label="Health and dental care, and consents",
        required=False,
        help_text="GP, dentist, optician, and who consents to what",
    )
    education = text(label="School, designated teacher and support", required=False)
    visits = text(label="Visits by the authority, and advice between them", required=False)
    independent_visitor = text(label="Independent visitor", required=False)
    background = text(label="Personal history, religion, culture and language", required=False)
    expected_end = text(label="How long it is to last, and how it may end", required=False)
    prior_approvals = text(label="Trips and nights away that need approval", required=False)
    money = text(label="Financial support", required=False)
    agreed_on = DateField(
        label="When was it agreed?", help_text=EXAMPLE, name="The day it was agreed", required=False
    )
    signed_by_carer_on = DateField(
        label="When did the carer sign it?",
        help_text=EXAMPLE,
        name="The day the carer signed",
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        for name, words in (
            ("agreed_on", "The day it was agreed"),
            ("signed_by_carer_on", "The day the carer signed"),
        ):
            day: dt.date | None = answers.get(name)
            if day and day > self.today:
                self.add_error(name, f"{words} must be today or in the past")
        if answers.get("signed_by_carer_on") and not answers.get("agreed_on"):
            self.add_error("agreed_on", "Enter when it was agreed")
        return answers


class WhoDecides(About):
    """``row`` is a Delegation, or None. ``suggested`` is the number of one of ``SUGGESTIONS``."""

    area = forms.ChoiceField(
        label="What is it about?",
        choices=CHOOSE + Delegation.Area.choices,
        error_messages={"required": "Select what it is about"},
    )
    subject = one_line(
        label="What is decided?",
        longest=120,
        help_text="For example, routine dental care",
        error_messages={"required": "Enter what is decided"},
    )
    decider = forms.ChoiceField(
        label="Who decides?",
        widget=forms.RadioSelect,
        choices=[
            Choice(
                "CARER",
                "The carer",
                hint="Day-to-day decisions, unless there is a reason against it",
            ),
            *Delegation.Decider.choices[1:],
        ],
        error_messages={"required": "Select who decides"},
    )
    conditions = text(label="Any conditions", required=False)
    reason = text(
        label="Why is it not delegated to the carer?",
        required=False,
        help_text="Needed where the carer does not decide",
    )

    def __init__(
        self, data: Any, *, row: Delegation | None, today: dt.date, suggestion: str = ""
    ) -> None:
        super().__init__(data, row=row, today=today)
        if row is None and suggestion.isdecimal() and int(suggestion) < len(SUGGESTIONS):
            area, subject, usual = SUGGESTIONS[int(suggestion)]
            self.initial = {**self.initial, "area": area, "subject": subject}
            label = str(Delegation.Decider(usual).label)
            self.fields[
                "decider"
            ].help_text = f"Often: {label[:1].lower()}{label[1:]}. Agree it for this child."

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        decider = answers.get("decider", "CARER")
        if not decider.startswith("CARER") and not answers.get("reason"):
            self.add_error("reason", "Enter why this is not delegated to the carer")
        return answers

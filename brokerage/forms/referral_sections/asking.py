"""Who asks, for whom, and for what: the first sections of the referral form."""

from collections.abc import Mapping
from typing import Any

from django import forms

from brokerage.forms.referral_section import SectionForm, long_text, short_text
from brokerage.models import Referral
from reference import vocabulary
from ui.crispy import Field
from ui.fields import Choice, DateField


class Referrer(SectionForm):
    code = "referrer"

    contact_name = short_text(
        missing="Enter who the desk should talk to", hint="Somebody who knows the child"
    )
    contact_phone = short_text(missing="Enter a telephone number", longest=30)
    team = short_text()
    manager_name = short_text(missing="Enter the name of the manager who agreed")
    authorised_on = DateField(
        required=False,
        missing="Enter the day on which the manager agreed",
        name="The day of the agreement",
        help_text="For example, 27 3 2026",
    )

    def questions(self) -> list[Any]:
        return [
            "contact_name",
            Field("contact_phone", width=20),
            "team",
            "manager_name",
            "authorised_on",
        ]


class AboutTheChild(SectionForm):
    code = "child"
    columns = {
        "matters_language": "The child's language",
        "matters_faith": "The child's faith",
        "matters_ethnicity": "The child's ethnicity and culture",
    }

    living_now = long_text(missing="Enter where the child is living now", rows=2)
    parental_responsibility = long_text(missing="Enter who has parental responsibility", rows=2)
    communication = long_text(
        rows=3, hint="Speech, signs, pictures, devices; what people who do not know them should do."
    )
    identity = long_text(rows=3, hint="Start with what the child says.")
    matters = forms.MultipleChoiceField(
        required=False,
        choices=list(columns.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text="Homes that share it are ranked higher. Ask the child first.",
    )

    def questions(self) -> list[Any]:
        return [
            Field("living_now", rows=2),
            Field("parental_responsibility", rows=2),
            Field("communication", rows=3),
            Field("identity", rows=3),
            "matters",
        ]

    def initial_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        ticked = [name for name in self.columns if answers.get(name)]
        return {**super().initial_from(answers), "matters": ticked}

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        matters = cleaned.pop("matters")
        return {**cleaned, **{name: name in matters for name in self.columns}}


class WhatIsAsked(SectionForm):
    code = "request"

    reason = forms.ChoiceField(
        required=False,
        choices=Referral.Reason,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the main reason"},
    )
    why_now = long_text(missing="Enter why a home is needed now", rows=4)
    urgency = forms.ChoiceField(
        choices=[
            Choice(
                Referral.Urgency.EMERGENCY,
                "Emergency",
                hint="Today or tomorrow. Fewer sections are needed now; the rest is due in 72 hours.",
            ),
            Choice(Referral.Urgency.URGENT, "Urgent", hint="Within two weeks"),
            Choice(Referral.Urgency.PLANNED, "Planned"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how soon the home is needed"},
    )
    needed_by = DateField(
        required=False,
        missing="Enter the day on which the home is needed",
        name="The day on which the home is needed",
        help_text="For example, 27 3 2026",
    )
    kind = forms.ChoiceField(
        choices=vocabulary.choices(vocabulary.PLACEMENT_KINDS),
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of placement"},
    )
    lasts = forms.ChoiceField(
        required=False,
        choices=[
            Choice("MONTHS", "For some months or years"),
            Choice("GROWN_UP", "Until they are grown up"),
            Choice("NOT_KNOWN", "Not known yet", divider="or"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how long the child should stay"},
    )
    expected_months = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=216,
        error_messages={
            "invalid": "Enter the months as a number",
            "max_value": "Enter 216 months (18 years) or fewer",
            "min_value": "Enter at least 1 month",
        },
    )
    where = long_text(rows=3, hint="Near school, family or friends.")
    support = long_text(
        rows=3, hint="Staff, therapy, equipment, short breaks; who pays; from when."
    )

    def questions(self) -> list[Any]:
        months = Field("expected_months", width=3, show_optional=False)
        return [
            "reason",
            Field("why_now", rows=4),
            "urgency",
            "needed_by",
            "kind",
            Field("lasts", reveals={"MONTHS": [months]}),
            Field("where", rows=3),
            Field("support", rows=3),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        lasts_months = cleaned.get("lasts") == "MONTHS"
        if not lasts_months:
            cleaned["expected_months"] = None
            self.errors.pop("expected_months", None)
        elif not (
            self.is_draft or cleaned.get("expected_months") or "expected_months" in self.errors
        ):
            self.add_error("expected_months", "Enter how many months")
        return cleaned

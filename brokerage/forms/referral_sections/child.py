"""The child: strengths before needs, and needs before risks."""

from collections.abc import Mapping
from typing import Any

from django import forms

from brokerage.forms.referral_rows import ExclusionRows, Rows, past_homes
from brokerage.forms.referral_section import SectionForm, long_text
from children.models import Wish
from ui.crispy import Field
from ui.fields import Choice, DateField

YES, NO = "YES", "NO"


class Strengths(SectionForm):
    code = "strengths"

    strengths = long_text(
        missing="Enter what the child is good at", hint="What would their best friend say?"
    )
    interests = long_text(
        missing="Enter what the child enjoys", hint="Alone, with others, outside, at home."
    )
    affection = long_text(rows=3)
    good_day = long_text(rows=3)

    def questions(self) -> list[Any]:
        return ["strengths", "interests", Field("affection", rows=3), Field("good_day", rows=3)]


class Wishes(SectionForm):
    code = "wishes"
    missing_either = {
        "words": "Enter what the child wants, or why they have not been asked",
        "parents_view": "Enter what the parents want, or why they have not been asked",
    }

    words = long_text(
        hint="Write what they said, as they said it, most important first. Do not tidy it up."
    )
    gathered_how = forms.ChoiceField(required=False, choices=Wish.Source, widget=forms.RadioSelect)
    gathered_on = DateField(
        required=False,
        name="The day on which the child was asked",
        help_text="For example, 27 3 2026",
    )
    why_not_asked = long_text(rows=2)
    parents_view = long_text(rows=4)
    why_parents_not_asked = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [
            Field("words", show_optional=False),
            "gathered_how",
            "gathered_on",
            Field("why_not_asked", rows=2, show_optional=False),
            Field("parents_view", rows=4, show_optional=False),
            Field("why_parents_not_asked", rows=2, show_optional=False),
        ]


class Background(SectionForm):
    code = "background"

    story = long_text(
        rows=8,
        missing="Enter the child's story so far",
        hint="What happened to the child and around them, in words that they could read later.",
    )
    moves = long_text(hint="One line for each home: what was planned, and what was not.")
    learned = long_text(rows=3)

    def questions(self) -> list[Any]:
        return [Field("story", rows=8), "moves", Field("learned", rows=3)]


class Family(SectionForm):
    code = "family"

    people = long_text(
        missing="Enter who matters to the child",
        hint="Family, friends, former carers, teachers, pets: who must not be lost in the move.",
    )
    family_time = long_text(
        missing="Enter what family time there will be",
        hint="Who, how often, where, who is there, who drives.",
    )
    siblings = long_text(rows=3, hint="Together or apart, why, and who decided.")
    orders = long_text(rows=2)

    def questions(self) -> list[Any]:
        return ["people", "family_time", Field("siblings", rows=3), Field("orders", rows=2)]


class Education(SectionForm):
    code = "education"

    keeps_school_place = forms.ChoiceField(
        required=False,
        choices=[
            Choice(YES, "Yes", hint="Homes near the school are ranked higher"),
            Choice(NO, "No, or the child has no school place"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the child should keep this school place"},
    )
    learning = long_text(
        rows=4, hint="What they like there, friends, attendance, what worries them."
    )
    travel = long_text(rows=2)
    education_support = long_text(rows=3)

    def questions(self) -> list[Any]:
        return [
            "keeps_school_place",
            Field("learning", rows=4),
            Field("travel", rows=2),
            Field("education_support", rows=3),
        ]

    def initial_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        words = {True: YES, False: NO, None: ""}[answers.get("keeps_school_place")]
        return {**super().initial_from(answers), "keeps_school_place": words}

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        keeps = {YES: True, NO: False, "": None}[cleaned["keeps_school_place"]]
        return {**cleaned, "keeps_school_place": keeps}


class Health(SectionForm):
    code = "health"

    health = long_text(
        missing="Enter what carers should know about the child's health",
        hint="Conditions, allergies, teeth, eyes, growth; say if there is nothing.",
    )
    medication = long_text(rows=3)
    appointments = long_text(rows=3)
    consent = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [
            "health",
            Field("medication", rows=3),
            Field("appointments", rows=3),
            Field("consent", rows=2),
        ]


class NeedsAndHelp(SectionForm):
    code = "needs"

    summary = long_text(missing="Enter what the child needs help with")
    triggers = long_text(rows=4)
    what_helps = long_text(
        missing="Enter what helps", rows=4, hint="What people who know the child do."
    )

    def questions(self) -> list[Any]:
        return ["summary", Field("triggers", rows=4), Field("what_helps", rows=4)]


class Safety(SectionForm):
    code = "safety"

    risks = long_text(
        missing="Enter what has happened, or that there are no known risks",
        hint="Facts rather than labels, and what came before.",
    )
    safety_plan = long_text(missing="Enter what keeps the child and others safe", rows=4)

    def questions(self) -> list[Any]:
        return ["risks", Field("safety_plan", rows=4)]

    def make_formsets(self, data: Any | None) -> list[Rows]:
        rows = self.filled.answers.get("exclusions", [])
        offered = [row for row in rows if row.kind != "DISTRICT"]
        self.exclusions = ExclusionRows(
            data,
            initial=[ExclusionRows.form.initial_from(row) for row in offered],
            prefix="exclusions",
            form_kwargs={"homes": past_homes(self.children)},
        )
        return [self.exclusions]

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {**cleaned, "exclusions": [row.excluded for row in self.exclusions.kept]}

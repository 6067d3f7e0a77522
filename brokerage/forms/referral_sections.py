"""The sections of the referral form, in their order. Strengths come before needs, and needs before risks."""

from collections.abc import Mapping
from typing import Any

from django import forms

from brokerage.forms.referral_rows import DistanceRows, ExclusionRows, OfferRows, Rows, past_homes
from brokerage.forms.referral_section import SectionForm, long_text, short_text
from brokerage.models import Condition, Referral
from brokerage.quality import parts
from brokerage.quality.identifying import Identity, find_identifying
from children.models import Wish
from reference import vocabulary
from ui.crispy import Field
from ui.fields import Choice, DateField

YES, NO = "YES", "NO"
NOT_DECIDED = "NONE"


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


class CarePlan(SectionForm):
    code = "plan"

    permanence_route = forms.ChoiceField(
        required=False,
        choices=[
            *(Choice(value, label) for value, label in Referral.Route.choices if value),
            Choice(NOT_DECIDED, "Not decided yet", divider="or"),
        ],
        widget=forms.RadioSelect,
    )
    aim = long_text(missing="Enter what this home should help the child to do or feel", rows=4)
    next_steps = long_text(rows=3, hint="A step towards family living, independence, or staying.")
    court = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [
            "permanence_route",
            Field("aim", rows=4),
            Field("next_steps", rows=3),
            Field("court", rows=2),
        ]

    def initial_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        route = answers.get("permanence_route") or (NOT_DECIDED if self.filled.is_confirmed else "")
        return {**super().initial_from(answers), "permanence_route": route}

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        route = cleaned["permanence_route"]
        return {**cleaned, "permanence_route": "" if route == NOT_DECIDED else route}


class HomeOffers(SectionForm):
    code = "home"

    anything_else = long_text(rows=3)
    funding = long_text(rows=2)

    def questions(self) -> list[Any]:
        return [Field("anything_else", rows=3), Field("funding", rows=2)]

    rows_first = True

    def make_formsets(self, data: Any | None) -> list[Rows]:
        asked = self.filled.answers.get("conditions", [])
        near = [row for row in asked if row.kind == Condition.Kind.DISTANCE]
        offers = [row for row in asked if row.kind != Condition.Kind.DISTANCE]
        self.offers = OfferRows(
            data, initial=[OfferRows.form.initial_from(row) for row in offers], prefix="offers"
        )
        self.distances = DistanceRows(
            data, initial=[DistanceRows.form.initial_from(row) for row in near], prefix="distances"
        )
        return [self.offers, self.distances]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for formset in self.formsets:
            _refuse_twice(formset)
        return cleaned

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        rows = [*self.offers.kept, *self.distances.kept]
        return {**cleaned, "conditions": [row.asked for row in rows]}


def _refuse_twice(formset: Any) -> None:
    """The second row that asks for the same thing is told so."""
    if not formset.is_valid():
        return
    seen = set()
    for row in formset.kept:
        key = (row.asked.kind, row.asked.code)
        if key in seen:
            row.add_error("what" if "what" in row.fields else "place", "This is asked for twice")
        seen.add(key)


class Profile(SectionForm):
    code = "profile"

    profile = long_text(missing="Enter what carers will read", rows=12)
    keep_words = forms.BooleanField(
        label="I have read these words again, and none of them tells a stranger who the child is",
        required=False,
    )

    def __init__(self, *args: Any, identity: Identity | None = None, **kwargs: Any) -> None:
        self.identity = identity or Identity()
        super().__init__(*args, **kwargs)

    def settings(self) -> dict[str, Any]:
        return {**super().settings(), "identity": self.identity}

    def questions(self) -> list[Any]:
        written = Field("profile", rows=12, max_words=parts.MOST_PROFILE_WORDS)
        text = self["profile"].value() or ""
        return [written, "keep_words"] if self.is_bound and self._certain(text) else [written]

    def clean(self) -> dict[str, Any]:
        """What seems to identify the child is said before it is saved as finished; the writer may know better."""
        cleaned = super().clean()
        found = self._certain(cleaned.get("profile") or "")
        if found and not (self.is_draft or cleaned["keep_words"]):
            for words in found:
                self.add_error("profile", f"{words}: carers read this before they know the child")
        return cleaned

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        return {"profile": cleaned["profile"]}

    def _certain(self, text: str) -> list[str]:
        details = [detail for detail in find_identifying(text, self.identity) if detail.is_certain]
        return list(
            dict.fromkeys(f"\u201c{detail.found}\u201d is {detail.kind}" for detail in details)
        )


FORMS: dict[str, type[SectionForm]] = {
    form.code: form
    for form in (
        Referrer, AboutTheChild, WhatIsAsked, Strengths, Wishes, Background, Family, Education, Health, NeedsAndHelp,
        Safety, CarePlan, HomeOffers, Profile,
    )
}  # fmt: skip

"""What is recorded of a child itself, a page at a time."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS

from accounts.models import Role, User
from children.forms.fields import BLANK, YesNoUnknown, not_in_the_future, one_line, postcode, text
from children.models import Child
from children.queries import lists
from reference import vocabulary
from ui.crispy import Field, FormHelper, Layout
from ui.fields import DateField

OLDEST_YEARS = 25  # until which an authority keeps in touch with those it looked after
SPOKEN = ("first_language", "second_language", "third_language")


class Version(forms.Form):
    """The version of the record that a page was made from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def seen(self) -> int:
        """0, which no record has, where the page did not say."""
        return int(self.cleaned_data["version"]) if self.is_valid() else 0


class Questions(forms.Form):
    """Questions whose form tag, token and button the page brings."""

    def __init__(self, data: Any, *, today: dt.date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial or {})
        self.today = today
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def layout(self) -> Layout:
        return Layout(*self.base_fields)

    def refuse(self, words: str, *, field: str | None = None) -> None:
        self.add_error(field if field in self.fields else NON_FIELD_ERRORS, words)


class Section(Questions):
    """Some of a child's own fields. The names of its questions are those of the fields."""

    def __init__(self, data: Any, *, child: Child, user: User, today: dt.date) -> None:
        self.user = user
        super().__init__(data, today=today, initial=self.recorded(child))

    def recorded(self, child: Child) -> dict[str, Any]:
        return {name: getattr(child, name) for name in self.base_fields}

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class _WithBirthDate(Questions):
    def clean_birth_date(self) -> dt.date:
        day: dt.date = self.cleaned_data["birth_date"]
        not_in_the_future(day, today=self.today, name="The date of birth")
        if self.today.year - day.year > OLDEST_YEARS:
            raise forms.ValidationError(
                f"The date of birth must be in the last {OLDEST_YEARS} years"
            )
        return day


def _first_name() -> forms.CharField:
    missing = {"required": "Enter the child's first name"}
    return one_line(label="First name", longest=60, error_messages=missing)


def _last_name() -> forms.CharField:
    missing = {"required": "Enter the child's last name"}
    return one_line(label="Last name", longest=60, error_messages=missing)


def _preferred_name() -> forms.CharField:
    hint = "What the child likes to be called, if it is not their first name"
    return one_line(label="Preferred name", longest=60, required=False, help_text=hint)


def _birth_date() -> DateField:
    return DateField(
        label="Date of birth",
        help_text="For example, 27 3 2016",
        missing="Enter the child's date of birth",
        name="The date of birth",
    )


def _sex() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Sex",
        choices=Child.Sex.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select the child's sex"},
    )


def _language(label: str) -> forms.ChoiceField:
    spoken = vocabulary.choices(vocabulary.LANGUAGES)
    return forms.ChoiceField(
        label=label,
        choices=BLANK + spoken,
        required=False,
        help_text="Spoken or signed" if label.startswith("First") else "",
    )


class NewChild(_WithBirthDate):
    reference = one_line(
        label="Reference",
        longest=20,
        required=False,
        help_text="The child's number in your case management system. Leave it empty to be given one.",
    )
    first_name = _first_name()
    last_name = _last_name()
    preferred_name = _preferred_name()
    birth_date = _birth_date()
    sex = _sex()
    home_postcode = postcode(
        label="Home postcode", help_text="Where the child lived with their family"
    )

    def layout(self) -> Layout:
        return Layout(
            Field("reference", width=20),
            "first_name",
            "last_name",
            "preferred_name",
            "birth_date",
            Field("sex", inline=True),
            Field("home_postcode", width=10),
        )


class Identity(Section, _WithBirthDate):
    """Three languages are asked for; further ones that are recorded stay."""

    first_name = _first_name()
    last_name = _last_name()
    preferred_name = _preferred_name()
    birth_date = _birth_date()
    sex = _sex()
    gender_identity = one_line(
        label="Gender identity",
        longest=60,
        required=False,
        help_text="In the child's own words, if it differs from their sex",
    )
    ethnicity = forms.ChoiceField(
        label="Ethnicity",
        choices=BLANK + vocabulary.grouped_choices(vocabulary.ETHNICITIES),  # type: ignore[operator]
        required=False,
    )
    faith = forms.ChoiceField(
        label="Faith", choices=BLANK + vocabulary.choices(vocabulary.FAITHS), required=False
    )
    first_language = _language("First language")
    second_language = _language("Second language")
    third_language = _language("Third language")
    identity_notes = text(
        label="What matters to the child about who they are",
        required=False,
        help_text="The child's own view first: culture, faith, food, hair and skin care, family stories",
    )
    is_seeking_asylum = forms.BooleanField(
        label="The child is seeking asylum without their family", required=False
    )

    def recorded(self, child: Child) -> dict[str, Any]:
        own = {name: getattr(child, name) for name in self.base_fields if hasattr(child, name)}
        asked, self.more_languages = child.languages[: len(SPOKEN)], child.languages[len(SPOKEN) :]
        return {**own, **dict(zip(SPOKEN, asked, strict=False))}

    def layout(self) -> Layout:
        return Layout(
            "first_name",
            "last_name",
            "preferred_name",
            "birth_date",
            Field("sex", inline=True),
            "gender_identity",
            Field("identity_notes", rows=5),
            "ethnicity",
            "faith",
            *SPOKEN,
            "is_seeking_asylum",
        )

    @property
    def values(self) -> dict[str, Any]:
        answers = dict(self.cleaned_data)
        spoken = [*(answers.pop(name) for name in SPOKEN), *self.more_languages]
        return {**answers, "languages": list(dict.fromkeys(filter(None, spoken)))}


class HomeAndSchool(Section):
    home_postcode = postcode(
        label="Home postcode",
        help_text="Where the child lived with their family. Distances are measured from here.",
    )
    school_name = one_line(label="School", longest=120, required=False)
    school_postcode = postcode(label="School postcode")
    has_education_plan = YesNoUnknown(label="Is there an education, health and care plan?")

    def layout(self) -> Layout:
        return Layout(
            Field("home_postcode", width=10),
            "school_name",
            Field("school_postcode", width=10),
            Field("has_education_plan", inline=True, show_optional=False),
        )


class Strengths(Section):
    strengths = text(
        label="What is the child good at, and what do people like about them?",
        required=False,
        help_text="Qualities as well as achievements. Bring the child to life.",
    )
    interests = text(
        label="What does the child enjoy?",
        required=False,
        help_text="Interests, favourite things, routines that matter, how they show and accept affection",
    )
    communication = text(
        label="How does the child understand and make themselves understood?", required=False
    )


class Health(Section):
    health_summary = text(
        label="Health",
        required=False,
        help_text="Conditions, medication, allergies, who is involved, and what a carer does each day",
    )

    def layout(self) -> Layout:
        return Layout(Field("health_summary", rows=12))


class Care(Section):
    looked_after_from = DateField(
        label="Looked after since",
        help_text="For example, 27 3 2025",
        name="The day from which the child is looked after",
        required=False,
    )
    permanence_plan = forms.ChoiceField(
        label="Plan for permanence",
        choices=[("", "Not decided"), *Child.Plan.choices],
        required=False,
    )

    def clean_looked_after_from(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["looked_after_from"]
        not_in_the_future(
            day, today=self.today, name="The day from which the child is looked after"
        )
        return day


class Workers(Section):
    """The answers are public ids; ``values`` are people."""

    social_worker = forms.ChoiceField(label="Social worker", required=False)
    reviewing_officer = forms.ChoiceField(label="Independent reviewing officer", required=False)
    coach = forms.ChoiceField(label="Coach", required=False)

    def __init__(self, data: Any, *, child: Child, user: User, today: dt.date) -> None:
        self.people: dict[str, User] = {}
        super().__init__(data, child=child, user=user, today=today)
        for name, role in (
            ("social_worker", Role.SOCIAL_WORKER),
            ("reviewing_officer", Role.REVIEWING_OFFICER),
            ("coach", Role.COACH),
        ):
            self._offer(name, lists.candidates(user, role), getattr(child, name))

    def recorded(self, child: Child) -> dict[str, Any]:
        now = {name: getattr(child, name) for name in self.base_fields}
        return {name: str(person.public_id) if person else "" for name, person in now.items()}

    def _offer(self, name: str, people: list[User], now: User | None) -> None:
        offered = {str(person.public_id): person for person in people}
        if now:
            offered.setdefault(str(now.public_id), now)  # somebody who has left stays until changed
        self.people |= offered
        names = [(key, person.name) for key, person in offered.items()]
        self.fields[name].choices = [("", "Nobody"), *names]  # type: ignore[attr-defined]

    @property
    def values(self) -> dict[str, Any]:
        return {name: self.people.get(key) for name, key in self.cleaned_data.items()}

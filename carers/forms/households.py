"""What is recorded of a household itself, a page at a time."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import Q, QuerySet

from accounts.models import FosteringService
from carers.forms.fields import Several, YesNoUnknown, not_a_formula, one_line, postcode
from carers.models import Household, Unavailability
from reference import validators, vocabulary
from ui import dates
from ui.crispy import Field, Fieldset, FormHelper, Layout, Size, Submit
from ui.fields import DateField, PoundsField

BLANK = [("", "Not recorded")]


class Version(forms.Form):
    """The version of the household that a page was made from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def seen(self) -> int:
        """0, which no household has, where the page did not say."""
        return int(self.cleaned_data["version"]) if self.is_valid() else 0


class Section(forms.Form):
    """Some of a household's own fields. The names of its questions are those of the fields."""

    def __init__(self, data: Any, *, household: Household | None) -> None:
        super().__init__(data, initial=self.recorded(household) if household else {})
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout()

    def recorded(self, household: Household) -> dict[str, Any]:
        return {name: getattr(household, name) for name in self.base_fields}

    def layout(self) -> Layout:
        return Layout(*self.base_fields)

    def refuse(self, words: str) -> None:
        self.add_error(NON_FIELD_ERRORS, words)


class Contact(Section):
    name = one_line(
        label="Name",
        longest=120,
        help_text="As staff speak of them: Amara Okafor, the Begum family",
        error_messages={"required": "Enter the household's name"},
    )
    reference = one_line(
        label="Reference",
        longest=30,
        help_text="The service's own number for the household",
        error_messages={"required": "Enter the household's reference"},
    )
    postcode = postcode()
    phone = one_line(label="Phone", longest=30, required=False)
    email = forms.CharField(
        label="Email", max_length=254, required=False, validators=[validators.validate_single_email]
    )
    must_not_email = forms.BooleanField(label="Do not email this household", required=False)
    must_not_email_reason = one_line(
        label="Why must it not be emailed?", longest=200, required=False
    )

    def layout(self) -> Layout:
        return Layout(
            "name",
            Field("reference", width=20),
            Field("postcode", width=10),
            Field("phone", width=20),
            "email",
            Field("must_not_email", reveals={"on": ["must_not_email_reason"]}),
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        reason = answers.get("must_not_email_reason", "")
        if not answers.get("must_not_email"):
            answers["must_not_email_reason"] = ""
        elif not reason and "must_not_email_reason" not in self.errors:
            self.add_error("must_not_email_reason", "Say why the household must not be emailed")
        return answers


class DailyLife(Section):
    has_dogs = YesNoUnknown(label="Are there dogs?")
    has_cats = YesNoUnknown(label="Are there cats?")
    has_other_pets = YesNoUnknown(label="Are there other pets?")
    has_smoker = YesNoUnknown(label="Does anybody smoke?")
    has_carer_at_home = YesNoUnknown(label="Is a carer at home in the day?")
    languages = Several(
        label="Which languages are spoken?", choices=vocabulary.choices(vocabulary.LANGUAGES)
    )
    faith = forms.ChoiceField(
        label="Faith", choices=BLANK + vocabulary.choices(vocabulary.FAITHS), required=False
    )
    ethnicities = Several(
        label="Ethnicity of the carers", choices=vocabulary.grouped_choices(vocabulary.ETHNICITIES)
    )

    def layout(self) -> Layout:
        short = ("has_dogs", "has_cats", "has_other_pets", "has_smoker", "has_carer_at_home")
        return Layout(
            *(Field(name, inline=True, small=True, show_optional=False) for name in short),
            Field("languages", small=True),
            "faith",
            Field("ethnicities", small=True),
        )


class Offer(Section):
    about = forms.CharField(
        label="The carers in a few sentences",
        help_text="For social workers. Leave out full names and the address.",
        max_length=4000,
        required=False,
        widget=forms.Textarea,
        validators=[validators.validate_plain_text, not_a_formula],
    )
    commitment_months = forms.IntegerField(
        label="How long a stay do they offer at most?",
        help_text="In months",
        min_value=0,
        max_value=216,
        required=False,
    )
    offers_permanence = YesNoUnknown(label="Would they keep a child until they are grown up?")
    cost_band = forms.ChoiceField(
        label="Cost band", choices=BLANK + vocabulary.choices(vocabulary.COST_BANDS), required=False
    )
    weekly_fee_pence = PoundsField(label="Weekly fee", required=False)

    def layout(self) -> Layout:
        return Layout(
            Field("about", rows=6, max_characters=4000),
            Field("commitment_months", width=3, suffix="months"),
            Field("offers_permanence", inline=True, small=True, show_optional=False),
            "cost_band",
            Field("weekly_fee_pence", width=5, prefix="£", suffix="per week"),
        )


class NewHousehold(Contact):
    """The first page of a new household. ``services`` are those that the person may add to."""

    service = forms.ModelChoiceField(
        label="Fostering service",
        queryset=FosteringService.objects.none(),
        to_field_name="public_id",
        error_messages={"required": "Choose the fostering service"},
    )

    def __init__(self, data: Any, *, services: QuerySet[FosteringService]) -> None:
        super().__init__(data, household=None)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]

    def layout(self) -> Layout:
        return Layout("service", *super().layout().fields)


class Answers(Section):
    """One question for each of a list of terms, with the same answers. An unanswered one is not recorded."""

    terms: tuple[vocabulary.Term, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()

    def __init__(self, data: Any, *, household: Household) -> None:
        super().__init__(data, household=household)
        for term in self.terms:
            self.fields[term.code] = forms.ChoiceField(
                label=term.label,
                choices=[*self.answers, ("unknown", "Not recorded")],
                widget=forms.RadioSelect,
                required=False,
                initial=self.initial.get(term.code, "unknown"),
            )

    def layout(self) -> Layout:
        groups: dict[str, list[Field]] = {}
        for term in self.terms:
            question = Field(term.code, inline=True, small=True, show_optional=False)
            groups.setdefault(term.group, []).append(question)
        return Layout(
            *(
                Fieldset(group, *questions, size=Size.MEDIUM) if group else Layout(*questions)
                for group, questions in groups.items()
            )
        )

    def answered(self) -> dict[str, str]:
        return {
            code: answer
            for code, answer in self.cleaned_data.items()
            if answer not in {"", "unknown"}
        }


class HomeFeatures(Answers):
    terms = vocabulary.HOME_FEATURES
    answers = (("yes", "Yes"), ("no", "No"))

    def recorded(self, household: Household) -> dict[str, Any]:
        rows = household.features.all()
        return {row.feature: "yes" if row.is_present else "no" for row in rows}


class NeedsTheyWouldMeet(Answers):
    terms = vocabulary.NEEDS
    answers = tuple(vocabulary.choices(vocabulary.WILLINGNESS))

    def recorded(self, household: Household) -> dict[str, Any]:
        return {row.need: row.answer for row in household.willingness.all()}


class PlaceHold(forms.Form):
    starts_on = DateField(
        label="From which day?",
        missing="Enter the day from which the household is on hold",
        name="The first day",
    )
    ends_on = DateField(
        label="Until which day?",
        help_text="The first day on which it may be asked again. Leave empty if nobody knows yet.",
        name="The last day",
        required=False,
    )
    reason = one_line(
        label="Why is the household on hold?",
        longest=200,
        error_messages={"required": "Enter why the household is on hold"},
    )

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, initial={"starts_on": today})
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            "starts_on", "ends_on", "reason", Submit("submit", "Place on hold")
        )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        starts_on, ends_on = answers.get("starts_on"), answers.get("ends_on")
        if starts_on and ends_on and ends_on <= starts_on:
            self.add_error("ends_on", "The last day must be after the first")
        return answers


class LiftHold(forms.Form):
    """The holds that run or are to come."""

    hold = forms.ModelChoiceField(
        label="Which hold?",
        queryset=Unavailability.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a hold"},
    )

    def __init__(self, data: Any, *, household: Household, today: dt.date) -> None:
        super().__init__(data)
        over = Q(ends_on__lte=today)
        holds = household.unavailabilities.filter(~over, kind=Unavailability.Kind.HOLD)
        field: Any = self.fields["hold"]
        field.queryset = holds
        field.label_from_instance = _hold_in_words
        self.helper = FormHelper(self)
        self.helper.layout = Layout("hold", Submit("submit", "Lift the hold"))


def _hold_in_words(hold: Unavailability) -> str:
    until = f" until {dates.in_words(hold.ends_on)}" if hold.ends_on else ""
    return f"From {dates.in_words(hold.starts_on)}{until}: {hold.reason}"

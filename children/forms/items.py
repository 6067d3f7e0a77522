"""One need, risk, person, sibling, wish or legal status at a time."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django import forms

from accounts.models import User
from children.forms.fields import YesNoUnknown, not_in_the_future, one_line, postcode, text
from children.forms.sections import Questions
from children.models import (
    Child,
    ImportantPerson,
    LegalStatusCode,
    LifeStoryMoment,
    Risk,
    SiblingLink,
    Wish,
)
from reference import vocabulary
from ui.crispy import Field, Layout
from ui.fields import DateField

CHOOSE = [("", "Choose one")]


class Item(Questions):
    """``item`` is what is recorded now; None for a new one. The names of the questions are those of its fields."""

    def __init__(self, data: Any, *, item: Any, child: Child, user: User, today: dt.date) -> None:
        self.item, self.child, self.user = item, child, user
        known = [name for name in self.base_fields if hasattr(item, name)]
        initial = {name: getattr(item, name) for name in known} if item else {}
        super().__init__(data, today=today, initial={**self.suggested(), **initial})

    def suggested(self) -> dict[str, Any]:
        return {}

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class NeedItem(Item):
    code = forms.ChoiceField(
        label="Need",
        choices=[("", "Choose one"), *vocabulary.grouped_choices(vocabulary.NEEDS)],
        error_messages={"required": "Select what the child needs help with"},
    )
    severity = forms.TypedChoiceField(
        label="How much help does the child need?",
        choices=vocabulary.SEVERITIES,
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": "Select how much help the child needs"},
    )
    is_essential = forms.BooleanField(
        label="Essential: a home that cannot meet this need must not be considered", required=False
    )
    note = text(
        label="What does it look like, and what helps?",
        required=False,
        help_text="Say what a carer would see and do on an ordinary day",
    )


class RiskItem(Item):
    kind = forms.ChoiceField(
        label="What kind of risk is it?",
        choices=CHOOSE + Risk.Kind.choices,
        error_messages={"required": "Select what kind of risk it is"},
    )
    description = text(
        label="What happens, and when?",
        help_text="What leads up to it, and who is at risk. Describe it; do not label the child.",
        error_messages={"required": "Enter what happens, and when"},
    )
    frequency = forms.ChoiceField(
        label="How often?",
        choices=Risk.Frequency.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how often it happens"},
    )
    last_on = DateField(
        label="When did it last happen?",
        help_text="For example, 27 3 2026",
        name="The day it last happened",
        required=False,
    )
    is_current = forms.TypedChoiceField(
        label="Is it a risk now?",
        choices=[("yes", "Yes"), ("no", "No, it is in the past")],
        widget=forms.RadioSelect,
        coerce=lambda answer: answer == "yes",
        error_messages={"required": "Select whether it is a risk now"},
    )
    what_helps = text(label="What helps?", required=False)

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if self.item:
            self.initial["is_current"] = "yes" if self.item.is_current else "no"

    def clean_last_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["last_on"]
        not_in_the_future(day, today=self.today, name="The day it last happened")
        return day


class PersonItem(Item):
    name = one_line(
        label="Name", longest=120, error_messages={"required": "Enter the person's name"}
    )
    kind = forms.ChoiceField(
        label="Who are they?",
        choices=ImportantPerson.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select who they are"},
    )
    relation = one_line(
        label="How does the child know them?",
        longest=60,
        help_text="Grandmother, best friend, football coach",
        error_messages={"required": "Enter how the child knows them"},
    )
    has_parental_responsibility = forms.BooleanField(
        label="They have parental responsibility", required=False
    )
    contact = forms.ChoiceField(
        label="Will they stay in touch after a move?",
        choices=ImportantPerson.Contact.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they will stay in touch"},
    )
    contact_plan = text(
        label="The plan",
        required=False,
        help_text="Who, how often, where, who is there, and any court order",
    )
    times_a_month = forms.DecimalField(
        label="How many times a month do they meet?",
        required=False,
        min_value=Decimal(0),
        max_value=Decimal(99),
        max_digits=4,
        decimal_places=1,
    )
    strength = forms.TypedChoiceField(
        label="How strong is the tie, as the child sees it?",
        choices=[("", "Not recorded"), *ImportantPerson.Strength.choices],
        coerce=int,
        empty_value=None,
        required=False,
    )
    is_supervised = YesNoUnknown(label="Is contact supervised?")
    court_order = one_line(
        label="Is there a court order about contact?",
        longest=200,
        required=False,
        help_text="Which, and of which day",
    )
    postcode = postcode(
        label="Their postcode", help_text="To keep journeys short when a home is looked for"
    )
    must_not_know_address = forms.BooleanField(
        label="They must not know where the child lives", required=False
    )

    def layout(self) -> Layout:
        return Layout(
            "name",
            "kind",
            "relation",
            "strength",
            "has_parental_responsibility",
            "contact",
            "contact_plan",
            Field("times_a_month", width=4),
            Field("is_supervised", inline=True),
            "court_order",
            Field("postcode", width=10),
            "must_not_know_address",
        )


class _Siblings(Item):
    together = forms.ChoiceField(
        label="Should they live together?",
        choices=SiblingLink.Together.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they should live together"},
    )
    reason = text(label="Why?", required=False)
    assessed_on = DateField(
        label="When was this assessed?",
        help_text="For example, 27 3 2026",
        missing="Enter when this was assessed",
        name="The day of the assessment",
        required=False,
    )

    def clean_assessed_on(self) -> dt.date | None:
        day: dt.date | None = self.cleaned_data["assessed_on"]
        not_in_the_future(day, today=self.today, name="The day of the assessment")
        return day

    def clean(self) -> dict[str, Any]:
        """An assessment has a reason and a day; without one there is neither."""
        answers = super().clean() or self.cleaned_data
        if answers.get("together") == SiblingLink.Together.NOT_ASSESSED:
            return {**answers, "reason": answers.get("reason", ""), "assessed_on": None}
        if answers.get("together"):
            if not answers.get("reason") and "reason" not in self.errors:
                self.add_error("reason", "Enter why")
            if not answers.get("assessed_on") and "assessed_on" not in self.errors:
                self.add_error("assessed_on", "Enter when this was assessed")
        return answers


class NewSibling(_Siblings):
    """``values["sibling"]`` is the child whose reference was typed."""

    sibling = one_line(
        label="Reference of the brother or sister",
        longest=20,
        help_text="Their record must be among those that you may see",
        error_messages={"required": "Enter the reference of the brother or sister"},
    )

    def layout(self) -> Layout:
        return Layout(Field("sibling", width=20), "together", "reason", "assessed_on")

    def clean_sibling(self) -> Child:
        typed = self.cleaned_data["sibling"]
        found = Child.objects.visible_to(self.user).filter(reference__iexact=typed).first()
        if found is None:
            raise forms.ValidationError(
                "No child with this reference is among those that you may see"
            )
        return found


class ChangedSibling(_Siblings):
    pass


class WishItem(Item):
    words = text(
        label="What does the child want?",
        help_text="Their own words, as they said, wrote or showed it",
        error_messages={"required": "Enter what the child wants, in their own words"},
    )
    kind = forms.ChoiceField(
        label="What is it about?",
        choices=CHOOSE + vocabulary.choices(vocabulary.WISHES),
        help_text="So that homes can be compared with it",
        error_messages={"required": "Select what it is about"},
    )
    source = forms.ChoiceField(
        label="How do we know?",
        choices=Wish.Source.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how we know"},
    )
    gathered_on = DateField(
        label="When?",
        help_text="For example, 27 3 2026",
        missing="Enter when the child told us",
        name="The day the child told us",
    )
    gathered_by = one_line(
        label="Who asked the child?",
        longest=120,
        error_messages={"required": "Enter who asked the child"},
    )

    def suggested(self) -> dict[str, Any]:
        return {"gathered_by": self.user.name}

    def clean_gathered_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["gathered_on"]
        not_in_the_future(day, today=self.today, name="The day the child told us")
        return day


class MomentItem(Item):
    """A moment of the child's story. Of a day that nobody knows, the month or only the year is asked."""

    year = forms.IntegerField(
        label="In which year?",
        min_value=1900,
        max_value=2200,
        error_messages={"required": "Enter the year"},
    )
    month = forms.TypedChoiceField(
        label="In which month, if it is known?",
        choices=[
            ("", "Not known"),
            *((n, dt.date(2000, n, 1).strftime("%B")) for n in range(1, 13)),
        ],
        coerce=int,
        empty_value=None,
        required=False,
    )
    day = forms.IntegerField(
        label="On which day, if it is known?", min_value=1, max_value=31, required=False
    )
    title = one_line(
        label="What was it?", longest=120, error_messages={"required": "Enter what it was"}
    )
    words = text(
        label="The story",
        help_text="Written to the child, in words that they can read when they are older",
        error_messages={"required": "Enter the story"},
    )
    told_by = one_line(
        label="Whose memory is it?", longest=120, error_messages={"required": "Enter whose it is"}
    )

    def layout(self) -> Layout:
        return Layout(
            Field("year", width=4),
            "month",
            Field("day", width=2),
            "title",
            Field("words", rows=6),
            "told_by",
        )

    def suggested(self) -> dict[str, Any]:
        if self.item is None:
            return {}
        precision = self.item.precision
        month = None if precision == LifeStoryMoment.Precision.YEAR else self.item.on.month
        day = self.item.on.day if precision == LifeStoryMoment.Precision.DAY else None
        return {"year": self.item.on.year, "month": month, "day": day}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        year, month, day = (answers.get(name) for name in ("year", "month", "day"))
        if not year or {"month", "day"} & self.errors.keys():
            return answers
        if day and not month:
            self.add_error("month", "Select the month, or leave the day empty")
            return answers
        try:
            answers["on"] = dt.date(year, month or 1, day or 1)
        except ValueError:
            self.add_error("day", "The month has no such day")
            return answers
        if answers["on"] > self.today:
            self.add_error("year", "The moment must be today or in the past")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        answers, kinds = self.cleaned_data, LifeStoryMoment.Precision
        precision = kinds.DAY if answers["day"] else kinds.MONTH if answers["month"] else kinds.YEAR
        known = {name: answers[name] for name in ("on", "title", "words", "told_by")}
        return {**known, "precision": precision}


class LegalStatusItem(Item):
    code = forms.ChoiceField(
        label="Legal status",
        choices=CHOOSE + LegalStatusCode.choices,
        error_messages={"required": "Select the legal status"},
    )
    starts_on = DateField(
        label="From",
        help_text="For example, 27 3 2026",
        missing="Enter the day from which it holds",
        name="The day from which it holds",
    )
    ends_on = DateField(
        label="Until",
        help_text="The first day on which it no longer holds. Leave it empty while it has no end.",
        name="The day on which it ends",
        required=False,
    )

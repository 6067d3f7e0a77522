"""What is asked about reviews and what they decide."""

import datetime as dt
from collections.abc import Collection, Iterator
from typing import Any

from django import forms

from accounts.models import User
from children.forms.fields import not_in_the_future, one_line, text
from children.forms.sections import Questions
from placements.considerations import CONSIDERATIONS
from placements.models import Participant, Review
from reference.dates import LONDON
from ui.crispy import Field, Fieldset, Layout
from ui.fields import DateField, TimeField

LONGEST_NAME = Participant._meta.get_field("name").max_length or 0
LONGEST_ROLE = Participant._meta.get_field("role").max_length or 0
MATTER = "about_"


class PlanReview(Questions):
    """``review`` is the one that is changed; None plans a new one."""

    day = DateField(
        label="On which day?",
        help_text="For example, 27 3 2026",
        missing="Enter the day of the review",
        name="The day of the review",
    )
    time = TimeField(
        label="At what time?",
        help_text="For example, 10am or 3:30pm",
        error_messages={"required": "Enter the time of the review"},
    )
    place = one_line(label="Where?", longest=200, required=False)
    invited = text(
        label="Who is asked to come?",
        required=False,
        help_text="One person to a line: name, comma, role. For example: Jo Example, teacher",
    )
    needed_by = DateField(
        label="By which day do you ask for it?",
        help_text="Only where it must be earlier than the law says",
        name="The day by which you ask for it",
        required=False,
    )

    def __init__(self, data: Any, *, today: dt.date, review: Review | None = None) -> None:
        super().__init__(data, today=today, initial=_of(review) if review else {})

    def layout(self) -> Layout:
        return Layout(
            "day", Field("time", width=10), "place", Field("invited", rows=5), "needed_by"
        )

    def clean_invited(self) -> list[tuple[str, str]]:
        lines = [line for line in self.cleaned_data["invited"].splitlines() if line.strip()]
        return [_name_and_role(line) for line in lines]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        day, needed_by = answers.get("day"), answers.get("needed_by")
        if day and needed_by and day > needed_by:
            self.add_error("day", "The day of the review is after the day by which you ask for it")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        answers = self.cleaned_data
        planned_at = dt.datetime.combine(answers["day"], answers["time"], LONDON)
        return {"planned_at": planned_at} | {
            name: answers[name] for name in ("place", "invited", "needed_by")
        }


class CancelReview(Questions):
    reason = text(
        label="Why will it not be held?",
        error_messages={"required": "Enter why it will not be held"},
    )


class RecordReview(Questions):
    """The fields ``about_…`` are the matters of Schedule 7, each by its code."""

    held_on = DateField(
        label="On which day was it held?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which it was held",
        name="The day on which it was held",
    )
    participation = forms.ChoiceField(
        label="How did the child take part?",
        choices=[(code, f"{code}: {words}") for code, words in Review.Participation.choices],
        widget=forms.RadioSelect,
        help_text="As the national return asks. PN0 is for children under 4, and only for them.",
        error_messages={"required": "Select how the child took part"},
    )
    child_said = text(
        label="What did the child say?",
        required=False,
        help_text="In their own words, as they said, wrote or showed it",
    )
    attended = forms.MultipleChoiceField(
        label="Who came?", widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, data: Any, *, today: dt.date, review: Review) -> None:
        self.people = list(review.participants.all())
        self.review = review
        super().__init__(data, today=today, initial=_recorded(review, today=today))

    def layout(self) -> Layout:
        self.fields["attended"].choices = [  # type: ignore[attr-defined]
            (str(person.pk), f"{person.name}, {person.role}") for person in self.people
        ]
        for each in CONSIDERATIONS:
            self.fields[MATTER + each.code] = text(label=each.label, required=False)
        matters = [Field(MATTER + each.code, rows=3) for each in CONSIDERATIONS]
        came = ["attended"] if self.people else []
        if not came:
            del self.fields["attended"]
        return Layout(
            "held_on",
            "participation",
            Field("child_said", rows=4),
            *came,
            Fieldset("What the review considered", *matters, hint="Leave out what does not apply."),
        )

    def clean_held_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["held_on"]
        not_in_the_future(day, today=self.today, name="The day on which it was held")
        return day

    @property
    def values(self) -> dict[str, Any]:
        answers = self.cleaned_data
        return {
            "held_on": answers["held_on"],
            "participation": answers["participation"],
            "child_said": answers["child_said"],
            "attended": {int(key) for key in answers.get("attended", ())},
            "considered": {c.code: answers[MATTER + c.code] for c in CONSIDERATIONS},
        }


class AddDecision(Questions):
    words = text(
        label="What was decided?",
        help_text="What is to be done, so that one can see that it is done",
        error_messages={"required": "Enter what was decided"},
    )
    owner = forms.ModelChoiceField(
        label="Who does it?",
        queryset=User.objects.none(),
        required=False,
        empty_label="Somebody who does not use this service",
    )
    owner_in_words = one_line(
        label="Their name, if they do not use this service", longest=120, required=False
    )
    due_on = DateField(
        label="By when?",
        help_text="For example, 27 3 2026",
        missing="Enter by when it is to be done",
        name="The day by which it is to be done",
    )

    def __init__(self, data: Any, *, today: dt.date, owners: Collection[User]) -> None:
        self.owners = owners
        super().__init__(data, today=today)

    def layout(self) -> Layout:
        people = User.objects.filter(pk__in=[user.pk for user in self.owners]).order_by("name")
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["owner"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]
        return Layout(Field("words", rows=3), "owner", "owner_in_words", "due_on")

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not answers.get("owner") and not answers.get("owner_in_words"):
            self.add_error("owner", "Select who does it, or enter their name")
        if answers.get("owner"):
            answers["owner_in_words"] = ""
        return answers

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class FinishDecision(Questions):
    done_on = DateField(
        label="On which day was it done?",
        help_text="For example, 27 3 2026",
        missing="Enter the day on which it was done",
        name="The day on which it was done",
    )
    outcome = text(label="What came of it?", error_messages={"required": "Enter what came of it"})

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


def _of(review: Review) -> dict[str, Any]:
    here = review.planned_at.astimezone(LONDON)
    return {
        "day": here.date(),
        "time": here.time(),
        "place": review.place,
        "needed_by": review.needed_by,
        "invited": "\n".join(_lines(review)),
    }


def _lines(review: Review) -> Iterator[str]:
    for person in review.participants.all():
        yield f"{person.name}, {person.role}"


def _recorded(review: Review, *, today: dt.date) -> dict[str, Any]:
    """The day that was planned is offered as the day on which it was held, once it has come."""
    planned_on = review.planned_at.astimezone(LONDON).date()
    came = [str(person.pk) for person in review.participants.all() if person.attended]
    return {
        "held_on": review.held_on or (planned_on if planned_on <= today else None),
        "participation": review.participation,
        "child_said": review.child_said,
        "attended": came,
        **{MATTER + code: words for code, words in review.considerations.items()},
    }


def _name_and_role(line: str) -> tuple[str, str]:
    name, comma, role = (part.strip() for part in line.partition(","))
    if not name or not comma or not role:
        raise forms.ValidationError("Write each person as name, comma, role")
    if len(name) > LONGEST_NAME or len(role) > LONGEST_ROLE:
        raise forms.ValidationError("A name or a role is too long")
    return name, role

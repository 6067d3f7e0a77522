"""What is asked about a child's path: starting it, its stages and milestones, moving on and back, closing it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.models import User
from children.forms.fields import not_in_the_future, one_line, text
from children.forms.sections import Questions
from children.models import Child
from placements.criteria import Criterion
from placements.models import Milestone, PathwayTemplate, StepDownPlan
from ui.crispy import Field, Layout
from ui.fields import Choice, DateField

SOMEBODY_ELSE = "else"
MOST_WEEKS = 200


def _day(label: str, *, missing: str, name: str, required: bool = True) -> DateField:
    return DateField(
        label=label,
        help_text="For example, 27 3 2026",
        missing=missing,
        name=name,
        required=required,
    )


class StartPathway(Questions):
    """``templates`` are those that the person's authority may start from."""

    template = forms.ChoiceField(
        label="Which path?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select the path to start from"},
    )
    goes_to = forms.ChoiceField(
        label="What does it lead to?",
        widget=forms.RadioSelect,
        choices=[choice for choice in Child.Plan.choices if choice[0] != Child.Plan.RESIDENTIAL],
        error_messages={"required": "Select what the path leads to"},
    )
    started_on = _day(
        "When does it start?", missing="Enter the day on which it starts", name="The day"
    )

    def __init__(
        self, data: Any, *, templates: Sequence[PathwayTemplate], child: Child, today: dt.date
    ) -> None:
        initial = {"goes_to": child.permanence_plan, "started_on": today}
        super().__init__(data, today=today, initial=initial)
        self.by_id = {str(each.public_id): each for each in templates}
        field: Any = self.fields["template"]
        field.choices = [
            Choice(key, each.name, hint=each.about) for key, each in self.by_id.items()
        ]

    def clean_template(self) -> PathwayTemplate:
        return self.by_id[self.cleaned_data["template"]]

    def clean_started_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["started_on"]
        not_in_the_future(day, today=self.today, name="The day")
        return day


class StageWords(Questions):
    """A stage of a plan or of a template. The names of the questions are those of the fields."""

    name = one_line(label="Name", longest=60, error_messages={"required": "Enter the stage's name"})
    purpose = text(
        label="What is it for?", error_messages={"required": "Enter what the stage is for"}
    )
    child_words = one_line(
        label="What is it, said to the child?",
        longest=200,
        error_messages={"required": "Enter what the stage is, said to the child"},
    )
    entry_criteria = text(
        label="What must be so before it begins?", required=False, help_text="One a line"
    )
    exit_criteria = text(
        label="What must be so before the child moves on?",
        required=False,
        help_text="One a line. Put the name of a framework in square brackets at the end of a line that is taken "
        "from it: [Social Care Wales]",
    )
    usual_weeks = forms.IntegerField(
        label="How many weeks does it usually take?",
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
    )
    leads_to_search = forms.BooleanField(
        label="A family is looked for when a child is ready to leave this stage", required=False
    )

    def __init__(self, data: Any, *, stage: Any, today: dt.date) -> None:
        initial = {name: getattr(stage, name) for name in self.base_fields} if stage else {}
        super().__init__(data, today=today, initial=initial)

    def layout(self) -> Layout:
        return Layout(
            Field("name", width=30),
            Field("purpose", rows=2),
            "child_words",
            Field("entry_criteria", rows=4),
            Field("exit_criteria", rows=6),
            Field("usual_weeks", width=3),
            "leads_to_search",
            *(["source"] if "source" in self.base_fields else []),
        )


class MilestoneWords(Questions):
    """What a milestone is, whose, and until when. ``owners`` are the people who may own it."""

    words = one_line(
        label="What will be so?",
        longest=200,
        help_text="Something that one could see",
        error_messages={"required": "Enter what will be so"},
    )
    child_words = one_line(
        label="What is it, said to the child?",
        longest=200,
        required=False,
        help_text="Leave it empty where it is not for the child's own page",
    )
    owner = forms.ChoiceField(
        label="Who sees to it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who sees to it"},
    )
    owner_in_words = one_line(
        label="Who is that?",
        longest=120,
        required=False,
        help_text="The home, a parent, the school",
    )
    due_on = _day(
        "By when?", missing="Enter the day by which", name="The day by which", required=False
    )
    measure = one_line(
        label="How would one see it?",
        longest=200,
        required=False,
        help_text="For example, the school's attendance figures",
    )

    def __init__(
        self, data: Any, *, milestone: Milestone | None, owners: Sequence[User], today: dt.date
    ) -> None:
        self.owners = {str(person.public_id): person for person in owners}
        super().__init__(data, today=today, initial=self._recorded(milestone))
        field: Any = self.fields["owner"]
        field.choices = [
            *(Choice(key, person.name) for key, person in self.owners.items()),
            Choice(SOMEBODY_ELSE, "Somebody without an account here", divider="or"),
        ]

    def _recorded(self, milestone: Milestone | None) -> dict[str, Any]:
        if milestone is None:
            return {}
        recorded = {name: getattr(milestone, name) for name in self.base_fields}
        owner = milestone.owner
        return {**recorded, "owner": str(owner.public_id) if owner else SOMEBODY_ELSE}

    def layout(self) -> Layout:
        return Layout(
            "words",
            "child_words",
            Field(
                "owner",
                reveals={SOMEBODY_ELSE: [Field("owner_in_words", show_optional=False)]},
            ),
            "due_on",
            "measure",
        )

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        if answers.get("owner") == SOMEBODY_ELSE and not answers.get("owner_in_words"):
            self.add_error("owner_in_words", "Enter who sees to it")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        person = self.owners.get(self.cleaned_data["owner"])
        in_words = "" if person else self.cleaned_data["owner_in_words"]
        return {**self.cleaned_data, "owner": person, "owner_in_words": in_words}


class UpdateMilestone(Questions):
    """A state that is chosen already, and a sentence."""

    status = forms.ChoiceField(
        label="How does it stand?",
        widget=forms.RadioSelect,
        choices=Milestone.Status.choices,
        error_messages={"required": "Select how it stands"},
    )
    words = text(
        label="What tells you so? Where it is no longer wanted, why?",
        error_messages={"required": "Enter a sentence about it"},
    )

    def __init__(self, data: Any, *, milestone: Milestone, today: dt.date) -> None:
        super().__init__(data, today=today, initial={"status": milestone.status})

    def layout(self) -> Layout:
        return Layout("status", Field("words", rows=2))


class MoveOn(Questions):
    """Each exit criterion of the stage that the child leaves: met or not, and words."""

    on = _day("When?", missing="Enter the day of the change", name="The day")
    reason = text(
        label="Why now, if something is not met?",
        required=False,
        help_text="Needed where you answer “Not met yet” above",
    )

    def __init__(self, data: Any, *, asked: Sequence[Criterion], today: dt.date) -> None:
        self.asked = asked
        super().__init__(data, today=today, initial={"on": today})

    def layout(self) -> Layout:
        for number, each in enumerate(self.asked):
            self.fields[f"met_{number}"] = _met(each)
            self.fields[f"said_{number}"] = text(label="In words", required=False)
        asked = [
            item
            for number in range(len(self.asked))
            for item in (Field(f"met_{number}", inline=True), Field(f"said_{number}", rows=1))
        ]
        return Layout(*asked, "on", Field("reason", rows=2))

    def clean(self) -> dict[str, Any]:
        answers: dict[str, Any] = super().clean() or {}
        unmet = "no" in {answers.get(f"met_{number}") for number in range(len(self.asked))}
        if unmet and not answers.get("reason"):
            self.add_error("reason", "Enter why the child moves on although not everything is met")
        return answers

    @property
    def answers(self) -> dict[str, tuple[bool, str]]:
        return {
            each.words: (
                self.cleaned_data[f"met_{number}"] == "yes",
                self.cleaned_data[f"said_{number}"],
            )
            for number, each in enumerate(self.asked)
        }


def _met(criterion: Criterion) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=criterion.words,
        help_text=f"From: {criterion.source}" if criterion.source else "",
        widget=forms.RadioSelect,
        choices=[Choice("yes", "Met"), Choice("no", "Not met yet")],
        error_messages={"required": f"Select whether this is met: {criterion.words}"},
    )


class MoveBack(Questions):
    on = _day("When?", missing="Enter the day of the change", name="The day")
    reason = text(
        label="What has changed, and what does the child gain from it?",
        error_messages={"required": "Enter what has changed, and what the child gains from it"},
    )
    answers: dict[str, tuple[bool, str]] = {}

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, today=today, initial={"on": today})

    def layout(self) -> Layout:
        return Layout(Field("reason", rows=3), "on")


class ClosePathway(Questions):
    status = forms.ChoiceField(
        label="How does it end?",
        widget=forms.RadioSelect,
        choices=[
            Choice(StepDownPlan.Status.COMPLETED, "Completed: the child is where the path led to"),
            Choice(StepDownPlan.Status.STOPPED, "Stopped: another way is better for the child now"),
        ],
        error_messages={"required": "Select how the plan ends"},
    )
    reason = text(label="Why?", required=False, help_text="Needed where it is stopped")
    on = _day("When?", missing="Enter the day on which it ends", name="The day")

    def __init__(self, data: Any, *, today: dt.date) -> None:
        super().__init__(data, today=today, initial={"on": today})

    def layout(self) -> Layout:
        return Layout("status", Field("reason", rows=3), "on")

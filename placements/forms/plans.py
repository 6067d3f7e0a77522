"""The care plan, a question page at a time."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import User
from children.forms.fields import not_in_the_future, one_line, text
from children.forms.sections import Questions
from placements.models import CarePlan, Dimension, Goal, PlanDimension, Voice
from placements.models.plans import HIGHEST_SCORE, STEPS
from ui.crispy import Field, Fieldset, Layout
from ui.fields import DateField

CHOOSE: list[tuple[Any, str]] = [("", "Choose one")]
SCORES: list[tuple[Any, str]] = [(number, str(number)) for number in range(STEPS)]
LONGEST_STEP = 200
EXAMPLE = "For example, 27 3 2026"


class About(Questions):
    """Questions about one row. The names of the questions are those of its fields."""

    def __init__(self, data: Any, *, row: Any, today: dt.date) -> None:
        initial = {name: getattr(row, name) for name in self.base_fields} if row else {}
        super().__init__(data, today=today, initial={**self.suggested(today), **initial})

    def suggested(self, today: dt.date) -> dict[str, Any]:  # noqa: ARG002  # for those below
        """What a form about no row begins with."""
        return {}

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class Plan(About):
    """``row`` is a CarePlan."""

    model = CarePlan
    aim = text(
        label="What is this plan for?",
        required=False,
        help_text="In words the child would use. It comes first on the child's own page of the plan.",
    )
    contingency = text(label="What happens if this plan does not work?", required=False)


class DimensionWords(About):
    """``row`` is a PlanDimension."""

    model = PlanDimension
    now = text(
        label="How are things now?",
        required=False,
        help_text="What goes well comes first",
    )
    arrangements = text(
        label="What will be done, by whom?",
        required=False,
        help_text="And by when",
    )


def _score(label: str, missing: str, **kwargs: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=CHOOSE + SCORES,
        coerce=int,
        error_messages={"required": missing},
        **kwargs,
    )


def _step(number: int) -> forms.CharField:
    return one_line(
        label=f"Step {number}",
        longest=LONGEST_STEP,
        required=number in (0, HIGHEST_SCORE),
        error_messages={"required": f"Enter what step {number} looks like"},
    )


class GoalWords(Questions):
    """A goal; ``row`` is None for a new one. ``values["steps"]`` are the words of the eleven steps, from 0."""

    step_0 = _step(0)
    step_1 = _step(1)
    step_2 = _step(2)
    step_3 = _step(3)
    step_4 = _step(4)
    step_5 = _step(5)
    step_6 = _step(6)
    step_7 = _step(7)
    step_8 = _step(8)
    step_9 = _step(9)
    step_10 = _step(10)

    dimension = forms.ChoiceField(
        label="Which part of life is it about?",
        choices=CHOOSE + Dimension.choices,
        error_messages={"required": "Select which part of life it is about"},
    )
    words = text(
        label="What is the goal?",
        help_text="Something one could see. For example: sleeps through the night in their own bed.",
        error_messages={"required": "Enter the goal"},
    )
    baseline = _score("Where is the child now?", "Select where the child is now")
    baseline_on = DateField(
        label="When was that seen?",
        help_text=EXAMPLE,
        missing="Enter when that was seen",
        name="The day it was seen",
    )
    target = _score("Where should it get to?", "Select where it should get to")
    target_on = DateField(
        label="By when?", help_text=EXAMPLE, name="The day of the target", required=False
    )

    def __init__(self, data: Any, *, row: Goal | None, today: dt.date, dimension: str = "") -> None:
        initial: dict[str, Any] = {"dimension": dimension, "baseline_on": today}
        if row:
            plain = [name for name in self.base_fields if not name.startswith("step_")]
            initial = {name: getattr(row, name) for name in plain}
            initial |= {f"step_{number}": words for number, words in enumerate(row.steps)}
        super().__init__(data, today=today, initial=initial)
        if row:
            self.fields["baseline"].label = "Where did the child begin?"

    def layout(self) -> Layout:
        return Layout(
            "dimension",
            Field("words", rows=3),
            Fieldset(
                "The steps, in words",
                *(f"step_{number}" for number in range(STEPS)),
                hint="What would one see at each step? 0, 10 and the target need words; the others may follow.",
            ),
            "baseline",
            "baseline_on",
            "target",
            "target_on",
        )

    def clean_baseline_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["baseline_on"]
        not_in_the_future(day, today=self.today, name="The day it was seen")
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        target = answers.get("target")
        if (
            target is not None
            and not answers.get(f"step_{target}")
            and target not in (0, HIGHEST_SCORE)
        ):
            self.add_error(f"step_{target}", f"Enter what step {target}, the target, looks like")
        if target is not None and target == answers.get("baseline"):
            self.add_error("target", "Select a target that is not where the child is now")
        seen, until = answers.get("baseline_on"), answers.get("target_on")
        if seen and until and until <= seen:
            self.add_error("target_on", "The day of the target must be after the child was seen")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        kept = {
            name: value for name, value in self.cleaned_data.items() if not name.startswith("step_")
        }
        return kept | {"steps": [self.cleaned_data[f"step_{n}"] for n in range(STEPS)]}


class Score(About):
    """``row`` is always None: a score is recorded anew."""

    score = forms.TypedChoiceField(
        label="Where is the child now?",
        widget=forms.RadioSelect,
        coerce=int,
        error_messages={"required": "Select where the child is now"},
    )
    on = DateField(
        label="On which day?", help_text=EXAMPLE, missing="Enter the day", name="The day"
    )
    evidence = text(
        label="How do you know?",
        required=False,
        help_text="What somebody saw or heard, and who",
    )

    def __init__(self, data: Any, *, goal: Goal, today: dt.date) -> None:
        super().__init__(data, row=None, today=today)
        choices = [(n, f"{n}: {words}" if words else str(n)) for n, words in enumerate(goal.steps)]
        self.fields["score"].choices = choices  # type: ignore[attr-defined]

    def suggested(self, today: dt.date) -> dict[str, Any]:
        return {"on": today}

    def clean_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["on"]
        not_in_the_future(day, today=self.today, name="The day")
        return day


class Closing(Questions):
    """A goal is met, or no longer wanted."""

    status = forms.ChoiceField(
        label="What has become of this goal?",
        choices=[each for each in Goal.Status.choices if each[0] != Goal.Status.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what has become of this goal"},
    )
    reason = text(
        label="Say more",
        required=False,
        help_text="What made the difference; or why the goal is no longer wanted, which is needed",
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if answers.get("status") == Goal.Status.DROPPED and not answers.get("reason"):
            self.add_error("reason", "Enter why this goal is no longer wanted")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class WhoSaidWhat(Questions):
    """What somebody says about a plan, a goal or a milestone; or why they were not asked."""

    whose = forms.ChoiceField(
        label="Whose view is it?",
        choices=Voice.Whose.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whose view it is"},
    )
    name = one_line(
        label="Their name",
        longest=120,
        required=False,
        help_text="Where there could be several: which parent, or who else",
    )
    stance = forms.ChoiceField(
        label="Do they agree?",
        choices=Voice.Stance.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether they agree"},
    )
    words = text(
        label="What did they say?",
        help_text="Their own words, as they said, wrote or showed it. If they were not asked, why not.",
        error_messages={"required": "Enter their own words, or why they were not asked"},
    )
    how = forms.ChoiceField(
        label="How was it gathered?",
        choices=Voice.How.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    aid = one_line(
        label="Communication aid, or the interpreter's language", longest=120, required=False
    )
    gathered_on = DateField(label="When?", help_text=EXAMPLE, missing="Enter when", name="The day")
    gathered_by = one_line(
        label="Who asked them?",
        longest=120,
        error_messages={"required": "Enter who asked them"},
    )

    def __init__(self, data: Any, *, user: User, today: dt.date, whose: str = "") -> None:
        known = whose if whose in Voice.Whose.values else ""
        initial = {"gathered_by": user.name, "gathered_on": today, "whose": known}
        super().__init__(data, today=today, initial=initial)

    def layout(self) -> Layout:
        return Layout(
            "whose",
            "name",
            "stance",
            Field("words", rows=4),
            "how",
            "aid",
            "gathered_on",
            "gathered_by",
        )

    def clean_gathered_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["gathered_on"]
        not_in_the_future(day, today=self.today, name="The day")
        return day

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        was_asked = answers.get("stance") not in {None, Voice.Stance.NOT_ASKED}
        if was_asked and not answers.get("how"):
            self.add_error("how", "Select how it was gathered")
        if answers.get("whose") == Voice.Whose.OTHER and not answers.get("name"):
            self.add_error("name", "Enter who it is")
        return answers

    @property
    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class Approve(Questions):
    """``fingerprint`` says which content was read."""

    reason = text(
        label="Why was the plan made, or changed?",
        error_messages={"required": "Enter why the plan was made, or changed"},
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    def __init__(self, data: Any, *, fingerprint: str, today: dt.date) -> None:
        super().__init__(data, today=today, initial={"fingerprint": fingerprint})


class AskForApproval(forms.Form):
    """Which content was read before it was sent for approval."""

    fingerprint = forms.CharField(max_length=64)

    @property
    def seen(self) -> str:
        """Empty, which no content has, where the page did not say."""
        return str(self.cleaned_data["fingerprint"]) if self.is_valid() else ""

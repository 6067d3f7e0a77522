"""What an administrator writes about a path that plans start from."""

import datetime as dt
from typing import Any

from django import forms

from accounts.models import Role
from children.forms.fields import one_line, text
from children.forms.sections import Questions
from placements.forms.pathways import MOST_WEEKS, StageWords
from placements.models import PathwayTemplate, TemplateMilestone
from ui.crispy import Field, Layout


class TemplateWords(Questions):
    name = one_line(label="Name", longest=120, error_messages={"required": "Enter the path's name"})
    about = text(
        label="For whom is it, and what does it lead to?",
        error_messages={"required": "Enter for whom it is"},
    )
    sources = text(
        label="What is taken from a published framework, and what is yours?",
        error_messages={"required": "Enter where it is from"},
    )
    is_retired = forms.BooleanField(
        label="No longer offered when a plan is started", required=False
    )

    def __init__(self, data: Any, *, template: PathwayTemplate, today: dt.date) -> None:
        initial = {name: getattr(template, name) for name in self.base_fields}
        super().__init__(data, today=today, initial=initial)

    def layout(self) -> Layout:
        return Layout("name", Field("about", rows=3), Field("sources", rows=5), "is_retired")


class TemplateStageWords(StageWords):
    source = one_line(
        label="Which framework is the stage from?",
        longest=200,
        required=False,
        help_text="Leave it empty where the stage is yours",
    )


class TemplateMilestoneWords(Questions):
    words = one_line(
        label="What will be so?",
        longest=200,
        help_text="Something that one could see",
        error_messages={"required": "Enter what will be so"},
    )
    child_words = one_line(label="What is it, said to the child?", longest=200, required=False)
    owner_role = forms.ChoiceField(
        label="Who sees to it?",
        choices=[("", "Choose one"), *Role.choices],
        error_messages={"required": "Select who sees to it"},
    )
    due_after_weeks = forms.IntegerField(
        label="After how many weeks in the stage?",
        required=False,
        min_value=1,
        max_value=MOST_WEEKS,
    )
    measure = one_line(label="How would one see it?", longest=200, required=False)

    def __init__(self, data: Any, *, milestone: TemplateMilestone | None, today: dt.date) -> None:
        initial = {name: getattr(milestone, name) for name in self.base_fields} if milestone else {}
        super().__init__(data, today=today, initial=initial)

    def layout(self) -> Layout:
        return Layout(
            "words",
            "child_words",
            "owner_role",
            Field("due_after_weeks", width=3),
            "measure",
        )

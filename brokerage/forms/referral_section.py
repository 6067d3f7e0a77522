"""What every section of the referral form has in common: saved at any time, filled in from the record, and answered in
full before it counts as finished.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property

from brokerage import questions, sections
from brokerage.forms.referral_rows import Rows
from brokerage.queries.referral_record import Taken
from brokerage.queries.referral_sections import Filled
from children.models import Child
from ui.crispy import Field, FormHelper, Layout
from ui.dates import in_words
from ui.fields import DateField

LONGEST_TEXT = 20_000  # characters: some ten pages


def long_text(*, missing: str = "", hint: str = "", rows: int = 5) -> forms.CharField:
    """``missing`` is the message when the question is needed and not answered."""
    return forms.CharField(
        required=False,
        max_length=LONGEST_TEXT,
        help_text=hint,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing},
    )


def short_text(*, missing: str = "", hint: str = "", longest: int = 120) -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=longest,
        help_text=hint,
        error_messages={"required": missing},
    )


class SectionForm(forms.Form):
    """One section. ``cleaned`` answers go to ``save_section``; nothing is required while the section is put aside.

    Args:
        filled: the section as it is.
        record: what the children's records say for its questions.
        children: whom the referral is for, the first standing for the group.
        is_draft: saved to come back to later, so no question is required.
    """

    code: ClassVar[str]
    # Messages for questions that more than one answer can settle, by the first of its names.
    missing_either: ClassVar[Mapping[str, str]] = {}
    rows_first: ClassVar[bool] = False
    # A text that the writer may start from, where there is one.
    suggestion = ""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        filled: Filled,
        record: Mapping[str, Taken],
        children: Sequence[Child] = (),
        is_draft: bool = False,
    ) -> None:
        self.filled, self.record, self.children, self.is_draft = filled, record, children, is_draft
        super().__init__(data, initial=self.initial_from(filled.answers))
        self.initial["seen"] = filled.updated_at.isoformat() if filled.updated_at else ""
        for name, field in self.fields.items():
            field.label = questions.WORDS.get((self.code, name), field.label)
            field.help_text = " ".join(filter(None, [str(field.help_text), self._source(name)]))
        self.prepare()
        for name, *others in () if is_draft else self.section.needed:
            self.fields[name].required = not others
        self.formsets = self.make_formsets(data)
        self.is_adding = any(formset.adding for formset in self.formsets)
        for formset in self.formsets if self.is_adding else ():
            formset.adding = True
            formset.full_clean()
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout("seen", *self.questions())

    @property
    def section(self) -> sections.Section:
        return sections.BY_CODE[self.code]

    def questions(self) -> list[Any]:
        """The questions in order. Override it to say how they look."""
        return [Field(name) for name in self.fields if name != "seen"]

    def prepare(self) -> None:
        """Fill in choices that depend on the children."""

    def make_formsets(self, data: Any | None) -> list[Rows]:  # noqa: ARG002
        """Lists of rows that belong to the section, bound to ``data`` where there is any."""
        return []

    def initial_from(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Answers as their fields show them. Days are kept as text."""
        days = {
            name: dt.date.fromisoformat(answers[name])
            for name, field in self.base_fields.items()
            if isinstance(field, DateField) and isinstance(answers.get(name), str) and answers[name]
        }
        return {**answers, **days}

    def answers_from(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Turn what the fields gave into answers by question, columns included."""
        return cleaned

    @cached_property
    def answers(self) -> dict[str, Any]:
        """For ``save_section``; only once the form is valid."""
        cleaned = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        return self.answers_from(cleaned)

    @property
    def seen_at(self) -> dt.datetime | None:
        """The version of the section that this person opened; ``None`` where the form does not say."""
        try:
            return dt.datetime.fromisoformat(self.cleaned_data.get("seen") or "")
        except ValueError:
            return None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        either = [names for names in self.section.needed if len(names) > 1]
        for names in () if self.is_draft else either:
            if not any(sections.is_answer(cleaned.get(name)) for name in names):
                self.add_error(names[0], self.missing_either[names[0]])
        return cleaned

    def full_clean(self) -> None:
        """While a row is being added, nothing is checked."""
        if not self.is_adding:
            super().full_clean()
            return
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data = {}

    def is_valid(self) -> bool:
        """The form and its rows; all are checked, so that all errors are told at once."""
        return all(
            [
                not self.is_adding,
                super().is_valid(),
                *(formset.is_valid() for formset in self.formsets),
            ]
        )

    def again(self, filled: Filled) -> Self:
        """The same answers, to be saved over what ``filled`` is now."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, as it was sent
        data["seen"] = filled.updated_at.isoformat() if filled.updated_at else ""
        return type(self)(data, filled=filled, **self.settings())

    def settings(self) -> dict[str, Any]:
        """What the form was made with, but for the data and the section."""
        return {"record": self.record, "children": self.children, "is_draft": self.is_draft}

    def _source(self, name: str) -> str:
        taken = self.record.get(name)
        if taken is None or not taken.text or taken.text != self.filled.answers.get(name):
            return ""
        reviewed = f", last reviewed {in_words(taken.reviewed_on)}" if taken.reviewed_on else ""
        return f"From the child's record{reviewed}."

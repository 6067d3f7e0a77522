"""Two people change one record: the second sees both versions, and nothing that they typed is lost."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models
from django.forms.formsets import BaseFormSet

from ui import dates
from ui.comparison import Cell, Column, Comparison, Line
from ui.fields import PoundsField


def compare(title: str, *, theirs: Any, yours: Any) -> Comparison:
    """What is saved now beside what this person sent, where they differ.

    Args:
        theirs: a form, or a list of forms, that was not sent: its initial answers are what is saved.
        yours: the same with what was sent, valid.
    """
    saved, sent = dict(_said(theirs)), dict(_said(yours))
    lines = [
        Line(label, [Cell(saved.get(label, "")), Cell(sent.get(label, ""))])
        for label in dict.fromkeys([*saved, *sent])
    ]
    columns = [Column(title="Saved now"), Column(title="Yours, not saved")]
    comparison = Comparison(caption=f"{title}: two versions", columns=columns, lines=lines)
    return comparison.only_differences()


def _said(form: Any) -> Iterator[tuple[str, str]]:
    """Each question of a form, or of every form of a list, with its answer in words; blank where there is none."""
    if isinstance(form, BaseFormSet):
        for number, each in enumerate(form.forms, start=1):
            for label, words in _said(each):
                yield f"{form.item_name} {number}: {label}", words  # type: ignore[attr-defined]
        return
    for bound in form.visible_fields():
        if form.is_bound:
            value = form.cleaned_data.get(bound.name)
        else:
            value = form.get_initial_for_field(bound.field, bound.name)
        yield str(bound.label), _in_words(bound.field, value)


def _in_words(field: forms.Field, value: Any) -> str:
    if value in (None, "", []) or (value is False and isinstance(field, forms.BooleanField)):
        return ""
    if isinstance(value, dt.date):
        return dates.in_words(value)
    if isinstance(field, PoundsField):
        return f"£{field.prepare_value(value)}"
    if isinstance(field, forms.ModelChoiceField):
        chosen = value if isinstance(value, models.Model) else field.to_python(value)
        return str(field.label_from_instance(chosen))
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(_label(field, each) for each in value)
    if isinstance(value, bool):
        code = "yes" if value else "no"
        words = _label(field, code)
        return code.capitalize() if words == code else words
    return _label(field, value)


def _label(field: forms.Field, value: Any) -> str:
    """The words of a choice; ``value`` itself where the question has no choices, and "Yes" for a ticked box."""
    if isinstance(field, forms.BooleanField):
        return "Yes"
    choices: Any = getattr(field, "choices", ())
    for code, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(code, label)]
        for inner, words in pairs:
            if str(inner) == str(value):
                return str(words)
    return str(value)

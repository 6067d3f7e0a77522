"""Two people change one record: the second sees both versions, and nothing that they typed is lost."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.db import models

from ui import dates
from ui.comparison import Cell, Column, Comparison, Line


def compare(title: str, *, theirs: forms.Form, yours: forms.Form) -> Comparison:
    """What is saved now (``theirs``, a form that was not sent) beside what this person sent, where they differ."""
    saved, sent = dict(_said(theirs)), dict(_said(yours))
    lines = [Line(label, [Cell(saved[label]), Cell(sent[label])]) for label in saved]
    columns = [Column(title="Saved now"), Column(title="Yours, not saved")]
    comparison = Comparison(caption=f"{title}: two versions", columns=columns, lines=lines)
    return comparison.only_differences()


def _said(form: forms.Form) -> Iterator[tuple[str, str]]:
    """Each question with its answer in words; blank where there is none."""
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
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(_label(field, each) for each in value)
    if isinstance(value, bool):
        return _label(field, "yes" if value else "no")
    if isinstance(value, models.Model):
        return str(value)
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

"""Two people change one record: the second sees both versions, and nothing that they typed is lost."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.shortcuts import render

from accounts.permissions import SignedInRequest
from carers import services
from ui import dates
from ui.comparison import Cell, Column, Comparison, Line
from ui.fields import PoundsField


def answer(
    request: SignedInRequest, context: dict[str, Any], changed: services.ChangedMeanwhile
) -> HttpResponse:
    """409: what is saved now beside what this person sent, and their form again, to be saved over it or left."""
    section = context["section"]
    yours = dict(_said(context["form"]))
    theirs = dict(_said(section.make(None, changed.household, request.user)))
    lines = [
        Line(label, [Cell(theirs.get(label, "")), Cell(yours.get(label, ""))])
        for label in dict.fromkeys([*theirs, *yours])
    ]
    comparison = Comparison(
        caption=f"{section.title}: two versions",
        columns=[Column(title="Saved now"), Column(title="Yours, not saved")],
        lines=lines,
    ).only_differences()
    seen = {**context, "household": changed.household, "version": changed.household.version}
    return render(
        request, "carers/changed_meanwhile.html", {**seen, "comparison": comparison}, status=409
    )


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
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(field, PoundsField):
        return f"£{field.prepare_value(value)}"
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(field.to_python(value)))
    if isinstance(field, forms.MultipleChoiceField):
        return ", ".join(_label(field, each) for each in value)
    return _label(field, value) if isinstance(field, forms.ChoiceField) else str(value)


def _label(field: forms.ChoiceField, value: Any) -> str:
    choices: Any = field.choices
    for code, label in choices:
        pairs = label if isinstance(label, list | tuple) else [(code, label)]
        for inner, words in pairs:
            if str(inner) == str(value):
                return str(words)
    return str(value)

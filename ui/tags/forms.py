"""Forms, and their errors: said first in the title, listed first on the page, each leading to its control."""

import json
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.template import Context

from ui import questions
from ui.drafts import ASKED, Writing
from ui.tags.library import register


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """``"Error: "`` when a form on the page has errors: the title is the first thing that a screen reader says."""
    return (
        "Error: "
        if any(_errors_of(value) for value in context.flatten().values() if _was_sent(value))
        else ""
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(*answers: Any) -> dict[str, Any]:
    """Every error of the forms and formsets given; anything else (a page without its form) is passed over."""
    return {
        "errors": [error for answer in answers if _was_sent(answer) for error in _errors_of(answer)]
    }


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """The questions of a form that has no helper, such as a library's."""
    return {"form": form}


@register.inclusion_tag("components/form_page.html", takes_context=True)
def form_page(
    context: Context,
    form: forms.BaseForm,
    action: str,
    button: str,
    *,
    redirect: str = "",
    look: str = "primary",
) -> dict[str, Any]:
    """A whole form that has no helper. ``redirect`` is the hidden field that allauth carries along."""
    return {
        "form": form,
        "action": action,
        "button": button,
        "redirect": redirect,
        "look": look,
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("components/autosave.html")
def autosave(writing: Writing) -> dict[str, Any]:
    """Inside a form: keeps what is typed as the person's draft, where scripts run. See ``ui.drafts``."""
    return {"writing": writing, "named": _named(writing)}


@register.inclusion_tag("components/draft_banner.html", takes_context=True)
def draft_banner(context: Context, writing: Writing) -> dict[str, Any]:
    """Before the form: the draft that waits for it, to go on with or to give up."""
    request = context.get("request")
    return {
        "writing": writing,
        "here": request.path if request else "",
        "asked": ASKED,
        "csrf_token": context.get("csrf_token"),
    }


def _named(writing: Writing) -> str:
    return json.dumps({"draft_form": writing.form, "draft_key": writing.key})


def _was_sent(value: Any) -> bool:
    # By type: asking a lazy value whether it is an instance would fetch it, such as the user from the database.
    return issubclass(type(value), forms.BaseForm | BaseFormSet) and value.is_bound


def _errors_of(answer: Any) -> list[tuple[str, str]]:
    """(words, id of the control) pairs in the order of the questions. What is about the whole leads to the first."""
    if isinstance(answer, BaseFormSet):
        inside = [pair for form in answer.forms for pair in _errors_of(form)]
        first = _first_control(answer.forms[0]) if answer.forms else ""
        return [(str(error), first) for error in answer.non_form_errors()] + inside
    whole = [(str(error), _first_control(answer)) for error in answer.non_field_errors()]
    hidden = [
        (str(error), _first_control(answer))
        for field in answer.hidden_fields()
        for error in field.errors
    ]
    asked = [
        (words, questions.first_id(field))
        for field in answer.visible_fields()
        for words in questions.errors_of(field)
    ]
    return whole + hidden + asked


def _first_control(form: forms.BaseForm) -> str:
    return next((questions.first_id(field) for field in form.visible_fields()), "")

"""What a form says about its looks. ``self.helper = FormHelper(self)`` is enough; a layout says more.

    self.helper.layout = Layout(
        Field("starts_on"),
        Field("reason", rows=4, max_characters=500),
        Submit("submit", "Accept offer"),
    )

Buttons that follow one another share a button group. A page that has ``cancel_url`` in its context gets a "Cancel"
link beside the last of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any

from crispy_forms import helper, layout
from crispy_forms.layout import HTML, Div
from crispy_forms.utils import render_field
from django import forms
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

__all__ = [
    "HTML", "Button", "Div", "Field", "Fieldset", "FormHelper", "Layout", "Options", "Size", "Submit",
]  # fmt: skip

PACK = "govpack"


class Size(StrEnum):
    SMALL = "s"
    MEDIUM = "m"
    LARGE = "l"
    EXTRA_LARGE = "xl"


class FormHelper(helper.FormHelper):  # type: ignore[misc]  # crispy has no types
    """Renders the form with our pack. The browser does not check it: the server's words are better.

    ``label_size`` sets the size of every label and legend that does not set its own.
    """

    template_pack = PACK
    label_size: Size = Size.SMALL

    def __init__(self, form: forms.BaseForm | None = None) -> None:
        super().__init__(form)
        self.attrs = {"novalidate": True}

    def build_default_layout(self, form: forms.BaseForm) -> "Layout":
        return Layout(*form.fields)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How one question looks. See ``Field``."""

    label_size: Size | None = None
    heading: bool = False
    inline: bool = False
    small: bool = False
    width: int | str | None = None
    rows: int = 5
    max_characters: int | None = None
    max_words: int | None = None
    prefix: str = ""
    suffix: str = ""
    hints: Mapping[str, str] = field(default_factory=dict)
    show_optional: bool = True
    revealed: Mapping[str, SafeString] = field(default_factory=dict)


class Field(layout.LayoutObject):  # type: ignore[misc]
    """One question.

    Args:
        name: the form's field.
        reveals: for radios and checkboxes, the fields asked under a choice: ``{"PHONE": ["number"]}``. Old
            browsers show them always, so ``clean`` must ignore what the choice did not ask for.
        options: ``label_size``; ``heading=True`` makes the label the page's only ``<h1>``; ``inline`` and ``small``
            for radios and checkboxes; ``width`` of an input in characters (2, 3, 4, 5, 10, 20, 30) or as a part of
            the page ("one-half", "one-third"); ``rows``, ``max_characters`` or ``max_words`` of a textarea;
            ``prefix`` and ``suffix`` ("£", "per week"); ``hints`` by choice value; ``show_optional=False`` leaves
            "(optional)" off a label.
    """

    def __init__(
        self, name: str, *, reveals: Mapping[str, Sequence[Any]] | None = None, **options: Any
    ) -> None:
        self.fields = [name]
        self.reveals = dict(reveals or {})
        self.options = options
        Options(**options)  # a misspelt option fails where it is written

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = PACK, **_: Any
    ) -> SafeString:
        revealed = {
            str(value): join(render_field(inner, form, context) for inner in inners)
            for value, inners in self.reveals.items()
        }
        options = Options(**self.options, revealed=revealed)
        html: SafeString = render_field(
            self.fields[0],
            form,
            context,
            template_pack=template_pack,
            extra_context={"options": options},
        )
        return html


class Fieldset(layout.LayoutObject):  # type: ignore[misc]
    """Questions under one legend: ``Fieldset("Where", "street", "town", size=Size.MEDIUM)``."""

    def __init__(self, legend: str, *fields: Any, size: Size = Size.MEDIUM, hint: str = "") -> None:
        self.legend, self.size, self.hint, self.fields = legend, size, hint, list(fields)

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = PACK, **_: Any
    ) -> SafeString:
        inside = self.get_rendered_fields(form, context, template_pack)
        parts = {"legend": self.legend, "size": self.size, "hint": self.hint, "content": inside}
        return render_to_string("govpack/layout/fieldset.html", parts)


class Submit(layout.Submit):  # type: ignore[misc]
    """The page's main button. A button called "submit" sends no name, because it says nothing."""

    field_classes = "govuk-button"


class Button(layout.Submit):  # type: ignore[misc]
    """A further button that also sends the form; the view tells it by its name."""

    field_classes = "govuk-button govuk-button--secondary"

    @classmethod
    def secondary(cls, name: str, value: str) -> "Button":
        return cls(name, value)

    @classmethod
    def warning(cls, name: str, value: str) -> "Button":
        button = cls(name, value)
        button.field_classes = "govuk-button govuk-button--warning"
        return button


class Layout(layout.Layout):  # type: ignore[misc]
    """Questions in order; buttons that follow one another share a group."""

    def render(
        self, form: forms.BaseForm, context: Context, template_pack: str = PACK, **_: Any
    ) -> SafeString:
        runs = groupby(self.fields, key=lambda item: isinstance(item, layout.BaseInput))
        return join(
            _button_group(run, form, context)
            if are_buttons
            else join(
                render_field(item, form, context, template_pack=template_pack) for item in run
            )
            for are_buttons, run in runs
        )


def _button_group(buttons: Any, form: forms.BaseForm, context: Context) -> SafeString:
    inside = join(button.render(form, context, template_pack=PACK) for button in buttons)
    return render_to_string(
        "govpack/layout/buttons.html",
        {"content": inside, "cancel_url": context.get("cancel_url", "")},
    )


def join(parts: Any) -> SafeString:
    """Join pieces of HTML that templates have made, and so have escaped."""
    return mark_safe("".join(parts))  # noqa: S308

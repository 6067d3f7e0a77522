"""Turns a form's field into what its template needs: one ``Question`` for every kind of control.

Two rules hold everywhere. The first control of a question carries the plain id (``id_kind``), except a date, whose
boxes are ``id_day-day`` and so on; ``Question.first_id`` is where an error link leads. And what describes a control
(hint, error, how much may be written) is named in its ``aria-describedby``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms.boundfield import BoundField
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

from ui.crispy import Options, Size
from ui.fields import ChoiceLabel, PartsInput, bad_parts

# In this order, because CheckboxSelectMultiple is a RadioSelect.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (PartsInput, "date"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
BLANK_LABEL = BLANK_CHOICE_DASH[0][1]

# The server says what is too long or too big, in words; a browser that cuts off what was pasted says nothing.
NOT_FOR_THE_BROWSER = frozenset(
    {
        "class",
        "id",
        "maxlength",
        "minlength",
        "min",
        "max",
        "step",
        "rows",
        "cols",
        "required",
        "placeholder",
        "aria-describedby",
    }
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """One choice of a radio, checkbox or select question."""

    id: str
    value: str
    label: str
    chosen: bool
    hint: str = ""
    divider: str = ""
    exclusive: bool = False
    revealed: SafeString | str = ""


@dataclass(frozen=True, kw_only=True)
class Box:
    """One box of a date."""

    id: str
    name: str
    label: str
    width: int
    value: str
    wrong: bool


@dataclass(frozen=True)
class Question:
    """A bound field as its template sees it."""

    bound: BoundField
    options: Options
    default_size: Size = Size.SMALL

    @property
    def kind(self) -> str:
        return kind_of(self.bound)

    @property
    def id(self) -> str:
        return self.bound.auto_id or self.bound.html_name

    @property
    def first_id(self) -> str:
        return first_id(self.bound)

    @property
    def name(self) -> str:
        return self.bound.html_name

    @property
    def label(self) -> str:
        words = str(self.bound.label)
        optional = (
            self.options.show_optional and not self.bound.field.required and self.kind != "checkbox"
        )
        return f"{words} (optional)" if optional and "optional" not in words else words

    @property
    def size(self) -> Size:
        return self.options.label_size or (
            Size.LARGE if self.options.heading else self.default_size
        )

    @property
    def hint(self) -> str:
        return str(self.bound.help_text or "")

    @property
    def errors(self) -> list[str]:
        return errors_of(self.bound)

    @property
    def described_by(self) -> str:
        """The ids of the hint, the error and the character count, in that order."""
        parts = {
            "hint": self.hint,
            "error": self.errors,
            "info": self.options.max_characters or self.options.max_words,
        }
        return " ".join(f"{self.id}-{part}" for part, present in parts.items() if present)

    @property
    def value(self) -> str:
        shown = self.bound.field.widget.format_value(self.bound.value())
        return "" if shown is None else str(shown)

    @property
    def checked(self) -> bool:
        widget = self.bound.field.widget
        return bool(
            isinstance(widget, forms.CheckboxInput) and widget.check_test(self.bound.value())
        )

    @property
    def type(self) -> str:
        """A number is a text box with a number keypad: spinners change values by accident."""
        declared = getattr(self.bound.field.widget, "input_type", "text")
        return "text" if declared == "number" else str(declared)

    @property
    def width_class(self) -> str:
        width = self.options.width
        if width is None:
            return ""
        return f"govuk-input--width-{width}" if isinstance(width, int) else f"govuk-!-width-{width}"

    @property
    def inputmode(self) -> str:
        if not isinstance(self.bound.field.widget, forms.NumberInput):
            return ""
        return (
            "decimal"
            if isinstance(self.bound.field, forms.DecimalField | forms.FloatField)
            else "numeric"
        )

    @property
    def attributes(self) -> SafeString:
        """What the form's author put on the widget (``autocomplete``, ``spellcheck``, ``hx-…``)."""
        attrs = {
            **self.bound.field.widget.attrs,
            **({"disabled": True} if self.bound.field.disabled else {}),
            **({"spellcheck": "false", "autocapitalize": "none"} if self.type == "email" else {}),
        }
        return flatatt(
            {key: value for key, value in attrs.items() if key not in NOT_FOR_THE_BROWSER}
        )

    @property
    def groups(self) -> list[tuple[str, list[Item]]]:
        """The choices under the names of their groups; choices without a group are one group without a name."""
        return [
            (name, [item for _, item in pairs])
            for name, pairs in groupby(self._named_items(), key=lambda pair: pair[0])
        ]

    @property
    def boxes(self) -> list[Box]:
        widget = self.bound.field.widget
        value = self.bound.value()
        values = value if isinstance(value, list | tuple) else widget.decompress(value)
        wrong = _wrong_boxes(self.bound)
        return [
            Box(
                id=f"{self.id}-{part}",
                name=f"{self.name}_{part}",
                label=label,
                width=width,
                value=str(shown or ""),
                wrong=part in wrong,
            )
            for (part, label, width), shown in zip(widget.parts, values, strict=True)
        ]

    def _named_items(self) -> Iterator[tuple[str, Item]]:
        widget = self.bound.field.widget
        if not isinstance(widget, forms.widgets.ChoiceWidget):
            raise TypeError(f"{self.name} has no choices to show")
        number = 0
        for group, options, _ in widget.optgroups(
            self.name, widget.format_value(self.bound.value())
        ):
            for option in options:
                if self.kind == "radios" and option["value"] in {"", None}:
                    continue  # "nothing" is not an answer that people can choose
                number += 1
                yield (
                    str(group or ""),
                    self._item(option, id=self.id if number == 1 else f"{self.id}-{number}"),
                )

    def _item(self, option: dict[str, Any], *, id: str) -> Item:  # noqa: A002
        label, value = option["label"], "" if option["value"] is None else str(option["value"])
        told = label if isinstance(label, ChoiceLabel) else ChoiceLabel("")
        return Item(
            id=id,
            value=value,
            label="Select one" if label == BLANK_LABEL else str(label),
            chosen=bool(option["selected"]),
            hint=told.hint or self.options.hints.get(value, ""),
            divider=told.divider,
            exclusive=told.exclusive,
            revealed=self.options.revealed.get(value, ""),
        )


def kind_of(bound: BoundField) -> str:
    return next((kind for widget, kind in KINDS if isinstance(bound.field.widget, widget)), "input")


def errors_of(bound: BoundField) -> list[str]:
    """The field's errors. "This field is required" says too little beside other fields, so it becomes what to do."""
    says_nothing = str(forms.Field.default_error_messages["required"])
    return [
        _what_to_do(bound) if str(error) == says_nothing else str(error) for error in bound.errors
    ]


def _what_to_do(bound: BoundField) -> str:
    label = str(bound.label)
    if label.endswith("?"):
        return f"Answer “{label}”"
    lowered = label if label[:2].isupper() else label[:1].lower() + label[1:]
    verbs = {
        "file": "Choose",
        "checkbox": "Confirm",
        "radios": "Select",
        "checkboxes": "Select",
        "select": "Select",
    }
    return f"{verbs.get(kind_of(bound), 'Enter')} {lowered}"


def first_id(bound: BoundField) -> str:
    """The id of the control that a link to this question must reach: a date's first wrong box, else the first one."""
    plain = bound.auto_id or bound.html_name
    widget = bound.field.widget
    if not isinstance(widget, PartsInput):
        return plain
    wrong = _wrong_boxes(bound)
    names = [part for part, _, _ in widget.parts]
    return f"{plain}-{next((name for name in names if name in wrong), names[0])}"


def _wrong_boxes(bound: BoundField) -> set[str]:
    """The boxes to mark: those that the errors name, or all of them for an error that names none."""
    errors: list[ValidationError] = bound.form.errors.as_data().get(bound.name, [])
    if not errors:
        return set()
    return bad_parts(errors) or {part for part, _, _ in bound.field.widget.parts}

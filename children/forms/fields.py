"""Questions that several forms ask in the same way."""

import datetime as dt
from typing import Any

from django import forms

from reference import validators

BLANK = [("", "Not recorded")]
_ANSWERS = {"yes": True, "no": False, "unknown": None}


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or not recorded; the value is True, False or None."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            choices=[("yes", "Yes"), ("no", "No"), ("unknown", "Not recorded")],
            coerce=_ANSWERS.__getitem__,
            empty_value=None,
            widget=forms.RadioSelect,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        said = {answer: word for word, answer in _ANSWERS.items()}
        return said[value] if value is None or isinstance(value, bool) else value


def one_line(*, label: str, longest: int, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[validators.validate_plain_text],
        **kwargs,
    )


def text(*, label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=10_000,
        widget=forms.Textarea,
        validators=[validators.validate_plain_text],
        **kwargs,
    )


def postcode(*, label: str, **kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=20,
        required=False,
        validators=[validators.validate_postcode],
        **kwargs,
    )


def not_in_the_future(day: dt.date | None, *, today: dt.date, name: str) -> None:
    """Raises ``ValidationError`` for a day to come."""
    if day and day > today:
        raise forms.ValidationError(f"{name} must be today or in the past")

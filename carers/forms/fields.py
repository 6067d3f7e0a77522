"""Questions that several forms ask in the same way."""

from typing import Any

from django import forms

from reference import validators

NOT_RECORDED = "unknown"
_ANSWERS = {"yes": True, "no": False, NOT_RECORDED: None}


class YesNoUnknown(forms.TypedChoiceField):
    """Yes, no, or not recorded; the value is True, False or None."""

    def __init__(self, *, label: str, **kwargs: Any) -> None:
        super().__init__(
            label=label,
            choices=[("yes", "Yes"), ("no", "No"), (NOT_RECORDED, "Not recorded")],
            coerce=_ANSWERS.__getitem__,
            empty_value=None,
            widget=forms.RadioSelect,
            required=False,
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        said = {answer: word for word, answer in _ANSWERS.items()}
        return said[value] if value is None or isinstance(value, bool) else value


class Several(forms.MultipleChoiceField):
    """Any of a list of codes, as checkboxes."""

    def __init__(self, *, label: str, choices: Any, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(
            label=label, choices=choices, widget=forms.CheckboxSelectMultiple, **kwargs
        )


def postcode(**kwargs: Any) -> forms.CharField:
    return forms.CharField(
        label="Postcode",
        max_length=20,
        validators=[validators.validate_postcode],
        error_messages={"required": "Enter the home's postcode"},
        **kwargs,
    )


def one_line(*, label: str, longest: int, **kwargs: Any) -> forms.CharField:
    """Text of one line that no spreadsheet takes for a formula, so that an export can be read again."""
    return forms.CharField(
        label=label,
        max_length=longest,
        validators=[validators.validate_plain_text, not_a_formula],
        **kwargs,
    )


def not_a_formula(value: str) -> None:
    if value.lstrip().startswith(("=", "\uff1d")):
        raise forms.ValidationError("Begin with a letter or a figure, not with “=”", code="formula")

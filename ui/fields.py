"""Questions that GOV.UK asks in its own way: dates in three boxes, months in two, money in pounds, a time of day."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(MONTH_NAMES, start=1)}


class ChoiceLabel(str):
    """A choice's words, with what the page says around them. Django keeps the object, because it is a string."""

    hint: str
    divider: str
    exclusive: bool

    def __new__(
        cls, words: str, *, hint: str = "", divider: str = "", exclusive: bool = False
    ) -> "ChoiceLabel":
        label = super().__new__(cls, words)
        label.hint, label.divider, label.exclusive = hint, divider, exclusive
        return label


class Choice(tuple[Any, ChoiceLabel]):
    """One choice of a radio or checkbox question: ``Choice("NO", "None of these", divider="or", exclusive=True)``.

    ``divider`` is shown before the choice. ``exclusive`` unticks the others where JavaScript runs; the form's
    ``clean`` still has to refuse the pair.
    """

    def __new__(
        cls, value: Any, words: str, *, hint: str = "", divider: str = "", exclusive: bool = False
    ) -> "Choice":
        return super().__new__(
            cls, (value, ChoiceLabel(words, hint=hint, divider=divider, exclusive=exclusive))
        )


class PartsInput(forms.MultiWidget):
    """A date's boxes. ``parts`` are (name, label, width in characters); boxes are called ``<field>_<name>``."""

    parts: Sequence[tuple[str, str, int]] = (
        ("day", "Day", 2),
        ("month", "Month", 2),
        ("year", "Year", 4),
    )

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({name: forms.TextInput() for name, _, _ in self.parts}, attrs)

    def decompress(self, value: dt.date | None) -> list[str]:
        return [str(getattr(value, name)) if value else "" for name, _, _ in self.parts]


class MonthInput(PartsInput):
    parts = (("month", "Month", 2), ("year", "Year", 4))


class DateField(forms.MultiValueField):
    """A date asked as day, month and year. Month names are understood; the value is a ``datetime.date``.

    ``missing`` is the message for no answer ("Enter the date the child will move in"). ``name`` starts the other
    messages ("The move-in date must be a real date"), as the GOV.UK pattern has them. Each error says in its
    ``params["parts"]`` which boxes are wrong, so that only those turn red and the summary leads to the first.
    """

    widget = PartsInput

    def __init__(
        self, *, missing: str = "Enter a date", name: str = "The date", **kwargs: Any
    ) -> None:
        self.name = name
        part_names = [part for part, _, _ in self.widget.parts]
        super().__init__(
            fields=[forms.CharField(required=False, label=part) for part in part_names],
            require_all_fields=False,
            **kwargs,
        )
        self.part_names = part_names
        self.error_messages["required"] = missing

    def clean(self, value: Sequence[str] | dt.date | None) -> dt.date | None:
        if isinstance(value, dt.date):  # a disabled field answers with its initial value
            return value
        parts = [str(part or "").strip() for part in value or ()]
        typed = dict(zip(self.part_names, parts, strict=False))
        if not any(parts):
            if self.required:
                missing = str(self.error_messages["required"])
                raise self._wrong(missing, "required", self.part_names)
            return None
        day = self._date_from(typed)
        self.run_validators(day)
        return day

    def compress(self, data_list: Sequence[str]) -> dt.date | None:
        return self.clean(data_list)

    def has_changed(self, initial: Any, data: Sequence[str] | None) -> bool:
        try:
            return bool(self.clean(data) != initial)
        except ValidationError:
            return any(data or ()) or initial is not None

    def _date_from(self, typed: dict[str, str]) -> dt.date:
        missing = [part for part in self.part_names if not typed.get(part)]
        if missing:
            raise self._wrong(
                f"{self.name} must include a {' and '.join(missing)}", "incomplete", missing
            )
        if not re.fullmatch(r"[0-9]{4}", typed["year"]):
            raise self._wrong(f"{self.name} must have a year of 4 numbers", "invalid", ["year"])
        month = MONTHS.get(typed["month"][:3].lower(), typed["month"])
        try:
            return dt.date(int(typed["year"]), int(month), int(typed.get("day", "1")))
        except ValueError:
            raise self._wrong(
                f"{self.name} must be a real date", "invalid", self.part_names
            ) from None

    @staticmethod
    def _wrong(message: str, code: str, parts: list[str]) -> ValidationError:
        return ValidationError(
            message.replace("%", "%%"), code=code, params={"parts": tuple(parts)}
        )


class MonthField(DateField):
    """A month and year; the value is the first day of that month."""

    widget = MonthInput

    def __init__(
        self, *, missing: str = "Enter a month and year", name: str = "The month", **kwargs: Any
    ) -> None:
        super().__init__(missing=missing, name=name, **kwargs)


class TimeField(forms.CharField):
    """A time of day, written as people write it: ``5pm``, ``5:30 pm``, ``17:30``, ``midday``."""

    default_error_messages = {"invalid": "Enter a time, like 5pm or 9:30am"}
    WORDS = {"midday": dt.time(12), "noon": dt.time(12), "midnight": dt.time(0)}

    def prepare_value(self, value: Any) -> Any:
        return clock(value) if isinstance(value, dt.time) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, dt.time):
            return value
        text = super().to_python(value) or ""
        if not text:
            return None
        if text.lower() in self.WORDS:
            return self.WORDS[text.lower()]
        return self._time_from(text)

    def _time_from(self, text: str) -> dt.time:
        match = re.fullmatch(
            r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?(?:m\.?)?", text.strip(), re.IGNORECASE
        )
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(match[1]), int(match[2] or 0), (match[3] or "").lower()
        if half and not 1 <= hour <= 12:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        try:
            return dt.time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class PoundsField(forms.CharField):
    """An amount typed in pounds ("1,140.50"); the value is whole pence."""

    default_error_messages = {"invalid": "Enter an amount in pounds, like 412 or 412.50"}

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 100}.{value % 100:02}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        if isinstance(value, int):
            return value
        text = super().to_python(value) or ""
        if not text:
            return None
        match = re.fullmatch(r"£?\s*([\d,]{1,12})(?:\.(\d{2}))?", text)
        if match is None or not match[1].replace(",", ""):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(match[1].replace(",", "")) * 100 + int(match[2] or 0)


def clock(moment: dt.time | dt.datetime) -> str:
    """A time as GOV.UK writes it: ``5pm``, ``9:30am``, ``midday``, ``midnight``."""
    if (moment.hour, moment.minute) in {(0, 0), (12, 0)}:
        return "midday" if moment.hour else "midnight"
    minutes = f":{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes}{'am' if moment.hour < 12 else 'pm'}"


def bad_parts(errors: Iterator[ValidationError] | Sequence[ValidationError]) -> set[str]:
    """The boxes of a date that its errors point at; empty when no error says."""
    return {part for error in errors for part in (error.params or {}).get("parts", ())}

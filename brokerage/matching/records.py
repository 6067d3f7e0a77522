"""Turn the core's frozen dataclasses into plain JSON values and back, exactly.

A stored search must be read again years later, so an unknown field is refused rather than dropped.
"""

import dataclasses
import datetime as dt
import enum
import types
import typing
from typing import Any, TypeVar

Record = dict[str, Any]
T = TypeVar("T")


class RecordNotUnderstood(ValueError):
    """The record does not have the shape of what it is to be read as."""


def to_plain(value: Any) -> Any:
    """Return dicts, lists, strings, numbers and None only; tuples become lists and days ISO dates."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)
        }
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    return value


def from_plain(kind: type[T], record: Record) -> T:
    """Read a dataclass back from what ``to_plain`` wrote.

    Raises:
        RecordNotUnderstood: a field is missing, unknown or of another type.
    """
    hints = typing.get_type_hints(kind)
    names = {field.name for field in dataclasses.fields(kind)}  # type: ignore[arg-type]
    if not isinstance(record, dict) or set(record) != names:
        raise RecordNotUnderstood(f"Not a record of {kind.__name__}.")
    return kind(**{name: _read(hints[name], record[name]) for name in names})


def _read(hint: Any, value: Any) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is tuple:
        _expect(value, list)
        return tuple(_read(arguments[0], item) for item in value)
    if origin in (types.UnionType, typing.Union):
        if value is None:
            return None
        return _read(next(kind for kind in arguments if kind is not type(None)), value)
    if dataclasses.is_dataclass(hint):
        return from_plain(hint, value)  # type: ignore[arg-type]
    if hint is dt.date:
        _expect(value, str)
        return dt.date.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return hint(value)
    _expect(value, (int, float) if hint is float else hint)
    return value


def _expect(value: Any, kind: Any) -> None:
    wanted_bool = kind is bool
    if not isinstance(value, kind) or (isinstance(value, bool) and not wanted_bool):
        raise RecordNotUnderstood(f"{value!r} is not what this field holds.")

"""A report as JSON and back, so that a page shows for years what was found on one day.

What is read back says the same, cell by cell, but is made of lists and plain cells: text and numbers. Every file of a
report is made from what was read back, so that none can say anything else.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from evaluation.reporting.shapes import Part, Report, Section
from ui import charts, dates
from ui.tables import Heading, Table

VERSION = 1
KIND, DAY = "is", "day"

# A chart of a new kind is known as soon as ``ui.charts`` exports it and what it is made of.
_DRAWN = [each for each in map(charts.__dict__.get, charts.__all__) if isinstance(each, type)]
SHAPES = {each.__name__: each for each in (Report, Section, Part, Table, Heading, *_DRAWN)}


class NotAStoredReport(Exception):
    """The bytes are of another version, or of nothing that this service wrote."""


def as_json(report: Report) -> bytes:
    """The same report always gives the same bytes.

    Raises:
        TypeError: it is made of something that this module does not know.
    """
    whole = {"version": VERSION, "report": _plain(report)}
    return json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode()


def from_json(content: bytes) -> Report:
    """
    Raises:
        NotAStoredReport: as above.
    """
    try:
        whole = json.loads(content)
        report = _made(whole["report"]) if whole["version"] == VERSION else None
    except (ValueError, KeyError, TypeError) as problem:
        raise NotAStoredReport from problem
    if not isinstance(report, Report):
        raise NotAStoredReport
    return report


def settled(report: Report) -> Report:
    """The report as it is when it was stored and read back."""
    return from_json(as_json(report))


def _plain(value: Any) -> Any:
    if isinstance(value, Table):
        return _record(value, rows=[[_cell(cell) for cell in row] for row in value.rows])
    if is_dataclass(value) and type(value).__name__ in SHAPES:
        return _record(value)
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, dt.date):
        return {DAY: value.isoformat()}
    if isinstance(value, Sequence):
        return [_plain(each) for each in value]
    raise TypeError(f"A report cannot hold a {type(value).__name__}.")


def _record(value: Any, **instead: Any) -> dict[str, Any]:
    named = [each.name for each in fields(value) if each.name not in instead]
    return {
        KIND: type(value).__name__,
        **{name: _plain(getattr(value, name)) for name in named},
        **instead,
    }


def _cell(value: Any) -> str | int | float:
    """What a cell says: numbers stay numbers, everything else becomes the words that a page would show."""
    match value:
        case None:
            return ""
        case bool():
            return "Yes" if value else "No"
        case dt.date():
            return dates.in_words(dates.as_day(value))
        case int() | float():
            return value
    return str(value)


def _made(value: Any) -> Any:
    if isinstance(value, list):
        return [_made(each) for each in value]
    if not isinstance(value, dict):
        return value
    if DAY in value:
        return dt.date.fromisoformat(value[DAY])
    shape = SHAPES[value[KIND]]
    return shape(**{name: _made(each) for name, each in value.items() if name != KIND})

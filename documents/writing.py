"""Writes CSV and Excel workbooks. Use it through ``tables``."""

import csv
import datetime as dt
import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from itertools import chain, islice, zip_longest
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from documents.formulas import guard


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that Excel keeps exactly and shows as ``shown``, by its ``number_format``: 0.125 as 12.5% by "0.0%"."""

    value: int | float
    number_format: str
    shown: str


Cell = str | int | float | Decimal | bool | dt.date | dt.datetime | Figure | None

# Excel's own limits.
LONGEST_CELL = 32_767
EXACT_DIGITS = 15

_BYTE_ORDER_MARK = "\ufeff"
_ROWS_A_CHUNK = 500
_ROWS_LOOKED_AT_FOR_WIDTHS = 100
_NARROWEST, _WIDEST = 10, 50
_CHOICES_SHEET = "Choices"
_ROWS_WITH_RULES = 5_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    For a template to fill in, ``choices`` gives the values that a column allows, and ``hints`` says
    what to write there, in up to 255 characters that Excel shows beside the cell. By header.
    """

    name: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]] = ()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)


def write_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A CSV file as ``csv_lines`` makes it."""
    return b"".join(csv_lines(headers, rows))


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with a byte-order mark, as Excel needs, and CRLF line ends.

    Text that a spreadsheet would run as a formula, phone numbers with a plus sign among it, gets an
    apostrophe in front; ``read_table`` takes it off again. Numbers are left alone.

    Raises:
        ValueError: a row has not one cell for each header.
    """
    buffer = io.StringIO(_BYTE_ORDER_MARK)
    buffer.seek(0, io.SEEK_END)
    writer = csv.writer(buffer)
    for number, row in enumerate(_checked(headers, rows)):
        writer.writerow([guard(cell) if isinstance(cell, str) else as_text(cell) for cell in row])
        if number % _ROWS_A_CHUNK == 0:
            yield buffer.getvalue().encode("utf-8")
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode("utf-8")


def as_text(cell: Cell) -> str:
    """The cell as ``read_table`` gives it back: nothing, yes or no, 2026-03-27, or the number."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case dt.datetime():
            return cell.isoformat(sep=" ", timespec="seconds")
        case dt.date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case Decimal():
            return format(cell, "f")
        case Figure():
            return cell.shown
    return str(cell)


def write_xlsx(sheets: Sequence[Sheet], *, made_on: dt.date | None = None) -> bytes:
    """A workbook with a bold, frozen row of headers on each sheet.

    Text stays text, so phone numbers keep their noughts and nothing is run as a formula. Dates and
    numbers are Excel's own. Moments are text.

    Args:
        made_on: the day that its properties name; the same sheets then always give the same bytes.

    Raises:
        ValueError: a row has not one cell for each header, or a cell is longer than Excel allows.
    """
    output = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(output, options) as workbook:
        if made_on:
            workbook.set_properties({"created": dt.datetime.combine(made_on, dt.time())})
        styles: dict[str, Any] = {
            "header": workbook.add_format({"bold": True, "text_wrap": True, "valign": "top"}),
            "text": workbook.add_format({"num_format": "@"}),
            "date": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "figure": cache(lambda shown_as: workbook.add_format({"num_format": shown_as})),
        }
        pages = [workbook.add_worksheet(sheet.name) for sheet in sheets]
        sources = _write_choices(workbook, sheets)
        for page, sheet in zip(pages, sheets, strict=True):
            _write_sheet(page, sheet, styles)
            _add_rules(page, sheet, sources)
    return output.getvalue()


def _write_sheet(page: Any, sheet: Sheet, styles: dict[str, Any]) -> None:
    rows = _checked(sheet.headers, sheet.rows)
    first = list(islice(rows, _ROWS_LOOKED_AT_FOR_WIDTHS))
    for column, cells in enumerate(zip(*first, strict=True)):
        longest = max(len(as_text(cell)) for cell in cells)
        # Cells that are still empty are text as well, so that what is typed there stays as typed.
        page.set_column(column, column, min(max(longest + 2, _NARROWEST), _WIDEST), styles["text"])
    page.freeze_panes(1, 0)
    for column, header in enumerate(sheet.headers):
        page.write_string(0, column, header, styles["header"])
    for number, row in enumerate(chain(first[1:], rows), start=1):
        for column, cell in enumerate(row):
            _write_cell(page, number, column, cell, styles)


def _write_cell(page: Any, row: int, column: int, cell: Cell, styles: dict[str, Any]) -> None:
    if isinstance(cell, dt.date) and not isinstance(cell, dt.datetime):
        page.write_datetime(row, column, cell, styles["date"])
    elif isinstance(cell, Figure):
        page.write_number(row, column, cell.value, styles["figure"](cell.number_format))
    elif _is_number(cell):
        page.write_number(row, column, cell)
    elif text := as_text(cell):
        if len(text) > LONGEST_CELL:
            raise ValueError(f"A cell has more than {LONGEST_CELL:,} characters.")
        page.write_string(row, column, text, styles["text"])


def _is_number(cell: Cell) -> bool:
    """Whether Excel holds the number without losing digits. Codes with more digits stay text."""
    if isinstance(cell, float):
        return math.isfinite(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | Decimal):
        return False
    return len(as_text(cell).lstrip("-").replace(".", "")) <= EXACT_DIGITS


def _write_choices(workbook: Any, sheets: Sequence[Sheet]) -> dict[tuple[str, str], str]:
    """Put the allowed values on a hidden sheet, because a list in the rule itself is cut at 255.

    Returns where they are, by the sheet's name and the header.
    """
    lists = {
        (sheet.name, header): sheet.choices[header] for sheet in sheets for header in sheet.choices
    }
    if not lists:
        return {}
    page = workbook.add_worksheet(_CHOICES_SHEET)
    page.hide()
    for number, row in enumerate(zip_longest(*lists.values(), fillvalue="")):
        for column, value in enumerate(row):
            page.write_string(number, column, value)
    letters = (xl_col_to_name(column, col_abs=True) for column in range(len(lists)))
    return {
        place: f"={_CHOICES_SHEET}!{letter}$1:{letter}${len(values)}"
        for letter, (place, values) in zip(letters, lists.items(), strict=True)
    }


def _add_rules(page: Any, sheet: Sheet, sources: Mapping[tuple[str, str], str]) -> None:
    for column, header in enumerate(sheet.headers):
        rule: dict[str, Any] = {"validate": "any"}
        if source := sources.get((sheet.name, header)):
            rule = {"validate": "list", "source": source}
        if hint := sheet.hints.get(header):
            rule["input_message"] = hint
        if rule != {"validate": "any"}:
            page.data_validation(1, column, _ROWS_WITH_RULES, column, rule)


def _checked(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The headers, then the rows; each must have a cell for each header."""
    yield headers
    for number, row in enumerate(rows, start=1):
        if len(row) != len(headers):
            raise ValueError(f"Row {number} has {len(row)} cells for {len(headers)} headers.")
        yield row

"""Tables in files: CSV and Excel workbooks, read and written one row at a time.

Reading is for files that people send. What a file is shows from its content, not its name. Every
cell comes as text: a workbook's dates as 2026-03-27, whole numbers without ".0", true as yes.
Formulas are never worked out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import BinaryIO

from openpyxl.utils.cell import get_column_letter

from documents.delimited import read_delimited
from documents.formulas import is_suspicious
from documents.rows import RawRow, UnreadableTable
from documents.workbooks import MAX_COLUMNS, read_workbook
from documents.writing import Cell, Figure, Sheet, csv_lines, write_csv, write_xlsx

__all__ = [
    "Cell",
    "Figure",
    "Row",
    "Sheet",
    "Table",
    "UnreadableTable",
    "csv_lines",
    "read_table",
    "write_csv",
    "write_xlsx",
]

MAX_ROWS = 50_000
MAX_BYTES = 30 * 1024 * 1024

# Workbooks often carry formatting down to their last row; this far below the last cell is the end.
BLANK_ROWS_AT_THE_END = 10_000

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_NO_TABLES = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"MZ", b"\x7fELF", b"{\\rtf", b"Rar!")


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the headings.

    ``number`` is the row's number in a spreadsheet program: the headings are usually row 1.
    ``problems`` are sentences for the sender: a formula, an error, a cell without a heading.
    ``suspicious`` names the headings whose text begins as a formula does and is no number or phone
    number. Here it is text and harmless; in a CSV file that somebody opens it would not be.
    """

    number: int
    cells: dict[str, str]
    problems: tuple[str, ...] = ()

    @property
    def suspicious(self) -> tuple[str, ...]:
        return tuple(header for header, cell in self.cells.items() if is_suspicious(cell))


@dataclass(frozen=True, slots=True)
class Table:
    """``rows`` can be read once, while the file is open, and raises ``UnreadableTable`` as it goes.

    ``notes`` are sentences on how the file was understood.
    """

    headers: tuple[str, ...]
    rows: Iterator[Row]
    notes: tuple[str, ...]


def read_table(
    file: BinaryIO, *, name: str, max_rows: int = MAX_ROWS, max_bytes: int = MAX_BYTES
) -> Table:
    """Begin to read a CSV file or the first visible sheet of a workbook.

    The first row that is not blank holds the headings; their spaces are tidied. Blank rows are left
    out. Cells are as they were sent, but for the apostrophe that ``write_csv`` puts before what a
    spreadsheet would run.

    Args:
        file: can be searched (``seek``); it stays open.
        name: the sender's name for it, used in ``notes`` only.
        max_rows: without the headings and blank rows.

    Raises:
        UnreadableTable: it is no table, is damaged or unsafe, or is too large; so may ``rows``.
    """
    if file.seek(0, 2) > max_bytes:
        limit = f"{max_bytes // 1024 // 1024} MB"
        raise UnreadableTable(f"The file must be smaller than {limit}. Split it and try again.")
    raw_rows, notes = _open(file, name)
    headings = next((row for row in raw_rows if not _is_blank(row)), None)
    if headings is None:
        raise UnreadableTable("The file is empty. It needs a row of headings, then its records.")
    headers = _headers(headings)
    rows = _rows(raw_rows, headers, max_rows)
    return Table(headers=tuple(filter(None, headers)), rows=rows, notes=notes)


def _open(file: BinaryIO, name: str) -> tuple[Iterator[RawRow], tuple[str, ...]]:
    file.seek(0)
    head = file.read(8)
    if head.startswith(_OLD_EXCEL):
        raise UnreadableTable(
            "This is an old Excel file (.xls), or one with a password. Open it in Excel, save it "
            "as “Excel Workbook (.xlsx)” without a password, and try again."
        )
    if head.startswith(_NO_TABLES):
        raise UnreadableTable("This is not a table. Send a CSV file or an Excel workbook (.xlsx).")
    if not head.startswith(b"PK"):
        delimited = read_delimited(file)
        return delimited.rows, delimited.notes
    workbook = read_workbook(file)
    notes = []
    if not name.lower().endswith((".xlsx", ".xlsm")):
        notes.append("The file is an Excel workbook, whatever its name says.")
    if workbook.other_sheets:
        others = ", ".join(f"“{sheet}”" for sheet in workbook.other_sheets)
        notes.append(f"Only the sheet “{workbook.sheet}” was read, not {others}.")
    return workbook.rows, tuple(notes)


def _headers(row: RawRow) -> list[str]:
    """A heading for each column, blank for a column without one."""
    if row.problems:
        raise UnreadableTable(f"The headings cannot be read. {' '.join(row.problems)}")
    headers = [" ".join(cell.split()) for cell in row.cells]
    while not headers[-1]:
        headers.pop()
    if len(headers) > MAX_COLUMNS:
        raise UnreadableTable(f"The file has more than {MAX_COLUMNS} columns.")
    seen: set[str] = set()
    for header in filter(None, headers):
        if header.casefold() in seen:
            raise UnreadableTable(
                f"Two columns are headed “{header}”. Give each a heading of its own and try again."
            )
        seen.add(header.casefold())
    return headers


def _rows(raw_rows: Iterator[RawRow], headers: list[str], max_rows: int) -> Iterator[Row]:
    count, last = 0, 0
    for raw in raw_rows:
        if _is_blank(raw):
            if raw.number - last > BLANK_ROWS_AT_THE_END:
                return
            continue
        count, last = count + 1, raw.number
        if count > max_rows:
            raise UnreadableTable(
                f"The file has more than {max_rows:,} rows. Split it and try again."
            )
        yield _row(raw, headers)


def _is_blank(raw: RawRow) -> bool:
    return not raw.problems and not any(map(str.strip, raw.cells))


def _row(raw: RawRow, headers: list[str]) -> Row:
    cells: dict[str, str] = {}
    problems = list(raw.problems)
    for position, (header, cell) in enumerate(
        zip_longest(headers, raw.cells, fillvalue=""), start=1
    ):
        if header:
            cells[header] = cell
        elif cell.strip():
            problems.append(
                f"Column {get_column_letter(position)} has no heading, but this row fills it."
            )
    return Row(raw.number, cells, tuple(problems))

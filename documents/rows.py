"""What the readers of CSV and of workbooks have in common."""

from typing import NamedTuple


class UnreadableTable(Exception):
    """The file cannot be read as a table. The words say what to do, and are for the sender."""


class RawRow(NamedTuple):
    """``number`` is the row's number in a spreadsheet program, counted from 1."""

    number: int
    cells: list[str]
    problems: tuple[str, ...] = ()

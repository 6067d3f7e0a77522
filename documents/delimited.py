"""Reads CSV as people's programs write it. Use it through ``documents.tables``."""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from documents.formulas import unguard
from documents.rows import RawRow, UnreadableTable

_CHUNK_BYTES = 256 * 1024
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ENCODING_NAMES = {"utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}
_SAVE_AS_CSV = "Save it again as “CSV UTF-8” and try again."


@dataclass(frozen=True, slots=True)
class Delimited:
    rows: Iterator[RawRow]
    notes: tuple[str, ...]


def read_delimited(file: BinaryIO) -> Delimited:
    """Find out how the file is written, and begin it.

    Raises:
        UnreadableTable: it is not text.
    """
    encoding = _encoding(file)
    separator, has_separator_line = _separator(_first_text(file, encoding))
    notes = []
    if encoding == "cp1252":
        notes.append("Read as Windows-1252 text. Check that letters with accents are right.")
    elif encoding in _ENCODING_NAMES:
        notes.append(f"Read as {_ENCODING_NAMES[encoding]} text.")
    if separator != ",":
        notes.append(f"Read with {_SEPARATORS.get(separator, 'its own sign')} between the columns.")
    rows = _rows(file, encoding, separator, skip=1 if has_separator_line else 0)
    return Delimited(rows=rows, notes=tuple(notes))


def _encoding(file: BinaryIO) -> str:
    head = _read(file, 4096)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            candidates = [encoding]
            break
    else:
        candidates = [_unmarked_utf_16(head) or "utf-8", "cp1252"]
    for encoding in candidates:
        if _decodes(file, encoding):
            return encoding
    raise UnreadableTable(f"This is not a CSV file or an Excel workbook. {_SAVE_AS_CSV}")


def _unmarked_utf_16(head: bytes) -> str | None:
    """UTF-16 of mostly Latin letters has a zero in every other byte; no other text has any."""
    pairs = len(head) // 2
    if pairs and head[1::2].count(0) > pairs / 2 and not head[::2].count(0):
        return "utf-16-le"
    if pairs and head[::2].count(0) > pairs / 2 and not head[1::2].count(0):
        return "utf-16-be"
    return None


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether all of the file is text in this encoding; NUL characters are not text."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(_CHUNK_BYTES):
            if "\0" in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _first_text(file: BinaryIO, encoding: str) -> str:
    text = codecs.getincrementaldecoder(encoding)().decode(_read(file, _CHUNK_BYTES))
    if text.lstrip().startswith("<"):
        raise UnreadableTable(f"This is a web page or XML, not a table. {_SAVE_AS_CSV}")
    return text


def _separator(text: str) -> tuple[str, bool]:
    """The sign between the columns, and whether the file's first line does nothing but name it."""
    first_line = text.partition("\n")[0].rstrip("\r")
    if first_line.lower().startswith("sep=") and len(first_line) == len("sep=") + 1:
        return first_line[-1], True
    outside_quotes = "".join(_heading_record(text).split('"')[::2])
    return max(_SEPARATORS, key=outside_quotes.count), False


def _heading_record(text: str) -> str:
    """The first record that is not blank, with the line ends inside its quotes."""
    text = text.lstrip("\r\n")
    quoted = False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character in "\r\n" and not quoted:
            return text[:position]
    return text


def _rows(file: BinaryIO, encoding: str, separator: str, *, skip: int) -> Iterator[RawRow]:
    file.seek(0)
    text = io.TextIOWrapper(_Unclosed(file), encoding=encoding, newline="")
    records = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(records, start=1):
            if number > skip:
                yield RawRow(number, [unguard(cell) for cell in cells])
    except csv.Error as problem:
        raise UnreadableTable(
            f"Row {number + 1} cannot be read: a quotation mark is missing or in the wrong place, "
            f"or a cell is too long. {_SAVE_AS_CSV}"
        ) from problem


class _Unclosed(io.BufferedIOBase):
    """Reads from a file and never closes it, as a text wrapper does when it is dropped."""

    name = "table"

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        return self._file.read(-1 if size is None else size)

    def read1(self, size: int = -1) -> bytes:
        return self._file.read(size)


def _read(file: BinaryIO, size: int) -> bytes:
    file.seek(0)
    return file.read(size)

"""Reads the first visible sheet of an Excel workbook, row by row. Use it through ``tables``.

The parts are parsed as they are unpacked and no tree of them is built, so the memory taken does not
grow with the sheet; only its list of shared texts is kept, and that is capped.
"""

import datetime as dt
import math
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO
from xml.parsers import expat

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

from documents.archives import UnsafeArchive, open_archive
from documents.rows import RawRow, UnreadableTable

MAX_COLUMNS = 500
MAX_SHARED_TEXTS = 1_000_000
MAX_ELEMENTS_IN_A_SMALL_PART = 200_000
_CHUNK_BYTES = 64 * 1024
_EXACT_WHOLE_NUMBERS = 10**15

_SAVE_AGAIN = "Open it in Excel, save it as “Excel Workbook (.xlsx)” or as CSV, and try again."
_DAMAGED = (ValueError, OSError, EOFError, expat.ExpatError, zipfile.BadZipFile, zlib.error)
_Attributes = dict[str, str]


@dataclass(frozen=True, slots=True)
class Workbook:
    sheet: str
    other_sheets: tuple[str, ...]
    rows: Iterator[RawRow]


def read_workbook(file: BinaryIO) -> Workbook:
    """Open the workbook and begin its first visible sheet.

    Raises:
        UnreadableTable: the file is damaged, unsafe to unpack, or no workbook.
    """
    try:
        archive = open_archive(file)
        return _Parts(archive).workbook()
    except UnsafeArchive as problem:
        raise UnreadableTable(f"{problem} {_SAVE_AGAIN}") from problem
    except (KeyError, IndexError, *_DAMAGED) as problem:
        raise UnreadableTable(
            f"This is not a workbook that can be read. {_SAVE_AGAIN}"
        ) from problem


@dataclass(slots=True)
class _Parts:
    archive: zipfile.ZipFile
    epoch: dt.datetime = WINDOWS_EPOCH

    def workbook(self) -> Workbook:
        (path,) = self._related("", ending="/officeDocument").values()
        names, sheets = self._sheets(path)
        texts: list[str] = []
        for part in self._related(path, ending="/sharedStrings").values():
            texts = _shared_texts(self.archive.open(part))
        formats: list[str] = []
        for part in self._related(path, ending="/styles").values():
            formats = self._formats(part)
        reader = _SheetReader(
            texts=texts,
            dates=frozenset(n for n, each in enumerate(formats) if is_date_format(each)),
            durations=frozenset(n for n, each in enumerate(formats) if is_timedelta_format(each)),
            epoch=self.epoch,
        )
        rows = _rows(self.archive.open(sheets[0]), reader)
        return Workbook(sheet=names[0], other_sheets=tuple(names[1:]), rows=rows)

    def _sheets(self, path: str) -> tuple[list[str], list[str]]:
        """The names and parts of the visible sheets that hold cells, in the order of the tabs."""
        parts = self._related(path, ending="/worksheet")
        names, visible = [], []
        for name, attributes in self._elements(path):
            if name == "workbookPr" and attributes.get("date1904") in {"1", "true"}:
                self.epoch = MAC_EPOCH
            if name == "sheet" and attributes.get("state", "visible") == "visible":
                identifier = attributes.get("id", "")
                if identifier in parts:
                    names.append(attributes.get("name", ""))
                    visible.append(parts[identifier])
        if not visible:
            raise UnreadableTable("The workbook has no visible sheet with cells.")
        return names, visible

    def _formats(self, part: str) -> list[str]:
        """The number format of each cell style, by the style's number."""
        own: dict[str, str] = {}
        styles: list[str] = []
        in_cell_styles = False
        for name, attributes in self._elements(part):
            if name == "numFmt":
                own[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
            elif name == "cellXfs":
                in_cell_styles = True
            elif name in {"cellStyles", "dxfs"}:
                in_cell_styles = False
            elif name == "xf" and in_cell_styles:
                number = attributes.get("numFmtId", "0")
                styles.append(own.get(number) or BUILTIN_FORMATS.get(int(number), "General"))
        return styles

    def _related(self, path: str, *, ending: str) -> dict[str, str]:
        """The parts that a part points to, by the id of the relation, of one kind."""
        folder, name = posixpath.split(path)
        relations = f"{folder}/_rels/{name}.rels".lstrip("/")
        return {
            attributes.get("Id", ""): posixpath.normpath(
                posixpath.join("/", folder, attributes.get("Target", ""))
            ).lstrip("/")
            for name, attributes in self._elements(relations)
            if name == "Relationship" and attributes.get("Type", "").endswith(ending)
        }

    def _elements(self, part: str) -> list[tuple[str, _Attributes]]:
        """Every element of a small part, in order, without its text."""
        found: list[tuple[str, _Attributes]] = []

        def start(name: str, attributes: _Attributes) -> None:
            if len(found) >= MAX_ELEMENTS_IN_A_SMALL_PART:
                raise UnreadableTable(f"The workbook's {part} is too long. {_SAVE_AGAIN}")
            found.append((_local(name), {_local(key): text for key, text in attributes.items()}))

        with self.archive.open(part) as stream:
            for _ in _parse(stream, start=start):
                pass
        return found


def _parse(
    stream: IO[bytes],
    *,
    start: Callable[[str, _Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> Iterator[None]:
    """Parse in chunks, yielding after each. A document type is refused: it can hold a bomb."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := stream.read(_CHUNK_BYTES):
        parser.Parse(chunk)
        yield
    parser.Parse(b"", True)  # noqa: FBT003 (positional only)
    yield


def _refuse_doctype(*_: Any) -> None:
    raise UnreadableTable(f"This is not a workbook that can be read. {_SAVE_AGAIN}")


def _local(name: str) -> str:
    """The name without its namespace, which differs between the two kinds of workbook."""
    return name.rpartition(" ")[2]


@dataclass(slots=True)
class _TextsReader:
    """Handlers for the list of shared texts. A text may come in pieces, each of its own looks."""

    texts: list[str] = field(default_factory=list)
    _pieces: list[str] = field(default_factory=list)
    _in_text: bool = False
    _in_reading_aid: bool = False

    def start(self, name: str, _: _Attributes) -> None:
        match _local(name):
            case "si":
                self._pieces.clear()
            case "t":
                self._in_text = not self._in_reading_aid
            case "rPh":
                self._in_reading_aid = True

    def end(self, name: str) -> None:
        match _local(name):
            case "si":
                if len(self.texts) >= MAX_SHARED_TEXTS:
                    raise UnreadableTable("The workbook holds too many different texts.")
                self.texts.append("".join(self._pieces))
            case "t":
                self._in_text = False
            case "rPh":
                self._in_reading_aid = False

    def text(self, piece: str) -> None:
        if self._in_text:
            self._pieces.append(piece)


def _shared_texts(stream: IO[bytes]) -> list[str]:
    reader = _TextsReader()
    with stream:
        for _ in _parse(stream, start=reader.start, end=reader.end, text=reader.text):
            pass
    return reader.texts


def _rows(stream: IO[bytes], reader: "_SheetReader") -> Iterator[RawRow]:
    try:
        with stream:
            for _ in _parse(stream, start=reader.start, end=reader.end, text=reader.text):
                yield from reader.finished
                reader.finished.clear()
                if reader.done:
                    return
    except (IndexError, *_DAMAGED) as bad:
        raise UnreadableTable(f"The workbook is damaged. {_SAVE_AGAIN}") from bad


@dataclass(slots=True)
class _SheetReader:
    """Handlers for a sheet's elements; whole rows gather in ``finished``."""

    texts: list[str]
    dates: frozenset[int]
    durations: frozenset[int]
    epoch: dt.datetime
    finished: list[RawRow] = field(default_factory=list)
    done: bool = False
    _number: int = 0
    _cells: list[str] = field(default_factory=list)
    _problems: list[str] = field(default_factory=list)
    _column: int = 0
    _kind: str = "n"
    _style: int = 0
    _has_formula: bool = False
    _in_value: bool = False
    _in_reading_aid: bool = False
    _pieces: list[str] = field(default_factory=list)

    def start(self, name: str, attributes: _Attributes) -> None:
        match _local(name):
            case "c":
                self._start_cell(attributes)
            case "v":
                self._in_value = True
            case "t":
                self._in_value = self._kind == "inlineStr" and not self._in_reading_aid
            case "f":
                self._has_formula = True
            case "row":
                self._number = int(attributes.get("r", self._number + 1))
                self._cells, self._problems, self._column = [], [], 0
            case "rPh":
                self._in_reading_aid = True

    def end(self, name: str) -> None:
        match _local(name):
            case "c":
                self._end_cell()
            case "v" | "t":
                self._in_value = False
            case "row":
                self.finished.append(RawRow(self._number, self._cells, tuple(self._problems)))
            case "rPh":
                self._in_reading_aid = False
            case "sheetData":
                self.done = True

    def text(self, piece: str) -> None:
        if self._in_value:
            self._pieces.append(piece)

    def _start_cell(self, attributes: _Attributes) -> None:
        if reference := attributes.get("r"):
            self._column = column_index_from_string(reference.rstrip("0123456789"))
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._style = int(attributes.get("s", 0))
        self._has_formula = False
        self._pieces.clear()

    def _end_cell(self) -> None:
        where = f"Cell {get_column_letter(self._column)}{self._number}"
        content, problem = "", ""
        if self._has_formula:
            problem = f"{where} holds a formula. Copy it and paste its value in its place."
        elif self._kind == "e":
            problem = f"{where} shows an error ({''.join(self._pieces)}). Put its value right."
        else:
            content = self._content()
        if self._column > MAX_COLUMNS:
            if content or problem:
                raise UnreadableTable(f"The sheet has more than {MAX_COLUMNS} columns.")
            return
        if problem:
            self._problems.append(problem)
        gap = self._column - 1 - len(self._cells)
        if gap < 0:
            raise ValueError(where)
        self._cells.extend([""] * gap)
        self._cells.append(content)

    def _content(self) -> str:
        value = "".join(self._pieces)
        match self._kind:
            case "s":
                return self.texts[int(value)] if value else ""
            case "b":
                return "yes" if value.strip() == "1" else "no"
            case "n":
                return self._number_as_text(value.strip())
        return value

    def _number_as_text(self, value: str) -> str:
        if not value:
            return ""
        number = float(value)
        if not math.isfinite(number):
            raise ValueError(value)
        if self._style in self.dates:
            return self._date_as_text(number)
        if number.is_integer() and abs(number) < _EXACT_WHOLE_NUMBERS:
            return str(int(number))
        return format(number, ".15g")

    def _date_as_text(self, number: float) -> str:
        is_duration = self._style in self.durations
        try:
            moment = from_excel(number, self.epoch, timedelta=is_duration)
        except (OverflowError, ValueError):
            return format(number, ".15g")
        if isinstance(moment, dt.datetime):
            if moment.time() == dt.time():
                return moment.date().isoformat()
            return moment.isoformat(sep=" ", timespec="seconds").removesuffix(":00")
        if isinstance(moment, dt.time):
            return moment.isoformat(timespec="seconds").removesuffix(":00")
        minutes, seconds = divmod(round(moment.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"

"""Turns files into rows, and rows into children and episodes."""

import datetime as dt
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from documents.tables import UnreadableTable, read_table
from evaluation.returns.columns import COLUMNS, EPISODES, HEADER, recognise
from evaluation.returns.rows import Child, Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import Span, last_day

MAX_ROWS = 500_000
MAX_BYTES = 100 * 1024 * 1024

_DECOM, _DEC = COLUMNS[EPISODES].index("DECOM"), COLUMNS[EPISODES].index("DEC")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class GivenRow:
    """``cells`` are in the order of the kind's ``COLUMNS``, as sent but for spaces around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One recognised file with everything in it that the return asks for."""

    name: str
    kind: str
    rows: tuple[GivenRow, ...]
    notes: tuple[Finding, ...] = ()


class NotAReturn(Exception):
    """The files are no return that could be imported. The words are for the sender."""


def parse_date(text: str) -> dt.date | None:
    """The day written as 31/03/2018 or 2018-03-31; None for everything else.

    Raises nothing: what is no date is a finding, not an error.
    """
    if match := _BRITISH.fullmatch(text):
        day, month, year = map(int, match.groups())
    elif match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
    else:
        return None
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def read_file(name: str, content: bytes) -> GivenFile | Finding:
    """The file with its rows, or the finding that says why it was not read."""
    try:
        table = read_table(io.BytesIO(content), name=name, max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
        heading = recognise(table.headers)
        if heading is None:
            return Finding(
                "FILE", name, 0, "", "Its headings are not those of a file of the return."
            )
        wanted = [None if at is None else table.headers[at] for at in heading.positions]
        rows = tuple(
            GivenRow(
                row.number,
                tuple(row.cells.get(header, "").strip() if header else "" for header in wanted),
            )
            for row in table.rows
        )
    except UnreadableTable as problem:
        return Finding("FILE", name, 0, "", str(problem))
    notes = [Finding("WRITING", name, 0, "", note) for note in table.notes]
    if heading.extra:
        words = f"Not read: {', '.join(heading.extra)}."
        notes.append(Finding("COLUMNS", name, 0, "", words))
    if heading.missing:
        words = f"Not there, so blank: {', '.join(heading.missing)}."
        notes.append(Finding("COLUMNS", name, 0, "", words))
    return GivenFile(name, heading.kind, rows, tuple(notes))


def digest(files: Iterable[GivenFile]) -> str:
    """A name for what the files say. Encoding, order of columns and files' names do not change it."""
    summed = []
    for file in files:
        content = hashlib.sha256(file.kind.encode())
        for row in file.rows:
            content.update(json.dumps([row.line, row.cells]).encode())
        summed.append(content.hexdigest())
    return hashlib.sha256("".join(sorted(summed)).encode()).hexdigest()


def spans(files: Iterable[GivenFile]) -> Iterator[Span]:
    """When each episode began and ended, of those whose dates can be read."""
    for row in rows_of(files, EPISODES):
        began, ended = parse_date(row.cells[_DECOM]), row.cells[_DEC]
        if began and (not ended or parse_date(ended)):
            yield began, parse_date(ended)


def rows_of(files: Iterable[GivenFile], kind: str) -> Iterator[GivenRow]:
    return (row for file in files if file.kind == kind for row in file.rows)


@dataclass(slots=True)
class Parsed:
    """What the figures are counted from, and the rows that had to be left out of it."""

    children: list[Child] = field(default_factory=list)
    episodes: list[Episode] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    blocked: set[tuple[str, int]] = field(default_factory=set)
    """(file, line) of each row that a blocking finding keeps out."""

    def block(self, rule: str, file: str, line: int, child: str, words: str) -> None:
        self.findings.append(Finding(rule, file, line, child, words))
        self.blocked.add((file, line))


def parse(files: Sequence[GivenFile], year: int) -> Parsed:
    """Children and episodes of all files. A row without a child's number or usable dates is blocked."""
    parsed = Parsed()
    readers: dict[str, Callable[[Parsed, GivenFile, int], None]] = {
        HEADER: _parse_header,
        EPISODES: _parse_episodes,
    }
    for file in files:
        readers.get(file.kind, _parse_other)(parsed, file, year)
    return parsed


def child_from(cells: Sequence[str], *, year: int, file: str, line: int) -> Child:
    """The Header row with these cells, in the order of its columns."""
    child, sex, dob, ethnic, upn, mother, mc_dob = cells
    return Child(
        child, sex, parse_date(dob), ethnic, upn, mother, parse_date(mc_dob), year, file, line
    )


def episode_from(cells: Sequence[str], *, year: int, file: str, line: int) -> Episode:
    """The Episodes row with these cells, in the order of its columns.

    Raises:
        ValueError: it has no start date, which blocks a row from being imported.
    """
    child, decom, rne, ls, cin, place, provider, dec, rec, reason, home, there, urn = cells
    began = parse_date(decom)
    if began is None:
        raise ValueError(f"Line {line} has no start date.")
    return Episode(
        child, began, rne, ls, cin, place, provider, parse_date(dec), rec, reason, home, there, urn,
        year, file, line,
    )  # fmt: skip


def _parse_header(parsed: Parsed, file: GivenFile, year: int) -> None:
    dob_at = COLUMNS[HEADER].index("DOB")
    for row in file.rows:
        if not _has_child(parsed, file, row):
            continue
        child = child_from(row.cells, year=year, file=file.name, line=row.line)
        parsed.children.append(child)
        if child.dob is None:
            words = f"Date of birth “{row.cells[dob_at]}”: expected a date like 31/03/2010."
            parsed.findings.append(Finding("102", file.name, row.line, child.child, words))


def _parse_episodes(parsed: Parsed, file: GivenFile, year: int) -> None:
    for row in file.rows:
        if not _has_child(parsed, file, row):
            continue
        problems = list(_problems_with_dates(row, year))
        for rule, words in problems:
            parsed.block(rule, file.name, row.line, row.cells[0], words)
        if not problems:
            episode = episode_from(row.cells, year=year, file=file.name, line=row.line)
            parsed.episodes.append(episode)


def _problems_with_dates(row: GivenRow, year: int) -> Iterator[tuple[str, str]]:
    decom, dec = row.cells[_DECOM], row.cells[_DEC]
    began, ended = parse_date(decom), parse_date(dec)
    if began is None:
        yield "141", f"DECOM “{decom}”: expected a date like 31/03/2018."
    elif began > last_day(year):
        yield "354", f"DECOM {decom} is after 31/03/{year}."
    if dec and ended is None:
        yield "147", f"DEC “{dec}”: expected a date like 31/03/2018, or nothing."
    elif began and ended and ended < began:
        yield "356", f"DEC {dec} is before DECOM {decom}."


def _parse_other(parsed: Parsed, file: GivenFile, year: int) -> None:
    for row in file.rows:
        _has_child(parsed, file, row)


def _has_child(parsed: Parsed, file: GivenFile, row: GivenRow) -> bool:
    if not row.cells[0]:
        parsed.block("101", file.name, row.line, "", "CHILD is blank.")
    return bool(row.cells[0])

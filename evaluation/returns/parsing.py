"""Makes children and episodes of rows, and leaves out the rows that cannot be used."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from evaluation.returns.columns import COLUMNS, EPISODES, HEADER
from evaluation.returns.given import GivenFile, GivenRow
from evaluation.returns.rows import Child, Episode
from evaluation.returns.rules import Finding
from evaluation.returns.year import Span, last_day

_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_DATED = {"Reviews": "REVIEW", "Missing": "MIS_START"}
_DECOM, _DEC = COLUMNS[EPISODES].index("DECOM"), COLUMNS[EPISODES].index("DEC")


# A return has a few thousand days, each of which is written many times and read several times over.
@lru_cache(maxsize=20_000)
def parse_date(text: str) -> dt.date | None:
    """The day written as 31/03/2018 or 2018-03-31, midnight after it or not; None for everything else.

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


def spans(files: Iterable[GivenFile]) -> Iterator[Span]:
    """When each episode began and ended, of those whose dates can be read."""
    for row in rows_of(files, EPISODES):
        began, ended = parse_date(row.cells[_DECOM]), row.cells[_DEC]
        if began and (not ended or parse_date(ended)):
            yield began, parse_date(ended)


def other_days(files: Iterable[GivenFile]) -> Iterator[dt.date]:
    """The days of what happened within a year: reviews, and when children went missing."""
    for file in files:
        if column := _DATED.get(file.kind):
            at = COLUMNS[file.kind].index(column)
            yield from filter(None, (parse_date(row.cells[at]) for row in file.rows))


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

    @property
    def numbers(self) -> set[str]:
        """Of every child in it."""
        rows: list[Child | Episode] = [*self.children, *self.episodes]
        return {row.child for row in rows}

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

"""Turns the files of a return into rows, recognising each by its columns."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from documents.tables import UnreadableTable, read_table
from evaluation.returns.columns import EPISODES, recognise
from evaluation.returns.given import GivenFile, GivenReturn, GivenRow
from evaluation.returns.parsing import spans
from evaluation.returns.rules import Finding
from evaluation.returns.year import NoYear, find_year

MAX_ROWS = 500_000
MAX_BYTES = 100 * 1024 * 1024


class NotAReturn(Exception):
    """The files are no return that could be imported. The words are for the sender."""


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


def read_return(sources: Iterable[tuple[str, bytes]], *, today: dt.date) -> GivenReturn:
    """One return of these files' names and contents. A file's name decides nothing.

    Raises:
        NotAReturn: none of them has episodes, or nothing tells the year, or they are of several.
    """
    read = [read_file(name, content) for name, content in sources]
    files = tuple(each for each in read if isinstance(each, GivenFile))
    not_read = tuple(each for each in read if isinstance(each, Finding))
    return GivenReturn(_year(files, not_read, today), files, not_read)


def _year(files: Sequence[GivenFile], not_read: Sequence[Finding], today: dt.date) -> int:
    episodes = [file for file in files if file.kind == EPISODES]
    if not episodes:
        why = " ".join(f"{each.file}: {each.words}" for each in not_read[:5])
        raise NotAReturn(
            f"There is no Episodes file among the {len(files) + len(not_read)} files. {why}".strip()
        )
    try:
        years = {file.name: find_year(spans([file]), today=today) for file in episodes if file.rows}
        year = find_year(spans(episodes), today=today)
    except NoYear as problem:
        raise NotAReturn(str(problem)) from problem
    if len(set(years.values())) > 1:
        said = ", ".join(f"{name} is for {each - 1}-{each}" for name, each in years.items())
        raise NotAReturn(f"The files are of several years: {said}. Bring each year in by itself.")
    return year

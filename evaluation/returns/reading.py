"""Turns the files of a return into rows, recognising each by its columns."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence

from documents.tables import Table, UnreadableTable, read_table
from evaluation.returns import grouping
from evaluation.returns.archives import BadArchive, legible, unpacked
from evaluation.returns.columns import EPISODES, Heading, recognise
from evaluation.returns.given import GivenFile, GivenReturn, GivenRow
from evaluation.returns.parsing import other_days, spans
from evaluation.returns.rules import Finding
from evaluation.returns.year import NoYear, find_year

MAX_ROWS = 500_000
MAX_BYTES = 100 * 1024 * 1024


class NotAReturn(Exception):
    """The files are no return that could be imported. The words are for the sender."""


class NoEpisodes(NotAReturn):
    """None of the files has episodes."""


def read_file(name: str, content: bytes) -> GivenFile | Finding:
    """The file with its rows, or the finding that says why it was not read."""
    content, about_bytes = legible(content)
    try:
        table = read_table(io.BytesIO(content), name=name, max_rows=MAX_ROWS, max_bytes=MAX_BYTES)
        heading = recognise(table.headers)
        if heading is None:
            return Finding(
                "FILE", name, 0, "", "Its headings are not those of a file of the return."
            )
        rows, problems = _rows(table, heading)
    except UnreadableTable as problem:
        return Finding("FILE", name, 0, "", str(problem))
    notes = [Finding("WRITING", name, 0, "", note) for note in (*table.notes, about_bytes) if note]
    if heading.extra:
        words = f"Not read: {', '.join(heading.extra)}."
        notes.append(Finding("COLUMNS", name, 0, "", words))
    if heading.missing:
        words = f"Not there, so blank: {', '.join(heading.missing)}."
        notes.append(Finding("COLUMNS", name, 0, "", words))
    notes += [Finding("CELLS", name, line, child, words) for line, child, words in problems]
    return GivenFile(name, heading.kind, rows, tuple(notes))


def _rows(
    table: Table, heading: Heading
) -> tuple[tuple[GivenRow, ...], list[tuple[int, str, str]]]:
    """The rows, and what could not be read of them: line, child and words."""
    wanted = [None if at is None else table.headers[at] for at in heading.positions]
    rows, problems = [], []
    for row in table.rows:
        cells = [row.cells.get(header, "").strip() if header else "" for header in wanted]
        rows.append(GivenRow(row.number, tuple(cells)))
        problems += [(row.number, cells[0], words) for words in row.problems]
    return tuple(rows), problems


def read_returns(sources: Iterable[tuple[str, bytes]], *, today: dt.date) -> list[GivenReturn]:
    """The returns among these files' names and contents, the oldest first. A file's name decides nothing.

    What is in ZIP archives is read as if it had been sent by itself. Files that are none of a return's are said
    with the first.

    Raises:
        NoEpisodes: none of them has episodes.
        NotAReturn: nothing tells the year of one, or an archive cannot be unpacked.
    """
    try:
        read = [read_file(name, content) for name, content in unpacked(sources)]
    except BadArchive as problem:
        raise NotAReturn(str(problem)) from problem
    files = tuple(each for each in read if isinstance(each, GivenFile))
    not_read = tuple(each for each in read if isinstance(each, Finding))
    groups = grouping.by_year(files, _years(files, not_read, today))
    return [
        GivenReturn(year, tuple(group), not_read if place == 0 else ())
        for place, (year, group) in enumerate(groups.items())
    ]


def _years(
    files: Sequence[GivenFile], not_read: Sequence[Finding], today: dt.date
) -> dict[str, int]:
    """The year of each file of episodes, by its name. One without rows goes with the others."""
    episodes = [file for file in files if file.kind == EPISODES]
    if not episodes:
        why = " ".join(f"{each.file}: {each.words}" for each in not_read[:5])
        raise NoEpisodes(
            f"There is no Episodes file among the {len(files) + len(not_read)} files. {why}".strip()
        )
    try:
        together = find_year(spans(episodes), today=today, other_days=other_days(files))
        if len(episodes) == 1:
            return {episodes[0].name: together}
        return {
            file.name: find_year(spans([file]), today=today) if any(spans([file])) else together
            for file in episodes
        }
    except NoYear as problem:
        raise NotAReturn(str(problem)) from problem

"""Reads a received file into the rows of its import: what each would change, and what is wrong with it."""

import datetime as dt
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carers import approved_list
from carers.approved_list import Heading, Problem
from carers.comparison import Compared, compare
from carers.models import ApprovedListImport, Household, ImportRow
from carers.queries import sheets
from carers.queries.profiles import Scope
from carers.services.progress import Progress
from carers.services.writing import ROWS_AT_ONCE, chunks
from documents import tables

_FORMULA_SIGNS = ("=", "\uff1d")  # the second is the full-width one


@dataclass(slots=True)
class _Survey:
    """What a first look at all rows tells: how many there are, and which references."""

    heading: Heading
    rows: int = 0
    lines: dict[str, list[int]] = field(default_factory=dict)

    def others(self, reference: str, line: int) -> list[int]:
        return [other for other in self.lines.get(reference, []) if other != line]


def stage(locked: ApprovedListImport, content: bytes, progress: Progress, *, on: dt.date) -> None:
    """Fill the import's rows and counts. The caller saves the import.

    Raises:
        UnreadableTable: it is no list; what was staged must be rolled back.
    """
    table = tables.read_table(io.BytesIO(content), name=locked.file_name)
    heading = approved_list.read_heading(table.headers)
    locked.notes, locked.headers = list(table.notes), list(table.headers)
    locked.unknown_headers, locked.missing_headers = list(heading.unknown), list(heading.missing)
    if not heading.has_reference:
        raise tables.UnreadableTable(
            "No column is headed “Reference”. It tells which household a row is about. "
            "Download the template to see the headings."
        )
    survey = _survey(table, heading, progress)
    progress.start(survey.rows)
    again = tables.read_table(io.BytesIO(content), name=locked.file_name)
    counts: Counter[str] = Counter()
    scope = sheets.scope_for(locked.uploaded_by)
    for rows in chunks(again.rows, sheets.HOUSEHOLDS_AT_ONCE):
        staged = list(_compare_rows(locked, rows, survey, scope, on=on))
        ImportRow.objects.bulk_create(staged)
        counts.update(row.outcome for row in staged)
        progress.add(len(rows))
    locked.new_rows, locked.changed_rows = counts["NEW"], counts["CHANGED"]
    locked.bad_rows = counts["BAD"]
    locked.same_rows = survey.rows - sum(counts.values())
    locked.absent_households = _stage_absent(locked, survey)


def _survey(table: tables.Table, heading: Heading, progress: Progress) -> _Survey:
    survey = _Survey(heading)
    for row in table.rows:
        survey.rows += 1
        if survey.rows % ROWS_AT_ONCE == 0:
            progress.keep_awake()
        if reference := _reference(row, heading):
            survey.lines.setdefault(reference, []).append(row.number)
    return survey


def _reference(row: tables.Row, heading: Heading) -> str:
    column = approved_list.BY_KEY["reference"]
    header = next(header for header, each in heading.columns.items() if each is column)
    return " ".join(row.cells.get(header, "").split())


def _compare_rows(
    locked: ApprovedListImport,
    rows: Sequence[tables.Row],
    survey: _Survey,
    scope: Scope,
    *,
    on: dt.date,
) -> Iterator[ImportRow]:
    references = [_reference(row, survey.heading) for row in rows]
    known = sheets.by_reference(locked.service, references)
    for row, reference in zip(rows, references, strict=True):
        household = known.get(reference)
        parsed = approved_list.parse_row(row.cells, survey.heading)
        compared = compare(parsed, household, scope=scope, on=on)
        problems = [
            *_problems_of_row(row, survey.others(reference, row.number)),
            *compared.problems,
        ]
        if problems:
            compared = Compared(ImportRow.Outcome.BAD, problems=problems)
        if compared.outcome:
            yield _staged(locked, row, reference, household, compared)


def _problems_of_row(row: tables.Row, same_reference: Sequence[int]) -> Iterator[Problem]:
    for sentence in row.problems:
        yield Problem("", "", sentence)
    for header in row.suspicious:
        if row.cells[header].lstrip("\ufeff\u200b \t").startswith(_FORMULA_SIGNS):
            yield Problem(header, row.cells[header], "It is a formula. Put its value in its place")
    if same_reference:
        lines = ", ".join(map(str, same_reference[:5]))
        header = approved_list.BY_KEY["reference"].header
        yield Problem(
            header,
            row.cells.get(header, ""),
            f"The same reference is on line {lines}. Expected one row for each household",
        )


def _staged(
    locked: ApprovedListImport,
    row: tables.Row,
    reference: str,
    household: Household | None,
    compared: Compared,
) -> ImportRow:
    is_bad = compared.outcome == ImportRow.Outcome.BAD
    return ImportRow(
        for_import=locked,
        line=row.number,
        outcome=compared.outcome or "",
        reference=reference[:200],
        household=household,
        household_version=household.version if household else None,
        values=dict(compared.values),
        changes=list(compared.changes),
        problems=[[each.header, each.value[:500], each.expected] for each in compared.problems],
        cells=[row.cells.get(header, "") for header in locked.headers] if is_bad else [],
    )


def _stage_absent(locked: ApprovedListImport, survey: _Survey) -> int:
    households = Household.objects.filter(service=locked.service).order_by("reference")
    absent = [
        ImportRow(
            for_import=locked,
            outcome=ImportRow.Outcome.ABSENT,
            reference=reference,
            household_id=pk,
        )
        for pk, reference in households.values_list("pk", "reference")
        if reference not in survey.lines
    ]
    ImportRow.objects.bulk_create(absent, batch_size=2_000)
    return len(absent)

"""What the pages of imports show."""

from collections.abc import Iterator

from django.db.models import QuerySet

from carers.approved_list import LINE_HEADER, WRONG_HEADER
from carers.models import ApprovedListImport, ImportRow


def rows(list_import: ApprovedListImport, outcome: str) -> QuerySet[ImportRow]:
    """The rows of one outcome in the order of the file, with the households they are about."""
    return (
        list_import.rows.filter(outcome=outcome)
        .select_related("household")
        .order_by("line", "reference")
    )


def bad_rows(list_import: ApprovedListImport) -> tuple[list[str], Iterator[list[str]]]:
    """The headings and rows of a file that can be put right and sent back: the sender's own, after what is wrong."""
    bad = list_import.rows.filter(outcome=ImportRow.Outcome.BAD).order_by("line")
    headers = [LINE_HEADER, WRONG_HEADER, *_without_ours(list_import.headers)]
    return headers, (_bad_row(row, list_import.headers) for row in bad.iterator(chunk_size=500))


def _bad_row(row: ImportRow, headers: list[str]) -> list[str]:
    cells = dict(zip(headers, row.cells, strict=True))
    wrong = " ".join(
        f"{header}: {expected}." if header else expected for header, _, expected in row.problems
    )
    return [str(row.line), wrong, *(cells[header] for header in _without_ours(headers))]


def _without_ours(headers: list[str]) -> list[str]:
    return [header for header in headers if header not in {LINE_HEADER, WRONG_HEADER}]

"""What the pages of imports show."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from carers.approved_list import LINE_HEADER, WRONG_HEADER
from carers.cells import Value
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


@dataclass(frozen=True, slots=True)
class Tab:
    outcome: str
    label: str
    count: int
    is_current: bool

    @property
    def url(self) -> str:
        return f"?show={self.outcome}"


def tabs(list_import: ApprovedListImport, wanted: str) -> list[Tab]:
    """The kinds of rows that there are, the worst first. The one asked for is current, or else the first."""
    counts = {
        ImportRow.Outcome.BAD: list_import.bad_rows,
        ImportRow.Outcome.CHANGED: list_import.changed_rows,
        ImportRow.Outcome.NEW: list_import.new_rows,
        ImportRow.Outcome.ABSENT: list_import.absent_households,
    }
    there = [outcome for outcome, count in counts.items() if count]
    current = wanted if wanted in there else next(iter(there), "")
    return [
        Tab(outcome.value, str(outcome.label), counts[outcome], outcome == current)
        for outcome in there
    ]


def new_in_words(rows: Iterable[ImportRow]) -> list[tuple[ImportRow, str, str]]:
    """Each new row with its household's name, and its terms in a few words."""
    return [(row, row.values["name"], _terms_in_words(row.values)) for row in rows]


def _terms_in_words(values: Mapping[str, Value]) -> str:
    if not values.get("terms_from"):
        return "No terms of approval"
    ages = f"{values['min_age']} to {values['max_age']}"
    return f"{values['places']} places, ages {ages}"

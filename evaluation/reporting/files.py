"""A report as a PDF, a workbook and a CSV file that say the same as its page."""

import re
from collections.abc import Iterator, Sequence

from documents import pdf, tables
from evaluation.reporting.shapes import FILE_HEADINGS, Report
from ui import dates

LONGEST_SHEET_NAME = 31  # Excel's own limit
NOT_IN_SHEET_NAMES = re.compile(r"[^\w ,.%-]")
NUMBER = re.compile(
    r"(?P<minus>[-\N{MINUS SIGN}]?)(?P<pounds>£?)(?P<whole>0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)"
    r"(?P<decimals>\.\d+)?(?P<percent>%?)"
)
MOST_DIGITS = 15  # what Excel holds of a number


def as_csv(report: Report) -> bytes:
    """One line for each number, with the table, row and column that it stands in."""
    return tables.write_csv(FILE_HEADINGS, report.lines())


def as_xlsx(report: Report) -> bytes:
    """A sheet of words, a list of the tables, and a sheet for each: numbers are numbers, shown as on the page."""
    found = list(report.tables())
    names = _sheet_names([name for _, name, _ in found])
    contents = [
        (sheet, section.title, name) for sheet, (section, name, _) in zip(names, found, strict=True)
    ]
    sheets = [
        tables.Sheet("About", ["What", "Words"], list(_about(report))),
        tables.Sheet("Contents", ["Sheet", "Section", "Table"], contents),
    ]
    for sheet, (_, _, table) in zip(names, found, strict=True):
        numeric = [heading.numeric for heading in table.headings]
        rows = [
            [_cell(cell) if is_number else _text(cell) for cell, is_number in zip(row, numeric, strict=True)]
            for row in table.rows
        ]  # fmt: skip
        sheets.append(tables.Sheet(sheet, [heading.label for heading in table.headings], rows))
    return tables.write_xlsx(sheets, made_on=report.made_on)


def as_pdf(report: Report, *, by: str = "", at_once: bool = False) -> bytes:
    """A cover, contents with page numbers, the sections, the definitions and what is known of the data's faults.

    Args:
        by: the name of who takes it away.
        at_once: somebody waits for it, so that it has the limits of any document.

    Raises:
        documents.pdf.DocumentTooBig: it takes more than a minute or 512 MB, or is longer than a PDF may be.
        documents.pdf.DocumentFailed: it could not be made.
    """
    context = {"report": report, "authority": report.authority, "by": by}
    limits = None if at_once else pdf.LONG
    return pdf.render("evaluation/report_pdf.html", context, title=report.title, limits=limits)


def _about(report: Report) -> Iterator[tuple[str, str]]:
    yield "Report", report.title
    yield "Authority", report.authority
    yield "Period", report.period
    yield "Made on", dates.in_words(report.made_on)
    for words in report.summary:
        yield "Summary", words
    for section in report.all_sections:
        for words in section.paragraphs:
            yield section.title, words
        for part in section.parts:
            for words in part.paragraphs:
                yield part.title, words


def _sheet_names(titles: Sequence[str]) -> list[str]:
    """Numbered, because Excel wants each only once and cuts them short; without the signs that it refuses."""
    return [
        f"{number} {NOT_IN_SHEET_NAMES.sub('', title)}"[:LONGEST_SHEET_NAME].strip()
        for number, title in enumerate(titles, start=1)
    ]


def _text(cell: object) -> tables.Cell:
    return cell if isinstance(cell, int | float) else str(cell)


def _cell(cell: object) -> tables.Cell:
    """A number that is written as words, such as 12.5% or £1,140, as the number that it is."""
    found = NUMBER.fullmatch(cell) if isinstance(cell, str) else None
    if found is None or len(re.sub(r"\D", "", found[0])) > MOST_DIGITS:
        return _text(cell)
    decimals = found["decimals"] or ""
    digits = found["whole"].replace(",", "") + decimals
    value = float(digits) / (100 if found["percent"] else 1)
    thousands = "#,##0" if "," in found["whole"] else "0"
    pounds = '"£"' if found["pounds"] else ""
    shown_as = (
        f"{pounds}{thousands}{'.' + '0' * len(decimals[1:]) if decimals else ''}{found['percent']}"
    )
    return tables.Figure(
        value=-value if found["minus"] else value, number_format=shown_as, shown=found[0]
    )

"""Page, PDF, workbook and CSV file of a report have the same numbers: a test reads all four."""

import csv
import dataclasses
import datetime as dt
import io
import re
from html.parser import HTMLParser

import openpyxl
import pypdf
import pytest
import time_machine
from django.template.loader import render_to_string

from documents import pdf
from evaluation.reporting import files
from evaluation.reporting.shapes import Part, Section
from evaluation.reporting.stored import settled
from tests.evaluation.reports import report, table


class Tables(HTMLParser):
    """The rows of every table of a page, headings first."""

    def __init__(self):
        super().__init__()
        self.tables, self._cell = [], None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self._cell = ""

    def handle_data(self, data):
        if self._cell is not None:
            self._cell += data

    def handle_endtag(self, tag):
        if tag in {"td", "th"}:
            self.tables[-1][-1].append(self._cell)
            self._cell = None


def on_the_page(told):
    reader = Tables()
    reader.feed(render_to_string("evaluation/_report.html", {"report": told}))
    return sorted(reader.tables)


def in_the_workbook(told):
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(told)))
    sheets = [book[name] for name in book.sheetnames[2:]]
    return sorted([[shown(cell) for cell in row] for row in sheet.iter_rows()] for sheet in sheets)


def shown(cell):
    """What Excel would show: the few number formats that a report needs, read on their own."""
    if isinstance(cell.value, str) or cell.value is None:
        return cell.value or ""
    how, value = cell.number_format, cell.value
    if how == "General":
        return str(value)
    decimals = len(how.partition(".")[2].rstrip("%"))
    pounds = "£" if '"£"' in how else ""
    if how.endswith("%"):
        return f"{value * 100:.{decimals}f}%"
    return f"{pounds}{value:{',' if ',' in how else ''}.{decimals}f}"


def in_the_csv_file(told):
    """The tables, put together again from one line for each number. Their headings are not in it."""
    reader = csv.reader(io.StringIO(files.as_csv(told).decode("utf-8-sig")))
    next(reader)
    tables = {}
    for section, name, row, column, value in reader:
        tables.setdefault((section, name), []).append((row, column, value))
    return sorted(tables.values())


def as_lines(tables):
    return sorted(
        [
            (row[0], heading, value)
            for row in rows
            for heading, value in zip(headings[1:], row[1:], strict=True)
        ]
        for headings, *rows in tables
    )


def in_order_in_the_pdf(told, tables):
    """Whether every cell stands in the PDF, table by table, in its order."""
    pages = pypdf.PdfReader(io.BytesIO(files.as_pdf(told))).pages
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in pages))
    return all(_stands(text, rows) for rows in tables)


def _stands(text, rows):
    """Cells follow one another with nothing between them."""
    return re.sub(r"\s", "", "".join(cell for row in rows for cell in row)) in text


def test_the_page_the_pdf_the_workbook_and_the_csv_file_have_the_same_numbers():
    told = settled(report())

    page = on_the_page(told)

    assert len(page) == 5  # with the twins of two charts, and the definitions
    assert in_the_workbook(told) == page
    assert in_the_csv_file(told) == as_lines(page)
    assert in_order_in_the_pdf(told, page)


def test_control_another_number_in_one_of_them_would_be_noticed():
    told, other = settled(report()), settled(report(children=1413))

    page = on_the_page(told)

    assert in_the_workbook(other) != page
    assert in_the_csv_file(other) != as_lines(page)
    assert not in_order_in_the_pdf(other, page)


def test_numbers_of_a_workbook_can_be_added_up():
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(settled(report()))))

    cells = [[cell.value for cell in row] for row in book["1 Children by group"].iter_rows()]

    assert cells[1:] == [
        ["Foster care & kin", 1412, 0.813],
        ["Residential", "Hidden", "Hidden"],
        ["Weekly fee", 1140.5, 0],
    ]


@pytest.mark.parametrize(
    ("words", "value", "number_format"),
    [
        ("0", 0, "0"),
        ("1,412", 1412, "#,##0"),
        ("-3.50", -3.5, "0.00"),
        ("\N{MINUS SIGN}£1,140", -1140, '"£"#,##0'),
        ("12.5%", 0.125, "0.0%"),
        ("1234567.8", 1234567.8, "0.0"),
    ],
)
def test_a_number_in_words_is_kept_as_a_number(words, value, number_format):
    figure = files._cell(words)

    assert (figure.value, figure.number_format, figure.shown) == (value, number_format, words)


@pytest.mark.parametrize(
    "words",
    ["007", "1,41", "12 of 40", "3 higher", "Hidden", "", "2018-19", "1.", "9876543210123456"],
)
def test_other_words_stay_words(words):
    assert files._cell(words) == words


def test_the_workbook_says_what_it_is_and_where_each_table_is():
    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(settled(report()))))

    about = [tuple(cell.value for cell in row) for row in book["About"].iter_rows(min_row=2)]
    contents = [[cell.value for cell in row] for row in book["Contents"].iter_rows(min_row=2)]

    assert about[:4] == [
        ("Report", "How settled children are"),
        ("Authority", "Northshire"),
        ("Period", "1 April 2017 to 31 March 2018"),
        ("Made on", "2 March 2026"),
    ]
    assert ("What is known of the data", "Three rows were left out.") in about
    assert [row[0] for row in contents] == book.sheetnames[2:]
    assert contents[0] == ["1 Children by group", "Placements", "Children by group"]


def test_the_same_report_gives_the_same_bytes_at_any_time():
    told = settled(report())

    with time_machine.travel(dt.datetime(2030, 1, 1, tzinfo=dt.UTC), tick=False):
        later = files.as_xlsx(told)

    assert files.as_xlsx(told) == later
    assert files.as_csv(told) == files.as_csv(told)


def test_long_and_odd_names_of_tables_still_name_sheets():
    odd = "Placements [of all]: kinds / numbers * and whatever else there is"
    told = report(sections=[Section("x", [], [Part(odd, [], table()), Part(odd, [], table())])])

    names = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(settled(told)))).sheetnames

    assert len(set(names)) == len(names)
    assert max(map(len, names)) <= files.LONGEST_SHEET_NAME


def test_a_formula_in_a_cell_is_only_text():
    evil = Part("Evil", [], table(["=1+1", "=2+2", "+3"]))
    told = settled(report(sections=[Section("x", [], [evil])]))

    book = openpyxl.load_workbook(io.BytesIO(files.as_xlsx(told)))
    cells = [cell for row in book["6 Definitions"].iter_rows() for cell in row]
    cells += [cell for row in book["5 Evil"].iter_rows() for cell in row]

    assert {cell.data_type for cell in cells} == {"s"}
    assert "'=2+2" in files.as_csv(told).decode()


@pytest.fixture(scope="module")
def long_pdf():
    rows = [[f"Child {number}", f"{number:,}", "1.0%"] for number in range(1, 161)]
    long = Section("Every child", [], [Part("Children one by one", [], table(*rows))])
    return pypdf.PdfReader(io.BytesIO(files.as_pdf(settled(report(sections=[long])))))


def titles_of(outline):
    for each in outline:
        if isinstance(each, list):
            yield from titles_of(each)
        else:
            yield each.title


def test_the_pdf_has_a_cover_contents_and_bookmarks(long_pdf):
    cover, contents = (page.extract_text() for page in long_pdf.pages[:2])

    assert "How settled children are" in cover
    assert "Northshire, 1 April 2017 to 31 March 2018. Made on 2 March 2026" in cover
    assert "Contents" in contents
    bookmarks = list(titles_of(long_pdf.outline))
    for title in ("Contents", "Placements", "Children one by one", "What is known of the data"):
        assert title in bookmarks


def test_the_contents_name_the_page_on_which_a_section_begins(long_pdf):
    contents = long_pdf.pages[1].extract_text()

    for title in ("Placements", "Every child", "How it is counted", "What is known of the data"):
        (number,) = re.findall(rf"^{title}[ .]*(\d+)$", contents, re.MULTILINE)
        assert title in long_pdf.pages[int(number) - 1].extract_text()


def test_the_definitions_and_the_datas_faults_have_pages_of_their_own(long_pdf):
    *_, definitions, quality = (page.extract_text() for page in long_pdf.pages)

    assert "Every end but the last" in definitions
    assert "Three rows were left out." in quality
    assert "Every end but the last" not in quality


def test_a_long_table_repeats_its_headings_and_every_page_its_number(long_pdf):
    texts = [page.extract_text() for page in long_pdf.pages]
    with_rows = [text for text in texts if re.search(r"Child \d", text)]

    assert len(with_rows) > 2
    assert all(re.search(r"Group\s*Children\s*Share", text) for text in with_rows)
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text


def test_the_pdf_is_tagged_and_says_its_title_and_language(long_pdf):
    root = long_pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's own true)
    assert root["/Lang"] == "en-GB"
    assert long_pdf.metadata.title == "How settled children are"
    assert b"pdfuaid:part" in root["/Metadata"].get_data()


def test_a_report_that_is_longer_than_a_pdf_may_be_is_refused_in_words(monkeypatch):
    small = dataclasses.replace(pdf.LONG, html_bytes=1000)
    monkeypatch.setattr(pdf, "LONG", small)

    with pytest.raises(pdf.DocumentTooBig, match="too long"):
        files.as_pdf(settled(report()))

import codecs
import datetime as dt
import io
import tracemalloc
from decimal import Decimal
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import tables
from documents.tables import Sheet, UnreadableTable, read_table


def read(content, *, name="carers.csv", **limits):
    return read_table(io.BytesIO(content), name=name, **limits)


def cells(content, **options):
    return [tuple(row.cells.values()) for row in read(content, **options).rows]


def test_a_plain_file_is_read_row_by_row_with_its_numbers():
    table = read(b"Name,Places\r\nDee,2\r\n\r\nBo,3\r\n")

    assert table.headers == ("Name", "Places")
    assert [(row.number, row.cells) for row in table.rows] == [
        (2, {"Name": "Dee", "Places": "2"}),
        (4, {"Name": "Bo", "Places": "3"}),
    ]
    assert table.notes == ()


SIAN = "Name;Town\r\nSiân;Rhôs\r\nÉva;Żory\r\n"


@pytest.mark.parametrize(
    "content",
    [
        SIAN.encode(),
        SIAN.encode("utf-8-sig"),
        SIAN.encode("utf-16"),
        codecs.BOM_UTF16_BE + SIAN.encode("utf-16-be"),
        SIAN.encode("utf-16-le"),
        SIAN.encode("utf-16-be"),
    ],
)
def test_i09_every_unicode_encoding_is_read(content):
    assert cells(content) == [("Siân", "Rhôs"), ("Éva", "Żory")]


def test_i09_windows_text_is_read_with_a_note():
    table = read("Name\nSiân £5\n".encode("cp1252"))

    assert next(table.rows).cells == {"Name": "Siân £5"}
    assert any("Windows-1252" in note for note in table.notes)


def test_i09_a_letter_near_the_end_still_decides_the_encoding():
    content = b"Name\n" + b"Dee Jones\n" * 30_000 + "Siân\n".encode("cp1252")

    assert cells(content)[-1] == ("Siân",)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_i09_the_separator_is_found_outside_quotes(separator):
    content = '"Name, a; b";Note\n"Dee";"x,y"\n'.replace(";", separator)

    assert cells(content.encode()) == [("Dee", "x,y")]


def test_excels_own_line_that_names_the_separator_is_no_heading():
    assert cells(b"sep=|\nName|Town\nDee|Ware\n") == [("Dee", "Ware")]


def test_i09_line_ends_inside_quotes_belong_to_the_cell():
    table = read(b'Name,"Long\nheading"\n"Dee","one\r\ntwo"\nBo,three\n')

    assert table.headers == ("Name", "Long heading")
    assert [(row.number, row.cells["Long heading"]) for row in table.rows] == [
        (2, "one\r\ntwo"),
        (3, "three"),
    ]


def test_short_rows_are_filled_and_long_rows_reported():
    short, long, blank_beyond = read(b"Name,Town\nDee\nBo,Ware,extra\nCy,Ware,,\n").rows

    assert short.cells == {"Name": "Dee", "Town": ""}
    assert short.problems == ()
    assert long.problems == ("Column C has no heading, but this row fills it.",)
    assert blank_beyond.problems == ()


def test_a_cell_below_a_blank_heading_is_reported_not_lost():
    (row,) = read(b"Name,,Town\nDee,oops,Ware\n").rows

    assert row.cells == {"Name": "Dee", "Town": "Ware"}
    assert row.problems == ("Column B has no heading, but this row fills it.",)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n ,\n", "empty"),
        (b"Name,name\nDee,Bo\n", "Two columns are headed"),
        (b"Name\nDee\0\n", "not a CSV"),
        (b"\x00\x01\x02\x03", "not a CSV"),
        (b"Name\n\x81\x8d\x8f\n", "not a CSV"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"%PDF-1.7 ...", "not a table"),
        (b"\x89PNG\r\n", "not a table"),
        (b"MZ\x90", "not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel file"),
        (b"," * 600 + b"x\n", "more than 500 columns"),
        (codecs.BOM_UTF16_LE + b"N\x00\x00\xd8x\x00", "not a CSV"),
    ],
)
def test_i05_what_is_no_table_is_refused_by_its_content(content, words):
    with pytest.raises(UnreadableTable, match=words):
        read(content, name="innocent.csv")


@pytest.mark.parametrize(
    "content", [b'Name\n"Dee\nBo\n', b'Name\n"Dee"x\n', b"Name\n" + b"x" * 200_000]
)
def test_i09_a_broken_row_is_named(content):
    with pytest.raises(UnreadableTable, match="Row 2 cannot be read"):
        list(read(content).rows)


def test_i09_too_many_rows_are_refused_where_the_limit_is_reached():
    rows = read(b"Name\n" + b"Dee\n" * 11, max_rows=10).rows

    assert len(list(islice(rows, 10))) == 10
    with pytest.raises(UnreadableTable, match="more than 10 rows"):
        next(rows)


def test_i09_too_many_bytes_are_refused_unread():
    with pytest.raises(UnreadableTable, match="smaller than 1 MB"):
        read(b"x" * (1024 * 1024 + 1), max_bytes=1024 * 1024)


def test_text_like_a_formula_is_kept_and_pointed_out():
    (row,) = read(b"Name,Phone,Sum\n@Dee,+44 7700 900123,=1+1\n").rows

    assert row.cells == {"Name": "@Dee", "Phone": "+44 7700 900123", "Sum": "=1+1"}
    assert row.suspicious == ("Name", "Sum")


def test_the_file_stays_open():
    file = io.BytesIO(b"Name\nDee\n")

    list(read_table(file, name="x.csv").rows)

    assert not file.closed


def test_i10_our_own_file_is_safe_in_excel_and_comes_back_as_it_was():
    content = tables.write_csv(["Name", "=Phone"], [["=1+1", "+44 7700 900123"], ["'-x", "\u0394"]])

    assert content.startswith(codecs.BOM_UTF8 + b"Name,'=Phone\r\n'=1+1,'+44 7700 900123\r\n")
    assert read(content).headers == ("Name", "=Phone")
    assert cells(content) == [("=1+1", "+44 7700 900123"), ("'-x", "\u0394")]


texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
rows_of_texts = st.lists(
    st.tuples(texts, texts, texts).filter(lambda row: any(map(str.strip, row)))
)


@given(rows_of_texts)
def test_i10_any_text_survives_csv(rows):
    assert cells(tables.write_csv(["A", "B", "C"], rows)) == rows


# XML, and so a workbook, has no other control characters, and makes every line end the same.
printable = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t"), max_size=30
)


@settings(max_examples=40)
@given(st.lists(st.tuples(printable, printable).filter(lambda row: any(map(str.strip, row)))))
def test_any_text_survives_a_workbook(rows):
    content = tables.write_xlsx([Sheet("Carers", ["A", "B"], rows)])

    assert cells(content, name="x.xlsx") == rows


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (dt.date(2026, 3, 27), "2026-03-27"),
        (dt.datetime(2026, 3, 27, 14, 5, tzinfo=dt.UTC), "2026-03-27 14:05:00+00:00"),
        (7, "7"),
        (-7.0, "-7"),
        (0.25, "0.25"),
        (Decimal("820.50"), "820.50"),
        (Decimal("1E+3"), "1000"),
    ],
)
def test_values_are_written_as_text_in_one_way(value, text):
    assert cells(tables.write_csv(["A", "B"], [["x", value]])) == [("x", text)]


def test_a_row_of_another_length_is_a_mistake():
    with pytest.raises(ValueError, match="Row 1 has 1 cells for 2 headers"):
        tables.write_csv(["A", "B"], [["x"]])
    with pytest.raises(ValueError, match="Row 1 has 1 cells for 2 headers"):
        tables.write_xlsx([Sheet("S", ["A", "B"], [["x"]])])


def test_i09_twenty_thousand_rows_take_no_more_memory_than_five():
    """Measured in what Python holds at once, not in time."""

    def peak(count):
        content = b"Name,Note\n" + b"Dee,likes dogs\n" * count
        file = io.BytesIO(content)
        tracemalloc.start()
        assert sum(1 for _ in read_table(file, name="x.csv").rows) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(20_000) < peak(5) + 2 * 1024 * 1024

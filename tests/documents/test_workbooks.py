import datetime as dt
import io
import zipfile

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from documents import archives, tables, workbooks
from documents.tables import Sheet, UnreadableTable, read_table

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def saved(book):
    file = io.BytesIO()
    book.save(file)
    return file


def workbook(rows, **formats):
    """A workbook made by another program than the one that we write with."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for cell, number_format in formats.items():
        book.active[cell].number_format = number_format
    return book


def read(book, *, name="carers.xlsx", **limits):
    return read_table(saved(book), name=name, **limits)


def parts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file


def plain_parts():
    return parts_of(saved(workbook([["Name"], ["Dee"]])).getvalue())


def sheet_of(xml, **parts):
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{xml}</sheetData></worksheet>'
    return packed(plain_parts() | {"xl/worksheets/sheet1.xml": sheet} | parts)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("Dee", "General", "Dee"),
        (7700900123, "General", "7700900123"),
        (2.0, "General", "2"),
        (0.1 + 0.2, "General", "0.3"),
        (-0.25, "0%", "-0.25"),
        (1e20, "General", "1e+20"),
        (True, "General", "yes"),
        (False, "General", "no"),
        (dt.date(2026, 3, 27), "dd/mm/yyyy", "2026-03-27"),
        (dt.datetime.fromisoformat("2026-03-27T14:05"), "yyyy-mm-dd hh:mm", "2026-03-27 14:05"),
        (
            dt.datetime.fromisoformat("2026-03-27T14:05:09"),
            "yyyy-mm-dd hh:mm",
            "2026-03-27 14:05:09",
        ),
        (dt.time(14, 5), "hh:mm", "14:05"),
        (dt.timedelta(hours=30), "[h]:mm:ss", "30:00:00"),
        (9e9, "dd/mm/yyyy", "9000000000"),
        ("+44 7700 900123", "@", "+44 7700 900123"),
    ],
)
def test_a_cell_comes_as_the_text_that_a_person_sees(value, number_format, text):
    (row,) = read(workbook([["A"], [value]], A2=number_format)).rows

    assert row.cells == {"A": text}
    assert row.problems == ()


def test_dates_of_old_macintosh_workbooks_are_right():
    book = workbook([["Born"], [dt.date(2010, 5, 1)]])
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH

    assert next(read(book).rows).cells == {"Born": "2010-05-01"}


def test_a_formula_is_reported_and_not_worked_out():
    (row,) = read(workbook([["Name", "Age"], ["Dee", "=1+1"]])).rows

    assert row.cells == {"Name": "Dee", "Age": ""}
    assert row.problems == ("Cell B2 holds a formula. Copy it and paste its value in its place.",)


def test_an_error_is_reported():
    (row,) = read(workbook([["Name", "Age"], ["Dee", "#N/A"]])).rows

    assert row.problems == ("Cell B2 shows an error (#N/A). Put its value right.",)


def test_a_formula_among_the_headings_is_refused():
    with pytest.raises(UnreadableTable, match="Cell A1 holds a formula"):
        read(workbook([["=1+1"], ["Dee"]]))


PIECES = (
    f'<sst xmlns="{MAIN}"><si><t>Name</t></si><si><r><t>De</t></r>'
    '<r><t xml:space="preserve">e </t></r><rPh><t>x</t></rPh></si></sst>'
)
RELATIONS = plain_parts()["xl/_rels/workbook.xml.rels"].replace(
    b"</Relationships>",
    b'<Relationship Id="r9" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
)
WITH_TEXTS = {"xl/sharedStrings.xml": PIECES, "xl/_rels/workbook.xml.rels": RELATIONS}
SHARED = '<row><c t="s"><v>0</v></c></row><row><c t="s"><v>1</v></c></row>'


def test_shared_text_in_pieces_is_joined_and_reading_aids_are_left_out():
    table = read_table(sheet_of(SHARED, **WITH_TEXTS), name="x.xlsx")

    assert table.headers == ("Name",)
    assert next(table.rows).cells == {"Name": "Dee "}


def test_too_many_different_texts_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MAX_SHARED_TEXTS", 1)

    with pytest.raises(UnreadableTable, match="too many different texts"):
        read_table(sheet_of(SHARED, **WITH_TEXTS), name="x.xlsx")


def test_gaps_between_cells_and_rows_keep_their_places():
    book = workbook([["Name", "Town", "Note"]])
    book.active["C9"] = "far"

    (row,) = read(book).rows
    assert (row.number, row.cells) == (9, {"Name": "", "Town": "", "Note": "far"})


def test_only_the_first_visible_sheet_is_read():
    book = workbook([["Hidden"], ["x"]])
    book.active.sheet_state = "hidden"
    for title in ("Carers", "Other"):
        book.create_sheet(title).append(["Name"])

    table = read(book)

    assert table.headers == ("Name",)
    assert table.notes == ("Only the sheet “Carers” was read, not “Other”.",)


def test_i05_a_workbook_by_another_name_is_still_a_workbook():
    table = read(workbook([["Name"], ["Dee"]]), name="carers.csv")

    assert next(table.rows).cells == {"Name": "Dee"}
    assert "Excel workbook" in table.notes[0]


def test_formatting_far_below_the_last_cell_is_the_end():
    xml = '<row r="1"><c t="str"><v>Name</v></c></row>'
    blank = '<row r="{}"><c s="0"/></row>'
    rows = "".join(blank.format(number) for number in range(2, 30_000))

    table = read_table(sheet_of(xml + rows), name="x.xlsx")

    assert list(table.rows) == []


@pytest.mark.parametrize(
    "sheet",
    [
        "<row><c r='A1' t='s'><v>999</v></c></row>",
        "<row><c r='A1' t='s'><v>x</v></c></row>",
        "<row><c r='A1'><v>nan</v></c></row>",
        "<row><c r='A1'><v>ten</v></c></row>",
        "<row><c r='1A'><v>1</v></c></row>",
        "<row><c r='B1'><v>1</v></c><c r='A1'><v>1</v></c></row>",
        "<row r='x'></row>",
        "<row><c r='XFD1'><v>1</v></c></row>",
        "<row><c>",
    ],
)
def test_a_damaged_sheet_is_refused(sheet):
    with pytest.raises(UnreadableTable):
        list(read_table(sheet_of(sheet), name="x.xlsx").rows)


@pytest.mark.parametrize("part", ["_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_i06_an_entity_bomb_is_refused(part):
    bomb = '<!DOCTYPE a [<!ENTITY x "' + "x" * 1000 + '">]><a>&x;&x;</a>'

    with pytest.raises(UnreadableTable):
        list(read_table(packed(plain_parts() | {part: bomb}), name="x.xlsx").rows)


@pytest.mark.parametrize("missing", ["_rels/.rels", "xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_zip_file_that_is_no_workbook_is_refused(missing):
    parts = plain_parts()
    del parts[missing]

    with pytest.raises(UnreadableTable, match="not a workbook"):
        read_table(packed(parts), name="x.xlsx")


def test_i06_a_bomb_is_refused_from_the_directory_before_unpacking(monkeypatch):
    bomb = packed(plain_parts() | {"xl/worksheets/sheet1.xml": b" " * 2_000_000})
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_: pytest.fail("It was unpacked."))

    with pytest.raises(UnreadableTable, match="too large when unpacked"):
        read_table(bomb, name="x.xlsx")


def test_i06_the_same_file_would_unpack_without_the_check(monkeypatch):
    monkeypatch.setattr(archives, "MAX_RATIO", 10**9)
    bomb = plain_parts() | {"xl/worksheets/sheet1.xml": b"<a>" + b" " * 2_000_000}

    with pytest.raises(UnreadableTable, match=r"not a workbook|is damaged"):
        list(read_table(packed(bomb), name="x.xlsx").rows)


def test_i06_parts_that_are_too_large_together_are_refused(monkeypatch):
    parts = plain_parts()
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", sum(map(len, parts.values())))

    assert read_table(packed(parts), name="x.xlsx").headers == ("Name",)
    with pytest.raises(UnreadableTable, match="too large when unpacked"):
        read_table(packed(parts | {"xl/one.bin": b"x"}), name="x.xlsx")


def test_i06_a_hundred_thousand_entries_are_refused_unlisted(monkeypatch):
    entries = packed({f"{n}": b"" for n in range(20_000)}, zipfile.ZIP_STORED)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("It was listed."))

    with pytest.raises(UnreadableTable, match="too many parts"):
        read_table(entries, name="x.xlsx")


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/passwd", "..\\evil.xml", "a/../../evil"])
def test_i06_a_path_that_leads_outside_is_refused(name):
    with pytest.raises(UnreadableTable, match="damaged"):
        read_table(packed(plain_parts() | {name: b"x"}), name="x.xlsx")


def test_i06_a_link_is_refused():
    file = packed(plain_parts())
    with zipfile.ZipFile(file, "a") as archive:
        link = zipfile.ZipInfo("xl/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(UnreadableTable, match="damaged"):
        read_table(file, name="x.xlsx")


@pytest.mark.parametrize("cut", [10, 500, -30, -5])
def test_i06_a_file_cut_short_is_refused(cut):
    content = packed(plain_parts()).getvalue()[:cut]

    with pytest.raises(UnreadableTable):
        list(read_table(io.BytesIO(content), name="x.xlsx").rows)


def test_what_we_write_is_text_where_it_should_be_and_frozen_at_the_top():
    rows = [["=1+1", "+44 7700 900123", dt.date(2026, 3, 27), 4, 1234567890123456, "http://x.test"]]
    headers = ["Name", "Phone", "From", "Places", "Code", "Site"]

    content = tables.write_xlsx([Sheet("Carers", headers, rows)])

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet.freeze_panes == "A2"
    assert [cell.data_type for cell in sheet[2]] == ["s", "s", "d", "n", "s", "s"]
    assert sheet["B2"].value == "+44 7700 900123"
    assert sheet["E2"].value == "1234567890123456"
    assert sheet["F2"].hyperlink is None
    assert sheet["B3"].number_format == "General"
    assert sheet.column_dimensions["B"].width > 15


def test_a_template_lists_what_may_be_chosen_and_hints_at_the_rest():
    many = [f"A rather long choice, number {number}" for number in range(40)]
    sheet = Sheet(
        "Carers", ["Name", "Kind"], choices={"Kind": many}, hints={"Name": "As on the approval"}
    )

    content = tables.write_xlsx([sheet])

    book = openpyxl.load_workbook(io.BytesIO(content))
    rules = {str(rule.sqref): rule for rule in book["Carers"].data_validations.dataValidation}
    kind: DataValidation = rules["B2:B5001"]
    assert (kind.type, kind.formula1) == ("list", "Choices!$A$1:$A$40")
    assert rules["A2:A5001"].prompt == "As on the approval"
    assert book["Choices"].sheet_state == "hidden"
    assert book["Choices"]["A40"].value == many[-1]
    assert read_table(io.BytesIO(content), name="x.xlsx").headers == ("Name", "Kind")


def test_two_sheets_can_be_written():
    content = tables.write_xlsx([Sheet("A", ["x"], [["1"]]), Sheet("B", ["y"], [["2"]])])

    assert openpyxl.load_workbook(io.BytesIO(content)).sheetnames == ["A", "B"]


def test_a_cell_longer_than_excel_allows_is_refused_not_cut():
    with pytest.raises(ValueError, match="32,767"):
        tables.write_xlsx([Sheet("A", ["x"], [["x" * 32_768]])])


def test_a_workbook_whose_parts_are_locked_as_a_whole_is_refused():
    content = bytearray(packed(plain_parts()).getvalue())
    content[content.index(b"PK\x01\x02") + 8] |= (
        0x40  # the flag of its first part, in the directory
    )

    with pytest.raises(UnreadableTable, match="packed in a way"):
        read_table(io.BytesIO(content), name="x.xlsx")

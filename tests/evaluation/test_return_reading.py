"""From the bytes of files to rows: recognised by columns, whatever else differs."""

import codecs
import datetime as dt

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from evaluation.returns import year as collection_year
from evaluation.returns.columns import COLUMNS, recognise
from evaluation.returns.given import GivenFile, digest
from evaluation.returns.parsing import parse, parse_date
from evaluation.returns.reading import NotAReturn, read_file, read_returns
from evaluation.returns.rules import Finding
from tests.evaluation.returns import child, csv_of, episode

TODAY = dt.date(2026, 3, 27)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2026, 3, 31))


@pytest.mark.parametrize("kind", COLUMNS)
def test_each_file_is_known_by_its_columns(kind):
    assert recognise(COLUMNS[kind]).kind == kind


@for_all(st.data(), st.sampled_from(sorted(COLUMNS)))
def test_neither_order_nor_case_nor_extra_columns_hide_a_file(data, kind):
    columns = data.draw(st.permutations([*COLUMNS[kind], "LOCAL_ID"]))
    heading = recognise([column.lower() for column in columns])

    assert heading.kind == kind
    assert [columns[at] for at in heading.positions] == list(COLUMNS[kind])
    assert heading.extra == ("local_id",)


def test_a_file_with_other_columns_is_none_of_a_returns():
    assert recognise(["CHILD", "NAME"]) is None


def test_columns_that_are_not_there_are_said_and_blank():
    columns = [column for column in COLUMNS["Episodes"] if column != "URN"]
    file = read_file("e", csv_of("Episodes", episode(), columns=columns).encode())

    assert file.rows[0].cells[-1] == ""
    assert [note.words for note in file.notes] == ["Not there, so blank: URN."]


ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 big-endian": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "Windows-1252": lambda text: text.encode("cp1252"),
}
LETTERS = st.text(st.sampled_from("Aaéü£0 12ZÿÆ-"), max_size=8).map(str.strip)


@for_all(
    st.sampled_from(sorted(ENCODINGS)),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(LETTERS, min_size=1, max_size=5),
    st.permutations(COLUMNS["Episodes"]),
)
def test_rows_are_the_same_in_every_encoding_newline_and_order(encoding, newline, posts, columns):
    rows = [episode(HOME_POST=post, PL_POST="é") for post in posts]
    text = csv_of("Episodes", *rows, columns=columns, newline=newline)
    file = read_file("e", ENCODINGS[encoding](text))
    usual = read_file("e", csv_of("Episodes", *rows).encode())

    assert file.rows == usual.rows
    assert digest([file]) == digest([usual])
    assert [row.cells[COLUMNS["Episodes"].index("HOME_POST")] for row in file.rows] == posts


def test_a_file_that_is_no_table_is_said_and_not_read():
    found = read_file("photo.csv", b"\x89PNG....")

    assert isinstance(found, Finding)
    assert (found.rule, found.file) == ("FILE", "photo.csv")


@for_all(DAYS)
def test_dates_are_read_as_the_return_or_iso_writes_them(day):
    assert parse_date(f"{day:%d/%m/%Y}") == parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text", ["", "30/02/2018", "01/04/18", "2018-4-1", "04-01-2018", "\u0660\u0661/04/2018"]
)
def test_what_is_no_date_is_none(text):
    assert parse_date(text) is None


def read(*files):
    (given,) = read_all(*files)
    return given


def read_all(*files):
    return read_returns([(f"{n}.csv", text.encode()) for n, text in enumerate(files)], today=TODAY)


@for_all(st.integers(2001, 2026), st.data())
def test_the_year_is_the_one_that_every_episode_was_open_in(year, data):
    within = st.dates(collection_year.first_day(year), collection_year.last_day(year))
    spans = [(dt.date(1999, 5, 1), data.draw(within))]
    for ended in data.draw(st.lists(st.none() | within, max_size=8)):
        spans.append((data.draw(st.dates(dt.date(1998, 1, 1), ended or spans[0][1])), ended))
    data.draw(st.randoms()).shuffle(spans)

    assert collection_year.find_year(spans, today=TODAY) == year


def test_a_few_wrong_dates_do_not_change_the_year():
    right = [episode(DEC="01/09/2017", REC="E4A", CHILD=f"C{n}") for n in range(5)]
    wrong = [episode(DEC="01/09/2027"), episode(DECOM="01/09/2025"), episode(DEC="01/09/2015")]

    assert read(csv_of("Episodes", *right, *wrong)).year == 2018


def test_a_return_of_open_episodes_is_for_the_year_of_the_last_start():
    assert read(csv_of("Episodes", episode(), episode(DECOM="02/04/2019"))).year == 2020


def test_a_year_that_has_not_begun_is_never_meant():
    assert read(csv_of("Episodes", episode(), episode(DECOM="01/05/2081"))).year == 2018


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([], "There is no Episodes file among the 0 files"),
        ([csv_of("Header", child())], "There is no Episodes file among the 1 files"),
        (["a,b\n1,2\n"], "0.csv: Its headings are not those"),
        ([csv_of("Episodes", episode(DECOM="?"))], "nothing tells which year"),
        ([csv_of("Episodes")], "nothing tells which year"),
    ],
)
def test_what_is_no_return_says_why(files, words):
    with pytest.raises(NotAReturn, match=words.replace(".", r"\.")):
        read(*files)


def test_two_files_of_a_kind_and_year_are_read_together():
    files = read(csv_of("Episodes", episode()), csv_of("Episodes", episode(CHILD="C2"))).files

    assert [each.child for each in parse(files, 2018).episodes] == ["C1", "C2"]


def test_what_a_return_says_does_not_depend_on_its_files_names_or_their_order():
    header, episodes = csv_of("Header", child()), csv_of("Episodes", episode())

    assert digest(read(header, episodes).files) == digest(read(episodes, header).files)
    changed = read(header, csv_of("Episodes", episode(LS="C1")))
    assert digest(read(header, episodes).files) != digest(changed.files)


def test_rows_keep_the_line_on_which_a_spreadsheet_shows_them():
    file = read_file("e", csv_of("Episodes", episode(), {}, episode(CHILD="C2")).encode())

    assert isinstance(file, GivenFile)
    assert [row.line for row in file.rows] == [2, 4]

"""Files of a return as people send them: archives, several years at once, bytes that are no text, a row twice."""

import io
import zipfile

import pytest

from evaluation.returns.archives import unpacked_bytes
from evaluation.returns.checks import check
from evaluation.returns.parsing import parse, parse_date
from evaluation.returns.reading import NoEpisodes, NotAReturn, read_file, read_returns
from tests.evaluation.returns import child, csv_of, episode, given
from tests.factories import TODAY

ENDED_2018 = {"DEC": "01/09/2017", "REC": "E4A"}
ENDED_2019 = {"DECOM": "01/05/2018", "DEC": "01/09/2018", "REC": "E4A"}


def read(*sources):
    return read_returns(
        [(name, text if isinstance(text, bytes) else text.encode()) for name, text in sources],
        today=TODAY,
    )


def zipped(members):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in members.items():
            archive.writestr(f"{name}.csv", text)
    return packed.getvalue()


def kinds(given_return):
    return sorted((file.kind, file.name) for file in given_return.files)


def test_files_of_two_years_are_two_returns_each_with_the_files_about_its_children():
    first = [child(), child(CHILD="C2")]
    second = [child(), child(CHILD="C3")]

    older, newer = read(
        ("h19.csv", csv_of("Header", *second)),
        ("e18.csv", csv_of("Episodes", episode(**ENDED_2018), episode(CHILD="C2", **ENDED_2018))),
        ("h18.csv", csv_of("Header", *first)),
        ("e19.csv", csv_of("Episodes", episode(**ENDED_2019), episode(CHILD="C3", **ENDED_2019))),
    )

    assert (older.year, kinds(older)) == (2018, [("Episodes", "e18.csv"), ("Header", "h18.csv")])
    assert (newer.year, kinds(newer)) == (2019, [("Episodes", "e19.csv"), ("Header", "h19.csv")])


def test_one_file_for_two_years_goes_where_its_children_are():
    review = {"CHILD": "C3", "DOB": "15/06/2008", "REVIEW": "01/06/2018", "REVIEW_CODE": "PN1"}

    older, newer = read(
        ("reviews.csv", csv_of("Reviews", review)),
        ("e18.csv", csv_of("Episodes", episode(**ENDED_2018))),
        ("e19.csv", csv_of("Episodes", episode(CHILD="C3", **ENDED_2019))),
    )

    assert [file.kind for file in older.files] == ["Episodes"]
    assert [file.kind for file in newer.files] == ["Episodes", "Reviews"]


def test_an_archive_is_read_as_if_its_files_had_been_sent():
    (one,) = read(
        (
            "all.zip",
            zipped({"a/h": csv_of("Header", child()), "a/e": csv_of("Episodes", episode())}),
        )
    )

    assert kinds(one) == [("Episodes", "a/e.csv"), ("Header", "a/h.csv")]


def test_two_files_of_one_name_in_archives_keep_apart():
    header, episodes = (
        zipped({"same": csv_of("Header", child())}),
        zipped({"same": csv_of("Episodes", episode())}),
    )

    (one,) = read(("a.zip", header), ("b.zip", episodes))

    assert kinds(one) == [("Episodes", "same.csv (2)"), ("Header", "same.csv")]


def test_what_a_mac_adds_to_an_archive_is_left_out():
    (one,) = read(
        ("all.zip", zipped({"__MACOSX/x": "a,b\n1,2", "e": csv_of("Episodes", episode())}))
    )

    assert (len(one.files), one.not_read) == (1, ())


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and then nothing", zipped({"e": "x" * 500})[:60]],
    ids=["no archive", "cut off"],
)
def test_a_damaged_archive_says_so(content):
    with pytest.raises(NotAReturn, match=r"all\.zip cannot be unpacked"):
        read(("all.zip", content))


@pytest.mark.parametrize(
    ("limit", "most", "said"),
    [
        ("documents.archives.MAX_UNPACKED_BYTES", 10, "too large when unpacked"),
        ("documents.archives.MAX_ENTRIES", 0, "too many parts"),
        ("evaluation.returns.archives.MOST_MEMBERS", 0, "too many parts"),
    ],
)
def test_an_archive_that_holds_too_much_is_refused(monkeypatch, limit, most, said):
    monkeypatch.setattr(limit, most)

    with pytest.raises(NotAReturn, match=rf"all\.zip cannot be unpacked\. The file .*{said}"):
        read(("all.zip", zipped({"e": csv_of("Episodes", episode())})))


def test_an_archive_that_grows_a_thousandfold_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("e.csv", "x" * 5_000_000)

    with pytest.raises(NotAReturn, match="too large when unpacked"):
        read(("all.zip", packed.getvalue()))


@pytest.mark.parametrize(
    ("flag", "said"),
    [(0x01, "protected with a password"), (0x20, "packed in a way"), (0x40, "packed in a way")],
    ids=["a password", "a change to another file", "locked as a whole"],
)
def test_an_archive_that_nobody_here_can_open_says_why(flag, said):
    content = bytearray(zipped({"e": csv_of("Episodes", episode())}))
    content[content.index(b"PK\x01\x02") + 8] |= flag  # of the first member, in the directory

    with pytest.raises(NotAReturn, match=said):
        read(("all.zip", bytes(content)))


def test_what_an_archive_unpacks_to_decides_how_much_there_is_to_read():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("e.csv", "x" * 100_000)

    assert len(packed.getvalue()) < 1_000
    assert unpacked_bytes([("e.zip", packed.getvalue()), ("a.csv", b"12345")]) == 100_005
    assert unpacked_bytes([("e.zip", b"PK\x03\x04 and then nothing")]) == 21


def test_without_episodes_nothing_is_a_return():
    with pytest.raises(NoEpisodes):
        read(("h.csv", csv_of("Header", child())))


@pytest.mark.parametrize("bad", [b"\x81", b"\x00", b"\xff\x81"])
def test_a_byte_that_is_no_text_costs_its_cell_and_not_the_file(bad):
    content = csv_of("Episodes", episode(), episode(CHILD="C2", URN="@@")).encode()

    file = read_file("e.csv", content.replace(b"@@", bad))

    assert [row.cells[0] for row in file.rows] == ["C1", "C2"]
    assert "\ufffd" in file.rows[1].cells[-1]
    assert "the first on line 3" in " ".join(note.words for note in file.notes)


def test_accents_in_windows_1252_are_text():
    file = read_file("e.csv", csv_of("Episodes", episode(URN="é")).encode("cp1252"))

    assert file.rows[0].cells[-1] == "é"
    assert "Windows-1252" in file.notes[0].words


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_do_not_change_what_is_read(encoding, separator):
    content = csv_of("Episodes", episode(), newline="\r").replace(",", separator).encode(encoding)

    (one,) = read(("e.csv", content))

    (plain,) = read(("e.csv", csv_of("Episodes", episode())))
    assert [row.cells for row in one.files[0].rows] == [row.cells for row in plain.files[0].rows]


def test_a_cell_under_no_heading_is_a_finding_on_its_line():
    content = csv_of("Episodes", episode()).replace("SC000001", "SC000001,extra")

    file = read_file("e.csv", content.encode())

    assert [(each.rule, each.line, each.child) for each in file.notes] == [("CELLS", 2, "C1")]


def test_reviews_tell_the_year_of_episodes_that_are_all_open():
    review = {"CHILD": "C1", "DOB": "15/06/2008", "REVIEW": "01/06/2018", "REVIEW_CODE": "PN1"}
    episodes = ("e.csv", csv_of("Episodes", episode()))

    assert read(episodes)[0].year == 2018
    assert read(episodes, ("r.csv", csv_of("Reviews", review)))[0].year == 2019


@pytest.mark.parametrize("time", [" 00:00:00", "T00:00", " 00:00:00.000"])
def test_midnight_after_an_iso_day_is_the_day(time):
    assert parse_date(f"2018-03-31{time}") == parse_date("31/03/2018")
    assert parse_date("2018-03-31 01:00:00") is None


def found(*files):
    parsed = parse(files, 2018)
    findings = check(parsed, year=2018, is_postcode=lambda text: True)
    return [(each.rule, each.file, each.line) for each in findings if each.rule == "TWICE"]


def test_the_same_episode_and_the_same_child_twice_are_said():
    files = [
        given("Header", child(), child(CHILD="C2"), child()),
        given("Episodes", episode(), episode(LS="C1"), episode(DECOM="02/05/2017")),
    ]

    assert found(*files) == [("TWICE", "header.csv", 4), ("TWICE", "episodes.csv", 3)]


def test_two_files_with_the_same_rows_are_said_row_by_row():
    same = [given("Episodes", episode(), name=name) for name in ("a.csv", "b.csv")]

    assert found(*same) == [("TWICE", "b.csv", 2)]

"""A return that goes out again: by the command and on the page."""

import csv
import datetime as dt
import io
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AccessLog, Role
from children.models import Child
from evaluation import services
from evaluation.models import Return
from evaluation.returns.columns import COLUMNS
from tests.evaluation.returns import child, csv_of, episode
from tests.evaluation.test_matches import MOVED
from tests.factories import (
    NOON,
    AuthorityFactory,
    ChildFactory,
    IncidentFactory,
    LegalStatusFactory,
    PlacementFactory,
    ReviewFactory,
    StrengthsScoreFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

BORN = {"DOB": "15/06/2008"}
FILES = {
    "Header": [child(CHILD="C2", SEX="2", UPN="UN1", MOTHER="0"), child(), child(CHILD="C3")],
    "Episodes": [
        episode(CHILD="C3", DECOM="01/02/2015", RNE="B", PLACE="K2", PL_POST="", URN=""),
        episode(**MOVED),
        episode(DECOM="01/09/2017", RNE="P", PLACE="T1", PLACE_PROVIDER="", DEC="08/09/2017",
                REC="X1"),
        episode(DECOM="08/09/2017", RNE="P", DEC="01/11/2017", REC="X1"),
        episode(DECOM="01/11/2017", RNE="T", PL_POST="ZZ4 4DD", DEC="01/12/2017", REC="X1"),
        episode(DECOM="01/12/2017", RNE="U", LS="E1", PL_POST="ZZ5 5EE", REC="X1"),
        episode(CHILD="C2", DECOM="02/04/2017", LS="V3", DEC="09/04/2017", REC="E8"),
        episode(CHILD="C2", DECOM="03/06/2017", DEC="02/06/2018", REC="E4B"),
    ],
    "Reviews": [
        {"CHILD": "C1", **BORN, "REVIEW": "01/06/2017", "REVIEW_CODE": "PN1"},
        {"CHILD": "C1", **BORN, "REVIEW": "03/09/2016", "REVIEW_CODE": "PN9"},
    ],
    "OC2": [{"CHILD": "C3", **BORN, "SDQ_SCORE": "38", "CONVICTED": "1", "TEETH_CHECK": "0"}],
    "Missing": [
        {"CHILD": "C1", **BORN, "MISSING": "M", "MIS_START": "26/02/2018", "MIS_END": "11/03/2018"},
    ],
}  # fmt: skip


@pytest.fixture
def authority(db):
    return AuthorityFactory(code="hartsmere")


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


@pytest.fixture
def bring_in(tmp_path, authority):
    def from_rows(files, **writing):
        folder = tmp_path / "in"
        folder.mkdir()
        for kind, rows in files.items():
            (folder / f"{kind}.csv").write_text(csv_of(kind, *rows, **writing))
        call_command(
            "import_ssda903", str(folder), "--authority", "hartsmere", stdout=io.StringIO()
        )
        return Return.objects.in_force().latest("year")

    return from_rows


@pytest.fixture
def export(tmp_path):
    def to_folder(year, authority="hartsmere"):
        out = io.StringIO()
        options = ["--authority", authority, "--year-end", str(year)]
        call_command("export_ssda903", *options, "--output", str(tmp_path / "out"), stdout=out)
        return out.getvalue()

    return to_folder


def rows_of(folder, kind):
    with (folder / "out" / f"{kind.lower()}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def as_given(kind):
    return [{column: row.get(column, "") for column in COLUMNS[kind]} for row in FILES[kind]]


@pytest.mark.parametrize("matched", [False, True])
def test_what_was_imported_comes_out_cell_by_cell(matched, bring_in, export, manager, tmp_path):
    one = bring_in(FILES)
    if matched:
        done = services.match(one=one, add=True, by=manager, at=NOON)
        assert (done.children, done.disagreements) == (3, 0)

    export(2018)

    for kind in FILES:
        assert rows_of(tmp_path, kind) == as_given(kind), kind


def test_importing_what_went_out_changes_nothing(bring_in, export, tmp_path):
    bring_in(FILES)
    export(2018)
    out = io.StringIO()

    call_command("import_ssda903", str(tmp_path / "out"), "--authority", "hartsmere", stdout=out)

    assert "The same as what is imported already" in out.getvalue()


def test_columns_come_out_in_the_order_of_the_specification(bring_in, export, tmp_path):
    reversed_columns = {"Episodes": FILES["Episodes"]}
    bring_in(reversed_columns, columns=list(reversed(COLUMNS["Episodes"])))
    export(2018)

    first = (tmp_path / "out" / "episodes.csv").read_bytes().split(b"\r\n")[0]
    assert first.decode() == ",".join(COLUMNS["Episodes"])
    assert rows_of(tmp_path, "Episodes") == as_given("Episodes")


def test_a_name_that_somebody_wrote_changes_nothing(bring_in, export, manager, tmp_path):
    services.match(one=bring_in(FILES), add=True, by=manager, at=NOON)
    Child.objects.filter(reference="C1").update(first_name="Asha", last_name="Example")

    export(2018)

    assert rows_of(tmp_path, "Episodes") == as_given("Episodes")


def test_the_next_year_is_derived_from_what_the_desk_recorded(bring_in, export, manager, tmp_path):
    services.match(one=bring_in(FILES), add=True, by=manager, at=NOON)
    one = Child.objects.get(reference="C1")
    one.placements.filter(ends_on=None).update(
        status="ENDED", ends_on=dt.date(2018, 5, 1), end_reason="STANDARDS", end_was_planned=False
    )
    PlacementFactory(child=one, household=None, place_number=None, setting="K2", postcode="",
                     status="STARTED", starts_on=dt.date(2018, 5, 1))  # fmt: skip
    ReviewFactory(child=one, status="HELD", held_on=dt.date(2018, 6, 1), participation="PN3")
    IncidentFactory(child=one, kind="AWAY", on=dt.date(2018, 7, 1), until=dt.date(2018, 7, 2))
    StrengthsScoreFactory(child=one, on=dt.date(2018, 8, 1), informant="CARER", total=12)

    said = export(2019)

    first, second = [row for row in rows_of(tmp_path, "Episodes") if row["CHILD"] == "C1"]
    assert first == as_given("Episodes")[5] | {
        "DEC": "01/05/2018", "REC": "X1", "REASON_PLACE_CHANGE": "STAND",
    }  # fmt: skip
    assert (second["RNE"], second["LS"], second["PLACE"], second["DEC"]) == ("P", "E1", "K2", "")
    assert [row["REVIEW"] for row in rows_of(tmp_path, "Reviews")] == ["01/06/2018"]
    assert [row["MISSING"] for row in rows_of(tmp_path, "Missing")] == ["A"]
    assert [row["SDQ_SCORE"] for row in rows_of(tmp_path, "OC2") if row["CHILD"] == "C1"] == ["12"]
    assert "Episodes CIN: The desk does not record it." in said


def test_a_child_whom_only_the_desk_has_is_in_it_with_blanks_listed(authority, export, tmp_path):
    one = ChildFactory(authority=authority, reference="C7", home_postcode="ZZ1 1AA")
    PlacementFactory(child=one, household__service__authority=authority, status="STARTED",
                     household__service__kind="OWN", starts_on=dt.date(2025, 6, 1))  # fmt: skip
    LegalStatusFactory(child=one, starts_on=dt.date(2025, 6, 1))

    export(2026)

    (row,) = rows_of(tmp_path, "Episodes")
    assert (row["CHILD"], row["RNE"], row["LS"], row["PLACE"]) == ("C7", "S", "C2", "U6")
    listed = (tmp_path / "out" / "not-known.csv").read_text()
    assert "Episodes,C7,CIN,The desk does not record it." in listed
    (header,) = rows_of(tmp_path, "Header")
    assert (header["SEX"], header["DOB"]) == ("F", "15/01/2016")


def test_an_export_by_an_operator_is_in_the_access_log(bring_in, export, authority):
    bring_in(FILES)
    export(2018)

    row = AccessLog.objects.get(action="EXPORT")
    assert (row.user, row.authority, row.record_type) == (None, authority, "evaluation.return")


def test_what_cannot_be_exported_says_why(authority, export, tmp_path):
    with pytest.raises(CommandError, match="No authority has the code essex"):
        export(2018, authority="essex")
    with pytest.raises(CommandError, match="Nothing is known of the year ending 31 March 1999"):
        export(1999)
    (tmp_path / "out").write_text("a file")
    with pytest.raises(CommandError, match="cannot be written to"):
        export(2026)


def test_a_manager_downloads_the_files_of_a_year(bring_in, sign_in, manager):
    bring_in(FILES)
    client = sign_in(manager)

    page = client.get(reverse("evaluation:return-export"), {"year": "2018"}).content.decode()
    answer = client.get(reverse("evaluation:return-export-file"), {"year": "2018"})

    assert "Episodes: 8 rows" in page
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        names = archive.namelist()
        text = archive.read("episodes.csv").decode()
    assert names == [
        "header.csv", "episodes.csv", "reviews.csv", "oc2.csv", "missing.csv", "not-known.csv",
    ]  # fmt: skip
    assert list(csv.DictReader(io.StringIO(text))) == as_given("Episodes")
    assert AccessLog.objects.filter(action="EXPORT", user=manager).count() == 1

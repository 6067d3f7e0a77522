"""The command that brings returns in from the server."""

import io
import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Authority
from evaluation import queries
from evaluation.models import Return
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import AuthorityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority(db):
    return AuthorityFactory(code="hartsmere")


@pytest.fixture
def write(tmp_path):
    def to_folder(name, *episodes):
        folder = tmp_path / "returns" / name
        folder.mkdir(parents=True)
        (folder / "one.csv").write_text(csv_of("Header", child()))
        (folder / "two.csv").write_text(csv_of("Episodes", *episodes))
        return folder

    return to_folder


def run(*paths, options=(), authority="hartsmere"):
    out = io.StringIO()
    call_command("import_ssda903", *map(str, paths), "--authority", authority, *options, stdout=out)
    return out.getvalue()


def refused(*paths, **kwargs):
    with pytest.raises(CommandError) as ended:
        run(*paths, **kwargs)
    return ended.value.returncode, str(ended.value)


def test_a_folder_is_imported_with_counts_by_rule(authority, write):
    said = run(write("a", episode(LS="C9")))

    assert "two.csv: Episodes, 1 rows" in said
    assert "1 children, 1 episodes; 0 rows not imported." in said
    assert "1  144" in said
    assert Return.objects.get().year == 2018


def test_history_says_that_the_command_did_it(authority, write):
    run(write("a", episode()))

    events = Return.objects.get().events.all()
    assert {event.pgh_context["system"] for event in events} == {"import_ssda903"}


def test_several_returns_are_taken_in_order_of_year(authority, write):
    last = write("a", episode(DEC="01/05/2018", REC="E4A"))
    first = write("b", episode())

    run(last, first)

    assert Return.objects.get(year=2019).compared_with.year == 2018


def test_a_folder_of_folders_is_several_returns(authority, write):
    write("a", episode())
    folder = write("b", episode(DEC="01/05/2018", REC="E4A")).parent
    (folder / "LICENSE").write_text("none")

    said = run(folder)

    assert "year ending 31 March 2018" in said
    assert "year ending 31 March 2019" in said


def test_single_files_of_one_folder_are_one_return(authority, write):
    folder = write("a", episode())

    run(folder / "two.csv", folder / "one.csv")

    assert Return.objects.get().children == 1


def test_folders_are_searched_for_returns_and_others_passed_over(
    authority, write, tmp_path, capsys
):
    write("a/deep/er", episode())
    (tmp_path / "returns" / "notes.csv").write_text("Subject\nhello\n")
    (tmp_path / "returns" / "photos").mkdir()

    said = run(tmp_path / "returns")

    assert f"{tmp_path / 'returns' / 'a' / 'deep' / 'er'}: year ending 31 March 2018" in said
    assert "photos: no episodes, passed over." in capsys.readouterr().err


def test_a_folder_without_episodes_anywhere_ends_with_2(authority, tmp_path):
    (tmp_path / "returns" / "photos").mkdir(parents=True)

    code, words = refused(tmp_path / "returns")

    assert (code, "nor in the folders in it" in words) == (2, True)


def test_one_folder_with_the_files_of_two_years_is_two_returns(authority, write):
    folder = write("a", episode())
    (folder / "three.csv").write_text(csv_of("Episodes", episode(DEC="01/05/2018", REC="E4A")))

    run(folder)

    assert list(Return.objects.order_by("year").values_list("year", flat=True)) == [2018, 2019]


def test_an_archive_is_a_path_too(authority, write, tmp_path):
    folder = write("a", episode())
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in folder.iterdir():
            archive.write(path, path.name)

    run(tmp_path / "all.zip")

    assert Return.objects.get().children == 1


def test_a_file_that_is_none_of_the_returns_is_said(authority, write):
    folder = write("a", episode())
    (folder / "notes.csv").write_text("Subject\nhello\n")

    assert "notes.csv: not read" in run(folder)


def test_a_dry_run_reports_and_writes_nothing(write):
    said = run(write("a", episode()), options=["--dry-run", "--create-authority"])

    assert "1 children, 1 episodes" in said
    assert "nothing was written" in said
    assert not Return.objects.exists()
    assert not Authority.objects.exists()


def test_the_same_again_changes_nothing(authority, write):
    folder = write("a", episode())
    run(folder)

    assert "The same as what is imported already" in run(folder)
    assert Return.objects.count() == 1


def test_an_authority_can_be_added_on_the_way(write):
    run(write("a", episode()), options=["--create-authority"])

    authority = Authority.objects.get(code="hartsmere")
    assert authority.name == "Hartsmere"
    assert len(queries.load_rows(authority)[1]) == 1


def test_json_has_counts_and_every_finding(authority, write):
    said = json.loads(run(write("a", episode(LS="C9")), options=["--json"]))

    (one,) = said["returns"]
    assert (said["authority"], said["dry_run"]) == ("hartsmere", False)
    assert (one["year"], one["children"], one["episodes"], one["blocked_rows"]) == (2018, 1, 1, 0)
    assert {"rule": "144", "severity": "warning"}.items() <= next(
        each for each in one["rules"] if each["rule"] == "144"
    ).items()
    assert {
        "rule": "144",
        "file": "two.csv",
        "line": 2,
        "child": "C1",
        "words": "LS “C9” is not a code of 2017-2018.",
    } in one["findings"]


def test_blocked_rows_are_said_and_the_others_imported(authority, write):
    said = run(write("a", episode(), episode(CHILD="C2", DECOM="soon")))

    assert "two.csv, line 3: DECOM “soon”" in said
    assert len(queries.load_rows(authority)[1]) == 1


def test_with_strict_blocked_rows_end_with_1_after_the_others_are_imported(authority, write):
    out = io.StringIO()
    folder = write("a", episode(), episode(CHILD="C2", DECOM="soon"))

    options = ["--authority", "hartsmere", "--strict"]

    with pytest.raises(CommandError, match="1 rows cannot be imported") as ended:
        call_command("import_ssda903", str(folder), *options, stdout=out)

    assert ended.value.returncode == 1
    assert "two.csv, line 3: DECOM “soon”" in out.getvalue()
    assert len(queries.load_rows(authority)[1]) == 1


def test_two_returns_of_one_year_are_refused_together(authority, write):
    code, words = refused(write("a", episode()), write("b", episode(LS="C1")))

    assert code == 2
    assert "are both for the year ending 31 March 2018" in words
    assert not Return.objects.exists()


def test_what_cannot_be_imported_says_why_and_ends_with_2(authority, write, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()

    assert refused(tmp_path / "nowhere") == (2, f"{tmp_path / 'nowhere'} is not there.")
    assert refused(empty) == (2, f"{empty} has no files.")
    assert "nothing tells which year" in refused(write("a", episode(DECOM="?")))[1]
    assert "There are: hartsmere" in refused(write("b", episode()), authority="essex")[1]
    code, words = refused(
        write("c", episode()), authority="not a code", options=["--create-authority"]
    )
    assert (code, "--authority:" in words) == (2, True)
    assert not Return.objects.exists()

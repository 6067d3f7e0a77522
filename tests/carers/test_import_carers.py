"""The command that brings a list in from the server."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessLog
from carers.models import ApprovedListImport, Household
from documents import tables
from tests.carers.lists import example
from tests.factories import AuthorityFactory, ServiceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    AuthorityFactory(code="essex")
    return ServiceFactory(code="acorn", name="Acorn Fostering")


@pytest.fixture
def write(tmp_path):
    def to_file(*rows):
        path = tmp_path / "list.csv"
        headers = list(rows[0])
        path.write_bytes(
            tables.write_csv(headers, [[row[each] for each in headers] for row in rows])
        )
        return path

    return to_file


def run(path, *options, service="acorn"):
    out = io.StringIO()
    call_command("import_carers", str(path), "--service", service, *options, stdout=out)
    return out.getvalue()


def test_a_list_is_imported_with_a_summary(service, write):
    said = run(write(example()))

    assert "1 new, 0 changed, 0 the same, 0 that cannot be imported" in said
    assert "Imported 1 households." in said
    assert Household.objects.get().service == service
    assert ApprovedListImport.objects.get().basis == "SERVER"


def test_history_says_that_the_command_did_it(service, write):
    run(write(example()))

    (event,) = Household.objects.get().events.all()
    assert event.pgh_context == {"system": "import_carers"}


def test_a_dry_run_reports_and_writes_nothing(service, write):
    said = run(write(example()), "--dry-run")

    assert "1 new" in said
    assert "nothing was written" in said
    assert not Household.objects.exists()


def test_changes_are_shown_before_and_after(service, write):
    run(write(example()))

    assert "Line 2, H0042, Places: 2 → 3" in run(write(example(places="3")))


def test_bad_rows_end_with_1_after_the_good_ones_are_imported(service, write):
    path = write(example(), example(reference="H2", places="many"))
    out = io.StringIO()

    with pytest.raises(CommandError, match="1 rows cannot be imported") as ended:
        call_command("import_carers", str(path), "--service", "acorn", stdout=out)

    assert ended.value.returncode == 1
    assert "Line 3, Places “many”: Expected a whole number from 1 to 12" in out.getvalue()
    assert Household.objects.count() == 1


def test_a_file_that_is_no_list_ends_with_2(service, tmp_path):
    path = tmp_path / "list.pdf"
    path.write_bytes(b"%PDF-1.7")

    with pytest.raises(CommandError, match="not a table") as ended:
        run(path)

    assert ended.value.returncode == 2


def test_a_file_that_is_not_there_ends_with_2(service, tmp_path):
    with pytest.raises(CommandError, match="No such file") as ended:
        run(tmp_path / "missing.csv")

    assert ended.value.returncode == 2


def test_a_service_that_is_not_known_ends_with_2_and_the_known_ones(service, write):
    with pytest.raises(CommandError, match="There are: acorn") as ended:
        run(write(example()), service="oak")

    assert ended.value.returncode == 2
    assert not ApprovedListImport.objects.exists()
    assert not AccessLog.objects.exists()

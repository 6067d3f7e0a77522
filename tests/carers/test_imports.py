"""Importing an approved list: every kind of file, and what it may and may not do to the records."""

import datetime as dt
import io
import random

import openpyxl
import pghistory.models
import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import FosteringService, Role
from accounts.moves import MoveNotAllowed
from carers import approved_list, services
from carers.approved_list import HEADERS
from carers.lifecycle import ImportStatus
from carers.models import ApprovedListImport, Household, ImportFile, ImportRow, Resident
from carers.queries import imports, sheets
from carers.services import reading
from documents import tables
from tests.carers import lists
from tests.carers.lists import compared, csv_file, example, imported
from tests.factories import (
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    ServiceFactory,
    TrainingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(db):
    AuthorityFactory(code="essex")
    return ServiceFactory()


def file_of(*rows):
    """A CSV file of rows by header."""
    headers = list(rows[0])
    return csv_file([[row[header] for header in headers] for row in rows], headers)


def problems(preview):
    return [
        (row.line, header, value, expected)
        for row in preview.rows.filter(outcome="BAD")
        for header, value, expected in row.problems
    ]


def history():
    """How many rows the history of the carers' records has, imports apart."""
    models = [
        model
        for model in apps.get_app_config("carers").get_models()
        if issubclass(model, pghistory.models.Event)
    ]
    assert models
    return sum(model.objects.count() for model in models if "Import" not in model.__name__)


# What files do


def test_a_new_household_is_recorded_with_everything_the_row_says(service):
    done = imported(service, file_of(example()))

    household = Household.objects.get()
    assert done.status == ImportStatus.DONE
    assert (household.service, household.reference, household.version) == (service, "H0042", 1)
    assert household.placed_by == "postcode"
    assert household.terms.get().places == 2
    assert household.residents.count() == 3
    assert household.trainings.get(skill="AUTC").resident.name == "Amara Okafor"


def test_importing_the_same_file_twice_changes_nothing(service):
    rows = [approved_list.as_row(values) for values in lists.households(30, authorities=["essex"])]
    imported(service, csv_file(rows))
    before = history()

    again = imported(service, csv_file(rows))

    assert (again.same_rows, again.rows_to_write) == (30, 0)
    assert history() == before
    assert set(Household.objects.values_list("version", flat=True)) == {1}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_can_be_imported_and_changes_nothing(service, ending, seed):
    values = list(lists.households(40, seed=seed, authorities=["essex"]))
    imported(service, csv_file([approved_list.as_row(each) for each in values]))
    rows = sheets.export_rows(Household.objects.all(), scope=sheets.scope_for(None), on=TODAY)
    write = {
        "csv": lambda: tables.write_csv(HEADERS, rows),
        "xlsx": lambda: tables.write_xlsx([tables.Sheet("Households", HEADERS, rows)]),
    }[ending]

    again = compared(service, io.BytesIO(write()), name=f"list.{ending}")

    assert problems(again) == []
    assert list(again.rows.values_list("reference", "changes")) == []
    assert again.same_rows == 40


def test_a_changed_row_shows_before_and_after(service):
    imported(service, file_of(example()))

    preview = compared(service, file_of(example(places="3", has_cats="", languages="en")))

    (row,) = preview.rows.all()
    assert row.outcome == "CHANGED"
    assert row.changes == [
        ["Places", "2", "3"],
        ["Cats", "yes", "not recorded"],
        ["Languages", "English; Yoruba", "English"],
    ]


def test_writing_a_change_touches_only_what_changed(service):
    imported(service, file_of(example()))
    before = history()

    imported(
        service, file_of(example(experience="AUT:4 years, 2 children; MOB:1 years, 1 children"))
    )

    assert Household.objects.get().version == 2
    assert history() == before + 2  # the household's version, and one row of experience


def test_a_column_that_is_left_out_is_left_alone(service):
    imported(service, file_of(example()))

    preview = compared(service, file_of({"Reference": "H0042", "Places": "3"}))

    assert preview.rows.get().changes == [["Places", "2", "3"]]
    assert "Name" in preview.missing_headers


def test_a_new_household_needs_what_no_household_can_be_without(service):
    preview = compared(service, file_of({"Reference": "H1", "Places": "3"}))

    headers = {header for _, header, _, _ in problems(preview)}
    assert {"Name", "Postcode"} <= headers


def test_good_rows_are_imported_without_the_bad(service):
    good, bad = example(), example(reference="H2", places="many", postcode="nowhere")

    done = imported(service, file_of(good, bad))

    assert (done.new_rows, done.bad_rows) == (1, 1)
    assert [each.reference for each in Household.objects.all()] == ["H0042"]
    assert [(line, header, value) for line, header, value, _ in problems(done)] == [
        (3, "Postcode", "nowhere"),
        (3, "Places", "many"),
    ]


def test_the_bad_rows_can_be_put_right_in_their_own_file(service):
    preview = compared(service, file_of(example(), example(reference="H2", places="many")))
    headers, rows = imports.bad_rows(preview)
    (row,) = (dict(zip(headers, row, strict=True)) for row in rows)
    assert (row["Line"], row["Reference"], row["Places"]) == ("3", "H2", "many")
    assert row["What is wrong"] == "Places: Expected a whole number from 1 to 12."

    again = compared(service, file_of(row | {"Places": "4"}))

    assert (again.new_rows, again.bad_rows, again.unknown_headers) == (1, 0, [])


def test_households_that_the_file_leaves_out_are_listed_and_kept(service):
    HouseholdFactory(service=service, reference="H7")
    HouseholdFactory(reference="H8")

    done = imported(service, file_of(example()))

    assert done.absent_households == 1
    assert done.rows.get(outcome="ABSENT").reference == "H7"
    assert Household.objects.count() == 3


def test_a03_columns_that_are_not_known_are_reported_and_never_written(service):
    other = ServiceFactory()

    done = imported(
        service, file_of(example() | {"Service": other.code, "version": "9", "id": "1"})
    )

    assert done.unknown_headers == ["Service", "version", "id"]
    assert (Household.objects.get().service, Household.objects.get().version) == (service, 1)


def test_i09_a_household_of_another_service_is_not_touched_by_its_reference(service):
    theirs = HouseholdFactory(reference="H0042", name="Somebody else")

    imported(service, file_of(example()))

    theirs.refresh_from_db()
    assert (theirs.name, theirs.version) == ("Somebody else", 1)
    assert Household.objects.filter(reference="H0042").count() == 2


# How files are written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_i09_encodings_and_separators_are_found_out(service, encoding, separator):
    lines = [
        separator.join(["Reference", "Name", "Postcode"]),
        separator.join(["H1", '"Zoë; or, José"', "SG1 1AA"]),
    ]

    done = compared(service, io.BytesIO("\r\n".join(lines).encode(encoding)))

    assert (done.status, done.new_rows, problems(done)) == ("READY", 1, [])
    assert done.rows.get().values["name"] == "Zoë; or, José"


def test_i09_rows_with_the_same_reference_are_all_refused(service):
    preview = compared(
        service, file_of(example(), example(reference="H2"), example(name="Somebody else"))
    )

    assert (preview.new_rows, preview.bad_rows) == (1, 2)
    assert [(line, header) for line, header, _, _ in problems(preview)] == [
        (2, "Reference"),
        (4, "Reference"),
    ]
    assert "The same reference is on line 4" in problems(preview)[0][3]


@pytest.mark.parametrize("formula", ["=1+1", "  =HYPERLINK(A1)", "\uff1d1+1"])
def test_i09_formulas_in_csv_are_refused(service, formula):
    preview = compared(service, file_of(example(name=formula)))

    assert ("Name", "It is a formula. Put its value in its place") in [
        (header, expected) for _, header, _, expected in problems(preview)
    ]


def test_i09_formulas_in_a_workbook_are_refused_with_their_cell(service):
    book = openpyxl.Workbook()
    book.active.append(["Reference", "Name", "Postcode", "Places"])
    book.active.append(["H1", "The Example family", "SG1 1AA", "=1+1"])
    file = io.BytesIO()
    book.save(file)

    preview = compared(service, file, name="list.xlsx")

    assert any(
        "D2" in expected and "formula" in expected for _, _, _, expected in problems(preview)
    )


@pytest.mark.parametrize("text", ["+44 1632 960003", "-5 dogs", "@SUM", "'quoted", "\uff0b1"])
def test_i10_text_that_a_spreadsheet_would_run_comes_back_as_it_was(service, text):
    imported(service, file_of(example(about=text)))
    household = Household.objects.get()
    assert household.about == text
    rows = sheets.export_rows(Household.objects.all(), scope=sheets.scope_for(None), on=TODAY)
    written = tables.write_csv(HEADERS, rows)

    runs = not text.startswith("'")
    assert (f",'{text}".encode() in written) is runs
    assert compared(service, io.BytesIO(written)).same_rows == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 nonsense", "not a table"),
        (b"PK\x03\x04 broken", "save it"),
        (b"<html><table></table></html>", "web page"),
        (b"Name,Name\r\na,b", "two columns"),
        (b"Name,Places\r\na,2", "no column is headed"),
        (b'Reference,Name\r\n"H1,oops', "cannot be read"),
    ],
)
def test_i09_a_file_that_is_no_list_says_why(service, content, words):
    preview = compared(service, io.BytesIO(content))

    assert preview.status == ImportStatus.UNREADABLE
    assert words in preview.problem.lower()
    assert not ImportFile.objects.exists()


def test_i09_a_file_of_more_rows_than_allowed_is_refused_as_a_whole(service, monkeypatch):
    monkeypatch.setattr(
        reading.tables.read_table, "__kwdefaults__", {"max_rows": 2, "max_bytes": 10_000}
    )

    preview = compared(service, file_of(*(example(reference=f"H{n}") for n in range(3))))

    assert preview.status == ImportStatus.UNREADABLE
    assert not preview.rows.exists()


def test_i05_the_files_name_is_kept_without_folders_and_controls(service):
    preview = compared(
        service, file_of(example()), name="..\\..\\li\u202est\x00" + "x" * 400 + ".csv"
    )

    assert preview.file_name.startswith("list")
    assert len(preview.file_name) == 120


# Terms, people and named children


def test_new_terms_end_those_that_run(service):
    imported(service, file_of(example(terms_from="2024-05-01", places="2")))

    preview = compared(service, file_of(example(terms_from="2026-01-01", places="3")))
    assert preview.rows.get().changes == [
        ["Terms from", "2024-05-01", "2026-01-01"],
        ["Places", "2", "3"],
    ]
    services.write(list_import=services.confirm(list_import=preview, by=None, at=NOON), at=NOON)

    old, new = Household.objects.get().terms.all()
    assert (old.ends_on, old.places) == (dt.date(2026, 1, 1), 2)
    assert (new.ends_on, new.places, new.max_age_years) == (None, 3, 11)


def test_terms_that_would_run_into_later_ones_are_refused(service):
    imported(service, file_of(example(terms_from="2024-05-01")))

    preview = compared(service, file_of(example(terms_from="2020-01-01")))

    assert [(header, "Later terms" in words) for _, header, _, words in problems(preview)] == [
        ("Terms until", True)
    ]


def test_earlier_terms_may_be_added_with_their_end(service):
    imported(service, file_of(example(terms_from="2024-05-01")))

    imported(
        service, file_of(example(terms_from="2020-01-01", terms_until="2024-05-01", places="1"))
    )

    assert [each.places for each in Household.objects.get().terms.all()] == [1, 2]


def test_a_row_without_terms_leaves_them_and_one_without_their_day_is_about_the_current_ones(
    service,
):
    imported(service, file_of(example()))
    blank = dict.fromkeys(approved_list.TERMS_KEYS, "")

    assert compared(service, file_of(example(**blank))).same_rows == 1
    preview = compared(service, file_of(example(**blank | {"places": "5"})))
    assert preview.rows.get().changes == [["Places", "2", "5"]]


def test_new_terms_without_what_they_need_are_refused(service):
    preview = compared(service, file_of(example(places="", kinds="")))

    assert [header for _, header, _, _ in problems(preview)] == ["Kinds of placement", "Places"]


@pytest.mark.parametrize(
    ("changes", "header"),
    [
        ({"min_age": "12", "max_age": "11"}, "Oldest age"),
        ({"terms_until": "2024-05-01"}, "Terms until"),
    ],
)
def test_terms_that_make_no_sense_are_refused(service, changes, header):
    preview = compared(service, file_of(example(**changes)))

    assert [found for _, found, _, _ in problems(preview)] == [header]


def test_a_corrected_person_keeps_their_training_and_its_certificate(service):
    household = HouseholdFactory(service=service, reference="H1", terms=None)
    carer = Resident.objects.create(household=household, kind="CARER", name="Amara Okafor", sex="F")
    TrainingFactory(household=household, resident=carer, skill="PEG", certificate="Hospital, 2024")

    imported(
        service,
        file_of(
            {
                "Reference": "H1",
                "Who lives there": "carer F 1975-02-03 (Amara Okafor)",
                "Training": "PEG:2027-01-01 (amara okafor)",
            }
        ),
    )

    training = household.trainings.get()
    assert (training.resident, training.certificate) == (carer, "Hospital, 2024")
    assert training.expires_on == dt.date(2027, 1, 1)
    assert household.residents.get().birth_date == dt.date(1975, 2, 3)


def test_training_goes_with_the_person_who_left_and_passes_to_nobody(service):
    household = HouseholdFactory(service=service, reference="H1", terms=None)
    carer = Resident.objects.create(household=household, kind="CARER", name="Amara Okafor")
    TrainingFactory(household=household, resident=carer, skill="PEG")

    imported(
        service,
        file_of(
            {
                "Reference": "H1",
                "Who lives there": "carer M (Bola Okafor)",
                "Training": "PEG (Bola Okafor)",
            }
        ),
    )

    assert household.residents.get().name == "Bola Okafor"
    assert household.trainings.get().resident.name == "Bola Okafor"


def test_a_person_whom_nobody_knows_is_a_problem(service):
    preview = compared(service, file_of(example(skills="PEG (Zoë Nobody)", checks="")))

    assert [
        (header, "Nobody called “Zoë Nobody”" in words) for _, header, _, words in problems(preview)
    ] == [("Training", True)]


def test_an_authority_neither_reads_nor_writes_the_names_of_another_authoritys_children(service):
    mine, theirs = AuthorityFactory(code="herts"), AuthorityFactory(code="norfolk")
    AgreementFactory(authority=mine, service=service)
    broker = UserFactory(authority=mine)
    imported(
        service,
        file_of(example(named_approvals="herts/C1 from 2025-01-01; norfolk/C2 from 2025-01-01")),
    )
    rows = sheets.export_rows(Household.objects.all(), scope=sheets.scope_for(broker), on=TODAY)
    (row,) = (dict(zip(HEADERS, row, strict=True)) for row in rows)
    assert row["Approved for named children"] == "herts/C1 from 2025-01-01"

    done = imported(service, file_of(row | {"Approved for named children": ""}), by=broker)

    assert done.changed_rows == 1
    assert [each.authority for each in Household.objects.get().named_approvals.all()] == [theirs]
    preview = compared(
        service,
        file_of(row | {"Approved for named children": "norfolk/C9 from 2025-01-01"}),
        by=broker,
    )
    assert "not an authority whose children you may name" in problems(preview)[0][3]


# Who may


@pytest.mark.parametrize("kind", ["own", "run", "agreed", "server"])
def test_the_reason_for_which_somebody_may_import_is_recorded(kind):
    authority = AuthorityFactory()
    run = ServiceFactory(kind=FosteringService.Kind.OWN, authority=authority)
    agreed = AgreementFactory(authority=authority).service
    officer = UserFactory(role=Role.FOSTERING_OFFICER, service=agreed)
    broker = UserFactory(authority=authority)
    service, by, basis = {
        "own": (agreed, officer, "OWN"),
        "run": (run, broker, "RUN"),
        "agreed": (agreed, broker, "AGREEMENT"),
        "server": (agreed, None, "SERVER"),
    }[kind]

    assert compared(service, file_of(example()), by=by).basis == basis


@pytest.mark.parametrize("kind", ["stranger", "ended", "other officer"])
def test_nobody_imports_the_list_of_a_service_that_is_not_theirs(kind):
    authority = AuthorityFactory()
    ended = AgreementFactory(authority=authority, ends_on=TODAY).service
    by, service = {
        "stranger": (UserFactory(authority=authority), ServiceFactory()),
        "ended": (UserFactory(authority=authority), ended),
        "other officer": (UserFactory(role=Role.FOSTERING_OFFICER), ended),
    }[kind]

    with pytest.raises(services.NotYourService):
        compared(service, file_of(example()), by=by)

    assert not ApprovedListImport.objects.exists()


def test_the_right_to_import_is_asked_for_again_when_confirming(service):
    agreement = AgreementFactory(service=service)
    broker = UserFactory(authority=agreement.authority)
    preview = compared(service, file_of(example()), by=broker)
    agreement.ends_on = TODAY
    agreement.save()

    with pytest.raises(services.NotYourService):
        services.confirm(list_import=preview, by=broker, at=NOON)


# From preview to writing


@pytest.mark.parametrize("change", ["changed", "added"])
def test_nothing_is_written_when_somebody_changed_a_household_since_the_preview(service, change):
    imported(service, file_of(example()))
    preview = compared(
        service, file_of(example(places="3"), example(reference="H2"), example(reference="H3"))
    )
    if change == "changed":
        household = Household.objects.get()
        services.update_household(
            household=household, version=1, by=UserFactory(), at=NOON, phone="01632 960009"
        )
    else:
        HouseholdFactory(service=service, reference="H3")
    before = Household.objects.count()

    done = services.write(
        list_import=services.confirm(list_import=preview, by=None, at=NOON), at=NOON
    )

    assert done.status == ImportStatus.STALE
    assert "after the file was compared. Nothing was imported." in done.problem
    assert Household.objects.count() == before
    assert Household.objects.get(reference="H0042").terms.get().places == 2


def test_a_stale_preview_is_compared_again_with_what_is_recorded_now(service):
    imported(service, file_of(example()))
    preview = compared(service, file_of(example(places="3")))
    services.update_household(
        household=Household.objects.get(),
        version=1,
        by=UserFactory(),
        at=NOON,
        phone="01632 960009",
    )
    stale = services.write(
        list_import=services.confirm(list_import=preview, by=None, at=NOON), at=NOON
    )

    again = services.compare_again(list_import=stale, by=None, at=NOON)
    fresh = services.compare_file(list_import=again, at=NOON)

    assert ["Phone", "01632 960009", "01632 960003"] in fresh.rows.get().changes
    done = services.write(
        list_import=services.confirm(list_import=fresh, by=None, at=NOON), at=NOON
    )
    assert done.status == ImportStatus.DONE


def test_an_import_is_written_once(service):
    done = imported(service, file_of(example()))

    with pytest.raises(MoveNotAllowed):
        services.confirm(list_import=done, by=None, at=NOON)
    with pytest.raises(MoveNotAllowed):
        services.write(list_import=done, at=NOON)


def test_nothing_is_written_before_somebody_confirms(service):
    preview = compared(service, file_of(example()))

    with pytest.raises(MoveNotAllowed):
        services.write(list_import=preview, at=NOON)

    assert not Household.objects.exists()


def test_discarding_forgets_the_file_and_its_rows(service):
    preview = compared(service, file_of(example()))

    services.discard(list_import=preview, by=None, at=NOON)

    assert not ImportFile.objects.exists()
    assert not ImportRow.objects.exists()


def test_a_new_file_takes_the_place_of_ones_own_unconfirmed_preview(service):
    officer, other = (UserFactory(role=Role.FOSTERING_OFFICER, service=service) for _ in range(2))
    first = compared(service, file_of(example()), by=officer)
    theirs = compared(service, file_of(example()), by=other)

    compared(service, file_of(example()), by=officer)

    first.refresh_from_db()
    theirs.refresh_from_db()
    assert (first.status, theirs.status) == (ImportStatus.DISCARDED, ImportStatus.READY)


def test_a_thousand_households_take_few_statements(service):
    rows = [approved_list.as_row(values) for values in lists.households(1_000)]
    preview = services.confirm(list_import=compared(service, csv_file(rows)), by=None, at=NOON)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        services.write(list_import=preview, at=NOON)

    assert len(queries) < 120
    assert Household.objects.count() == 1_000


def test_randomly_changed_lists_end_up_as_the_file_says(service):
    first = [
        approved_list.as_row(values)
        for values in lists.households(60, seed=1, authorities=["essex"])
    ]
    imported(service, csv_file(first))
    rng = random.Random(7)
    second = list(lists.households(60, seed=2, authorities=["essex"]))
    for values in second:  # what is on record of terms may only grow later
        values["terms_from"], values["terms_until"] = f"20{rng.randint(27, 29)}-01-01", None
    done = imported(service, csv_file([approved_list.as_row(values) for values in second]))
    assert done.changed_rows == 60

    again = compared(service, csv_file([approved_list.as_row(values) for values in second]))

    assert [list(row.changes) for row in again.rows.all()] == []
    assert again.same_rows == 60

"""The carers' pages: what they show, what they do, and what they cost."""

import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import AccessLog, Role
from carers import approved_list, services
from carers.lifecycle import ImportStatus
from carers.models import (
    ApprovedListImport,
    Household,
    NamedApproval,
    Resident,
    Unavailability,
)
from carers.queries import occupancy
from carers.views import imports as import_views
from carers.views.sections import SECTIONS
from documents import tables
from tests.carers import lists
from tests.factories import (
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    ResidentFactory,
    ServiceFactory,
    StatutoryCheckFactory,
    TermsFactory,
    TrainingFactory,
    UnavailabilityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_second_of_march(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def authority(db):
    return AuthorityFactory(code="essex", name="Essex")


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority, service__name="Acorn Fostering").service


@pytest.fixture
def household(service):
    return HouseholdFactory(service=service, name="The Begum family", reference="H1")


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority)


@pytest.fixture
def client(sign_in, broker):
    return sign_in(broker)


@pytest.fixture
def warm(client):
    """The same person, whose session has been written already: that is done once a minute."""
    client.get(reverse("carers:template"))
    return client


@pytest.fixture
def officer(sign_in, service):
    return sign_in(UserFactory(role=Role.FOSTERING_OFFICER, service=service))


def names(response):
    return [line.household.name for line in response.context["lines"]]


def find(client, **query):
    return names(client.get(reverse("carers:list"), query))


def page(household, name="detail"):
    return reverse(f"carers:household-{name}", args=[household.public_id])


def change(household, section):
    return reverse("carers:household-change", args=[household.public_id, section])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# The list


def test_the_list_holds_what_the_person_may_see(client, household):
    HouseholdFactory(name="Another desk's")

    response = client.get(reverse("carers:list"))

    assert names(response) == ["The Begum family"]
    assert response.context["totals"].found == 1


def test_a_fostering_officer_finds_their_own_service_only(officer, household, authority):
    HouseholdFactory(service=AgreementFactory(authority=authority).service)

    assert find(officer) == ["The Begum family"]


@pytest.mark.parametrize("words", ["begum", "BEG", "h1"])
def test_households_are_found_by_name_and_reference(client, household, words):
    HouseholdFactory(service=household.service, name="The Nowak family", reference="X9")

    assert find(client, words=words) == ["The Begum family"]


def test_households_are_found_by_what_they_are_approved_for(client, service):
    HouseholdFactory(service=service, name="Fits", terms__kinds=["REMAND"])
    HouseholdFactory(service=service, name="Other kind", terms__kinds=["SHORT"])
    HouseholdFactory(service=service, name="Ended", terms__kinds=["REMAND"], terms__ends_on=TODAY)
    HouseholdFactory(
        service=service, name="Suspended", terms__kinds=["REMAND"], terms__status="SUSPENDED"
    )

    assert find(client, kind="REMAND", status="APPROVED") == ["Fits"]
    assert find(client, status="SUSPENDED") == ["Suspended"]
    assert find(client, status="NONE") == ["Ended"]


def test_training_counts_up_to_the_day_on_which_it_expires(client, household):
    TrainingFactory(household=household, skill="PEG", expires_on=TODAY)

    assert find(client, skill="PEG") == ["The Begum family"]
    assert find(client, skill="PEG", on="3/3/2026") == []


def test_households_are_found_by_where_they_live(client, household):
    nowhere = HouseholdFactory(
        service=household.service, name="Nowhere", easting=None, northing=None, district_code=""
    )
    areas = dict(client.get(reverse("carers:list")).context["form"].fields["area"].choices)

    assert "Hertfordshire" in areas.values()
    code = next(code for code, name in areas.items() if name == "Hertfordshire")
    assert find(client, area=code) == ["The Begum family"]
    assert find(client, area="none") == [nowhere.name]


def test_free_places_leave_out_children_placed_from_elsewhere_until_they_leave(client, service):
    full = HouseholdFactory(service=service, name="Full", terms__places=1)
    ResidentFactory(household=full, kind=Resident.Kind.FOSTERED, stays_until=TODAY.replace(day=9))
    HouseholdFactory(service=service, name="Free", terms__places=1)
    away = HouseholdFactory(service=service, name="Away", terms__places=1)
    UnavailabilityFactory(household=away)

    assert find(client, free="on") == ["Free"]
    assert find(client, free="on", on="9/3/2026") == ["Free", "Full"]


def test_an_app_above_adds_its_own_count_of_places_taken(client, household, monkeypatch):
    from django.db.models import Value

    monkeypatch.setattr(occupancy, "_counters", [])
    occupancy.count_with(lambda day: Value(2))

    assert find(client, free="on") == []
    assert client.get(reverse("carers:list")).context["lines"][0].free == 0


def test_a_filter_that_makes_no_sense_shows_its_error(client, household):
    response = client.get(reverse("carers:list"), {"on": "31/2/2026"})

    assert response.status_code == 200
    assert response.context["form"].errors["on"]


def test_the_list_costs_few_queries_however_long_it_is(
    warm, service, django_assert_max_num_queries
):
    for _ in range(30):
        HouseholdFactory(service=service)

    with django_assert_max_num_queries(12):
        response = warm.get(reverse("carers:list"))

    assert len(names(response)) == 25


# The record


def test_opening_a_record_is_logged(client, household, broker):
    client.get(page(household))

    row = AccessLog.objects.get(action="VIEW")
    assert (row.user, row.record_id, row.page) == (
        broker,
        str(household.public_id),
        "carers:household-detail",
    )


def test_the_record_says_what_is_old_what_is_late_and_what_is_not_recorded(client, household):
    StatutoryCheckFactory(household=household, due_on=TODAY.replace(day=1))
    Household.objects.filter(pk=household.pk).update(easting=None)

    words = client.get(page(household)).content.decode()

    assert "The carers have never confirmed this record" in words
    assert "Overdue" in words
    assert "Not found on the map" in words
    assert "Not recorded" in words


def test_skills_show_expired_training_and_what_was_never_asked(client, household):
    TrainingFactory(household=household, skill="PEG", expires_on=TODAY.replace(day=1))

    words = client.get(page(household, "skills")).content.decode()

    assert "Expired" in words
    assert "Not recorded for 36 needs" in words
    assert "Not recorded for 16 features" in words


def test_children_named_by_another_authority_are_not_shown_to_this_one(client, officer, household):
    mine = AuthorityFactory(name="Elsewhere")
    NamedApproval.objects.create(
        household=household, authority=mine, child_reference="C777", starts_on=TODAY
    )

    assert b"C777" not in client.get(page(household)).content
    assert b"C777" in officer.get(page(household)).content


def test_a_manager_reads_and_is_offered_no_change(sign_in, authority, household):
    manager = sign_in(UserFactory(role=Role.MANAGER, authority=authority))

    assert b"/change/" not in manager.get(page(household)).content
    assert b"/change/" not in manager.get(page(household, "skills")).content


@pytest.mark.parametrize("name", ["detail", "skills"])
def test_a_record_costs_few_queries(warm, service, name, django_assert_max_num_queries):
    lists.imported(service, lists.csv_file([list(lists.example().values())]))
    household = Household.objects.get()

    with django_assert_max_num_queries(12):
        warm.get(page(household, name))


# Changing it


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_opens(client, household, section):
    TermsFactory(household=household, starts_on="2019-01-01", ends_on="2020-01-01")

    assert client.get(change(household, section)).status_code == 200


def test_a_section_that_does_not_exist_is_not_found(client, household):
    assert client.get(change(household, "shoe-size")).status_code == 404


CONTACT = {"name": "The Begum family", "reference": "H1", "postcode": "SG1 1AA"}


def test_a_change_is_saved_and_said(client, household):
    response = client.post(
        change(household, "contact"), CONTACT | {"phone": "01632 960009", "version": "1"}
    )

    assert response.status_code == 302
    household.refresh_from_db()
    assert (household.phone, household.version) == ("01632 960009", 2)
    assert said(response) == ["Name and contact: saved."]


def test_a03_what_the_form_does_not_ask_is_ignored(client, household):
    other = ServiceFactory()

    client.post(
        change(household, "contact"),
        CONTACT | {"version": "1", "service": other.pk, "service_id": other.pk, "cost_band": "E"},
    )

    household.refresh_from_db()
    assert household.version == 2
    assert (household.service_id == other.pk, household.cost_band) == (False, "")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"postcode": "nowhere"}, "postcode"),
        ({"email": "a@x.example, b@x.example"}, "email"),
        ({"name": "=1+1"}, "name"),
        ({"name": ""}, "name"),
        ({"must_not_email": "on"}, "must_not_email_reason"),
    ],
)
def test_what_was_typed_wrongly_is_said_at_its_question(client, household, typed, field):
    response = client.post(change(household, "contact"), CONTACT | {"version": "1"} | typed)

    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_a_reference_that_is_taken_is_said(client, household):
    HouseholdFactory(service=household.service, reference="H2")

    response = client.post(
        change(household, "contact"), CONTACT | {"version": "1", "reference": "H2"}
    )

    assert "Another household of this service has this reference" in response.content.decode()


@pytest.mark.parametrize("version", ["1", "", "x"])
def test_c09_the_second_to_save_sees_both_versions_and_loses_nothing(
    client, household, broker, version
):
    services.update_household(
        household=household, version=1, phone="01632 960001", by=broker, at=NOON
    )

    response = client.post(
        change(household, "contact"), CONTACT | {"phone": "01632 960002", "version": version}
    )

    words = response.content.decode()
    assert response.status_code == 409
    assert "01632 960001" in words
    assert 'value="01632 960002"' in words
    household.refresh_from_db()
    assert household.phone == "01632 960001"


def test_c09_what_was_seen_side_by_side_can_then_be_saved(client, household, broker):
    services.update_household(
        household=household, version=1, phone="01632 960001", by=broker, at=NOON
    )
    mine = CONTACT | {"phone": "01632 960002", "version": "1"}
    shown = client.post(change(household, "contact"), mine)

    saved = client.post(change(household, "contact"), mine | {"version": shown.context["version"]})

    assert saved.status_code == 302
    household.refresh_from_db()
    assert household.phone == "01632 960002"


def test_c09_putting_an_error_right_does_not_hide_what_somebody_saved_meanwhile(
    client, household, broker
):
    services.update_household(
        household=household, version=1, phone="01632 960001", by=broker, at=NOON
    )
    mine = CONTACT | {"phone": "01632 960002", "version": "1"}

    with_error = client.post(change(household, "contact"), mine | {"name": ""})
    again = client.post(
        change(household, "contact"), mine | {"version": with_error.context["version"]}
    )

    assert (with_error.status_code, again.status_code) == (200, 409)
    household.refresh_from_db()
    assert household.phone == "01632 960001"


def test_c09_lists_of_people_are_compared_as_well(client, household, broker):
    person = ResidentFactory(household=household, name="Amara")
    person.name = "Amara Okafor"
    services.save_parts(household=household, parts=[person], version=1, by=broker, at=NOON)

    response = client.post(
        change(household, "people"),
        items({"id": person.pk, "kind": "CARER", "name": "Amara Begum"}, initial=1)
        | {"version": "1"},
    )

    assert response.status_code == 409
    (line,) = response.context["comparison"].lines
    assert (line.heading, [cell.text for cell in line.cells]) == (
        "Person 1: Name",
        ["Amara Okafor", "Amara Begum"],
    )


def items(*forms, initial=0):
    management = {"items-TOTAL_FORMS": len(forms), "items-INITIAL_FORMS": initial}
    return management | {
        f"items-{number}-{name}": value
        for number, form in enumerate(forms)
        for name, value in form.items()
    }


def test_people_are_added_and_removed_on_one_page(client, household):
    goes = ResidentFactory(household=household, name="Goes")

    client.post(
        change(household, "people"),
        items(
            {"id": goes.pk, "kind": "CARER", "name": "Goes", "DELETE": "on"},
            {"kind": "ADULT", "name": "Comes"},
            initial=1,
        )
        | {"version": "1"},
    )

    assert [(each.kind, each.name) for each in household.residents.all()] == [("ADULT", "Comes")]


def test_a_person_of_another_household_cannot_be_changed_here(client, household):
    theirs = ResidentFactory(name="Theirs")

    response = client.post(
        change(household, "people"),
        items({"id": theirs.pk, "kind": "ADULT", "name": "Mine"}, initial=1) | {"version": "1"},
    )

    assert "Somebody has removed this in the meantime" in response.content.decode()
    theirs.refresh_from_db()
    assert (theirs.name, theirs.kind) == ("Theirs", "CARER")
    assert not household.residents.exists()


def test_what_the_database_refuses_in_a_list_is_said(client, household):
    TrainingFactory(household=household, skill="PEG")

    response = client.post(
        change(household, "training"), items({"skill": "PEG"}) | {"version": "1"}
    )

    assert "already recorded for this person" in response.content.decode()


def test_a_broker_names_children_of_their_own_authority_only(client, household):
    other = AuthorityFactory()
    typed = {
        "authority": other.pk,
        "child_reference": "C1",
        "starts_on_day": "1",
        "starts_on_month": "3",
        "starts_on_year": "2026",
    }

    response = client.post(change(household, "named-children"), items(typed) | {"version": "1"})

    assert response.status_code == 200
    assert not household.named_approvals.exists()


def test_answers_about_needs_and_the_home_are_kept(client, household):
    client.post(change(household, "willingness"), {"AUT": "YES", "FIRE": "unknown", "version": "1"})
    client.post(change(household, "home"), {"LEVEL": "no", "version": "2"})

    assert [(each.need, each.answer) for each in household.willingness.all()] == [("AUT", "YES")]
    assert [(each.feature, each.is_present) for each in household.features.all()] == [
        ("LEVEL", False)
    ]


def test_yes_no_and_not_recorded_are_kept_apart(client, household):
    client.post(
        change(household, "daily-life"), {"has_dogs": "yes", "has_cats": "no", "version": "1"}
    )

    household.refresh_from_db()
    assert (household.has_dogs, household.has_cats, household.has_smoker) == (True, False, None)


def test_a_household_is_added_to_a_service_that_one_may_keep(client, service):
    elsewhere = ServiceFactory()

    refused = client.post(
        reverse("carers:household-add"), CONTACT | {"service": elsewhere.public_id}
    )
    added = client.post(reverse("carers:household-add"), CONTACT | {"service": service.public_id})

    assert refused.context["form"].errors["service"]
    assert added.status_code == 302
    assert Household.objects.get().service == service


def test_the_carers_confirmation_is_recorded_for_what_was_read(client, household, broker):
    url = reverse("carers:household-confirm", args=[household.public_id])

    client.post(url, {"version": "1"})
    stale = client.post(url, {"version": "1"})

    household.refresh_from_db()
    assert household.last_confirmed_on == TODAY
    assert "Read it again" in said(stale)[-1]


def test_a_hold_is_placed_with_a_reason_and_lifted(client, household):
    place = reverse("carers:hold-place", args=[household.public_id])
    day = {"starts_on_day": "1", "starts_on_month": "3", "starts_on_year": "2026"}

    without = client.post(place, day)
    client.post(place, day | {"reason": "A review"})

    assert without.context["form"].errors["reason"]
    hold = Unavailability.objects.get()
    client.post(reverse("carers:hold-lift", args=[household.public_id]), {"hold": hold.pk})
    hold.refresh_from_db()
    assert hold.ends_on == TODAY


def test_a_hold_of_another_household_cannot_be_lifted_here(client, household):
    theirs = UnavailabilityFactory(kind="HOLD", reason="Theirs")

    response = client.post(
        reverse("carers:hold-lift", args=[household.public_id]), {"hold": theirs.pk}
    )

    assert response.context["form"].errors["hold"]


# Files


def send(client, service, *rows, content=None, name="list.csv"):
    if content is None:
        headers = list(rows[0])
        content = tables.write_csv(headers, [[row[each] for each in headers] for row in rows])
    file = io.BytesIO(content)
    file.name = name
    return client.post(
        reverse("carers:import-add"), {"service": service.public_id, "file": file}, follow=True
    )


def act(client, what):
    url = reverse(f"carers:import-{what}", args=[ApprovedListImport.objects.get().public_id])
    return client.post(url, follow=True)


def test_a_file_is_sent_looked_at_and_imported(client, service):
    preview = send(client, service, lists.example(), lists.example(reference="H2", places="many"))
    words = preview.content.decode()
    assert "Import 1 household" in words
    assert "Expected a whole number from 1 to 12" in words

    done = act(client, "confirm")

    assert "1 household imported" in done.content.decode()
    assert Household.objects.get().reference == "H0042"


@pytest.mark.parametrize("show", ["BAD", "CHANGED", "NEW", "ABSENT", "nonsense"])
def test_each_kind_of_row_has_its_list(client, service, show, django_assert_max_num_queries):
    HouseholdFactory(service=service, reference="GONE")
    HouseholdFactory(service=service, reference="H3")
    rows = [lists.example(reference=f"N{n}") for n in range(20)]
    send(client, service, lists.example(reference="H3"), lists.example(places="x"), *rows)
    found = ApprovedListImport.objects.get()

    with django_assert_max_num_queries(12):
        response = client.get(found.get_absolute_url(), {"show": show})

    assert response.status_code == 200
    assert response.context["shown"] == ("BAD" if show == "nonsense" else show)


def test_a_file_that_says_what_is_recorded_offers_nothing_to_import(client, service):
    send(client, service, lists.example())
    act(client, "confirm")
    ApprovedListImport.objects.all().delete()

    again = send(client, service, lists.example())

    assert "There is nothing to import" in again.content.decode()


def test_a_second_press_imports_nothing_more(client, service):
    send(client, service, lists.example())
    act(client, "confirm")

    again = act(client, "confirm")

    assert "Somebody has dealt with this import already" in again.content.decode()
    assert Household.objects.get().version == 1


def test_a_stale_preview_says_so_and_is_compared_again(client, service, broker):
    send(client, service, lists.example())
    HouseholdFactory(service=service, reference="H0042")

    stale = act(client, "confirm")
    assert (
        "was changed after the file was compared. Nothing was imported." in stale.content.decode()
    )

    again = act(client, "again")
    assert again.context["list_import"].status == ImportStatus.READY
    assert again.context["list_import"].changed_rows == 1


def test_a_discarded_import_is_forgotten(client, service):
    send(client, service, lists.example())

    response = act(client, "discard")

    assert "The file is forgotten" in response.content.decode()
    assert not Household.objects.exists()


def test_a_large_file_is_left_to_the_worker_and_its_page_refreshes_itself(
    client, service, monkeypatch
):
    monkeypatch.setattr(import_views, "BYTES_READ_AT_ONCE", 10)

    response = send(client, service, lists.example())

    assert 'hx-trigger="every 2s"' in response.content.decode()
    found = ApprovedListImport.objects.get()
    url = reverse("carers:import-progress", args=[found.public_id])
    assert "HX-Refresh" not in client.get(url).headers
    services.work_on_next(at=NOON)
    assert client.get(url)["HX-Refresh"] == "true"


def test_many_changes_are_left_to_the_worker(client, service, monkeypatch):
    monkeypatch.setattr(import_views, "ROWS_WRITTEN_AT_ONCE", 0)
    send(client, service, lists.example())

    response = act(client, "confirm")

    assert "Being imported" in response.content.decode()
    assert not Household.objects.exists()


def test_a_service_that_is_not_ones_own_is_no_choice(client, service):
    elsewhere = ServiceFactory()

    response = send(client, elsewhere, lists.example())

    assert response.context["form"].errors["service"]
    assert not ApprovedListImport.objects.exists()


def test_the_import_of_another_authority_is_not_found(sign_in, client, service):
    send(client, service, lists.example())
    found = ApprovedListImport.objects.get()
    other = UserFactory(authority=AgreementFactory(service=service).authority)

    assert sign_in(other).get(found.get_absolute_url()).status_code == 404


def test_the_services_officer_sees_what_an_authority_imports_into_it(officer, client, service):
    send(client, service, lists.example())

    assert officer.get(ApprovedListImport.objects.get().get_absolute_url()).status_code == 200


def test_i04_a_file_over_the_limit_is_refused_and_nothing_is_kept(client, service, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000

    response = send(client, service, content=b"Reference,Name\n" + b"x" * 10_000)

    assert response.status_code in {400, 413}
    assert not ApprovedListImport.objects.exists()


def test_i06_a_workbook_that_would_unpack_to_far_too_much_is_refused(client, service):
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 20_000_000)

    response = send(client, service, content=bomb.getvalue(), name="list.xlsx")

    assert "too large when unpacked" in response.content.decode()


def test_i05_a_files_name_is_shown_as_text(client, service):
    response = send(client, service, lists.example(), name="<img src=x onerror=alert(1)>.csv")

    assert "<img src=x" not in response.content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_can_be_imported_as_it_is(client, service, kind):
    template = client.get(reverse("carers:template"), {"file": kind})

    response = send(client, service, content=template.content, name=f"template.{kind}")

    assert response.context["list_import"].new_rows == 1
    assert response.context["list_import"].unknown_headers == []


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_is_logged_and_holds_the_list_with_its_filters(client, household, broker, kind):
    HouseholdFactory(service=household.service, name="Not asked for")

    response = client.get(reverse("carers:export"), {"words": "begum", "file": kind})

    table = tables.read_table(io.BytesIO(response.content), name=f"list.{kind}")
    assert table.headers == approved_list.HEADERS
    assert [row.cells["Name"] for row in table.rows] == ["The Begum family"]
    row = AccessLog.objects.get(action="EXPORT")
    assert (row.user, row.record_type) == (broker, "carers.household")


def test_the_rows_to_put_right_can_be_taken_away(client, service):
    send(client, service, lists.example(places="many"))
    found = ApprovedListImport.objects.get()

    response = client.get(reverse("carers:import-bad-rows", args=[found.public_id]))

    (row,) = tables.read_table(io.BytesIO(response.content), name="x.csv").rows
    assert row.cells["Places"] == "many"
    assert "whole number" in row.cells["What is wrong"]
    assert AccessLog.objects.filter(action="EXPORT", record_id=str(found.public_id)).exists()

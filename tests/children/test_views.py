"""The pages of a child's record, as a social worker and a broker meet them."""

import datetime as dt
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLog, Role
from children import services
from children.models import Child, LegalStatus, Need, Wish
from tests.factories import (
    TODAY,
    AuthorityFactory,
    ChildFactory,
    ImportantPersonFactory,
    LegalStatusFactory,
    NeedFactory,
    RiskFactory,
    SiblingLinkFactory,
    UserFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db
LIST = reverse("children:list")
MOST_QUERIES = 12
SECTIONS = ["identity", "home", "strengths", "health", "care", "workers"]
GROUPS = ["needs", "risks", "wishes", "people", "siblings", "legal-statuses"]
IDENTITY = {
    "first_name": "Asha",
    "last_name": "Example",
    "birth_date_day": "15",
    "birth_date_month": "1",
    "birth_date_year": "2016",
    "sex": "F",
}


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def worker(authority):
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority, name="Kit Worker")


@pytest.fixture
def child(authority, worker):
    return ChildFactory(authority=authority, social_worker=worker, reference="CASE-1")


@pytest.fixture
def as_worker(client, worker):
    client.force_login(worker)
    return client


@pytest.fixture
def as_broker(client, authority):
    client.force_login(UserFactory(authority=authority))
    return client


def url(name, child, **more):
    return reverse(f"children:{name}", kwargs={"child_id": child.public_id} | more)


def words(response):
    text = re.sub(r"<[^>]*>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def now(child):
    return Child.objects.get(pk=child.pk)


def date(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def reviewed(day):
    return {f"{part}_reviewed_on": day for part in ("strengths", "health", "needs", "risks")}


# The list


def test_a_social_worker_sees_the_children_allocated_to_them(as_worker, child, authority):
    ChildFactory(authority=authority, last_name="Elsewhere")

    page = words(as_worker.get(LIST))

    assert "My children" in page
    assert "Asha Example" in page
    assert "Elsewhere" not in page


def test_a_broker_sees_every_child_of_the_authority_and_of_no_other(as_broker, child):
    ChildFactory(last_name="Canary")

    page = words(as_broker.get(LIST))

    assert "Children: 1" in page
    assert "Canary" not in page


def test_what_is_out_of_date_comes_first_and_says_what(as_worker, child, authority, worker):
    today = timezone.localdate()
    fresh = ChildFactory(
        authority=authority, social_worker=worker, last_name="Aardvark", **reviewed(today)
    )
    WishFactory(child=fresh, gathered_on=today)
    Child.objects.filter(pk=child.pk).update(
        **reviewed(today) | {"risks_reviewed_on": today - dt.timedelta(days=181)}
    )
    WishFactory(child=child, gathered_on=today)

    page = words(as_worker.get(LIST))

    assert page.index("Asha Example") < page.index("Asha Aardvark")
    assert "Needs an update Risks" in page
    assert "Up to date" in page
    assert "Aardvark" not in words(as_worker.get(LIST, {"update": "needed"}))


def test_a_record_of_exactly_six_months_is_up_to_date(as_worker, child):
    day = timezone.localdate() - dt.timedelta(days=180)
    Child.objects.filter(pk=child.pk).update(**reviewed(day))
    WishFactory(child=child, gathered_on=day)

    assert "Up to date" in words(as_worker.get(LIST))


def test_a_name_is_searched_for_without_standing_in_an_address(as_broker, child, authority):
    ChildFactory(authority=authority, first_name="Other", last_name="Child")

    response = as_broker.post(LIST, {"search": "asha exam"})

    assert response.url == LIST
    page = words(as_broker.get(LIST))
    assert "Children found for “asha exam”: 1" in page
    assert "Other Child" not in page
    as_broker.post(LIST, {"search": "asha exam", "clear": "1"})
    assert "Other Child" in words(as_broker.get(LIST))


def test_a_child_is_found_by_reference(as_broker, child, authority):
    ChildFactory(authority=authority, reference="CASE-777", last_name="Seventh")

    as_broker.post(LIST, {"search": "case-777"})

    assert "Seventh" in words(as_broker.get(LIST))
    assert "Asha Example" not in words(as_broker.get(LIST))


def test_a04_a_search_finds_nothing_of_another_authority(as_broker):
    ChildFactory(last_name="Canary")

    as_broker.post(LIST, {"search": "Canary"})

    page = words(as_broker.get(LIST))
    assert "No children match" in page
    assert "Asha Canary" not in page


def test_children_are_filtered_by_age_need_and_worker(as_broker, child, authority, worker):
    today = timezone.localdate()
    small = ChildFactory(
        authority=authority,
        last_name="Small",
        birth_date=today - dt.timedelta(days=700),
        social_worker=UserFactory(role=Role.SOCIAL_WORKER, authority=authority),
    )
    NeedFactory(child=small, code="MOB")

    for query in ({"age": "0"}, {"need": "MOB"}, {"worker": str(small.social_worker.public_id)}):
        page = words(as_broker.get(LIST, query))
        assert "Asha Small" in page, query
        assert "Asha Example" not in page, query


def test_a_filter_that_makes_no_sense_is_passed_over(as_broker, child):
    response = as_broker.get(LIST, {"age": "x", "need": "x", "worker": "x", "page": "x"})

    assert "Asha Example" in words(response)


def test_the_list_shows_25_children_on_a_page_and_asks_few_questions(as_broker, authority):
    for child in ChildFactory.create_batch(30, authority=authority):
        NeedFactory(child=child)

    with CaptureQueriesContext(connection) as asked:
        first = as_broker.get(LIST)

    assert len(questions(asked)) <= MOST_QUERIES
    assert words(first).count("Asha Example") == 25
    assert words(as_broker.get(LIST, {"page": 2})).count("Asha Example") == 5


# The record


@pytest.fixture
def full(child, authority):
    Child.objects.filter(pk=child.pk).update(
        strengths="Kind to animals.", interests="Drawing.", languages=["pl", "en"]
    )
    NeedFactory(child=child, is_essential=True, note="Needs to know what comes next.")
    RiskFactory(child=child, what_helps="A text to say where she is.")
    WishFactory(child=child)
    ImportantPersonFactory(child=child, must_not_know_address=True)
    LegalStatusFactory(child=child)
    brother = ChildFactory(authority=authority, first_name="Bo", last_name="Brother")
    SiblingLinkFactory(child=child, sibling=brother, together="ESSENTIAL", reason="Close.")
    return child


def questions(asked):
    """What was asked of the database; savepoints belong to the transaction."""
    return [each["sql"] for each in asked if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]


PAGES = ["child-detail", "child-needs", "child-wishes", "child-people", "child-legal"]


@pytest.mark.parametrize("name", PAGES)
def test_each_page_asks_few_questions_and_is_written_down(as_worker, full, worker, name):
    with CaptureQueriesContext(connection) as asked:
        response = as_worker.get(url(name, full))

    assert response.status_code == 200
    assert len(questions(asked)) <= MOST_QUERIES
    row = AccessLog.objects.get(user=worker)
    assert (row.page, row.record_id) == (f"children:{name}", str(full.public_id))


def test_strengths_and_the_childs_own_words_come_before_risks(as_worker, full):
    page = words(as_worker.get(url("child-detail", full)))

    assert page.index("Kind to animals.") < page.index("I want to stay at my school.")
    assert page.index("I want to stay at my school.") < page.index("Going missing")
    assert "Polish, English" in page
    assert "Address withheld" in page


def test_a_sibling_whose_record_one_may_not_see_has_no_link_and_no_surname(as_worker, full):
    page = as_worker.get(url("child-people", full))

    assert "Bo, 10 years" in words(page) or "Bo, " in words(page)
    assert "Brother," not in words(page)
    assert str(Child.objects.get(first_name="Bo").public_id) not in page.content.decode()


def test_who_may_only_read_is_offered_nothing_to_change(as_broker, full):
    for name in PAGES:
        page = as_broker.get(url(name, full)).content.decode()
        assert "/change/" not in page, name
        assert "still right" not in page, name


def test_a_referral_is_started_from_the_record_by_who_may_write_one(as_worker, full):
    page = as_worker.get(url("child-detail", full)).content.decode()

    assert f"{reverse('brokerage:referral-start')}?child={full.public_id}" in page


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.FOSTERING_OFFICER])
def test_who_has_nothing_to_do_with_children_is_refused(sign_in, child, authority, role):
    person = UserFactory(role=role, authority=authority)

    assert sign_in(person).get(LIST).status_code == 403
    assert sign_in(person).get(url("child-detail", child)).status_code == 403


def test_another_workers_child_is_not_found(sign_in, child, authority):
    other = sign_in(UserFactory(role=Role.SOCIAL_WORKER, authority=authority))

    assert other.get(url("child-detail", child)).status_code == 404
    assert other.post(url("section-confirm", child, part="needs")).status_code == 404


# Changing it


@pytest.mark.parametrize("part", SECTIONS)
def test_every_section_opens(as_worker, child, part):
    page = as_worker.get(url("section-change", child, part=part))

    assert f'name="version" value="{child.version}"' in page.content.decode()


@pytest.mark.parametrize("group", GROUPS)
def test_every_kind_of_thing_can_be_added_and_an_empty_form_says_what_is_missing(
    as_worker, child, group
):
    address = url("item-add", child, group=group)

    assert as_worker.get(address).status_code == 200
    assert "There is a problem" in words(as_worker.post(address, {}))


@pytest.mark.parametrize("name", ["section-change", "section-confirm"])
def test_a_section_that_does_not_exist_is_not_found(as_worker, child, name):
    assert as_worker.post(url(name, child, part="secrets")).status_code == 404


def test_who_the_child_is_is_saved_first_language_first(as_worker, child):
    data = IDENTITY | {
        "version": 1, "first_language": "pl", "second_language": "", "third_language": "en", "preferred_name": "Ash",
    }  # fmt: skip

    response = as_worker.post(url("section-change", child, part="identity"), data, follow=True)

    assert "Who the child is: saved." in words(response)
    assert (now(child).languages, now(child).preferred_name) == (["pl", "en"], "Ash")


def test_a_fourth_language_is_kept_although_three_are_asked_for(as_worker, child):
    Child.objects.filter(pk=child.pk).update(languages=["pl", "en", "uk", "ru"])
    data = IDENTITY | {
        "version": 1, "first_language": "en", "second_language": "pl", "third_language": "pl",
    }  # fmt: skip

    as_worker.post(url("section-change", child, part="identity"), data)

    assert now(child).languages == ["en", "pl", "ru"]


@pytest.mark.parametrize(
    ("birth", "problem"),
    [
        (dt.date(2100, 1, 1), "must be today or in the past"),
        (dt.date(1950, 1, 1), "must be in the last 25 years"),
    ],
)
def test_a_birth_date_is_one_that_a_child_can_have(as_worker, child, birth, problem):
    data = IDENTITY | {"version": 1} | date("birth_date", birth)

    assert problem in words(as_worker.post(url("section-change", child, part="identity"), data))
    assert now(child).birth_date == child.birth_date


def test_a_postcode_that_is_none_is_refused(as_worker, child):
    response = as_worker.post(
        url("section-change", child, part="home"), {"version": 1, "home_postcode": "SG1"}
    )

    assert "Enter the whole postcode" in words(response)


def test_a03_nothing_but_the_questions_can_be_posted(as_worker, child, authority, worker):
    other = AuthorityFactory()
    extra = {
        "authority": other.pk, "authority_id": other.pk, "reference": "HACKED", "social_worker": "",
        "version_": 99, "no_known_risks": "on", "risks_reviewed_on": "2026-01-01", "home_easting": 1,
        "public_id": "00000000-0000-0000-0000-000000000000",
    }  # fmt: skip

    as_worker.post(url("section-change", child, part="identity"), IDENTITY | extra | {"version": 1})

    after = now(child)
    assert (after.authority, after.reference, after.version) == (authority, "CASE-1", 2)
    assert (after.social_worker, after.no_known_risks) == (worker, False)
    assert (after.risks_reviewed_on, after.home_easting) == (None, None)
    assert after.public_id == child.public_id


def test_a03_a_part_cannot_be_given_to_another_child(as_worker, child):
    other = ChildFactory()
    need = NeedFactory(child=child)

    as_worker.post(
        url("item-change", child, group="needs", item=need.pk),
        {"version": 1, "code": "MOB", "severity": "3", "child": other.pk, "child_id": other.pk},
    )

    need.refresh_from_db()
    assert (need.child, need.code, need.severity) == (child, "MOB", 3)


def test_a02_a_part_of_another_child_is_not_found_below_ones_own(as_worker, child):
    theirs = NeedFactory()

    for name in ("item-change", "item-remove"):
        address = url(name, child, group="needs", item=theirs.pk)
        assert as_worker.get(address).status_code == 404
        assert as_worker.post(address, {"version": 1}).status_code == 404
    assert Need.objects.filter(pk=theirs.pk).exists()


def test_c09_the_second_to_save_sees_both_texts_and_can_still_save_theirs(as_worker, child, worker):
    address = url("section-change", child, part="strengths")
    services.update_child(
        child=child, version=1, strengths="Their text.", by=worker, at=timezone.now()
    )

    refused = as_worker.post(address, {"version": 1, "strengths": "My text.", "interests": ""})

    assert refused.status_code == 409
    assert "Their text." in words(refused)
    assert refused.content.decode().count("My text.") >= 2  # beside theirs, and in the form
    assert now(child).strengths == "Their text."
    assert 'name="version" value="2"' in refused.content.decode()
    as_worker.post(address, {"version": 2, "strengths": "Both texts.", "interests": ""})
    assert now(child).strengths == "Both texts."


def test_c09_putting_an_error_right_does_not_hide_what_somebody_saved_meanwhile(
    as_worker, child, worker
):
    address = url("section-change", child, part="identity")
    services.update_child(child=child, version=1, faith="CHRI", by=worker, at=timezone.now())

    with_error = as_worker.post(address, IDENTITY | {"version": 1, "first_name": ""})
    assert 'name="version" value="1"' in with_error.content.decode()
    again = as_worker.post(address, IDENTITY | {"version": 1})

    assert again.status_code == 409
    assert now(child).faith == "CHRI"


def test_c09_a_need_that_somebody_changed_meanwhile_is_shown_in_words(as_worker, child, worker):
    need = NeedFactory(child=child, severity=1)
    need.severity = 4
    services.save_part(child=child, part=need, version=1, by=worker, at=timezone.now())

    refused = as_worker.post(
        url("item-change", child, group="needs", item=need.pk),
        {"version": 1, "code": "AUT", "severity": "2"},
    )

    assert refused.status_code == 409
    assert Need(severity=4).get_severity_display() in words(refused)
    assert Need.objects.get().severity == 4


def test_a_page_without_a_version_changes_nothing(as_worker, child):
    need = NeedFactory(child=child)

    as_worker.post(url("item-remove", child, group="needs", item=need.pk))
    response = as_worker.post(url("section-confirm", child, part="needs"), follow=True)

    assert "Read it again first" in words(response)
    assert Need.objects.exists()
    assert now(child).needs_reviewed_on is None


def test_a_section_that_is_still_right_is_dated_today(as_worker, child):
    response = as_worker.post(
        url("section-confirm", child, part="risks"), {"version": 1}, follow=True
    )

    assert "Risks: read today and still right." in words(response)
    assert now(child).risks_reviewed_on == timezone.localdate()


def test_that_no_risk_is_known_is_recorded(as_worker, child):
    response = as_worker.post(url("risks-none", child), {"version": 1}, follow=True)

    assert "No risk is known." in words(response)


def test_a_risk_is_recorded_with_how_often_and_when_last(as_worker, child):
    data = {"kind": "MISSING", "description": "Left.", "frequency": "RARELY", "is_current": "yes"}

    response = as_worker.post(
        url("item-add", child, group="risks"), data | date("last_on", TODAY), follow=True
    )

    assert "Less than once a month" in words(response)
    assert "2 March 2026" in words(response)


def test_the_same_need_twice_is_refused_on_the_page(as_worker, child):
    NeedFactory(child=child, code="AUT")

    response = as_worker.post(
        url("item-add", child, group="needs"), {"code": "AUT", "severity": "1"}
    )

    assert "This need is already recorded. Change it instead" in words(response)


def test_an_overlapping_legal_status_names_the_other_one(as_worker, child):
    LegalStatusFactory(child=child, code="C1", starts_on=dt.date(2026, 3, 1))

    response = as_worker.post(
        url("item-add", child, group="legal-statuses"),
        {"code": "C2"} | date("starts_on", dt.date(2026, 3, 10)),
    )

    assert "This overlaps “Interim care order”, which runs from 1 March 2026" in words(response)
    assert LegalStatus.objects.count() == 1


def test_a_thing_recorded_by_mistake_is_removed_after_being_asked(as_worker, child):
    wish = WishFactory(child=child)
    address = url("item-remove", child, group="wishes", item=wish.pk)

    assert "I want to stay at my school." in words(as_worker.get(address))
    assert Wish.objects.exists()
    as_worker.post(address, {"version": 1})
    assert not Wish.objects.exists()


def test_wishes_change_places_with_plain_buttons(as_worker, child):
    WishFactory(child=child, rank=1, words="A dog")
    school = WishFactory(child=child, rank=2, words="My school")

    page = as_worker.get(url("child-wishes", child)).content.decode()
    assert page.count("Move up") == page.count("Move down") == 1
    as_worker.post(url("wish-move", child, item=school.pk, way="up"), {"version": 1})

    assert [wish.words for wish in child.wishes.all()] == ["My school", "A dog"]


def test_a_sibling_is_recorded_by_reference_among_the_children_one_may_see(
    as_worker, child, authority, worker
):
    address = url("item-add", child, group="siblings")
    data = {"together": "ESSENTIAL", "reason": "Close."} | date("assessed_on", TODAY)
    ChildFactory(authority=authority, reference="CASE-5")  # somebody else's
    ChildFactory(authority=authority, reference="CASE-6", social_worker=worker, first_name="Bo")

    refused = as_worker.post(address, data | {"sibling": "CASE-5"})
    accepted = as_worker.post(address, data | {"sibling": "case-6"}, follow=True)

    assert "No child with this reference" in words(refused)
    assert "Must live together" in words(accepted)
    assert "Bo Example" in words(accepted)


def test_an_assessment_of_siblings_has_a_reason_and_a_day(as_worker, child):
    page = words(as_worker.post(url("item-add", child, group="siblings"), {"together": "APART"}))

    assert "Enter why" in page
    assert "Enter when this was assessed" in page


def test_giving_a_child_to_another_worker_leads_back_to_the_list(as_worker, child, authority):
    other = UserFactory(role=Role.SOCIAL_WORKER, authority=authority)

    response = as_worker.post(
        url("section-change", child, part="workers"),
        {"version": 1, "social_worker": str(other.public_id)},
    )

    assert response.url == LIST
    assert now(child).social_worker == other


def test_only_people_of_the_authority_are_offered(as_worker, child):
    outsider = UserFactory(role=Role.SOCIAL_WORKER)

    response = as_worker.post(
        url("section-change", child, part="workers"),
        {"version": 1, "social_worker": str(outsider.public_id)},
    )

    assert response.status_code == 200
    assert now(child).social_worker == child.social_worker


# A new child


def test_a_new_child_opens_with_a_reference_of_their_own(as_worker, worker, authority):
    response = as_worker.post(reverse("children:child-new"), IDENTITY, follow=True)

    assert "Asha Example is recorded as C00001." in words(response)
    assert Child.objects.get().social_worker == worker
    assert Child.objects.get().authority == authority


def test_a_reference_that_is_taken_is_said_beside_the_question(as_worker, child):
    response = as_worker.post(
        reverse("children:child-new"), IDENTITY | {"reference": child.reference}
    )

    assert "Another child of this authority has this reference" in words(response)
    assert 'href="#id_reference"' in response.content.decode()
    assert Child.objects.count() == 1

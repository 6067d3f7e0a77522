"""Who opened what: the page for those who answer for it, and its file."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from accounts import services
from accounts.models import AccessLog, Role
from tests.factories import (
    NOON,
    AuthorityFactory,
    ChildFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

PAGE, FILE = reverse("accounts:access-log"), reverse("accounts:access-log-file")


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority, name="Mo Manager")


def view(by, record, *, at=NOON, reason=""):
    return services.log_view(
        by=by, record=record, page="children:child-detail", at=at, reason=reason
    )


def said(response):
    return response.content.decode()


def test_a_manager_reads_who_opened_which_childs_record(sign_in, manager, ann):
    child = ChildFactory(authority=manager.authority)
    view(ann, child, reason="On duty")

    page = said(sign_in(manager).get(PAGE))

    assert "Ann Broker" in page
    assert "Opened" in page
    assert f"Child: {child}" in page
    assert "2 March 2026 at 12pm" in page or "2 March 2026 at midday" in page
    assert "On duty" in page


def test_an_administrator_reads_that_a_record_was_opened_and_not_whose(sign_in, admin, ann):
    child = ChildFactory(authority=admin.authority, reference="C-CANARY", first_name="Canary")
    view(ann, child)

    page = said(sign_in(admin).get(PAGE))

    assert f"Child: {child.public_id}" in page
    assert "canary" not in page.lower()


def test_a04_another_authoritys_lines_are_not_there_nor_counted(sign_in, manager):
    stranger = UserFactory(name="Stranger")
    view(stranger, ChildFactory(authority=stranger.authority))

    client = sign_in(manager)

    assert "No line fits" in said(client.get(PAGE))
    assert "No line fits" in said(client.get(f"{PAGE}?person={stranger.public_id}"))
    assert "Stranger" not in said(client.get(FILE))


def test_a_line_of_a_record_type_that_is_gone_is_still_shown(sign_in, manager, ann):
    services.log_refusal(
        by=ann, page="old:page", at=NOON, record_type="old.thing", record_id="1", reason="Gone"
    )

    assert "Old.thing: 1" in said(sign_in(manager).get(PAGE))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"child", "membership", "later"}),
        ("record_type=children.child", {"child", "later"}),
        ("action=REFUSED", {"membership"}),
        ("since=3/3/2026", {"later"}),
        ("until=2/3/2026", {"child", "membership"}),
        ("since=2/3/2026&until=2/3/2026", {"child", "membership"}),
    ],
)
def test_the_lines_are_filtered(sign_in, manager, ann, query, found):
    child = ChildFactory(authority=manager.authority)
    view(ann, child, reason="child")
    view(manager, child, reason="later", at=NOON + dt.timedelta(days=1))
    services.log_refusal(
        by=ann,
        page="accounts:people",
        at=NOON,
        record_type="accounts.membership",
        record_id=str(ann.membership.public_id),
        reason="membership",
    )

    rows = csv.DictReader(
        io.StringIO(said(sign_in(manager).get(f"{FILE}?{query}")).lstrip("\ufeff"))
    )

    assert {row["Reason"] for row in rows} - {""} == found


def test_the_lines_are_filtered_by_person_and_by_record(sign_in, manager, ann):
    child = ChildFactory(authority=manager.authority)
    view(ann, child)
    view(manager, ann.membership)
    client = sign_in(manager)

    by_ann = said(client.get(f"{FILE}?person={ann.public_id}"))
    of_child = said(client.get(f"{FILE}?record_id={child.public_id}"))

    assert "Mo Manager" not in by_ann
    assert "Ann Broker" in by_ann
    assert "Mo Manager" not in of_child
    assert "Ann Broker" in of_child


def test_a_day_is_a_day_in_london(sign_in, manager, ann):
    just_after_midnight = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)
    view(ann, ann.membership, at=just_after_midnight, reason="Night")
    client = sign_in(manager)

    assert "Night" in said(client.get(f"{PAGE}?since=2/7/2026&until=2/7/2026"))
    assert "Night" not in said(client.get(f"{PAGE}?until=1/7/2026"))


def test_u03_taking_the_lines_away_is_itself_a_line(sign_in, manager):
    sign_in(manager).get(FILE)

    row = AccessLog.objects.get()
    assert (row.action, row.user, row.record_type) == ("EXPORT", manager, "accounts.accesslog")


def test_i10_a_cell_that_a_spreadsheet_would_run_is_made_inert(sign_in, manager):
    for start in ("=1+1", "+44", "-5", "@SUM", "\t=1", "\ufeff=1", "\uff1d1"):
        view(UserFactory(authority=manager.authority, name=f"{start} Name"), manager.membership)

    rows = csv.reader(io.StringIO(said(sign_in(manager).get(FILE)).lstrip("\ufeff")))

    names = [row[1] for row in rows if "Name" in row[1]]
    assert len(names) == 7
    assert all(name.startswith("'") for name in names)


def test_a_long_log_comes_in_pages_that_keep_the_filters(sign_in, manager, ann):
    for hour in range(60):
        view(ann, ann.membership, at=NOON + dt.timedelta(hours=hour))
    client = sign_in(manager)

    first = said(client.get(f"{PAGE}?action=VIEW"))
    second = said(client.get(f"{PAGE}?action=VIEW&page=2"))

    assert "60 lines, newest first" in first
    assert "action=VIEW&amp;page=2" in first
    assert second.count("<tr ") == 11


def test_the_page_asks_the_same_few_questions_for_many_lines(
    sign_in, manager, django_assert_max_num_queries
):
    for _ in range(30):
        somebody = MembershipFactory(authority=manager.authority).user
        somebody.refresh_from_db()
        view(somebody, ChildFactory(authority=manager.authority))
    client = sign_in(manager)
    client.get(PAGE)

    with django_assert_max_num_queries(12):
        client.get(PAGE)


def test_the_record_of_another_authority_keeps_its_name_to_itself(sign_in, manager, ann):
    theirs = ChildFactory(authority=AuthorityFactory(), reference="C-CANARY")
    services.log_refusal(
        by=ann,
        page="children:child-detail",
        at=NOON,
        record_type="children.child",
        record_id=str(theirs.public_id),
    )

    page = said(sign_in(manager).get(PAGE))

    assert str(theirs.public_id) in page
    assert "CANARY" not in page

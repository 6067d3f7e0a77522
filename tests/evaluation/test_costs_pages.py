"""The pages of cost and benefit: the table, one child's comparison, a cohort's, and what was published."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from evaluation.models import PublishedResult, UnitCostVersion
from tests.evaluation.costs import step_down
from tests.factories import (
    NOON,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    PublishedResultFactory,
    UnitCostVersionFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_a_day_in_march")]
OWN_FIGURE = {
    "pence": "4,800",
    "low_pence": "4500",
    "price_year": "2025-26",
    "is_local": "yes",
    "source": "Framework contract",
    "confidence": "HIGH",
    "why": "The contract was renewed.",
    "seen": "0",
}
USUAL = {
    "other": "STAYED",
    "support_weeks": "52",
    "spread": "20",
    "rate": "3.5",
    "came_from": "RESIDENTIAL",
    "went_to": "FAMILY",
    "first_day_day": "2",
    "first_day_month": "3",
    "first_day_year": "2024",
    "last_day_day": "2",
    "last_day_month": "3",
    "last_day_year": "2026",
}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def _a_day_in_march(time_machine):
    time_machine.move_to(NOON, tick=False)


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def child(authority):
    return step_down(authority)


def read(client, page, data=None, *, headers=None, **kwargs):
    response = client.get(reverse(f"evaluation:costs-{page}", kwargs=kwargs), data, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def change(client, **changes):
    page = reverse("evaluation:costs-change") + "?item=HOME"
    return client.post(page, OWN_FIGURE | changes, follow=True).content.decode()


def test_the_starting_table_says_that_its_figures_are_not_the_authority_s(client):
    page = read(client, "table")

    assert "not what your authority pays" in page
    assert "£6,106.30" in page
    assert "Published for the country" in page
    assert page.count("Nobody has entered it") == 19


def test_a_figure_is_put_right_as_a_new_version(client, authority):
    page = change(client)

    assert "The unit cost is changed." in page
    assert "£4,800" in page
    assert "The contract was renewed." in page
    version = UnitCostVersion.objects.get(authority=authority)
    row = version.rows.get(code="HOME")
    assert (row.pence, row.low_pence, row.high_pence, row.is_local) == (
        480_000,
        450_000,
        None,
        True,
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"low_pence": "5000"}, "The lowest must not be above what it costs"),
        ({"high_pence": "10"}, "The highest must not be below what it costs"),
        ({"source": ""}, "Enter where it is from"),
        ({"price_year": ""}, "Enter the year of the prices"),
        ({"price_year": "last year"}, "Ensure this value has at most 7"),
        ({"price_year": "24-25"}, "Enter a year, like 2023-24 or 2024"),
        ({"pence": ""}, "Enter what it costs, or leave the range empty too"),
        ({"why": ""}, "Enter why it is changed"),
        ({"seen": "7"}, "Somebody has changed the unit costs meanwhile"),
    ],
)
def test_a_figure_that_makes_no_sense_is_refused_in_words(client, changes, words):
    assert words in change(client, **changes)
    assert not UnitCostVersion.objects.exists()


def test_a_figure_can_be_taken_back_to_not_known(client):
    change(client, pence="", low_pence="", source="", price_year="")

    assert UnitCostVersion.objects.get().rows.get(code="HOME").pence is None


def test_an_item_that_does_not_exist_leads_back_to_the_table(client):
    response = client.get(reverse("evaluation:costs-change"), {"item": "<b>"})

    assert response.url == reverse("evaluation:costs-table")


def test_an_earlier_version_can_be_read(client, authority):
    version = UnitCostVersionFactory(authority=authority)

    assert "Our own contracts." in read(client, "version", unitcostversion_id=version.public_id)


def test_a_child_s_move_is_compared_and_looking_is_written_down(client, child):
    page = read(client, "child", child_id=child.public_id)

    assert "£160,000 less" in page
    assert "This is not a cash saving" in page
    assert "Break-even" in page or "At no week" in page
    assert AccessLog.objects.filter(record_id=child.public_id, action="VIEW").count() == 1


def unmoved(client, authority, *spans):
    """The page of a child with stays from and to these days of January 2026."""
    child = ChildFactory(authority=authority)
    for first, last in spans:
        PlacementFactory(
            child=child, household=None, place_number=None, setting="K2",
            starts_on=dt.date(2026, 1, first), ends_on=dt.date(2026, 1, last) if last else None,
            **({"status": "ENDED", "end_reason": "OTHER", "end_was_planned": True} if last
               else {"status": "STARTED"}),
        )  # fmt: skip
    page = read(client, "child", child_id=child.public_id)
    assert "Nothing to compare yet" in page
    assert "Assumptions" not in page
    assert reverse("placements:child-stays", args=[child.public_id]) in page
    return page


@pytest.mark.parametrize(
    ("spans", "has", "lacks"),
    [
        ([], "No stay of this child that has begun.", "The stay before a move, and the one after"),
        ([(3, None)], "from 3 January 2026, not ended", "A second stay."),
        ([(3, 5), (13, None)], "3 January 2026 to 5 January 2026", "follows another within 7 days"),
    ],
    ids=["no stay", "one stay", "a gap of 8 days"],
)
def test_a_child_who_never_moved_has_nothing_to_compare_and_the_page_says_what_is_missing(
    client, authority, spans, has, lacks
):
    page = unmoved(client, authority, *spans)

    assert has in page
    assert lacks in page
    assert reverse("evaluation:return-list") in page


def test_control_a_gap_of_seven_days_is_a_move(client, authority):
    with pytest.raises(AssertionError):
        unmoved(client, authority, (3, 5), (12, None))


def test_a_reviewing_officer_is_not_sent_where_they_may_not_go(sign_in, authority):
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=authority)
    child = ChildFactory(authority=authority, reviewing_officer=officer)

    page = read(sign_in(officer), "child", child_id=child.public_id)

    assert reverse("evaluation:return-list") not in page
    assert "No stay of this child that has begun." in page


def test_an_answer_that_changes_moves_the_figure(client, child):
    move = str(child.placements.last().public_id)
    dearer = USUAL | {"move": move, "other_week_central": "6000", "other_week_high": "7000"}
    part = read(client, "child", dearer, headers=HTMX, child_id=child.public_id)

    assert "£200,000 less" in part
    assert "At the lowest £200,000 less, at the highest £240,000 less." in part
    assert "<html" not in part
    assert 'hx-swap-oob="innerHTML:#costs-said"' in part


def test_without_scripts_the_same_answers_give_the_whole_page(client, child):
    dearer = USUAL | {"move": str(child.placements.last().public_id), "other_week_central": "6000"}
    page = read(client, "child", dearer, child_id=child.public_id)

    assert "£200,000 less" in page
    assert "<html" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"other": "KIND"}, "Select which kind of placement"),
        ({"moves_low": "1"}, "Enter the central value of the range as well"),
        ({"moves_central": "1", "moves_low": "2"}, "The low value must not be above the central one"),
        ({"lasted_central": "9", "lasted_high": "2"}, "The high value must not be below the central one"),
        ({"last_day_year": "2023"}, "The last day must not be before the first"),
        ({"until_day": "3", "until_month": "3", "until_year": "2026"}, "must be in the past"),
        ({"support_weeks": ""}, "This field is required"),
    ],
)  # fmt: skip
def test_an_answer_that_makes_no_sense_is_named(client, changes, words):
    assert words in read(client, "cohort", USUAL | changes)
    assert words in read(client, "cohort", USUAL | changes, headers=HTMX)


def test_a_cohort_lists_its_children_for_those_who_may_know(client, child):
    page = read(client, "cohort")

    assert "One move is compared" in page
    assert child.reference in page
    assert child.first_name not in page


def test_a_reviewing_officer_s_cohort_is_of_their_own_children(sign_in, authority, child):
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=authority)
    client = sign_in(officer)

    assert "No move can be compared" in read(client, "cohort")
    type(child).objects.filter(pk=child.pk).update(reviewing_officer=officer)
    page = read(client, "cohort")
    assert child.reference in page
    assert "Publish this result" not in page


def test_a_cohort_that_cannot_be_priced_says_what_is_missing(client, authority):
    step_down(authority, weekly_cost_pence=None, kind="SPECIALIST")

    page = read(client, "cohort")

    assert "Nothing can be said without what a week costs: Foster care, specialist carers" in page
    assert "Publish this result" not in page


def publish(client, page, query=None, **kwargs):
    address = reverse(f"evaluation:costs-{page}-publish", kwargs=kwargs, query=query)
    return client.post(address, {"title": "Two years", "note": "For the board."}, follow=True)


def test_a_cohort_is_published_with_its_assumptions_and_read_again(
    client, authority, manager, child
):
    assert child.authority == authority
    page = publish(client, "cohort", USUAL | {"rate": "0"}).content.decode()

    kept = PublishedResult.objects.get()
    assert (kept.asked["rate"], kept.made_by, kept.child) == ("0", manager, None)
    for words in ("Two years", "For the board.", "£160,000 less", "0% a year", "not a cash saving"):
        assert words in page
    change(client)
    assert "£160,000 less" in read(client, "published", publishedresult_id=kept.public_id)
    assert "Two years" in read(client, "home")


def test_what_is_published_of_a_child_is_seen_by_those_who_may_see_the_child(
    client, sign_in, authority, child
):
    publish(client, "child", child_id=child.public_id)
    kept = PublishedResult.objects.get()
    assert kept.child == child
    officer = sign_in(UserFactory(role=Role.REVIEWING_OFFICER, authority=authority))

    assert officer.get(kept.get_absolute_url()).status_code == 404
    assert "Two years" not in read(officer, "home")
    child.reviewing_officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=authority)
    child.save()
    assert sign_in(child.reviewing_officer).get(kept.get_absolute_url()).status_code == 200


def test_another_authority_s_results_are_not_there(client):
    kept = PublishedResultFactory()

    assert client.get(kept.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("about", ["cohort", "child"])
def test_nothing_is_published_where_there_is_no_figure(client, authority, about):
    kwargs = {"child_id": ChildFactory(authority=authority).public_id} if about == "child" else {}

    assert "There is no figure to publish." in publish(client, about, **kwargs).content.decode()
    assert not PublishedResult.objects.exists()


def test_a_result_without_words_is_not_published(client, child):
    address = reverse("evaluation:costs-child-publish", kwargs={"child_id": child.public_id})

    assert "Enter what it is called" in client.post(address, {}).content.decode()
    assert not PublishedResult.objects.exists()

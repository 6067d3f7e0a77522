"""The pages of a search, and the same list on the command line."""

import datetime as dt
import html
import json
import re
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import AccessLog
from brokerage.matching.rules import RULES
from brokerage.models import Search
from brokerage.queries import searches as queries
from brokerage.queries.search_households import TOPICS
from brokerage.services import searches
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    InvitationFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    RoundFactory,
    UserFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
MOST_QUERIES = 12


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


@pytest.fixture
def referral(authority):
    referral = ReferralFactory(authority=authority)
    NeedFactory(child=referral.children.get())
    return referral


@pytest.fixture
def broker(authority, client):
    broker = UserFactory(authority=authority)
    client.force_login(broker)
    return broker


@pytest.fixture
def homes(service):
    return HouseholdFactory.create_batch(3, service=service, last_confirmed_on=NOON.date())


def searched(referral):
    return searches.run_search(referral_id=referral.public_id, by=None, at=NOON)


def address(page, **records):
    ids = {f"{name}_id": record.public_id for name, record in records.items()}
    return reverse(f"brokerage:{page}", kwargs=ids)


def text_of(response):
    """The page's words, without markup and double spaces."""
    words = html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode()))
    return re.sub(r"\s+", " ", words)


def ticked(response):
    found = re.findall(r'<input[^>]*name="household"[^>]*>', response.content.decode())
    return [re.search('value="([^"]+)"', box)[1] for box in found if " checked" in box]


def test_without_a_search_the_page_offers_the_button_and_writes_nothing(client, broker, referral):
    response = client.get(address("search-latest", referral=referral))

    assert address("search-run", referral=referral) in response.content.decode()
    assert not Search.objects.exists()


def test_pressing_the_button_searches_and_lands_on_the_list(client, broker, referral, homes):
    response = client.post(address("search-run", referral=referral), follow=True)

    assert response.redirect_chain == [(address("search-latest", referral=referral), 302)]
    assert Search.objects.get().by == broker
    assert "3 of 3 households can be asked" in text_of(response)


def test_a_referral_that_cannot_be_searched_for_says_why(client, broker, authority):
    referral = ReferralFactory(authority=authority, status="SUBMITTED")

    response = client.post(address("search-run", referral=referral), follow=True)

    assert "once the referral has been accepted" in text_of(response)
    assert not Search.objects.exists()


def test_the_list_shows_each_household_with_reasons_and_what_to_ask(
    client, broker, referral, homes, service
):
    HouseholdFactory(service=service, terms__max_age_years=3)
    search = searched(referral)

    response = client.get(address("search-detail", search=search))

    words = text_of(response)
    assert "3 of 4 households can be asked" in words
    assert "1 was ruled out: see why" in words
    assert all(home.name in words for home in homes)
    assert "2 places free for the whole stay" in words
    assert "Worth asking:" in words
    assert "Starting weights, version 1" in words
    assert set(ticked(response)) == {str(home.public_id) for home in homes}


def test_the_latest_search_is_shown_and_a_trial_is_not(client, broker, referral, homes):
    search = searched(referral)
    searches.run_search(
        referral_id=referral.public_id, by=broker, at=NOON + dt.timedelta(hours=1), is_trial=True
    )

    assert queries.latest_search(referral) == search


def test_the_suggested_can_be_emailed_and_were_not_asked_for_this_referral(
    client, broker, referral, homes, service
):
    asked, no_address, fit = homes
    no_address.email = ""
    no_address.save()
    refused = HouseholdFactory(
        service=service, must_not_email=True, must_not_email_reason="They asked us not to"
    )
    round_ = RoundFactory(referral=referral, status="CLOSED", closed_at=NOON)
    InvitationFactory(round=round_, household=asked)
    InvitationFactory(household=fit)  # for another referral
    search = searched(referral)

    response = client.get(address("search-detail", search=search))

    assert ticked(response) == [str(fit.public_id)]
    words = text_of(response)
    assert "Asked on 2 March 2026" in words
    assert "No email address is recorded" in words
    assert f"Not to be emailed: {refused.must_not_email_reason}" in words


def test_no_more_than_twenty_are_suggested_and_none_far_below_the_best(referral, service):
    HouseholdFactory.create_batch(queries.MOST_SUGGESTED + 3, service=service)
    search = searched(referral)
    best = search.results.first()

    suggested = queries.suggested_households(search)
    assert len(suggested) == queries.MOST_SUGGESTED
    assert suggested == set(
        search.results.filter(rank__lte=queries.MOST_SUGGESTED).values_list("household", flat=True)
    )

    search.results.exclude(pk=best.pk).update(score=best.score - queries.POINTS_BELOW_THE_BEST - 1)
    assert queries.suggested_households(search) == {best.household_id}


def test_an_old_list_and_one_from_before_a_change_say_so(client, broker, referral, homes):
    search = searched(referral)
    url = address("search-detail", search=search)
    assert "may be out of date" not in text_of(client.get(url))

    referral.updated_at = NOON + dt.timedelta(minutes=1)
    referral.save()
    assert "The referral has changed since." in text_of(client.get(url))

    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        client.force_login(broker)
        assert "It is from 2 March 2026" in text_of(client.get(url))


def test_a_long_list_comes_in_pages(client, broker, referral, service):
    HouseholdFactory.create_batch(queries.ROWS_ON_A_PAGE + 1, service=service)
    search = searched(referral)

    second = client.get(address("search-detail", search=search), {"page": 2})

    last = search.results.last().household
    assert f"{queries.ROWS_ON_A_PAGE + 1}. {last.name}" in text_of(second)
    assert ticked(second) == []


def choose(client, search, response, *, without=(), plus=(), **button):
    """Post the list's form as a browser would, with some boxes unticked and others ticked."""
    hidden = re.findall(
        r'<input type="hidden" name="household" value="([^"]+)"', response.content.decode()
    )
    boxes = [*ticked(response), *(str(home.public_id) for home in plus)]
    left_out = {str(home.public_id) for home in without}
    offered = re.search('name="offered" value="([^"]*)"', response.content.decode())[1]
    sent = {
        "household": [*hidden, *(box for box in boxes if box not in left_out)],
        "offered": offered,
        "search": str(search.public_id),
        "this_page": re.search('name="this_page" value="([^"]*)"', response.content.decode())[1],
    }
    return client.post(address("search-choose", search=search), sent | button, follow=True)


@pytest.fixture
def three_pages(referral, service):
    HouseholdFactory.create_batch(60, service=service)
    referral.profile = "Needs a home."
    referral.save()
    return searched(referral)


def test_what_is_ticked_goes_along_from_page_to_page_and_all_of_it_is_asked(
    client, broker, referral, three_pages
):
    listed = [result.household for result in three_pages.results.select_related("household")]
    first = client.get(address("search-latest", referral=referral))
    assert len(ticked(first)) == 20

    second = choose(client, three_pages, first, without=listed[:2], page="2")
    assert "18 selected, 18 of them on other pages" in text_of(second)
    assert ticked(second) == []

    third = choose(client, three_pages, second, plus=listed[30:33], page="3")
    assert "21 selected, 21 of them on other pages" in text_of(third)

    back = choose(client, three_pages, third, plus=listed[59:], page="1")
    assert "22 selected, 4 of them on other pages" in text_of(back)
    assert len(ticked(back)) == 18

    asked = choose(client, three_pages, back, ask="1")
    wanted = [*listed[2:20], *listed[30:33], listed[59]]
    assert "You are about to email 22 carers" in text_of(asked)
    assert set(ticked(asked)) == {str(home.public_id) for home in wanted}
    assert "2 left out: " in text_of(asked)  # those of the suggestion that were unticked


def test_what_was_ticked_is_still_there_after_looking_at_something_else(
    client, broker, referral, three_pages
):
    listed = [result.household for result in three_pages.results.select_related("household")]
    first = client.get(address("search-latest", referral=referral))
    choose(client, three_pages, first, without=listed[:19])

    assert ticked(client.get(address("search-latest", referral=referral))) == [
        str(listed[19].public_id)
    ]
    other = searched(referral)
    assert len(ticked(client.get(address("search-detail", search=other)))) == 20


def test_asking_or_comparing_with_nobody_ticked_says_so(client, broker, referral, three_pages):
    first = client.get(address("search-latest", referral=referral))
    everybody = [result.household for result in three_pages.results.select_related("household")]

    asked = choose(client, three_pages, first, without=everybody, ask="1")
    compared = choose(client, three_pages, first, without=everybody, compare="1")

    assert "Select the carers to ask." in text_of(asked)
    assert "Select two to four carers to compare." in text_of(compared)
    assert "0 selected" in text_of(asked)


def test_the_best_four_of_those_ticked_are_compared(client, broker, referral, three_pages):
    listed = [result.household for result in three_pages.results.select_related("household")]
    first = client.get(address("search-latest", referral=referral))

    words = text_of(choose(client, three_pages, first, compare="1"))

    assert "the best of the 20 you have selected" in words
    assert [home.name in words for home in listed[:5]] == [True] * 4 + [False]


def shortlist_buttons(response):
    found = re.findall(
        r"<button[^>]*>(Add to the shortlist.*?)</button>", response.content.decode()
    )
    return [re.sub("<[^>]+>", "", words) for words in found]


def test_a_home_is_shortlisted_from_the_list_and_the_ticks_stay(
    client, broker, referral, three_pages
):
    listed = [result.household for result in three_pages.results.select_related("household")]
    first = client.get(address("search-latest", referral=referral))
    assert len(set(shortlist_buttons(first))) == queries.ROWS_ON_A_PAGE
    sent = {
        "search": str(three_pages.public_id),
        "this_page": "2",
        "household": [str(listed[40].public_id)],
        "shortlist": str(listed[30].public_id),
    }

    after = client.post(address("shortlist-change", referral=referral), sent, follow=True)

    assert referral.shortlist.get().household == listed[30]
    assert after.redirect_chain[0][0].endswith("?page=2")
    assert ticked(after) == [str(listed[40].public_id)]
    assert text_of(after).count("On the shortlist") == 1
    assert not any(listed[30].name in words for words in shortlist_buttons(after))


def test_a_home_is_shortlisted_from_its_reasons_and_from_the_comparison(
    client, broker, referral, homes
):
    search = searched(referral)
    reasons = address("search-household", search=search, household=homes[0])
    compare = address("search-compare", search=search)
    compared = f"{compare}?household={homes[0].public_id}&household={homes[1].public_id}"
    assert len(set(shortlist_buttons(client.get(compared)))) == 2
    url = address("shortlist-change", referral=referral)

    after = client.post(url, {"household": homes[0].public_id, "back": reasons}, follow=True)
    assert after.redirect_chain == [(reasons, 302)]
    assert "On the shortlist" in text_of(after)
    assert shortlist_buttons(after) == []

    after = client.post(url, {"household": homes[1].public_id, "back": compared}, follow=True)
    assert after.redirect_chain == [(compared, 302)]
    assert text_of(after).count("On the shortlist") == 2
    assert shortlist_buttons(after) == []


def test_shortlisting_does_not_lead_to_another_site(client, broker, referral, homes):
    sent = {"household": homes[0].public_id, "back": "https://elsewhere.example/"}

    response = client.post(address("shortlist-change", referral=referral), sent)

    assert response.url == address("decision-detail", referral=referral)


def test_a_list_whose_referral_is_closed_offers_no_shortlist(client, broker, referral, homes):
    search = searched(referral)
    referral.status, referral.closed_at = "WITHDRAWN", NOON
    referral.save()

    for url in (
        address("search-detail", search=search),
        address("search-household", search=search, household=homes[0]),
        f"{address('search-compare', search=search)}?household={homes[0].public_id}",
    ):
        assert shortlist_buttons(client.get(url)) == []


def test_who_was_ruled_out_is_counted_by_rule_and_listed(client, broker, referral, homes, service):
    young = HouseholdFactory(service=service, terms__max_age_years=3)
    both = HouseholdFactory(service=service, terms__max_age_years=3, terms__sex="M")
    search = searched(referral)
    url = address("search-ruled-out", search=search)

    response = client.get(url)

    words = text_of(response)
    assert "2 of 5 households were ruled out" in words
    row = words[words.index("A child's age is outside the approved ages") :]
    assert row.split("APR-2 ")[1].startswith("2 1 Ask the fostering service to change")

    words = text_of(client.get(url, {"rule": "APR-2"}))
    assert words.index(young.name) < words.index(both.name)
    assert "Approved for ages 0 to 3; the child will be 10." in words
    assert "Fails also: Approval is for one sex and the child's differs." in words
    assert homes[0].name not in words


def test_a_household_is_looked_up_by_name_without_its_name_in_an_address(
    client, broker, referral, homes, service
):
    full = HouseholdFactory(service=service, name="The Whitlow family", terms__places=1)
    PlacementFactory(household=full, starts_on=MOVE_IN)
    elsewhere = HouseholdFactory(name="The Whitlow Smiths")
    search = searched(referral)
    url = address("search-ruled-out", search=search)

    words = text_of(client.post(url, {"name": "whitlow"}))

    assert "The Whitlow family" in words
    assert "Ruled out: No approved place is free for the whole stay" in words
    assert elsewhere.name not in words
    assert "Enter a name or a reference" in text_of(client.post(url, {"name": ""}))
    found = text_of(client.post(url, {"name": homes[0].reference}))
    assert re.search(r"Number \d on the list", found)


def test_one_household_is_explained_in_full_and_its_opening_is_logged(
    client, broker, referral, homes
):
    search = searched(referral)
    home = homes[0]

    response = client.get(address("search-household", search=search, household=home))

    words = text_of(response)
    assert all(TOPICS[rule.code] in words for rule in RULES)
    assert (
        "Skills and experience with this child's needs" in words or "Skills and experience" in words
    )
    assert "points" in words
    logged = AccessLog.objects.get(record_id=str(home.public_id))
    assert (logged.user, logged.page) == (broker, "brokerage:search-household")


def test_a_household_that_is_ruled_out_is_explained_with_what_would_help(
    client, broker, referral, service
):
    young = HouseholdFactory(service=service, terms__max_age_years=3)
    search = searched(referral)

    words = text_of(client.get(address("search-household", search=search, household=young)))

    assert "Ruled out. Approved for ages 0 to 3; the child will be 10." in words
    assert "What would help: Ask the fostering service to change the terms of approval" in words


def test_a_household_that_joined_after_the_search_says_so(client, broker, referral, service):
    search = searched(referral)
    home = HouseholdFactory(service=service)

    words = text_of(client.get(address("search-household", search=search, household=home)))

    assert "it joined after the search" in words


def test_up_to_four_are_compared_and_what_is_the_same_can_be_left_out(
    client, broker, referral, service
):
    homes = HouseholdFactory.create_batch(5, service=service, weekly_fee_pence=45_000)
    homes[0].has_dogs = True
    search = searched(referral)
    chosen = {"household": [home.public_id for home in homes]}
    url = address("search-compare", search=search)

    words = text_of(client.get(url, chosen))

    assert [home.name in words for home in homes] == [True] * 4 + [False]
    assert "1 more was selected" in words
    assert "Weekly fee" in words
    assert "Weekly fee" not in text_of(client.get(url, chosen | {"differences": "1"}))
    logged = AccessLog.objects.filter(
        page="brokerage:search-compare", record_type="carers.household"
    )
    assert logged.count() == 8


def test_comparing_nobody_goes_back_to_the_list(client, broker, referral, homes):
    search = searched(referral)
    url = address("search-compare", search=search)

    for chosen in ({}, {"household": "nonsense"}, {"household": HouseholdFactory().public_id}):
        response = client.get(url, chosen)
        assert response.url == address("search-detail", search=search)


def test_the_pages_of_a_search_take_few_queries(
    client, broker, referral, service, django_assert_max_num_queries
):
    homes = HouseholdFactory.create_batch(30, service=service)
    HouseholdFactory.create_batch(30, service=service, terms__max_age_years=3)
    search = searched(referral)
    pages = [
        (address("search-latest", referral=referral), {}),
        (address("search-detail", search=search), {}),
        (address("search-ruled-out", search=search), {"rule": "APR-2"}),
        (address("search-household", search=search, household=homes[0]), {}),
        (
            address("search-compare", search=search),
            {"household": [home.public_id for home in homes[:4]]},
        ),
    ]
    client.get(pages[0][0])  # the session's first request writes it
    for url, asked in pages:
        searches.forget_rankings()
        with django_assert_max_num_queries(MOST_QUERIES):
            assert client.get(url, asked).status_code == 200


def test_the_command_prints_what_the_page_shows(client, broker, referral, homes, service):
    HouseholdFactory(service=service, terms__max_age_years=3)
    search = searched(referral)
    printed = StringIO()

    call_command("rank_carers", referral.reference, "--json", stdout=printed)

    found = json.loads(printed.getvalue())
    listed = [(row["rank"], row["household"], row["score"]) for row in found["households"]]
    assert listed == [
        (result.rank, result.household.reference, float(result.score))
        for result in search.results.select_related("household")
    ]
    assert [row["reasons"] for row in found["households"]] == [
        result.reasons for result in search.results.all()
    ]
    assert (found["considered"], found["eligible"]) == (search.considered, search.eligible)
    assert found["ruled_out"] == search.ruled_out
    assert Search.objects.count() == 1


def test_the_command_lists_the_best_in_words(referral, homes):
    printed = StringIO()

    call_command("rank_carers", str(referral.public_id), "--top", "2", stdout=printed)

    lines = printed.getvalue().splitlines()
    assert lines[0] == "3 of 3 households can be asked; 0 were ruled out."
    assert [line[:5] for line in lines if line.endswith("known")] == ["   1.", "   2."]


def test_the_command_names_a_referral_that_it_does_not_find(db):
    with pytest.raises(CommandError, match="No referral is called R-404"):
        call_command("rank_carers", "R-404")


def test_every_rule_has_a_name_that_takes_no_side():
    assert set(TOPICS) == {rule.code for rule in RULES}

"""What if: what a trial changes, that looking keeps nothing, and that a kept trial says what was tried."""

import datetime as dt
import html
import re

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from brokerage.matching import trials as core
from brokerage.matching.profiles import Condition as HomeCondition
from brokerage.matching.profiles import Place, PlaceKind, Wanted
from brokerage.matching.weights import STARTING_WEIGHTS
from brokerage.models import Condition, Round, Search
from brokerage.queries import searches as queries
from brokerage.services import searches, trials
from carers.models import HomeFeature
from children.models import SiblingLink
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    UserFactory,
)
from tests.matching.homes import child, household, need, rank, request

WEEK = dt.timedelta(days=7)
MOST_QUERIES = 12


def answers(asked, **changes):
    return core.Asked(
        **{name: getattr(asked, name) for name in asked.__dataclass_fields__} | changes
    )


class TestWhatATrialChanges:
    """The core alone: no database."""

    base = request(
        children=(child(needs=(need("AUT", essential=True),)),),
        skills=(Wanted("AUTC"),),
        features=(Wanted("HOIST", essential=False),),
        conditions=(HomeCondition("YOUNGEST", 2),),
        places=(Place(PlaceKind.SCHOOL, "", 500_000, 200_000, limit_miles=10.0, essential=True),),
    )

    def change(self, **changes):
        asked = core.unchanged(self.base, STARTING_WEIGHTS)
        if "states" in changes:
            states = changes.pop("states")
            changes["items"] = tuple(
                core.Item(i.kind, i.code, i.label, states.get(i.code, i.state), i.years, i.miles)
                for i in asked.items
            )
        return core.changed(self.base, STARTING_WEIGHTS, answers(asked, **changes))

    def test_the_answers_that_nobody_changed_ask_for_the_very_same(self):
        change = self.change()

        assert change == core.Change(self.base, STARTING_WEIGHTS)
        assert core.asks_the_same(self.base, change)
        assert core.in_sentences(self.base, STARTING_WEIGHTS, change) == []

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"states": {"AUTC": core.State.WANTED}}, "(skill): wanted, not essential."),
            ({"states": {"HOIST": core.State.OFF}}, "(home feature): not asked for."),
            ({"states": {"YOUNGEST": core.State.OFF}}, "(2 years): not asked for."),
            ({"states": {"AUT": core.State.WANTED}}, "(need): wanted, not essential."),
            ({"states": {"0": core.State.WANTED}}, "Distance to school: within 10 miles, counts"),
            ({"starts_on": MOVE_IN + WEEK}, "Move on 16 March 2026 instead of 9 March 2026."),
            ({"relaxed": frozenset({"SKL-1"})}, "Set aside: An essential skill"),
        ],
    )
    def test_each_change_is_said(self, changes, words):
        change = self.change(**changes)

        (said,) = core.in_sentences(self.base, STARTING_WEIGHTS, change)
        assert words in said
        assert not core.asks_the_same(self.base, change)

    def test_a_stay_that_starts_later_is_as_long(self):
        change = self.change(starts_on=MOVE_IN + WEEK)

        assert change.request.ends_on - change.request.starts_on == (
            self.base.ends_on - self.base.starts_on
        )

    def test_other_weights_are_brought_to_a_hundred_and_ask_the_same(self):
        wanted = STARTING_WEIGHTS.as_mapping()
        first = next(iter(wanted))

        change = self.change(weights=wanted | {first: wanted[first] + 100})

        assert sum(change.weights.as_mapping().values()) == pytest.approx(100)
        assert core.asks_the_same(self.base, change)
        assert core.in_sentences(self.base, STARTING_WEIGHTS, change)

    def test_a_need_of_one_sibling_does_not_become_the_others(self):
        base = request(
            children=(
                child(100, needs=(need("AUT", essential=True),)),
                child(101, needs=(need("AUT"),)),
            )
        )

        change = core.changed(base, STARTING_WEIGHTS, core.unchanged(base, STARTING_WEIGHTS))

        assert change.request == base

    def test_relaxing_never_takes_anybody_off_the_list(self):
        homes = [household(1), household(2, skills={}), household(3, features={"HOIST": False})]
        before = rank(self.base, *homes)
        after = rank(self.change(states={"AUTC": core.State.OFF}).request, *homes)

        effect = core.effect_of(before, after)

        assert (effect.gained, effect.lost) == ((2,), ())
        assert [(rule.code, rule.difference) for rule in effect.rules] == [("SKL-1", -1)]


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority(db):
    return AuthorityFactory()


@pytest.fixture
def referral(authority):
    referral = ReferralFactory(authority=authority)
    NeedFactory(child=referral.children.get())
    Condition.objects.create(
        referral=referral, kind=Condition.Kind.FEATURE, code="HOIST", is_essential=True
    )
    return referral


@pytest.fixture
def homes(authority):
    """One with a hoist, one without."""
    service = AgreementFactory(authority=authority).service
    homes = HouseholdFactory.create_batch(2, service=service, last_confirmed_on=NOON.date())
    for home, has in zip(homes, (True, False), strict=True):
        HomeFeature.objects.create(household=home, feature="HOIST", is_present=has)
    return homes


@pytest.fixture
def search(referral, homes):
    return searches.run_search(referral_id=referral.public_id, by=None, at=NOON)


@pytest.fixture
def broker(authority, client, noon):
    broker = UserFactory(authority=authority, name="Bo Broker")
    client.force_login(broker)
    return broker


def url(search):
    return reverse("brokerage:search-trial", kwargs={"search_id": search.public_id})


def form_of(response, **changes):
    """What a browser would post, with some answers changed."""
    form = response.context["form"]
    data = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, dt.date):
            parts = ("day", "month", "year")
            data |= {f"{bound.html_name}_{part}": getattr(value, part) for part in parts}
        elif value is not None:
            data[bound.html_name] = value
    return data | changes


def words_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", html.unescape(response.content.decode())).split())


def test_a_look_shows_the_counts_and_the_old_places_and_keeps_nothing(
    client, broker, search, homes
):
    blank = client.get(url(search))
    assert "Nothing is changed yet: 1 of 2 households can be asked." in words_of(blank)

    found = words_of(client.post(url(search), form_of(blank, item_0="WANTED")))

    assert "2 households can be asked, 1 more than before." in found
    assert "Hoist (home feature): wanted, not essential." in found
    assert "was number 1" in found
    assert "was ruled out: An essential home feature is missing" in found
    assert Search.objects.count() == 1


def test_a_typing_browser_gets_the_effect_alone(client, broker, search):
    data = form_of(client.get(url(search)), item_0="OFF")

    found = client.post(url(search), data, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in found
    assert 'hx-swap-oob="innerHTML:#effect-said">2 households can be asked' in found


def test_an_answer_that_is_not_complete_says_so_while_typing(client, broker, search):
    data = form_of(client.get(url(search)), starts_on_year="")

    found = client.post(url(search), data, headers={"HX-Request": "true"}).content.decode()

    assert "The day of the move must include a year" in found


def test_a_kept_trial_says_what_was_tried_and_is_not_the_referrals_list(
    client, broker, search, referral
):
    data = form_of(client.get(url(search)), item_0="WANTED", record="1")

    page = client.post(url(search), data, follow=True)
    again = client.post(url(search), data, follow=True)

    kept = Search.objects.get(is_trial=True)
    assert again.request["PATH_INFO"] == page.request["PATH_INFO"]
    assert (kept.base, kept.by, kept.snapshot) == (search, broker, search.snapshot)
    assert kept.changes == {
        "words": ["Hoist (home feature): wanted, not essential."], "only_weights": False,
    }  # fmt: skip
    assert queries.latest_search(referral) == search
    said = words_of(page)
    assert "This is a trial, and not the referral" in said
    assert "Ask the selected carers" not in said
    assert "by Bo Broker: 2 of 2 can be asked" in said
    assert searches.replay(kept).to_bytes() == bytes(kept.outcome)


def test_carers_may_be_asked_from_a_trial_of_weights_alone_which_the_round_names(
    client, broker, search, referral
):
    blank = client.get(url(search))
    name = next(name for name in blank.context["form"].fields if name.startswith("weight_"))
    page = client.post(url(search), form_of(blank, **{name: "60"}, record="1"), follow=True)

    kept = Search.objects.get(is_trial=True)
    assert kept.weight_set is None
    assert kept.changes["only_weights"] is True
    assert "Ask the selected carers" in words_of(page)
    assert Round._meta.get_field("search").related_model is Search


def test_keeping_what_changes_nothing_is_refused(client, broker, search):
    page = client.post(url(search), form_of(client.get(url(search)), record="1"))

    assert "Change something first" in words_of(page)
    assert Search.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"weight_COST": "6"}, "less than or equal to 5"),
        ({"add_1": "HOUSEHOLD:YOUNGEST"}, "Enter by how many years"),
        ({"starts_on_year": "2010", "starts_on_month": "1"}, "A child moves before being born."),
    ],
)
def test_what_cannot_be_is_said_beside_the_question(client, broker, search, changes, words):
    page = client.post(url(search), form_of(client.get(url(search)), **changes))

    assert words in words_of(page)


def test_something_more_can_be_asked_for(client, broker, search):
    data = form_of(
        client.get(url(search)), add_1="HOUSEHOLD:YOUNGEST", add_1_as="ESSENTIAL", years="2"
    )

    assert "(2 years): added, essential." in words_of(client.post(url(search), data))


def test_another_day_is_tried_on_the_facts_that_were_kept(client, broker, search, homes):
    """The household with a hoist fills up after the search: the trial goes on seeing what the search saw."""
    PlacementFactory(household=homes[0], starts_on=MOVE_IN)
    later = MOVE_IN + WEEK

    found = words_of(client.get(url(search), {"day": later.isoformat()}))

    assert "Move on 16 March 2026 instead of 9 March 2026." in found
    assert "1 household can be asked, as many as before." in found


def test_a_rule_without_a_remedy_is_never_set_aside(client, broker, search):
    assert "Nothing is changed yet" in words_of(client.get(url(search), {"rule": "EXC-1"}))


def test_siblings_can_be_split_and_joined(client, broker, search, referral):
    asha = referral.children.get()
    ben = ChildFactory(authority=referral.authority, first_name="Ben")
    apart = ChildFactory(authority=referral.authority, first_name="Cai")
    link = {"child": asha, "together": SiblingLink.Together.WANTED}
    SiblingLink.objects.create(sibling=ben, **link)
    SiblingLink.objects.create(sibling=apart, **link | {"together": SiblingLink.Together.APART})
    blank = client.get(url(search))
    choices = [str(value) for value, _ in blank.context["form"].fields["children"].choices]
    assert choices == [str(asha.public_id), str(ben.public_id)]

    both = client.post(url(search), form_of(blank, children=choices))
    alone = client.post(url(search), form_of(blank, children=[str(ben.public_id)]))

    assert "For 2 children instead of 1." in words_of(both)
    assert both.context["trial"].ranking.request.child_ids == (asha.pk, ben.pk)
    assert alone.context["trial"].ranking.request.child_ids == (ben.pk,)


def test_a_trial_takes_few_queries(client, broker, search, django_assert_max_num_queries):
    client.get(url(search))  # the session's first request writes it
    searches.forget_rankings()
    with django_assert_max_num_queries(MOST_QUERIES):
        blank = client.get(url(search))
    data = form_of(blank, item_0="WANTED")
    with django_assert_max_num_queries(MOST_QUERIES):
        client.post(url(search), data, headers={"HX-Request": "true"})


def test_the_referral_is_changed_on_its_own_pages(client, broker, search):
    page = client.get(url(search))

    assert reverse("brokerage:referral-return", args=[search.referral.public_id]) in (
        page.content.decode()
    )


def test_a_social_worker_may_not_try(client, search, authority, noon):
    client.force_login(UserFactory(role=Role.SOCIAL_WORKER, authority=authority))

    assert client.get(url(search)).status_code == 403


def test_a_trial_that_cannot_be_is_refused_by_the_service(search):
    asked = core.unchanged(*(lambda r: (r.request, r.weights))(searches.ranking_of(search)))

    with pytest.raises(trials.CannotTry):
        trials.try_out(search, answers(asked, child_ids=()))

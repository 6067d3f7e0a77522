"""The page and the report about carers who succeed, and carers who are missing."""

import datetime as dt
import html
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

import evaluation.services.success_report as reports
from accounts.models import Role
from brokerage.services import searches
from evaluation.forms import AskSufficiency
from evaluation.queries.matching import Years
from evaluation.queries.missing_homes import kinds_that_suit, lists
from evaluation.queries.success import Recorded
from evaluation.reporting import recruitment, success
from evaluation.services.making import Making
from evaluation.success import missing
from evaluation.success.profile import Finding, profile
from evaluation.success.stays import AsOf, Attribute
from tests.evaluation.success.lives import CHILD, attributes, stays
from tests.factories import (
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    ReferralFactory,
    TermsFactory,
    UserFactory,
)

YEARS = Years(2025, 2025)
HERE, THERE = "E07000243", "E07000099"
ASKED = {"first": "2025", "last": "latest", "homes": "1"}


@pytest.fixture
def authority(db):
    return AuthorityFactory(name="Hartsmere County Council")


@pytest.fixture
def service(authority):
    return AgreementFactory(authority=authority).service


def home(service, **given):
    return HouseholdFactory(service=service, last_confirmed_on=TODAY, **given)


def searched(authority, *, need="AUT", **given):
    """A referral for a child whose school is where the homes of factories are, with its list."""
    child = ChildFactory(
        authority=authority,
        birth_date=dt.date(2017, 3, 9),
        school_postcode="SG1 1AA",
        school_easting=523_500,
        school_northing=224_500,
    )
    referral = ReferralFactory(authority=authority, child=child, keeps_school_place=True, **given)
    if need:
        NeedFactory(child=child, code=need, is_essential=True)
    searches.run_search(referral_id=referral.public_id, by=None, at=NOON)
    return referral


def making(authority, asked=None, told=None):
    steps = [] if told is None else told
    return Making(
        authority=authority,
        asked=asked or ASKED,
        made_on=TODAY,
        progress=lambda done, whole: steps.append((done, whole)),
    )


def words(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(text).split())


def table(section, title):
    part = next(part for part in section.parts if part.title == title)
    return [list(row) for row in part.table.rows]


def test_homes_are_counted_in_the_district_of_the_home_nearest_to_the_school(authority, service):
    home(service)
    home(service, easting=600_000, northing=300_000, district_code=THERE)
    young = home(service, terms=None)
    TermsFactory(household=young, min_age_years=0, max_age_years=5)
    searched(authority)

    (found,) = lists(authority, YEARS, until=TODAY).referrals

    assert (found.district, found.homes) == (HERE, 1)
    assert found.failed == [frozenset({"APR-2"})]


def test_a_home_that_failed_only_one_rule_says_what_stood_in_the_way(authority, service):
    home(service, easting=600_000, northing=300_000, district_code=THERE)
    for _ in range(2):
        young = home(service, terms=None)
        TermsFactory(household=young, min_age_years=0, max_age_years=5)
    searched(authority)
    few = missing.short(lists(authority, YEARS, until=TODAY).referrals, wanted=1)

    (blocker,) = missing.blockers(few)

    assert (blocker.rules, len(blocker.referrals)) == ({"APR-2"}, 1)


def test_a_kind_of_carer_suits_the_referral_that_asked_for_it_and_a_simpler_one(authority, service):
    old = home(service, terms=None)
    TermsFactory(household=old, min_age_years=16, max_age_years=18)
    demanding = searched(authority, kind="SHORT", need="FEED")
    simple = searched(authority, kind="SHORT", need="")
    known = lists(authority, YEARS, until=TODAY)
    few = missing.short(known.referrals, wanted=1)

    found = kinds_that_suit(few, known)

    asked = known.kinds[demanding.pk]
    assert found[asked] == {demanding.pk, simple.pk}
    assert found[known.kinds[simple.pk]] >= {simple.pk}
    assert asked.lad_code == HERE


def test_trials_other_years_and_other_authorities_do_not_count(authority, service):
    home(service)
    referral = searched(authority)
    searches.run_search(referral_id=referral.public_id, by=None, at=NOON, is_trial=True)

    assert len(lists(authority, YEARS, until=TODAY).referrals) == 1
    assert lists(authority, Years(2024, 2024), until=TODAY).referrals == []
    assert lists(AuthorityFactory(), YEARS, until=TODAY).referrals == []


def test_a_list_of_another_version_is_counted_and_not_read(authority, service, monkeypatch):
    home(service)
    searched(authority)

    def unreadable(_record):
        raise KeyError("a field of another version")

    monkeypatch.setattr("evaluation.queries.missing_homes.Request.from_record", unreadable)
    found = lists(authority, YEARS, until=TODAY)

    assert (found.referrals, found.unreadable) == ([], 1)


@pytest.fixture
def short(authority, service):
    """Seven children for whom nobody in the district may be asked: all are approved for the young only."""
    for _ in range(3):
        young = home(service, terms=None)
        TermsFactory(household=young, min_age_years=0, max_age_years=5)
    return [searched(authority, need="" if number else "FEED") for number in range(7)]


def test_the_brief_says_how_many_children_had_nobody_near_and_why(authority, short):
    brief = reports.make(making(authority), exact=True).sections[-1]

    assert table(brief, "By district") == [["Hertfordshire: around SG1", "7", "7", "7", "7"]]
    assert table(brief, "What stood in the way") == [
        ["A child's age is outside the approved ages", recruitment.NEW_CARERS, "7", "7"]
    ]
    rows = table(brief, "Kinds of carer that are missing")
    assert [row[3:] for row in rows] == [["7", "7"]]
    assert rows[0][:3] == [
        "Short term, ages 5 to 9",
        "Hertfordshire: around SG1",
        rows[0][2],
    ]


def test_what_leaves_names_no_kind_that_few_children_asked_for(authority, service):
    old = home(service, terms=None)
    TermsFactory(household=old, min_age_years=16, max_age_years=18)
    for _ in range(3):
        searched(authority, need="FEED")

    seen = reports.make(making(authority), exact=True).sections[-1]
    leaving = reports.make(making(authority)).sections[-1]

    assert len(table(seen, "Kinds of carer that are missing")) == 1
    assert table(leaving, "Kinds of carer that are missing") == [
        [recruitment.OTHER_KINDS, "Any district", "Any", "Hidden", "Hidden"]
    ]
    assert table(leaving, "By district") == [["Hertfordshire: around SG1", *["Hidden"] * 4]]
    assert table(leaving, "What was asked for") == []
    assert "for a few of a few referrals" in reports.make(making(authority)).summary[-1]


def test_a_total_does_not_give_away_the_kinds_that_are_not_named():
    def wanted(kind, *children):
        ones = frozenset(children)
        return missing.Wanted(kind, HERE, ones, ones, ones)

    first, second = wanted("a", *range(9)), wanted("b", *range(20, 26))
    told, rest = recruitment._told([first, second, wanted("c", 1, 2)], exact=False)

    assert (told, rest) == ([first], 8)
    assert recruitment._told([first, second], exact=False) == ([first, second], 0)


def test_every_rule_is_said_to_call_for_something():
    assert set(recruitment.CALLS_FOR) == set(recruitment.RULE_BY_CODE)


def test_rules_that_stood_in_the_way_together_are_one_sentence():
    both = missing.Blocker(frozenset({"PLC-1", "SKL-1"}), frozenset({1}), frozenset({1}))

    assert recruitment._rules(both) == (
        "No approved place is free for the whole stay, and an essential skill is not held, or its certificate ends "
        "before the move"
    )
    assert recruitment._calls_for(both) == f"{recruitment.NEW_CARERS}; {recruitment.ROOM}"


def told(found):
    recorded = Recorded(stays=[], left_out=dict.fromkeys(success.LeftOut, 0), from_history=0)
    return success.sections(found, recorded, until=TODAY), list(success.summary(found))


def test_a_finding_is_said_as_an_association_and_drawn_as_one():
    found = profile(stays(8, effects={0: -1.2}, number=1200), [*attributes(5), CHILD])

    sections, summary = told(found)
    part = sections[1].parts[0]

    assert summary[0].startswith(
        "Stays that lasted: “Attribute 0” went with fewer unplanned endings"
    )
    assert summary[0].endswith("That is no cause.")
    assert [each.is_sure for each in part.chart.ratios] == [True, False, False, False, False]
    assert part.table.rows[0][-1] == Finding.LESS_OFTEN.value
    assert part.chart.table.rows[0][-1] == Finding.LESS_OFTEN.value
    assert "cause" in " ".join(sections[0].paragraphs)


def test_a_model_that_did_not_hold_is_no_evidence_for_the_whole():
    turned = stays(8, effects={0: -1.2}, until=dt.date(2023, 9, 1), number=1200)
    sections, summary = told(profile(turned, [*attributes(5), CHILD]))

    assert summary[0].startswith("Stays that lasted: no evidence.")
    assert {row[-1] for row in sections[1].parts[0].table.rows} == {"No evidence"}
    assert "It was not better than both." in sections[1].parts[1].paragraphs[0]


def test_an_attribute_of_few_stays_shows_no_small_number():
    rare = Attribute("RARE", "Rare", AsOf.DATED)
    some = stays(2)
    for each in some[:3]:
        each.values["RARE"] = 1.0
    for each in some[3:]:
        each.values["RARE"] = 0.0

    sections, _ = told(profile(some, [*attributes(2), rare, CHILD]))

    rows = {row[0]: row for row in sections[1].parts[0].table.rows}
    assert rows["Rare"][1:] == ["Hidden", "Hidden", "None", "None", "Too few to say anything"]


@pytest.mark.django_db
def test_progress_is_told_to_the_last_step(authority):
    steps = []
    reports.make(making(authority, told=steps))

    assert steps == [(done, reports.STEPS) for done in range(1, reports.STEPS + 1)]


@pytest.fixture
def manager(authority, client):
    person = UserFactory(authority=authority, role=Role.MANAGER)
    client.force_login(person)
    return person


@time_machine.travel(NOON, tick=False)
def test_with_nothing_to_go_by_the_page_says_so(client, manager):
    page = words(client.get(reverse("evaluation:success")))

    assert "Stays that lasted: too few stays have ended" in page
    assert "no referral of these years has a list" in page


@time_machine.travel(NOON, tick=False)
def test_the_page_says_what_an_association_is_not(client, manager, short):
    page = words(client.get(reverse("evaluation:success")))

    for sentence in success.NOT_A_CAUSE:
        assert sentence in page
    assert "Short term, ages 5 to 9" in page


@time_machine.travel(NOON, tick=False)
def test_exact_numbers_are_for_those_who_may_see_every_referral(client, authority, service):
    old = home(service, terms=None)
    TermsFactory(household=old, min_age_years=16, max_age_years=18)
    searched(authority)
    seen = {}
    for role in (Role.MANAGER, Role.REVIEWING_OFFICER):
        client.force_login(UserFactory(authority=authority, role=role))
        seen[role] = words(client.get(reverse("evaluation:success")))

    assert "for 1 of 1 referrals fewer than 3 homes" in seen[Role.MANAGER]
    assert "for a few of a few referrals fewer than 3 homes" in seen[Role.REVIEWING_OFFICER]


@time_machine.travel(NOON, tick=False)
def test_no_carer_and_no_child_is_named(client, manager, authority, short, service):
    page = words(client.get(reverse("evaluation:success")))

    for each in service.households.all():
        assert each.name not in page
        assert each.reference not in page
    for referral in short:
        assert referral.reference not in page
        assert referral.children.get().first_name not in page


@time_machine.travel(NOON, tick=False)
def test_years_the_wrong_way_round_are_told(client, manager, authority, service):
    home(service)
    searched(authority)
    searches.run_search(
        referral_id=searched(authority).public_id, by=None, at=NOON - dt.timedelta(days=400)
    )

    page = client.get(
        reverse("evaluation:success"), {"first": "2025", "last": "2024", "homes": "3"}
    )

    assert "The last year must not be before the first" in words(page)


def test_the_answers_are_text_that_a_job_can_keep(authority):
    given = {"first": "2025", "last": "latest", "homes": "5"}
    form = AskSufficiency(given, authority=authority, today=TODAY)

    assert form.asked() == given
    assert AskSufficiency(authority=authority, today=TODAY).asked() == given | {"homes": "3"}


@time_machine.travel(NOON, tick=False)
def test_the_page_takes_as_many_queries_for_three_referrals_as_for_one(
    client, manager, authority, service, django_assert_max_num_queries
):
    home(service)
    for _ in range(3):
        searched(authority)
        with django_assert_max_num_queries(30):
            client.get(reverse("evaluation:success"))


def test_nothing_of_the_desk_or_its_ranking_reads_the_reports():
    """The layers' contract says it of imports; this of any other way by name."""
    for folder in ("brokerage", "placements", "carers"):
        for file in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            assert "evaluation.success" not in file.read_text(), file

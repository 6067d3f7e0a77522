"""From stored searches to the page, the PDF and the file, which show the same."""

import csv
import datetime as dt
import html
import io
import json
import re
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AccessLog, Role
from brokerage.lifecycle import DecisionStatus, ReferralStatus
from brokerage.matching.factors import FACTORS
from brokerage.matching.rules import RULES
from brokerage.models import Search
from brokerage.services import searches
from evaluation import queries, services, transparency
from evaluation.evidence.cases import Characteristic, LeftOut
from evaluation.evidence.figures import figures
from evaluation.models import Replay
from evaluation.queries import Years
from evaluation.reporting import report
from placements.lifecycle import PlacementStatus
from tests.factories import (
    MOVE_IN,
    NOON,
    TODAY,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    DecisionFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    UnavailabilityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
YEARS = Years(2025, 2025)


@pytest.fixture
def authority():
    return AuthorityFactory(name="Hartsmere County Council")


@pytest.fixture
def homes(authority):
    service = AgreementFactory(authority=authority).service
    return HouseholdFactory.create_batch(8, service=service, last_confirmed_on=TODAY)


def searched(authority, at=NOON, **child):
    referral = ReferralFactory(
        authority=authority, child=ChildFactory(authority=authority, **child)
    )
    NeedFactory(child=referral.children.get(), code="AUT")
    return referral, searches.run_search(referral_id=referral.public_id, by=None, at=at)


def decided(referral, household, *, at=NOON + DAY, **stay):
    """The referral's child lives with the household, after a decision."""
    placement = PlacementFactory(
        child=referral.children.get(),
        household=household,
        place_number=household.placements.count() + 1,
        starts_on=MOVE_IN,
        **stay,
    )
    DecisionFactory(
        referral=referral, household=household, status=DecisionStatus.BOOKED, decided_at=at
    )
    referral.status, referral.placement = ReferralStatus.PLACED, placement
    referral.save()
    return placement


def at_rank(search, rank):
    return search.results.get(rank=rank).household


ENDED_BADLY = {
    "status": PlacementStatus.ENDED,
    "ends_on": MOVE_IN + 30 * DAY,
    "end_reason": "BREAKDOWN",
    "end_was_planned": False,
}


def test_a_replay_has_the_place_that_the_desk_saw_and_the_values_behind_it(authority, homes):
    referral, search = searched(authority)
    decided(referral, at_rank(search, 3))

    assert services.replay_portion(at=NOON) == 1
    replay = Replay.objects.get()
    told = searches.household_explanation(search, at_rank(search, 3))

    assert (replay.agrees, replay.was_considered, replay.rank) == (True, True, 3)
    assert replay.values == pytest.approx(
        {line.code: line.value for line in told.factors if line.value is not None}
    )
    assert replay.known == pytest.approx(
        sum(item[2] for item in ranked(search)[:10]) / len(ranked(search)[:10])
    )
    assert services.replay_portion(at=NOON) == 0


def ranked(search):
    return searches.replay(search).to_record()["ranked"]


def test_a_home_that_was_ruled_out_has_no_place_and_says_why(authority, homes):
    UnavailabilityFactory(household=homes[0], starts_on=MOVE_IN - DAY, ends_on=None)
    referral, _search = searched(authority)
    decided(referral, homes[0])

    services.replay_portion(at=NOON)
    replay = Replay.objects.get()

    assert (replay.was_considered, replay.rank, replay.failed) == (True, None, ["AVL-1"])


def test_a_search_is_ranked_again_once_somebody_is_chosen(authority, homes):
    referral, search = searched(authority)
    services.replay_portion(at=NOON)
    assert Replay.objects.get().household is None

    decided(referral, at_rank(search, 1))
    call_command("replay_searches", stdout=io.StringIO())

    assert Replay.objects.get().household == at_rank(search, 1)


def test_the_list_in_force_is_the_last_one_before_the_decision_and_no_trial(authority, homes):
    referral, first = searched(authority)
    for at, trial in ((NOON + DAY / 4, True), (NOON + 2 * DAY, False)):
        searches.run_search(referral_id=referral.public_id, by=None, at=at, is_trial=trial)
    decided(referral, at_rank(first, 2))

    services.replay_portion(at=NOON)

    assert Search.objects.count() == 3
    assert Replay.objects.get().search == first


def test_a_search_that_this_version_cannot_read_is_told_apart(authority, homes, monkeypatch):
    referral, search = searched(authority)
    decided(referral, at_rank(search, 2))

    def unreadable(*_):
        raise KeyError("a column of another version")

    monkeypatch.setattr("evaluation.services.replays.rank_again", unreadable)
    services.replay_portion(at=NOON)
    replay = Replay.objects.get()

    assert (replay.agrees, replay.rank, replay.values) == (False, 2, {})
    assert queries.evidence(authority, YEARS).cases[0].agrees is False


def test_cases_are_placed_referrals_with_how_their_stays_went(authority, homes):
    good, search = searched(authority)
    decided(good, at_rank(search, 1))
    bad, search = searched(authority)
    decided(bad, at_rank(search, 2), **ENDED_BADLY)
    services.replay_portion(at=NOON)

    found = queries.evidence(authority, YEARS)

    assert found.referrals == 2
    assert {(case.rank, case.stay.has_ended, case.stay.lasted) for case in found.cases} == {
        (1, False, None),
        (2, True, False),
    }


def test_a_stay_that_reached_its_planned_end_lasted_however_it_ended(authority, homes):
    referral, search = searched(authority)
    decided(referral, at_rank(search, 1), planned_end_on=MOVE_IN + 30 * DAY, **ENDED_BADLY)
    services.replay_portion(at=NOON)
    (case,) = queries.evidence(authority, YEARS).cases

    assert (case.stay.ended_as_planned, case.stay.lasted) == (False, True)


def test_those_left_out_are_counted_with_their_reason(authority, homes):
    unsearched = ReferralFactory(authority=authority)
    decided(unsearched, homes[0])
    waiting, search = searched(authority)
    decided(waiting, at_rank(search, 1))
    found = queries.evidence(authority, YEARS)
    assert found.left_out[LeftOut.NO_SEARCH] == found.left_out[LeftOut.NOT_REPLAYED] == 1

    services.replay_portion(at=NOON)
    found = queries.evidence(authority, YEARS)

    assert found.left_out[LeftOut.NOT_REPLAYED] == 0
    assert len(found.cases) + sum(found.left_out.values()) == found.referrals == 2


def test_children_are_grouped_by_what_was_known_and_shares_are_of_all_considered(authority, homes):
    _referral, search = searched(
        authority, ethnicity="APKN", sex="F", birth_date=dt.date(2016, 3, 9)
    )
    services.replay_portion(at=NOON)
    (child,) = queries.evidence(authority, YEARS).children

    assert child.groups == {
        Characteristic.ETHNIC_GROUP: "Asian",
        Characteristic.DISABILITY: "A disability is recorded",
        Characteristic.SEX: "Female",
        Characteristic.AGE: "10 to 15",
    }
    assert child.considered == 8
    assert child.failing == {
        code: failing / 8 for code, (failing, _only) in search.ruled_out.items()
    }
    assert not child.was_placed


def test_years_begin_in_april_and_other_authorities_are_left_alone(authority, homes):
    searched(authority)
    assert [queries.year_of(day) for day in (dt.date(2026, 3, 31), dt.date(2026, 4, 1))] == [
        2025,
        2026,
    ]
    assert queries.years_with_searches(authority, today=TODAY) == [2025]

    assert len(queries.evidence(authority, YEARS).children) == 1
    assert not queries.evidence(authority, Years(2026, 2026)).children
    assert not queries.evidence(AuthorityFactory(), YEARS).children


def test_reading_the_evidence_takes_the_same_queries_for_one_and_for_three(
    authority, homes, django_assert_max_num_queries
):
    for rank in (1, 2, 3):
        referral, search = searched(authority)
        decided(referral, at_rank(search, rank))
        services.replay_portion(at=NOON)
        with django_assert_max_num_queries(7):
            queries.evidence(authority, YEARS)


@pytest.fixture
def manager(authority, client):
    person = UserFactory(authority=authority, role=Role.MANAGER)
    client.force_login(person)
    return person


@pytest.fixture
def several(authority, homes):
    """Seven girls and six boys, placed first or second."""
    for number in range(13):
        referral, search = searched(authority, sex="FM"[number % 2])
        decided(referral, at_rank(search, 1 + number % 2))
    services.replay_portion(at=NOON)


def words(response):
    text = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S)
    return " ".join(html.unescape(text).split())


@time_machine.travel(NOON, tick=False)
def test_the_page_the_pdf_and_the_file_show_the_same(client, manager, several, authority):
    made = figures(
        queries.evidence(authority, YEARS),
        rules=[rule.code for rule in RULES],
        factors=[factor.code for factor in FACTORS],
    )
    said = report(made, authority=authority.name, period=str(YEARS), made_on=TODAY)
    page = words(client.get(reverse("evaluation:matching-evidence")))
    document = client.get(reverse("evaluation:matching-evidence-pdf"))
    file = client.get(reverse("evaluation:matching-evidence-file"))

    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [tuple(row) for row in rows[1:]] == list(said.lines())
    reader = PdfReader(io.BytesIO(document.content))
    printed = "".join("".join(sheet.extract_text() for sheet in reader.pages).split())
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"].value
    for sentence in said.summary:
        assert " ".join(sentence.split()) in page
        assert "".join(sentence.split()) in printed
    for _section, table, row, _column, value in said.lines():
        for told in (table, row, value):
            assert " ".join(told.split()) in page
            assert "".join(told.split()) in printed, told


@time_machine.travel(NOON, tick=False)
def test_taking_the_figures_away_is_written_down_and_reading_them_is_not(client, manager, several):
    client.get(reverse("evaluation:matching-evidence"))
    assert not AccessLog.objects.filter(action=AccessLog.Action.EXPORT).exists()

    client.get(reverse("evaluation:matching-evidence-file"))

    row = AccessLog.objects.get(action=AccessLog.Action.EXPORT)
    assert (row.page, row.record_type) == ("evaluation:matching-evidence-file", "brokerage.search")


@time_machine.travel(NOON, tick=False)
def test_without_a_single_search_the_page_says_that_nothing_can_be_said(client, manager):
    page = words(client.get(reverse("evaluation:matching-evidence")))

    assert "nothing can be said of the list or of any factor" in page
    assert "The evidence does not support any of the factors" in page
    assert "nothing can be said of fairness either way" in page


@time_machine.travel(NOON, tick=False)
def test_years_that_make_no_sense_are_told(client, manager, authority, homes):
    searched(authority)
    searched(authority, at=NOON - 400 * DAY)

    page = client.get(
        reverse("evaluation:matching-evidence"), {"first": "2025", "last": "2024", "show": "1"}
    )

    assert "The last year must not be before the first" in words(page)
    assert page.status_code == 200


@time_machine.travel(NOON, tick=False)
def test_no_page_names_a_child_or_a_household(client, manager, several, authority, homes):
    page = words(client.get(reverse("evaluation:matching-evidence")))

    for home in homes:
        assert home.name not in page
    for referral in authority.referrals.all():
        assert referral.reference not in page


def test_the_committed_transparency_record_is_the_codes():
    told = io.StringIO()
    call_command("transparency_record", stdout=told)
    committed = Path(settings.BASE_DIR) / "docs" / "transparency-record.md"

    assert told.getvalue() == committed.read_text(), "run manage.py transparency_record"
    for rule in RULES:
        assert rule.code in told.getvalue()
    for factor in FACTORS:
        assert factor.label in told.getvalue()


def test_the_transparency_record_is_json_too():
    told = io.StringIO()
    call_command("transparency_record", "--format", "json", stdout=told)

    assert json.loads(told.getvalue()) == json.loads(
        json.dumps(transparency.as_json(transparency.record()))
    )
    numbers = [
        field["number"] for part in json.loads(told.getvalue())["parts"] for field in part["fields"]
    ]
    assert {"1.1", "2.1.3", "2.2.1", "2.3.4", "2.4.2.7", "2.4.3.5", "2.5.2"} <= set(numbers)


@time_machine.travel(NOON, tick=False)
def test_the_record_can_be_read_and_taken_away(client, manager):
    page = words(client.get(reverse("evaluation:transparency-record")))
    file = client.get(reverse("evaluation:transparency-record-file"))

    assert "PLC-1, no approved place is free for the whole stay." in page
    assert json.loads(file.content)["template_version"] == "3.0"
    assert words(client.get(reverse("evaluation:reports"))).count("Transparency record") == 1

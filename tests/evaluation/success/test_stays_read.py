"""Stays and what was on record about their homes when they began, and nothing that came later."""

import datetime as dt

import pytest
import time_machine

from carers.models import Household
from evaluation.queries.carer_history import history_of
from evaluation.queries.success import LeftOut, stays
from evaluation.success.attributes import ATTRIBUTES
from evaluation.success.stays import Ending
from placements.lifecycle import PlacementStatus
from tests.factories import (
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    NeedFactory,
    PlacementFactory,
    ResidentFactory,
    SupportItemFactory,
    TermsFactory,
    TrainingFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
BEGAN = dt.date(2021, 3, 1)
UNTIL = dt.date(2022, 3, 1)


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def home():
    return HouseholdFactory()


def at(day):
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def stay(authority, home, **given):
    values = {
        "starts_on": BEGAN,
        "booked_at": at(given.get("starts_on", BEGAN) - DAY),
        "status": PlacementStatus.STARTED,
        "child": None,
    } | given
    values["child"] = values["child"] or ChildFactory(
        authority=authority, birth_date=dt.date(2010, 1, 1)
    )
    return PlacementFactory(household=home, **values)


def ended(day, *, planned):
    return {
        "status": PlacementStatus.ENDED,
        "ends_on": day,
        "end_was_planned": planned,
        "end_reason": "NEXT_HOME" if planned else "BREAKDOWN",
    }


def values(authority, until=UNTIL):
    (found,) = stays(authority, until=until).stays
    return found.values


def recorded_on(day, model, row, **changed):
    """Write that a row was so on a day gone by."""
    names = [field.attname for field in type(row)._meta.concrete_fields]
    facts = {name: getattr(row, name) for name in names} | changed
    with time_machine.travel(at(day), tick=False):
        model.pgh_event_model.objects.create(pgh_obj_id=row.pk, pgh_label="insert", **facts)


def test_endings_are_planned_or_not_and_those_still_to_come_are_not_known(authority, home):
    stay(authority, home, **ended(BEGAN + 60 * DAY, planned=True))
    stay(authority, home, place_number=2, **ended(BEGAN + 90 * DAY, planned=False))
    stay(authority, HouseholdFactory(), **ended(UNTIL + DAY, planned=False))

    found = {each.ending: each.watched_until for each in stays(authority, until=UNTIL).stays}

    assert found == {
        Ending.PLANNED: BEGAN + 60 * DAY,
        Ending.UNPLANNED: BEGAN + 90 * DAY,
        None: UNTIL,
    }


@pytest.mark.parametrize(("days_late", "watched_from"), [(0, 0), (14, 0), (15, 15), (100, 100)])
def test_a_stay_recorded_late_is_watched_from_the_day_it_was_recorded(
    authority, home, days_late, watched_from
):
    stay(authority, home, booked_at=at(BEGAN + days_late * DAY))

    (found,) = stays(authority, until=UNTIL).stays

    assert found.watched_from == BEGAN + watched_from * DAY


def test_what_is_left_out_is_counted_by_its_reason(authority, home):
    stay(authority, home, setting="U1")
    stay(authority, home, place_number=2, kind="BREAKS")
    gone = ended(BEGAN + 50 * DAY, planned=False)
    stay(authority, HouseholdFactory(), booked_at=at(BEGAN + 60 * DAY), **gone)

    found = stays(authority, until=UNTIL)

    assert found.stays == []
    assert found.left_out == dict.fromkeys(LeftOut, 1)


def test_a_short_stay_recorded_on_the_next_working_day_counts(authority, home):
    stay(authority, home, booked_at=at(BEGAN + 3 * DAY), **ended(BEGAN + 2 * DAY, planned=False))

    (found,) = stays(authority, until=UNTIL).stays

    assert (found.watched_from, found.ending) == (BEGAN, Ending.UNPLANNED)


def test_other_authorities_and_places_without_a_household_are_left_alone(authority, home):
    stay(AuthorityFactory(), home)
    PlacementFactory(
        child__authority=authority, household=None, place_number=None, setting="K2", starts_on=BEGAN
    )

    assert stays(authority, until=UNTIL).stays == []


def test_training_gained_after_the_stay_began_does_not_count(authority, home):
    for skill, gained, expires in (
        ("AUTC", BEGAN, None),
        ("PEG", BEGAN + DAY, None),
        ("MAKA", BEGAN - 900 * DAY, BEGAN - DAY),
        ("PBS", BEGAN - 900 * DAY, BEGAN),
    ):
        TrainingFactory(household=home, skill=skill, gained_on=gained, expires_on=expires)
    stay(authority, home)

    assert values(authority)["SKILLS"] == 2


def test_training_with_no_day_counts_only_if_it_was_on_record_when_the_stay_began(authority, home):
    TrainingFactory(household=home, skill="AUTC", gained_on=BEGAN - DAY)
    early = TrainingFactory(household=home, skill="PEG", gained_on=None)
    TrainingFactory(household=home, skill="MAKA", gained_on=None)
    recorded_on(BEGAN - 9 * DAY, type(early), early)
    stay(authority, home)

    assert values(authority)["SKILLS"] == 2


def test_the_years_of_approval_are_counted_to_the_first_day(authority):
    home = HouseholdFactory(terms__starts_on=BEGAN - 731 * DAY, terms__ends_on=BEGAN)
    TermsFactory(household=home, starts_on=BEGAN, kinds=["SHORT"])
    stay(authority, home)

    found = values(authority)

    assert found["YEARS"] == pytest.approx(2, abs=0.01)
    assert found["SPECIALIST"] == 0


def test_a_dog_that_came_later_was_not_there(authority):
    home = HouseholdFactory(has_dogs=True, has_cats=False, has_other_pets=False)
    stay(authority, home)
    assert values(authority)["PETS"] == 1

    recorded_on(BEGAN - 30 * DAY, Household, home, has_dogs=False)

    assert values(authority)["PETS"] == 0


def test_a_change_on_record_before_the_stay_counts_and_one_after_it_does_not(authority):
    home = HouseholdFactory(has_carer_at_home=True)
    stay(authority, home)
    recorded_on(BEGAN - 90 * DAY, Household, home, has_carer_at_home=True)
    recorded_on(BEGAN - 30 * DAY, Household, home, has_carer_at_home=False)
    recorded_on(BEGAN + 30 * DAY, Household, home, has_carer_at_home=True)

    assert values(authority)["ATHOME"] == 0
    assert stays(authority, until=UNTIL).from_history == 1


def test_where_the_history_begins_later_the_first_record_stands(authority):
    home = HouseholdFactory(has_carer_at_home=True)
    stay(authority, home)
    recorded_on(BEGAN + 30 * DAY, Household, home, has_carer_at_home=False)

    assert values(authority)["ATHOME"] == 0
    assert stays(authority, until=UNTIL).from_history == 0


def test_somebody_who_had_gone_is_not_there(authority, home):
    person = ResidentFactory(household=home)
    recorded_on(BEGAN - 90 * DAY, Household, home)
    recorded_on(BEGAN - 90 * DAY, type(person), person)
    with time_machine.travel(at(BEGAN - 9 * DAY), tick=False):
        type(person).pgh_event_model.objects.create(
            pgh_obj_id=person.pk, pgh_label="delete", id=person.pk, household=home, kind="CARER"
        )
    found = history_of(type(person), "household_id", [home.pk], ("kind",))

    assert len(found.on(home.pk, BEGAN - 30 * DAY)) == 1
    assert found.on(home.pk, BEGAN) == []


def test_children_of_the_carers_count_by_their_age_on_the_first_day(authority, home):
    ResidentFactory.create_batch(2, household=home)
    ResidentFactory(household=home, kind="OWN_CHILD", birth_date=BEGAN.replace(year=2003))
    stay(authority, home)
    assert (values(authority)["TWO"], values(authority)["OWN"]) == (1, 0)

    ResidentFactory(household=home, kind="OWN_CHILD", birth_date=BEGAN + DAY)
    assert values(authority)["OWN"] == 0

    ResidentFactory(household=home, kind="OWN_CHILD", birth_date=BEGAN.replace(year=2004))
    assert values(authority)["OWN"] == 1


def test_another_child_was_there_only_on_a_day_of_their_stay(authority, home):
    ResidentFactory(household=home)
    stay(authority, home)
    assert values(authority)["FOSTERED"] == 0

    elsewhere = AuthorityFactory()
    before = ended(BEGAN, planned=True)
    stay(elsewhere, home, place_number=2, starts_on=BEGAN - 90 * DAY, **before)
    stay(elsewhere, home, place_number=2, starts_on=BEGAN + DAY)
    assert values(authority)["FOSTERED"] == 0

    ResidentFactory(household=home, kind="FOSTERED", stays_until=BEGAN + DAY)
    assert values(authority)["FOSTERED"] == 1


def test_trained_for_half_of_what_the_child_needs(authority, home):
    child = ChildFactory(authority=authority, birth_date=dt.date(2010, 1, 1))
    TrainingFactory(household=home, skill="AUTC", gained_on=BEGAN)
    stay(authority, home, child=child)
    assert "TRAINED" not in values(authority)

    for code in ("AUT", "FEED", "HAND"):  # no training answers the last
        NeedFactory(child=child, code=code)
    assert values(authority)["TRAINED"] == 1

    NeedFactory(child=child, code="DIAB")
    assert values(authority)["TRAINED"] == 0


def test_support_counts_if_it_was_planned_before(authority, home):
    placement = stay(authority, home)
    SupportItemFactory(placement=placement, added_at=at(BEGAN + DAY))
    assert values(authority)["SUPPORT"] == 0

    SupportItemFactory(placement=placement, added_at=at(BEGAN))
    assert values(authority)["SUPPORT"] == 1


def test_what_is_not_recorded_is_missing_and_never_no(authority, home):
    stay(authority, home)

    found = values(authority)

    assert {"PETS", "ATHOME", "PERMANENCE", "TWO", "OWN", "SKILLS", "EXPERIENCE"}.isdisjoint(found)
    assert set(found) <= {each.code for each in ATTRIBUTES}


def test_the_childs_own_facts_are_of_the_first_day(authority, home):
    child = ChildFactory(authority=authority, birth_date=dt.date(2008, 3, 2))
    stay(authority, home, child=child, kind="LONG")
    PlacementFactory(
        child=child, household=None, place_number=None, setting="K2",
        starts_on=BEGAN - 90 * DAY, **ended(BEGAN, planned=True),
    )  # fmt: skip
    found = values(authority)

    assert [found[code] for code in ("AGE", "TEENAGE", "EARLIER", "LONG")] == [12, 1, 1, 1]


def test_reading_takes_as_many_statements_for_six_stays_as_for_one(
    authority, django_assert_num_queries
):
    for _ in range(6):
        stay(authority, HouseholdFactory())
        with django_assert_num_queries(10):
            stays(authority, until=UNTIL)

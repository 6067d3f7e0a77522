import datetime as dt

import pytest

from carers import services
from carers.models import (
    ApprovalTerms,
    HomeFeature,
    Household,
    Resident,
    Training,
    Unavailability,
    Willingness,
)
from reference.postcodes import NotAPostcode
from tests.factories import (
    NOON,
    TODAY,
    HouseholdFactory,
    ResidentFactory,
    ServiceFactory,
    TrainingFactory,
    UnavailabilityFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = NOON + 30 * DAY


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def household():
    return HouseholdFactory()


def now(household):
    return Household.objects.get(pk=household.pk)


# The household itself


def test_a_new_household_is_placed_on_the_map(by):
    made = services.create_household(
        service=ServiceFactory(),
        reference="H1",
        name="The Example family",
        postcode="sg11aa",
        by=by,
        at=NOON,
    )

    assert (made.postcode, made.placed_by) == ("SG1 1AA", "postcode")
    assert made.easting
    assert made.district_code == "E07000243"
    assert made.created_at == made.updated_at == NOON


def test_a_postcode_that_nobody_knows_is_kept_without_a_place(by):
    made = services.create_household(
        service=ServiceFactory(),
        reference="H1",
        name="The Example family",
        postcode="QQ99 9ZZ",
        by=by,
        at=NOON,
    )

    assert (made.postcode, made.placed_by) == ("QQ99 9ZZ", "")
    assert (made.easting, made.northing, made.district_code) == (None, None, "")


def test_a_postcode_whose_sector_alone_is_known_is_placed_roughly(household, by):
    changed = services.update_household(
        household=household, version=1, postcode="SG1 1ZZ", by=by, at=NOON
    )

    assert changed.placed_by == "sector"


def test_moving_house_moves_the_place(household, by):
    changed = services.update_household(
        household=household, version=1, postcode="NR1 3QU", by=by, at=NOON
    )

    assert changed.easting != household.easting
    assert changed.district_code != household.district_code


def test_what_is_no_postcode_is_refused(household, by):
    with pytest.raises(NotAPostcode):
        services.update_household(
            household=household, version=1, postcode="nowhere", by=by, at=NOON
        )

    assert now(household).version == 1


def test_a_reference_is_used_once_in_a_service(household, by):
    with pytest.raises(services.CannotSave, match="Another household of this service"):
        services.create_household(
            service=household.service,
            reference=household.reference,
            name="The Other family",
            postcode="SG1 1AA",
            by=by,
            at=NOON,
        )

    assert Household.objects.count() == 1


@pytest.mark.parametrize("field", ["version", "service", "easting", "public_id", "placed_by"])
def test_a03_what_is_kept_by_the_services_cannot_be_set(household, by, field):
    with pytest.raises(TypeError, match=field):
        services.update_household(household=household, version=1, by=by, at=NOON, **{field: 1})


def test_every_change_counts_the_version_and_keeps_its_history(household, by):
    services.update_household(household=household, version=1, phone="01632 960009", by=by, at=LATER)

    changed = now(household)
    assert (changed.version, changed.updated_at, changed.phone) == (2, LATER, "01632 960009")
    assert [event.version for event in changed.events.order_by("pgh_id")] == [1, 2]


def test_the_carers_confirm_what_is_recorded_on_a_day(household, by):
    services.confirm_details(household=household, version=1, by=by, at=NOON)

    assert now(household).last_confirmed_on == TODAY


# Two people at once


def test_c09_the_second_of_two_people_is_told_and_overwrites_nothing(household, by):
    services.update_household(household=household, version=1, phone="01632 960001", by=by, at=NOON)

    with pytest.raises(services.ChangedMeanwhile) as told:
        services.update_household(
            household=household, version=1, phone="01632 960002", by=by, at=LATER
        )

    assert (told.value.household.phone, told.value.household.version) == ("01632 960001", 2)
    assert told.value.version == 1
    assert now(household).phone == "01632 960001"


def test_c09_control_without_the_version_the_first_change_is_lost(household, by):
    services.update_household(household=household, version=1, phone="01632 960001", by=by, at=NOON)

    services.update_household(
        household=household, version=None, phone="01632 960002", by=by, at=LATER
    )

    assert now(household).phone == "01632 960002"


@pytest.mark.parametrize(
    "change",
    [
        lambda **who: services.save_parts(parts=[Resident(kind="CARER")], **who),
        lambda **who: services.begin_terms(terms=ApprovalTerms(starts_on=TODAY), **who),
        lambda **who: services.set_features(features={}, **who),
        lambda **who: services.set_willingness(answers={}, **who),
        lambda **who: services.confirm_details(**who),
    ],
)
def test_c09_every_part_of_the_record_is_guarded(household, by, change):
    services.update_household(household=household, version=1, phone="01632 960001", by=by, at=NOON)

    with pytest.raises(services.ChangedMeanwhile):
        change(household=household, version=1, by=by, at=NOON)

    assert now(household).version == 2


# What belongs to it


def test_people_are_added_changed_and_removed_as_one_version(household, by):
    stays, goes = ResidentFactory(household=household), ResidentFactory(household=household)
    TrainingFactory(household=household, resident=goes)
    stays.name = "Amara Example-Smith"

    services.save_parts(
        household=household,
        parts=[stays, Resident(kind="OWN_CHILD", name="Bo")],
        removed=[goes],
        version=1,
        by=by,
        at=NOON,
    )

    assert {each.name for each in household.residents.all()} == {"Amara Example-Smith", "Bo"}
    assert not household.trainings.exists()
    assert now(household).version == 2


def test_saving_nothing_leaves_the_version(household, by):
    services.save_parts(household=household, parts=[], version=1, by=by, at=NOON)

    assert now(household).version == 1


def test_what_the_database_refuses_is_said_in_words_and_nothing_stays(household, by):
    TrainingFactory(household=household, skill="PEG")

    with pytest.raises(services.CannotSave, match="already recorded for this person"):
        services.save_parts(
            household=household,
            parts=[Training(skill="AUTC"), Training(skill="PEG")],
            version=1,
            by=by,
            at=NOON,
        )

    assert [each.skill for each in household.trainings.all()] == ["PEG"]
    assert now(household).version == 1


def test_a_part_of_another_household_is_refused(household, by):
    theirs = ResidentFactory()

    with pytest.raises(services.CannotSave, match="another household"):
        services.save_parts(household=household, parts=[theirs], version=1, by=by, at=NOON)
    with pytest.raises(services.CannotSave, match="another household"):
        services.save_parts(
            household=household, parts=[], removed=[theirs], version=1, by=by, at=NOON
        )
    training = Training(skill="PEG", resident=theirs)
    with pytest.raises(services.CannotSave, match="lives in another household"):
        services.save_parts(household=household, parts=[training], version=1, by=by, at=NOON)


def test_who_recorded_a_time_away_is_kept(household, by):
    away = Unavailability(kind="UNAVAILABLE", starts_on=TODAY)

    services.save_parts(household=household, parts=[away], version=1, by=by, at=NOON)

    assert household.unavailabilities.get().recorded_by == by


def test_new_terms_end_those_that_run_on_their_first_day(household, by):
    terms = ApprovalTerms(
        starts_on=TODAY, min_age_years=0, max_age_years=5, places=1, kinds=["SHORT"]
    )

    services.begin_terms(household=household, terms=terms, version=1, by=by, at=NOON)

    old, new = household.terms.all()
    assert (old.ends_on, new.starts_on, new.ends_on) == (TODAY, TODAY, None)


def test_new_terms_that_run_into_later_ones_are_refused(household, by):
    earlier = ApprovalTerms(
        starts_on=dt.date(2019, 1, 1), min_age_years=0, max_age_years=5, places=1, kinds=["SHORT"]
    )

    with pytest.raises(services.CannotSave, match="overlap"):
        services.begin_terms(household=household, terms=earlier, version=1, by=by, at=NOON)

    assert household.terms.count() == 1


def test_an_answer_that_stays_the_same_keeps_its_day(household, by):
    long_ago = TODAY - 400 * DAY
    Willingness.objects.create(household=household, need="AUT", answer="YES", confirmed_on=long_ago)
    Willingness.objects.create(household=household, need="LD", answer="YES", confirmed_on=long_ago)
    Willingness.objects.create(household=household, need="MOB", answer="NO", confirmed_on=long_ago)

    services.set_willingness(
        household=household,
        answers={"AUT": "YES", "LD": "NO", "FIRE": "DISCUSS"},
        version=1,
        by=by,
        at=NOON,
    )

    said = {each.need: (each.answer, each.confirmed_on) for each in household.willingness.all()}
    assert said == {"AUT": ("YES", long_ago), "LD": ("NO", TODAY), "FIRE": ("DISCUSS", TODAY)}


def test_a_feature_that_is_not_answered_is_not_recorded(household, by):
    HomeFeature.objects.create(household=household, feature="LEVEL", is_present=True)
    HomeFeature.objects.create(household=household, feature="HOIST", is_present=True)

    services.set_features(household=household, features={"HOIST": False}, version=1, by=by, at=NOON)

    assert {each.feature: each.is_present for each in household.features.all()} == {"HOIST": False}


# Holds


def hold(household, by, *, starts_on=TODAY, ends_on=None, reason="A review"):
    return services.place_hold(
        household=household, starts_on=starts_on, ends_on=ends_on, reason=reason, by=by, at=NOON
    )


def test_a_hold_says_why_and_by_whom(household, by):
    placed = hold(household, by)

    assert (placed.kind, placed.reason, placed.recorded_by) == ("HOLD", "A review", by)
    assert now(household).version == 2


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_hold_without_a_reason_is_refused(household, by, reason):
    with pytest.raises(services.CannotSave, match="why"):
        hold(household, by, reason=reason)


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(TODAY, None), (TODAY + 9 * DAY, None), (TODAY - 9 * DAY, TODAY + DAY)],
)
def test_a_household_is_on_hold_once_on_a_day(household, by, starts_on, ends_on):
    hold(household, by, ends_on=TODAY + 10 * DAY)

    with pytest.raises(services.CannotSave, match="already on hold"):
        hold(household, by, starts_on=starts_on, ends_on=ends_on)


def test_holds_may_follow_one_another(household, by):
    hold(household, by, ends_on=TODAY + DAY)

    hold(household, by, starts_on=TODAY + DAY)


def test_lifting_a_hold_ends_it_today(household, by):
    placed = hold(household, by, starts_on=TODAY - DAY)

    services.lift_hold(hold=placed, by=by, at=NOON)

    assert household.unavailabilities.get().ends_on == TODAY


@pytest.mark.parametrize("starts_on", [TODAY, TODAY + DAY])
def test_lifting_a_hold_that_never_kept_anybody_takes_it_away(household, by, starts_on):
    placed = hold(household, by, starts_on=starts_on)

    services.lift_hold(hold=placed, by=by, at=NOON)

    assert not household.unavailabilities.exists()


def test_what_is_over_or_no_hold_cannot_be_lifted(household, by):
    over = hold(household, by, starts_on=TODAY - 9 * DAY, ends_on=TODAY)
    away = UnavailabilityFactory(household=household)

    for record in (over, away):
        with pytest.raises(services.CannotSave, match="already over"):
            services.lift_hold(hold=record, by=by, at=NOON)

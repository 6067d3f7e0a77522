"""A referral as the request that the matching core reads."""

import datetime as dt

import pytest

from brokerage.matching.profiles import (
    BadEnding,
    Condition,
    Exemption,
    IdentityPart,
    Link,
    LinkKind,
    NamedChild,
    PlaceKind,
    Request,
    Wanted,
)
from brokerage.models import Condition as Asked
from brokerage.models import Connection, Exclusion, ReferralChild
from brokerage.profiles import request_for
from brokerage.profiles.requests import months_after
from carers.models import LimitExemption, NamedApproval
from children.models import SiblingLink
from tests.factories import (
    MOVE_IN,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    ImportantPersonFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    ResidentFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db
LONG_AGO = dt.date(2024, 5, 1)


@pytest.fixture
def referral():
    return ReferralFactory()


@pytest.fixture
def child(referral):
    return referral.children.get()


def request(referral, **changes):
    return request_for(referral, **{"as_of": TODAY, "starts_on": MOVE_IN} | changes)


def earlier_stay(child, reason, *, planned=True, **fields):
    return PlacementFactory(
        child=child,
        starts_on=fields.pop("starts_on", LONG_AGO),
        ends_on=LONG_AGO + dt.timedelta(days=300),
        status="ENDED",
        end_reason=reason,
        end_was_planned=planned,
        **fields,
    )


def test_the_child_s_needs_wishes_and_siblings_are_asked_for(referral, child):
    NeedFactory(child=child, code="EAT", severity=3, is_essential=True)
    NeedFactory(child=child, code="AUT", severity=1)
    WishFactory(child=child, rank=2, kind="DOG")
    WishFactory(child=child, rank=1, kind="NEARSCHOOL")
    sibling = ChildFactory(authority=child.authority)
    SiblingLink.objects.create(child=child, sibling=sibling)

    (asked,) = request(referral).children

    assert (asked.child_id, asked.birth_date, asked.sex) == (child.pk, child.birth_date, "F")
    assert [(need.code, need.severity, need.essential) for need in asked.needs] == [
        ("AUT", 1, False),
        ("EAT", 3, True),
    ]
    assert asked.wishes == ("NEARSCHOOL", "DOG")
    assert asked.sibling_ids == (sibling.pk,)


def test_siblings_searched_for_together_come_in_the_referral_s_order(referral, child):
    second = ChildFactory(authority=child.authority)
    ReferralChild.objects.create(referral=referral, child=second, position=2)

    assert request(referral).child_ids == (child.pk, second.pk)


def test_the_stay_lasts_for_the_months_that_are_expected(referral):
    assert request(referral).ends_on is None

    referral.expected_months = 6

    assert request(referral).ends_on == dt.date(2026, 9, 9)
    assert request(referral, ends_on=dt.date(2026, 4, 1)).ends_on == dt.date(2026, 4, 1)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2027, 12, 31), 2, dt.date(2028, 2, 29)),
        (dt.date(2026, 3, 9), 0, dt.date(2026, 3, 9)),
        (dt.date(2026, 11, 30), 13, dt.date(2027, 12, 30)),
    ],
)
def test_months_are_counted_to_the_same_day_or_the_month_s_last(day, months, later):
    assert months_after(day, months) == later


def test_conditions_become_skills_features_and_conditions_of_the_household(referral):
    for kind, code, amount, essential in (
        ("SKILL", "PEG", None, True),
        ("FEATURE", "GARDEN", None, False),
        ("HOUSEHOLD", "YOUNGEST", 3, True),
    ):
        Asked.objects.create(
            referral=referral, kind=kind, code=code, amount=amount, is_essential=essential
        )

    asked = request(referral)

    assert asked.skills == (Wanted("PEG", True),)
    assert asked.features == (Wanted("GARDEN", False),)
    assert asked.conditions == (Condition("YOUNGEST", 3, True),)


def test_a_distance_asked_for_takes_the_place_of_the_record_s_school(referral, child):
    child.school_easting, child.school_northing = 523_000, 224_000
    child.save()
    referral.keeps_school_place = True
    (school,) = request(referral).places
    assert (school.kind, school.easting, school.essential) == (PlaceKind.SCHOOL, 523_000, False)
    assert school.limit_miles == referral.authority.distance_limit_miles

    Asked.objects.create(
        referral=referral,
        kind="DISTANCE",
        code="SCHOOL",
        amount="7.5",
        easting=520_000,
        northing=220_000,
    )
    (school,) = request(referral).places

    assert (school.easting, school.limit_miles, school.essential) == (520_000, 7.5, True)


def test_a_school_place_that_is_not_kept_is_not_a_place_to_be_near(referral, child):
    child.school_easting, child.school_northing = 523_000, 224_000
    child.save()
    referral.keeps_school_place = False

    assert request(referral).places == ()


def test_those_whom_the_child_goes_on_seeing_are_places_to_be_near(referral, child):
    child.home_easting, child.home_northing = 510_000, 210_000
    child.save()
    (home,) = request(referral).places
    assert (home.kind, home.easting) == (PlaceKind.FAMILY, 510_000)

    here = {"easting": 520_000, "northing": 220_000, "contact": "CONTINUES"}
    ImportantPersonFactory(child=child, kind="PARENT", times_a_month=4, **here)
    ImportantPersonFactory(child=child, kind="FRIEND", **here | {"easting": 530_000})
    ImportantPersonFactory(child=child, kind="FAMILY", **here | {"contact": "NONE"})

    places = request(referral).places

    assert [(place.kind, place.easting, place.weight) for place in places] == [
        (PlaceKind.FAMILY, 520_000, 4.0),
        (PlaceKind.NETWORK, 530_000, 1.0),
    ]


def test_a_sibling_s_foster_home_is_a_place_to_be_near_and_one_to_live_apart_from_is_excluded(
    referral, child
):
    near, apart = ChildFactory.create_batch(2, authority=child.authority)
    SiblingLink.objects.create(child=child, sibling=near)
    SiblingLink.objects.create(child=child, sibling=apart, together="APART")
    for sibling, easting in ((near, 500_000), (apart, 600_000)):
        PlacementFactory(
            child=sibling, starts_on=TODAY, household=HouseholdFactory(easting=easting)
        )

    asked = request(referral)

    assert [place.easting for place in asked.places] == [500_000]
    assert asked.exclusions.child_ids == (apart.pk,)


def test_only_the_parts_of_identity_that_matter_are_asked_for(referral, child):
    child.languages, child.faith, child.ethnicity = ["en", "ur"], "MUSL", "NOBT"
    child.save()
    WishFactory(child=child, kind="FAITH")
    assert request(referral).identity == ()

    referral.matters_language = referral.matters_faith = referral.matters_ethnicity = True

    language, faith = request(referral).identity

    assert (language.part, language.codes, language.childs_own_view) == (
        IdentityPart.LANGUAGE,
        ("ur",),
        False,
    )
    assert (faith.codes, faith.childs_own_view) == (("MUSL",), True)


def test_exclusions_name_households_areas_and_people(referral):
    household = HouseholdFactory()
    resident = ResidentFactory(name="Karl Example", kind="ADULT")
    ChildFactory(first_name="Karl", last_name="Example")
    child = ChildFactory(authority=referral.authority, first_name="Karl", last_name="Example")
    for fields in (
        {"kind": "HOUSEHOLD", "household": household},
        {"kind": "OUTCODE", "area": "sg1"},
        {"kind": "DISTRICT", "area": "E07000243"},
        {"kind": "PERSON", "person": "karl example"},
    ):
        Exclusion.objects.create(referral=referral, reason="Risk of harm.", **fields)

    excluded = request(referral).exclusions

    assert excluded.household_ids == (household.pk,)
    assert excluded.person_ids == (resident.pk,)
    assert excluded.child_ids == (child.pk,)
    assert excluded.outcodes == ("SG1",)
    assert excluded.lad_codes == ("E07000243",)


def test_ties_come_from_records_and_from_stays_that_ended_well(referral, child):
    known, former, ended_badly, breaks, broke_down = HouseholdFactory.create_batch(5)
    Connection.objects.create(child=child, household=known, kind="FAMILY")
    earlier_stay(child, "NEXT_HOME", household=former)
    for at, (household, reason, kind) in enumerate(
        [
            (ended_badly, "ALLEGATION", "SHORT"),
            (breaks, "OTHER", "BREAKS"),
            (broke_down, "BREAKDOWN", "SHORT"),
        ]
    ):
        starts = dt.date(2021 + at, 1, 1)
        PlacementFactory(
            child=child,
            household=household,
            kind=kind,
            starts_on=starts,
            ends_on=starts + dt.timedelta(days=9),
            status="ENDED",
            end_reason=reason,
            end_was_planned=reason == "OTHER",
        )

    asked = request(referral)

    assert set(asked.links) == {
        Link(known.pk, LinkKind.FAMILY),
        Link(former.pk, LinkKind.FORMER_CARER),
        Link(breaks.pk, LinkKind.SHORT_BREAKS),
    }
    assert asked.bad_endings == (BadEnding(ended_badly.pk, "ALLEG"),)


def test_named_approvals_and_exemptions_are_found_by_authority_and_reference(referral, child):
    household = HouseholdFactory()
    named = {"household": household, "child_reference": child.reference, "starts_on": TODAY}
    other = AuthorityFactory()
    for authority in (child.authority, other):
        NamedApproval.objects.create(authority=authority, **named)
        LimitExemption.objects.create(authority=authority, most_children=5, **named)
    NamedApproval.objects.create(
        authority=child.authority, **named | {"starts_on": LONG_AGO, "ends_on": MOVE_IN}
    )

    asked = request(referral)

    assert asked.named_approvals == (NamedChild(household.pk, child.pk),)
    assert asked.exemptions == (Exemption(household.pk, child.pk, 5),)


def test_a_request_can_be_kept_and_read_back(referral, child):
    NeedFactory(child=child)
    asked = request(referral)

    assert Request.from_record(asked.to_record()) == asked


def test_a_stay_that_is_long_term_or_on_the_way_to_it_is_permanent(referral):
    assert not request(referral).permanent

    referral.kind = "LONG"
    assert request(referral).permanent

    referral.kind, referral.permanence_route = "SHORT", "LONG_TERM"
    assert request(referral).permanent

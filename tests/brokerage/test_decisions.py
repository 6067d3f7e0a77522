import datetime as dt
import threading
from itertools import combinations

import pytest
from django.db import connection

from accounts.models import Office, Role
from accounts.moves import MoveNotAllowed
from brokerage.models import Decision, MatchView, Referral
from brokerage.services import bookings, decisions, shortlist, suitability
from carers.models import ApprovalTerms, LimitExemption
from notifications.models import OutgoingMessage
from placements import services as placements
from placements.models import Placement
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    HouseholdFactory,
    PlacementFactory,
    ReferralFactory,
    ResidentFactory,
    SiblingLinkFactory,
    StatutoryCheckFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def authority():
    return AuthorityFactory(district_codes=["E07000243"])


@pytest.fixture
def home(authority):
    return a_home(authority)


def a_home(authority, **fields):
    household = HouseholdFactory(**fields)
    AgreementFactory(authority=authority, service=household.service)
    ResidentFactory(household=household, birth_date=dt.date(1980, 5, 5), sex="F")
    for kind in ("DBS", "REVIEW", "MEDICAL", "SAFETY"):
        StatutoryCheckFactory(household=household, kind=kind)
    return household


def a_referral(authority, **fields):
    return ReferralFactory(
        authority=authority, status="DECIDING", keeps_school_place=True, **fields
    )


def choice(**changes):
    usual = {
        "starts_on": MOVE_IN,
        "planned_end_on": None,
        "setting": "U6",
        "purpose": "BRIDGE",
        "reason": "Near her school, and known to her.",
    }
    return decisions.Choice(**usual | changes)


def decide(referral, home, *, by=None, **changes):
    by = by or UserFactory(authority=referral.authority)
    return decisions.decide(
        referral=referral, household=home, choice=choice(**changes), by=by, at=NOON
    )


def make_ready(decision):
    """Everyone's view, and whatever nobody had recorded."""
    by = decision.decided_by
    for whose in MatchView.Whose.values:
        shortlist.record_view(
            referral=decision.referral, household=decision.household, whose=whose, view="FOR",
            words="Yes.", gathered_on=NOON.date(), by=by, at=NOON,
        )  # fmt: skip
    for line in suitability.unknowns(decision, at=NOON):
        decisions.clear_check(decision=decision, rule=line.code, found="Asked.", by=by, at=NOON)
    return decision


def book(decision, *, by=None):
    return bookings.book(decision=decision, by=by or decision.decided_by, at=LATER)


def kinds(decision):
    return set(decision.approvals.values_list("kind", flat=True))


def test_booking_places_the_child_and_closes_the_referral(authority, home):
    decision = make_ready(decide(a_referral(authority), home))

    (placement,) = book(decision)

    referral = Referral.objects.get()
    assert (referral.status, referral.placement, referral.closed_at) == ("PLACED", placement, LATER)
    assert (placement.household, placement.starts_on, placement.status) == (home, MOVE_IN, "BOOKED")
    assert referral.referral_children.get().placement == placement
    assert referral.moves.last().to_status == "PLACED"


def test_everyone_who_cares_for_the_child_is_told(authority, home):
    book(make_ready(decide(a_referral(authority), home)))

    told = set(OutgoingMessage.objects.values_list("kind", flat=True))
    assert told >= {"placed-social-worker", "placed-reviewing-officer", "placed-service"}


def test_booking_twice_books_once(authority, home):
    decision = make_ready(decide(a_referral(authority), home))
    first = book(decision)

    assert book(Decision.objects.get()) == first
    assert Placement.objects.count() == 1


def test_a_home_that_breaks_a_rule_cannot_be_chosen(authority):
    home = a_home(authority, terms__max_age_years=5)

    with pytest.raises(suitability.NotSuitable) as refused:
        decide(a_referral(authority), home)

    assert [line.code for line in refused.value.failing] == ["APR-2"]
    assert not Decision.objects.exists()


def test_c12_an_approval_that_lapses_before_booking_stops_it(authority, home):
    decision = make_ready(decide(a_referral(authority), home))
    ApprovalTerms.objects.filter(household=home).update(status="SUSPENDED")

    with pytest.raises(suitability.NotSuitable):
        book(decision)

    assert not Placement.objects.exists()
    assert Referral.objects.get().status == "DECIDING"


def test_c12_control_without_looking_again_the_lapsed_home_is_only_stopped_by_its_places(
    authority, home, monkeypatch
):
    decision = make_ready(decide(a_referral(authority), home))
    ApprovalTerms.objects.filter(household=home).update(max_age_years=3)
    monkeypatch.setattr(suitability, "is_outside_terms", lambda **kwargs: False)
    monkeypatch.setattr(bookings, "still_missing", lambda *args, **kwargs: [])

    assert book(decision)


def test_c12_a_place_removed_before_booking_stops_it(authority):
    home = a_home(authority, terms__places=2)
    PlacementFactory(household=home, starts_on=NOON.date())
    decision = make_ready(decide(a_referral(authority), home))
    home.terms.update(places=1)

    with pytest.raises(suitability.NotSuitable) as refused:
        book(decision)

    assert [line.code for line in refused.value.failing] == ["PLC-1"]


def test_c12_a_place_added_lets_the_booking_go_on(authority):
    home, referral = a_home(authority, terms__places=1), a_referral(authority)
    PlacementFactory(household=home, starts_on=NOON.date())
    with pytest.raises(suitability.NotSuitable):
        decide(referral, home)

    home.terms.update(places=2)

    (placement,) = book(make_ready(decide(referral, home)))
    assert placement.place_number == 2


def test_a_stay_without_a_planned_end_needs_room_beyond_what_is_expected(authority):
    home = a_home(authority, terms__places=1)
    PlacementFactory(household=home, starts_on=dt.date(2027, 6, 1))
    referral = a_referral(authority, expected_months=3)

    with pytest.raises(placements.NoPlaceFree, match="room until 1 June 2027"):
        decide(referral, home)

    assert book(make_ready(decide(referral, home, planned_end_on=dt.date(2027, 6, 1))))


def test_a_place_taken_meanwhile_stops_the_booking(authority):
    home = a_home(authority, terms__places=1)
    decision = make_ready(decide(a_referral(authority), home))
    PlacementFactory(household=home, starts_on=MOVE_IN)

    with pytest.raises(suitability.NotSuitable):
        book(decision)


def test_nothing_is_booked_until_every_view_is_recorded(authority, home):
    decision = decide(a_referral(authority), home)

    with pytest.raises(bookings.NotReady) as refused:
        book(decision)

    assert "The child: their view is not recorded." in refused.value.missing
    assert not Placement.objects.exists()


def test_a_fact_that_nobody_recorded_must_be_found_out(authority):
    home = a_home(authority)
    home.checks.filter(kind="DBS").delete()
    decision = decide(a_referral(authority), home)

    missing = bookings.still_missing(decision, unknown=suitability.unknowns(decision, at=NOON))
    assert any("not recorded. Find out" in line for line in missing)


def test_a_home_in_the_area_needs_no_approval(authority, home):
    assert kinds(decide(a_referral(authority), home)) == set()


def test_a_home_in_a_bordering_area_needs_the_nominated_officer(authority):
    authority.neighbours.add(AuthorityFactory(district_codes=["E07000103"]))
    home = a_home(authority, district_code="E07000103")

    (approval,) = decide(a_referral(authority), home).approvals.all()

    assert (approval.kind, approval.office) == ("OUT_OF_AREA", "NOMINATED_OFFICER")


@pytest.mark.parametrize("district", ["E07000103", ""])
def test_a_home_at_a_distance_needs_the_director(authority, district):
    home = a_home(authority, district_code=district)

    (approval,) = decide(a_referral(authority), home).approvals.all()

    assert (approval.kind, approval.office) == ("AT_A_DISTANCE", "DIRECTOR")


def test_a_move_in_key_stage_4_that_loses_the_school_place_needs_approval(authority, home):
    referral = a_referral(authority, child__birth_date=dt.date(2010, 10, 1))
    Referral.objects.update(keeps_school_place=False)
    referral.refresh_from_db()

    assert kinds(decide(referral, home)) == {"SCHOOLING"}


def test_booking_waits_for_the_approval(authority):
    decision = make_ready(decide(a_referral(authority), a_home(authority, district_code="X")))

    with pytest.raises(bookings.NotReady):
        book(decision)


def answer(decision, by, *, is_given=True):
    (approval,) = decision.approvals.all()
    return decisions.answer_approval(
        approval=approval, is_given=is_given, reason="Considered.", by=by, at=NOON
    )


def director(authority):
    return UserFactory(role=Role.MANAGER, authority=authority, offices=[Office.DIRECTOR])


def test_an_approval_given_by_the_right_person_lets_the_booking_go_on(authority):
    decision = make_ready(decide(a_referral(authority), a_home(authority, district_code="X")))
    answer(decision, director(authority))

    assert book(decision)


def test_a_refused_approval_stops_the_booking(authority):
    decision = make_ready(decide(a_referral(authority), a_home(authority, district_code="X")))
    answer(decision, director(authority), is_given=False)

    with pytest.raises(bookings.NotReady, match="refused"):
        book(decision)


def test_c06_who_decided_cannot_approve(authority):
    by = director(authority)
    decision = decide(a_referral(authority), a_home(authority, district_code="X"), by=by)

    with pytest.raises(decisions.NotYours):
        answer(decision, by)


def a_full_home(authority):
    """Three fostered children who are no siblings, and a fourth approved place."""
    home = a_home(authority, terms__places=4)
    for number in (1, 2, 3):
        PlacementFactory(household=home, place_number=number, starts_on=NOON.date())
    return home


def test_c06_over_the_usual_limit_nobody_is_placed_without_an_exemption(authority):
    with pytest.raises(suitability.NotSuitable) as refused:
        decide(a_referral(authority), a_full_home(authority))

    assert [line.code for line in refused.value.failing] == ["LIM-1"]


def test_c06_the_use_of_an_exemption_is_confirmed_by_a_second_person(authority):
    home, referral = a_full_home(authority), a_referral(authority)
    LimitExemption.objects.create(
        household=home, authority=authority, child_reference=referral.children.get().reference,
        most_children=4, starts_on=NOON.date(),
    )  # fmt: skip
    officer = {"role": Role.MANAGER, "authority": authority, "offices": [Office.NOMINATED_OFFICER]}
    first, second = UserFactory(**officer), UserFactory(**officer)
    decision = make_ready(decide(referral, home, by=first))
    assert kinds(decision) == {"OVER_LIMIT"}

    with pytest.raises(bookings.NotReady):
        book(decision)
    with pytest.raises(decisions.NotYours):
        answer(decision, first)
    answer(decision, second)

    assert book(decision)


def test_only_who_holds_the_office_may_approve(authority):
    decision = decide(a_referral(authority), a_home(authority, district_code="X"))

    with pytest.raises(decisions.NotYours):
        answer(decision, UserFactory(role=Role.MANAGER, authority=authority))


def test_an_emergency_may_go_outside_the_terms_for_six_working_days(authority):
    home = a_home(authority, terms__max_age_years=5)
    referral = a_referral(authority, urgency="EMERGENCY")

    with pytest.raises(suitability.TooLongForAnEmergency) as refused:
        decide(referral, home)
    decision = decide(referral, home, planned_end_on=refused.value.latest)

    assert refused.value.latest == dt.date(2026, 3, 17)  # six working days from Monday 9 March
    assert kinds(decision) == {"OUTSIDE_TERMS"}


def test_an_emergency_may_not_go_beyond_six_working_days(authority):
    home = a_home(authority, terms__max_age_years=5)
    referral = a_referral(authority, urgency="EMERGENCY")

    with pytest.raises(suitability.TooLongForAnEmergency):
        decide(referral, home, planned_end_on=dt.date(2026, 3, 18))


def test_choosing_another_home_sets_the_first_decision_aside(authority, home):
    referral = a_referral(authority)
    first = decide(referral, home)

    decide(referral, a_home(authority))

    first.refresh_from_db()
    assert (first.status, first.closed_reason) == ("SET_ASIDE", "Another home was chosen.")


def test_cancelling_the_booking_opens_the_referral_again(authority, home):
    decision = make_ready(decide(a_referral(authority), home))
    (placement,) = book(decision)

    bookings.cancel_booking(
        referral=decision.referral, reason="The carer is ill.", by=decision.decided_by, at=LATER
    )

    placement.refresh_from_db()
    referral = Referral.objects.get()
    assert (placement.status, referral.status, referral.placement) == (
        "CANCELLED",
        "SEARCHING",
        None,
    )


def test_a_stay_that_has_started_is_not_cancelled(authority, home):
    decision = make_ready(decide(a_referral(authority), home))
    book(decision)
    Placement.objects.update(status="STARTED")

    with pytest.raises(MoveNotAllowed):
        bookings.cancel_booking(
            referral=decision.referral, reason="No.", by=decision.decided_by, at=LATER
        )

    assert Referral.objects.get().status == "PLACED"


def test_c05_siblings_are_placed_together_or_not_at_all(authority):
    home = a_home(authority, terms__places=2)
    referral = a_referral(authority)
    children = [referral.children.get(), *ChildFactory.create_batch(2, authority=authority)]
    for position, child in enumerate(children[1:], start=2):
        referral.referral_children.create(child=child, position=position)
    for one, other in combinations(children, 2):
        SiblingLinkFactory(child=one, sibling=other)

    with pytest.raises(suitability.NotSuitable) as refused:
        decide(referral, home)
    assert [line.code for line in refused.value.failing] == ["PLC-1"]

    home.terms.update(places=3)
    assert len(book(make_ready(decide(referral, home)))) == 3


def _book_together(pairs):
    gate, outcomes = threading.Barrier(len(pairs)), []

    def run(decision):
        gate.wait()
        try:
            outcomes.append(len(book(decision)))
        except (suitability.NotSuitable, placements.NoPlaceFree, MoveNotAllowed) as refusal:
            outcomes.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[decision]) for decision in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_c02_two_referrals_for_one_last_place_end_in_one_placement(authority):
    home = a_home(authority, terms__places=1)
    pair = [make_ready(decide(a_referral(authority), home)) for _ in range(2)]

    outcomes = _book_together(pair)

    assert Placement.objects.count() == 1
    assert sorted(map(str, outcomes))[0] == "1"
    assert {str(outcome) for outcome in outcomes} & {"NotSuitable", "NoPlaceFree"}


@pytest.mark.django_db(transaction=True)
def test_c01_twenty_homes_booked_for_one_referral_at_once_end_in_one_placement(authority):
    referral = a_referral(authority)
    chosen = [decide(referral, a_home(authority)) for _ in range(20)]
    make_ready(chosen[-1])

    outcomes = _book_together([Decision.objects.get(pk=each.pk) for each in chosen])

    assert sorted(map(str, outcomes)) == ["1"] + ["MoveNotAllowed"] * 19
    assert Placement.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_c01_eight_clicks_on_book_make_one_placement(authority, home):
    decision = make_ready(decide(a_referral(authority), home))

    outcomes = _book_together([Decision.objects.get(pk=decision.pk) for _ in range(8)])

    assert outcomes == [1] * 8
    assert Placement.objects.count() == 1

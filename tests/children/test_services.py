"""What changes a child's record, and what is refused."""

import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import Membership, Role
from children import services
from children.models import Child, ImportantPerson, LegalStatus, Need, Risk, SiblingLink, Wish
from children.queries.freshness import Reviewed
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    ImportantPersonFactory,
    LegalStatusFactory,
    NeedFactory,
    RiskFactory,
    SiblingLinkFactory,
    UserFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=1)
NEW = {
    "first_name": "Asha",
    "last_name": "Example",
    "birth_date": dt.date(2016, 1, 15),
    "sex": "F",
}


def march(day):
    return dt.date(2026, 3, day)


@pytest.fixture
def worker():
    return UserFactory(role=Role.SOCIAL_WORKER)


@pytest.fixture
def child(worker):
    return ChildFactory(authority=worker.authority, social_worker=worker)


@pytest.fixture
def acting(worker):
    return {"by": worker, "at": LATER}


def now(child):
    return Child.objects.get(pk=child.pk)


def changed_once(child):
    return (now(child).version, now(child).updated_at) == (child.version + 1, LATER)


# A new child


def test_a_new_child_gets_the_next_reference_and_the_social_worker_who_recorded_it(worker, acting):
    ChildFactory(authority=worker.authority, reference="C00041")
    ChildFactory(authority=worker.authority, reference="CASE-900")

    child = services.create_child(authority=worker.authority, **acting, **NEW)

    assert (child.reference, child.social_worker, child.version) == ("C00042", worker, 1)


def test_a_manager_who_records_a_child_is_not_their_social_worker():
    manager = UserFactory(role=Role.MANAGER)

    child = services.create_child(authority=manager.authority, by=manager, at=NOON, **NEW)

    assert child.social_worker is None


def test_a_reference_that_is_given_is_kept_and_one_that_is_taken_is_refused(worker, acting):
    child = services.create_child(authority=worker.authority, reference="LCS-7", **acting, **NEW)
    with pytest.raises(services.CannotSave, match="Another child of this authority"):
        services.create_child(authority=worker.authority, reference="LCS-7", **acting, **NEW)

    assert child.reference == "LCS-7"
    assert Child.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_children_recorded_at_once_get_two_references():
    worker = UserFactory(role=Role.SOCIAL_WORKER)
    together, problems = threading.Barrier(2), []

    def record():
        together.wait(timeout=30)
        try:
            services.create_child(authority=worker.authority, by=worker, at=NOON, **NEW)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=record) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    assert problems == []
    assert set(Child.objects.values_list("reference", flat=True)) == {"C00001", "C00002"}


@pytest.mark.parametrize("name", ["authority", "version", "social_worker", "risks_reviewed_on"])
def test_a03_what_is_not_a_callers_to_set_is_refused(child, acting, name):
    with pytest.raises(TypeError):
        services.update_child(child=child, version=child.version, **acting, **{name: "x"})

    assert now(child).version == child.version


# The child's own fields


def test_a_change_makes_one_version_more(child, acting):
    services.update_child(
        child=child, version=child.version, preferred_name="Ash", languages=["pl", "en"], **acting
    )

    assert changed_once(child)
    assert (now(child).preferred_name, now(child).languages) == ("Ash", ["pl", "en"])


def test_home_and_school_are_placed_on_the_map(child, acting):
    services.update_child(
        child=child, version=1, home_postcode="sg11aa", school_postcode="SG1 1AA", **acting
    )

    placed = now(child)
    assert placed.home_postcode == "SG1 1AA"
    assert placed.home_easting
    assert placed.home_easting == placed.school_easting


def test_a_postcode_that_is_taken_away_leaves_no_place_behind(child, acting):
    services.update_child(child=child, version=1, home_postcode="SG1 1AA", **acting)
    services.update_child(child=child, version=2, home_postcode="", **acting)

    assert (now(child).home_postcode, now(child).home_easting) == ("", None)


@pytest.mark.parametrize(
    ("field", "column"),
    [("interests", "strengths_reviewed_on"), ("health_summary", "health_reviewed_on")],
)
def test_writing_a_section_counts_as_looking_at_it(child, acting, field, column):
    services.update_child(child=child, version=1, **acting, **{field: "Drawing."})

    assert getattr(now(child), column) == LATER.date()


def test_changing_a_name_does_not_make_the_rest_look_fresh(child, acting):
    services.update_child(child=child, version=1, first_name="Ayesha", **acting)

    assert now(child).strengths_reviewed_on is None


@pytest.mark.parametrize("section", Reviewed)
def test_what_was_read_and_is_still_right_is_dated(child, acting, section):
    services.confirm_section(child=child, section=section, version=1, **acting)

    assert getattr(now(child), section.column) == LATER.date()
    assert changed_once(child)


# Two people at once


def stale(child, acting):
    yield lambda: services.update_child(child=child, version=1, first_name="Mine", **acting)
    yield lambda: services.confirm_section(child=child, section=Reviewed.NEEDS, version=1, **acting)
    yield lambda: services.record_no_known_risks(child=child, version=1, **acting)
    need = NeedFactory(child=child)
    yield lambda: services.save_part(child=child, part=need, version=1, **acting)
    yield lambda: services.remove_part(child=child, part=need, version=1, **acting)
    wish = WishFactory(child=child)
    yield lambda: services.move_wish(child=child, wish=wish, up=True, version=1, **acting)
    link = SiblingLinkFactory(child=child, sibling=ChildFactory(authority=child.authority))
    yield lambda: services.change_siblings(
        child=child, link=link, version=1, together="WANTED", **acting
    )
    yield lambda: services.unlink_siblings(child=child, link=link, version=1, **acting)
    nobody = {"social_worker": None, "reviewing_officer": None, "coach": None}
    yield lambda: services.allocate_workers(child=child, version=1, **nobody, **acting)


def test_c09_nobody_overwrites_what_somebody_else_saved_meanwhile(child, acting):
    services.update_child(child=child, version=1, first_name="Theirs", **acting)

    for change in stale(child, acting):
        with pytest.raises(services.ChangedMeanwhile) as refused:
            change()
        assert (refused.value.child.first_name, refused.value.version) == ("Theirs", 1)

    assert now(child).version == 2
    assert now(child).needs.count() == 1
    assert SiblingLink.objects.count() == 1


def test_c09_without_the_check_the_first_text_is_lost(child, acting, monkeypatch):
    services.update_child(child=child, version=1, first_name="Theirs", **acting)
    monkeypatch.setattr("children.services.records.check_seen", lambda child, version: None)

    services.update_child(child=child, version=1, first_name="Mine", **acting)

    assert now(child).first_name == "Mine"


# Needs and risks


def test_a_need_is_added_changed_and_removed_and_each_time_needs_are_fresh(child, acting):
    need = Need(code="AUT", severity=2)
    services.save_part(child=child, part=need, version=None, **acting)
    need.severity = 4
    services.save_part(child=child, part=need, version=2, **acting)

    assert now(child).needs.get().severity == 4
    assert now(child).needs_reviewed_on == LATER.date()
    services.remove_part(child=child, part=need, version=3, **acting)
    assert not now(child).needs.exists()
    assert now(child).version == 4


def test_the_same_need_twice_is_refused_in_words_and_nothing_is_written(child, acting):
    NeedFactory(child=child, code="AUT")

    with pytest.raises(services.CannotSave, match="already recorded"):
        services.save_part(child=child, part=Need(code="AUT", severity=1), version=None, **acting)

    assert now(child).version == 1
    assert now(child).needs_reviewed_on is None


def test_no_known_risk_is_said_only_where_there_is_none(child, acting):
    services.record_no_known_risks(child=child, version=1, **acting)
    assert now(child).no_known_risks
    assert now(child).risks_reviewed_on == LATER.date()

    risk = Risk(kind="MISSING", description="Left.", frequency="ONCE")
    services.save_part(child=child, part=risk, version=None, **acting)

    assert not now(child).no_known_risks
    with pytest.raises(services.CannotSave, match="Risks are recorded"):
        services.record_no_known_risks(child=child, version=3, **acting)


@pytest.mark.parametrize(
    "factory", [NeedFactory, RiskFactory, ImportantPersonFactory, LegalStatusFactory, WishFactory]
)
def test_a02_a_part_of_another_child_is_neither_saved_nor_removed(child, acting, factory):
    theirs = factory()

    with pytest.raises(services.CannotSave, match="another child"):
        services.save_part(child=child, part=theirs, version=1, **acting)
    with pytest.raises(services.CannotSave, match="another child"):
        services.remove_part(child=child, part=theirs, version=1, **acting)

    theirs.refresh_from_db()
    assert theirs.child_id != child.pk


# People, brothers and sisters


def test_a_persons_postcode_is_placed_and_an_unknown_one_is_kept_without_a_place(child, acting):
    nan = ImportantPerson(name="Nan", kind="FAMILY", relation="Grandmother", postcode="sg1 1aa")
    far = ImportantPerson(name="Ben", kind="FRIEND", relation="Friend", postcode="ZZ9 9ZZ")

    services.save_part(child=child, part=nan, version=None, **acting)
    services.save_part(child=child, part=far, version=None, **acting)

    assert nan.postcode == "SG1 1AA"
    assert nan.easting
    assert (far.postcode, far.easting) == ("ZZ9 9ZZ", None)


def test_siblings_are_on_both_records_whoever_is_named_first(child, acting):
    older = ChildFactory(authority=child.authority)

    link = services.link_siblings(
        child=older,
        sibling=child,
        together="ESSENTIAL",
        reason="Each other's only constant.",
        assessed_on=TODAY,
        **acting,
    )

    assert (link.child, link.sibling) == (child, older)
    assert changed_once(child)
    assert changed_once(older)


def test_siblings_are_changed_and_unlinked_from_either_record(child, acting):
    link = SiblingLinkFactory(child=child, sibling=ChildFactory(authority=child.authority))

    services.change_siblings(
        child=link.sibling, link=link, version=1, together="APART", reason="Unsafe.", **acting
    )
    assert SiblingLink.objects.get().together == "APART"
    services.unlink_siblings(child=child, link=link, version=2, **acting)

    assert not SiblingLink.objects.exists()
    assert now(link.sibling).version == 3


def test_a_sibling_is_another_child_of_the_same_authority_and_linked_once(child, acting):
    about = {"together": "WANTED", "reason": "", "assessed_on": None} | acting
    other = ChildFactory(authority=child.authority)
    services.link_siblings(child=child, sibling=other, **about)

    with pytest.raises(services.CannotSave, match="another child"):
        services.link_siblings(child=child, sibling=child, **about)
    with pytest.raises(services.CannotSave, match="this authority"):
        services.link_siblings(child=child, sibling=ChildFactory(), **about)
    with pytest.raises(services.CannotSave, match="already"):
        services.link_siblings(child=other, sibling=child, **about)


# Wishes


def wish(words):
    return Wish(words=words, source="SAID", gathered_on=TODAY, gathered_by="Her worker")


def order(child):
    return [(each.rank, each.words) for each in now(child).wishes.all()]


@pytest.fixture
def three_wishes(child, acting):
    wishes = [wish("A dog"), wish("My school"), wish("My own room")]
    for each in wishes:
        services.save_part(child=child, part=each, version=None, **acting)
    return wishes


def test_a_new_wish_comes_last(child, three_wishes):
    assert order(child) == [(1, "A dog"), (2, "My school"), (3, "My own room")]


def test_a_wish_moves_up_and_down_and_stops_at_the_ends(child, acting, three_wishes):
    dog, school, room = three_wishes

    services.move_wish(child=child, wish=room, up=True, version=4, **acting)
    assert order(child) == [(1, "A dog"), (2, "My own room"), (3, "My school")]
    services.move_wish(child=child, wish=dog, up=False, version=5, **acting)
    assert order(child) == [(1, "My own room"), (2, "A dog"), (3, "My school")]
    services.move_wish(child=child, wish=room, up=True, version=6, **acting)
    services.move_wish(child=child, wish=school, up=False, version=7, **acting)
    assert order(child) == [(1, "My own room"), (2, "A dog"), (3, "My school")]


def test_a_wish_that_is_removed_leaves_no_gap(child, acting, three_wishes):
    services.remove_part(child=child, part=three_wishes[0], version=4, **acting)

    assert order(child) == [(1, "My school"), (2, "My own room")]


# Legal status


def test_a_legal_status_that_overlaps_is_refused_with_the_name_of_the_other(child, acting):
    LegalStatusFactory(child=child, code="C1", starts_on=march(1), ends_on=march(20))
    care_order = LegalStatus(code="C2", starts_on=march(10))

    with pytest.raises(services.CannotSave) as refused:
        services.save_part(child=child, part=care_order, version=None, **acting)

    assert str(refused.value) == (
        "This overlaps “Interim care order”, which runs from 1 March 2026 to 20 March 2026"
    )
    assert refused.value.field == "starts_on"
    assert now(child).legal_statuses.count() == 1


def test_a_legal_status_without_end_is_to_be_ended_first(child, acting):
    LegalStatusFactory(child=child, code="C1", starts_on=march(1))

    with pytest.raises(services.CannotSave, match="Give that one an end first"):
        services.save_part(
            child=child, part=LegalStatus(code="C2", starts_on=march(10)), version=None, **acting
        )


def test_a_legal_status_follows_on_and_does_not_overlap_itself(child, acting):
    interim = LegalStatusFactory(child=child, code="C1", starts_on=march(1), ends_on=march(10))
    care_order = LegalStatus(code="C2", starts_on=march(10))
    services.save_part(child=child, part=care_order, version=None, **acting)

    interim.starts_on = march(2)
    services.save_part(child=child, part=interim, version=2, **acting)

    assert [each.code for each in now(child).legal_statuses.all()] == ["C1", "C2"]


def test_a_legal_status_ends_after_it_starts(child, acting):
    with pytest.raises(services.CannotSave, match="after the start") as refused:
        services.save_part(
            child=child,
            part=LegalStatus(code="C2", starts_on=march(5), ends_on=march(5)),
            version=None,
            **acting,
        )

    assert refused.value.field == "ends_on"


# Who works with the child


def allocate(child, acting, **people):
    everybody = {"social_worker": None, "reviewing_officer": None, "coach": None} | people
    return services.allocate_workers(child=child, version=now(child).version, **everybody, **acting)


def test_children_are_given_to_active_people_of_the_authority_with_the_role(child, acting, worker):
    officer = UserFactory(role=Role.REVIEWING_OFFICER, authority=child.authority)
    coach = UserFactory(role=Role.COACH, authority=child.authority)

    allocate(child, acting, social_worker=worker, reviewing_officer=officer, coach=coach)

    assert (now(child).reviewing_officer, now(child).coach) == (officer, coach)
    assert changed_once(child)


@pytest.mark.parametrize("whose", ["another authority", "another role", "no longer active"])
def test_nobody_else_is_given_a_child(child, acting, whose):
    person = {
        "another authority": lambda: UserFactory(role=Role.COACH),
        "another role": lambda: UserFactory(role=Role.BROKER, authority=child.authority),
        "no longer active": lambda: UserFactory(
            role=Role.COACH, authority=child.authority, is_active=False
        ),
    }[whose]()

    with pytest.raises(services.NotOneOfOurs, match=person.name) as refused:
        allocate(child, acting, coach=person)

    assert refused.value.field == "coach"
    assert now(child).coach is None


def test_somebody_who_has_left_may_stay_until_the_child_is_given_to_another(child, acting, worker):
    Membership.objects.filter(user=worker).update(role=Role.BROKER)

    allocate(child, acting, social_worker=worker)

    assert now(child).social_worker == worker


def test_two_authorities_number_their_children_apart(acting, worker):
    ChildFactory(authority=AuthorityFactory(), reference="C00900")

    assert services.create_child(authority=worker.authority, **acting, **NEW).reference == "C00001"

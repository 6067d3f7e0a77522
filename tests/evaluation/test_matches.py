"""Taking children and stays over from a return, and resolving what the desk and the return say differently."""

import datetime as dt

import pytest
from django.db import IntegrityError

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from children.models import Child, LegalStatus
from evaluation import services
from evaluation.lifecycle import DisagreementStatus
from evaluation.models import Disagreement, FromReturn
from evaluation.returns.reading import read_returns
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import (
    NOON,
    TODAY,
    AuthorityFactory,
    ChildFactory,
    DisagreementFactory,
    LegalStatusFactory,
    PlacementFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)
MOVED = {"DEC": "01/09/2017", "REC": "X1", "REASON_PLACE_CHANGE": "CREQB"}
NEXT = {"DECOM": "01/09/2017", "RNE": "P", "PLACE": "K2", "PL_POST": "ZZ3 3CC"}


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


def bring_in(authority, *episodes, headers=None):
    files = [
        ("header.csv", csv_of("Header", *(headers or [child()])).encode()),
        ("episodes.csv", csv_of("Episodes", *episodes).encode()),
    ]
    (given,) = read_returns(files, today=TODAY)
    return services.import_return(authority=authority, given=given, by=None, at=NOON)


def match(one, manager, *, add=True, at=LATER):
    return services.match(one=one, add=add, by=manager, at=at)


def told():
    rows = Disagreement.objects.order_by("pk").values_list("about", "desk_value", "return_value")
    return list(rows)


def known(authority, **facts):
    """The child of the return, as the desk has it."""
    recorded = {"birth_date": dt.date(2008, 6, 15), "sex": "M", "ethnicity": "WBRI"} | facts
    return ChildFactory(authority=authority, reference="C1", **recorded)


def stay(of, **facts):
    where = {
        "household": None, "place_number": None, "setting": "U4", "postcode": "ZZ2 2BB",
        "status": PlacementStatus.STARTED, "starts_on": dt.date(2017, 5, 1),
    }  # fmt: skip
    return PlacementFactory(child=of, **where | facts)


def test_children_and_stays_that_the_desk_does_not_have_are_added_with_their_source(
    authority, manager
):
    one = bring_in(authority, episode(**MOVED), episode(**NEXT))

    done = match(one, manager)

    assert (done.children, done.stays, done.statuses, done.disagreements) == (1, 2, 1, 0)
    added = Child.objects.get(reference="C1")
    assert (added.name, added.birth_date, added.sex) == ("Child C1", dt.date(2008, 6, 15), "M")
    assert (added.ethnicity, added.looked_after_from) == ("WBRI", dt.date(2017, 5, 1))
    first, second = added.placements.all()
    assert (first.status, first.ends_on, first.end_reason) == (
        "ENDED",
        dt.date(2017, 9, 1),
        "CARER_REQUEST",
    )
    assert "REASON_PLACE_CHANGE CREQB" in first.end_note
    assert (second.status, second.setting, second.ends_on) == ("STARTED", "K2", None)
    assert second.from_return.for_return == one
    assert FromReturn.objects.filter(child=added).count() == 4


def test_matching_again_adds_and_finds_nothing(authority, manager):
    one = bring_in(authority, episode(**MOVED), episode(**NEXT))
    match(one, manager)

    done = match(one, manager)

    assert (done.children, done.stays, done.statuses, done.disagreements) == (0, 0, 0, 0)


def test_comparing_only_adds_nothing(authority, manager):
    known(authority, sex="F")
    one = bring_in(authority, episode(), episode(CHILD="C2"), headers=[child(), child(CHILD="C2")])

    done = match(one, manager, add=False)

    assert (done.children, done.stays, done.statuses) == (0, 0, 0)
    assert told() == [("SEX", "F", "M")]
    assert Child.objects.count() == 1


def test_what_cannot_be_a_child_of_the_desk_is_left_out_with_the_reason(authority, manager):
    one = bring_in(
        authority,
        *(episode(CHILD=each) for each in ("C2", "C3", "C4", "C" * 21)),
        headers=[child(CHILD="C2", DOB="?"), child(CHILD="C3", SEX="U"), child(CHILD="C" * 21)],
    )

    planned = services.takeover(one)

    assert planned.unfit == {
        "C2": "No date of birth",
        "C3": "No sex that the desk has a word for",
        "C4": "Not in the Header file",
        "C" * 21: "The number is longer than the desk keeps",
    }
    assert match(one, manager).children == 0


def test_a_stay_is_added_only_where_the_desk_has_none_on_its_days(authority, manager):
    stay(known(authority), ends_on=dt.date(2017, 8, 1), status="ENDED", end_reason="OTHER",
         end_was_planned=True)  # fmt: skip
    one = bring_in(authority, episode(**MOVED), episode(**NEXT))

    done = match(one, manager)

    assert done.stays == 1
    assert Placement.objects.get(setting="K2").from_return.for_return == one
    assert told() == [("ENDED", "2017-08-01", "2017-09-01")]


def test_stays_without_a_known_end_and_of_unknown_kinds_are_left_out(authority, manager):
    bring_in(authority, episode(CHILD="C2", DECOM="01/05/2015", DEC="01/02/2016", REC="E4A"))
    bring_in(authority, episode(CHILD="C2", DECOM="01/06/2016"))
    latest = bring_in(
        authority,
        episode(DEC="01/09/2018", REC="X1", PLACE="P3"),
        episode(CHILD="C2", DECOM="01/06/2018"),
        headers=[child(), child(CHILD="C2")],
    )

    planned = services.takeover(latest)

    assert latest.year == 2019
    assert planned.left_out == 2
    assert [str(each.starts_on) for each in planned.stays["C2"]] == ["2015-05-01", "2018-06-01"]


def test_only_the_latest_return_is_matched(authority, manager):
    older = bring_in(authority, episode())
    bring_in(authority, episode(DEC="01/05/2018", REC="E4A"))

    with pytest.raises(services.NotTheLatest):
        match(older, manager)


def test_another_authoritys_child_of_the_same_number_is_not_touched(authority, manager):
    ChildFactory(reference="C1", sex="F")

    assert match(bring_in(authority, episode()), manager).children == 1
    assert told() == []


def test_a_new_disagreement_is_found_and_a_resolved_one_is_not_found_again(authority, manager):
    ours = known(authority, sex="F")
    one = bring_in(authority, episode())
    match(one, manager, add=False)
    resolve(Disagreement.objects.get(), "KEPT", manager)

    Child.objects.filter(pk=ours.pk).update(ethnicity="BCRB")

    assert match(one, manager, add=False).disagreements == 1
    assert told() == [("SEX", "F", "M"), ("ETHNICITY", "BCRB", "WBRI")]


def resolve(one, how, by, note=""):
    how = DisagreementStatus(how)
    return services.resolve(disagreement=one, how=how, note=note, by=by, at=LATER)


@pytest.mark.parametrize(
    ("facts", "field", "taken"),
    [
        ({"sex": "F"}, "sex", "M"),
        ({"birth_date": dt.date(2008, 6, 16)}, "birth_date", dt.date(2008, 6, 15)),
        ({"ethnicity": "BCRB"}, "ethnicity", "WBRI"),
    ],
)
def test_the_returns_fact_about_the_child_is_taken_over(authority, manager, facts, field, taken):
    ours = known(authority, **facts)
    match(bring_in(authority, episode()), manager)

    resolved = resolve(Disagreement.objects.get(), "TAKEN", manager)

    ours.refresh_from_db()
    assert getattr(ours, field) == taken
    assert ours.version == 2
    assert (resolved.resolved_by, resolved.resolved_at) == (manager, LATER)
    assert [event.status for event in resolved.events.order_by("pgh_id")] == ["OPEN", "TAKEN"]


@pytest.mark.parametrize(
    ("facts", "field", "taken"),
    [
        ({"setting": "U6"}, "setting", "U4"),
        ({"postcode": "ZZ9 9ZZ"}, "postcode", "ZZ2 2BB"),
        ({"starts_on": dt.date(2017, 6, 1)}, "starts_on", dt.date(2017, 5, 1)),
        ({}, "ends_on", dt.date(2017, 9, 1)),
        ({}, "end_reason", "RETURN_HOME"),
    ],
)
def test_the_returns_fact_about_a_stay_is_taken_over(authority, manager, facts, field, taken):
    ends = {"DEC": "01/09/2017", "REC": "E4A"} if field.startswith("end") else {}
    ours = stay(known(authority), **facts)
    match(bring_in(authority, episode(**ends)), manager)

    resolve(Disagreement.objects.get(), "TAKEN", manager)

    ours.refresh_from_db()
    assert getattr(ours, field) == taken


def test_an_end_that_the_return_does_not_have_is_taken_back(authority, manager):
    ours = stay(known(authority), ends_on=dt.date(2017, 9, 1), status="ENDED", end_reason="OTHER",
                end_was_planned=True)  # fmt: skip
    match(bring_in(authority, episode()), manager)

    resolve(Disagreement.objects.get(about="ENDED"), "TAKEN", manager)

    ours.refresh_from_db()
    assert (ours.status, ours.ends_on, ours.end_reason) == ("STARTED", None, "")


def test_the_returns_legal_status_is_taken_over(authority, manager):
    LegalStatusFactory(child=known(authority), code="C1", starts_on=dt.date(2017, 5, 1))
    match(bring_in(authority, episode()), manager)

    resolve(Disagreement.objects.get(), "TAKEN", manager)

    assert LegalStatus.objects.get().code == "C2"


def test_what_does_not_fit_is_refused_and_nothing_changes(authority, manager):
    ours = known(authority)
    stay(ours, starts_on=dt.date(2017, 6, 1))
    stay(ours, starts_on=dt.date(2017, 5, 1), ends_on=dt.date(2017, 6, 1), status="ENDED",
         end_reason="OTHER", end_was_planned=True)  # fmt: skip
    match(bring_in(authority, episode()), manager)

    with pytest.raises(services.CannotTake, match="another home"):
        resolve(Disagreement.objects.get(about="STARTED"), "TAKEN", manager)

    assert not Disagreement.objects.exclude(status="OPEN").exists()


def test_a_code_that_the_desk_does_not_know_is_refused(authority, manager):
    known(authority)
    match(bring_in(authority, episode(), headers=[child(ETHNIC="XXXX")]), manager)

    with pytest.raises(services.CannotTake, match="not an ethnicity"):
        resolve(Disagreement.objects.get(), "TAKEN", manager)


def test_a_stay_that_the_return_does_not_have_cannot_be_unmade(authority, manager):
    ours = known(authority)
    stay(ours, starts_on=dt.date(2017, 10, 1))
    match(bring_in(authority, episode(DEC="01/09/2017", REC="E4A")), manager)
    one = Disagreement.objects.get()

    assert (one.about, services.can_be_taken(one)) == ("STAY", False)
    with pytest.raises(services.CannotTake, match="cannot be unmade"):
        resolve(one, "TAKEN", manager)


def test_a_disagreement_is_resolved_once(manager):
    one = resolve(DisagreementFactory(), "KEPT", manager)

    with pytest.raises(MoveNotAllowed):
        resolve(one, "TAKEN", manager)


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("evaluation_disagreement_between_different_values", {"return_value": "F"}),
        ("evaluation_disagreement_resolved_by_somebody", {"status": "KEPT"}),
        ("evaluation_disagreement_resolved_by_somebody", {"resolved_at": NOON}),
    ],
)
def test_the_database_refuses_what_makes_no_sense(name, facts):
    with pytest.raises(IntegrityError, match=name):
        DisagreementFactory(**facts)


def test_the_database_refuses_a_note_without_words(manager):
    with pytest.raises(IntegrityError, match="evaluation_disagreement_noted_in_words"):
        DisagreementFactory(status="NOTED", resolved_by=manager, resolved_at=NOON)


def test_the_database_refuses_the_same_disagreement_twice():
    one = DisagreementFactory()

    with pytest.raises(IntegrityError, match="evaluation_disagreement_found_once"):
        DisagreementFactory(child=one.child)


def test_the_database_refuses_a_source_for_two_records(authority, manager):
    match(bring_in(authority, episode()), manager)
    stays, statuses = FromReturn.objects.exclude(placement=None), LegalStatus.objects.all()
    FromReturn.objects.exclude(legal_status=None).delete()

    with pytest.raises(IntegrityError, match="evaluation_fromreturn_is_one_record"):
        stays.update(legal_status=statuses.get())


def test_the_database_refuses_two_sources_for_one_child(authority, manager):
    one = bring_in(authority, episode())
    match(one, manager)
    added = Child.objects.get()

    with pytest.raises(IntegrityError, match="evaluation_fromreturn_once_for_each_child"):
        FromReturn.objects.create(for_return=one, child=added, taken_by=manager, taken_at=NOON)

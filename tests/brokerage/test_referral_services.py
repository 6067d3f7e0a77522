"""The referral from draft to closed."""

import contextlib
import datetime as dt
import threading

import pytest
from django.db import connection

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from brokerage import sections
from brokerage.lifecycle import CLOSED, REFERRAL_MOVES, ReferralStatus
from brokerage.models import QualityCheck, Referral, ReferralMove, ReferralSection
from brokerage.services import referral_sections, referrals
from tests.brokerage.referral_answers import answer_everything, answer_minimum
from tests.factories import (
    NOON,
    AuthorityFactory,
    ChildFactory,
    PlacementFactory,
    ReferralFactory,
    UserFactory,
    WishFactory,
)

pytestmark = pytest.mark.django_db
S = ReferralStatus
LATER = NOON + dt.timedelta(hours=3)


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def social_worker(authority):
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority)


@pytest.fixture
def broker(authority):
    return UserFactory(role=Role.BROKER, authority=authority)


@pytest.fixture
def draft(authority, social_worker):
    child = ChildFactory(authority=authority, social_worker=social_worker)
    return referrals.start_referral(children=[child], by=social_worker, at=NOON)


@pytest.fixture
def submitted(draft, social_worker):
    answer_everything(draft, by=social_worker)
    return referrals.submit(referral=draft, by=social_worker, at=NOON)


def statuses(referral):
    return [(move.from_status, move.to_status) for move in referral.moves.all()]


# Starting


def test_a_referral_starts_as_a_draft_with_every_section_and_its_first_move(draft, social_worker):
    assert draft.status == S.DRAFT
    assert draft.created_by == social_worker
    assert {section.code for section in draft.sections.all()} == set(sections.CODES)
    assert statuses(draft) == [("", "DRAFT")]


def test_sections_start_with_what_the_childs_record_says_and_nothing_is_confirmed(social_worker):
    child = ChildFactory(
        authority=social_worker.authority,
        strengths="Kind to animals.",
        health_summary="Asthma, with a blue inhaler.",
        permanence_plan="LONG_TERM",
    )
    WishFactory(child=child, rank=1, words="I want a dog.")
    WishFactory(child=child, rank=2, words="I want to stay near Nan.")

    referral = referrals.start_referral(children=[child], by=social_worker, at=NOON)

    answers = {section.code: section.answers for section in referral.sections.all()}
    assert answers["strengths"]["strengths"] == "Kind to animals."
    assert answers["health"]["health"] == "Asthma, with a blue inhaler."
    assert answers["wishes"]["words"] == "1. I want a dog.\n2. I want to stay near Nan."
    assert answers["referrer"]["contact_name"] == social_worker.name
    assert referral.permanence_route == Referral.Route.LONG_TERM
    assert not referral.sections.filter(is_confirmed=True).exists()


def test_siblings_share_a_referral_and_each_is_named_in_its_texts(authority, social_worker):
    asha = ChildFactory(authority=authority, strengths="Draws.", preferred_name="Ash")
    ben = ChildFactory(authority=authority, strengths="Runs.", first_name="Ben")

    referral = referrals.start_referral(children=[asha, ben], by=social_worker, at=NOON)

    rows = referral.referral_children.values_list("child", "position")
    assert list(rows) == [(asha.pk, 1), (ben.pk, 2)]
    strengths = referral.sections.get(code="strengths").answers["strengths"]
    assert strengths == "Ash: Draws.\n\nBen: Runs."


def test_references_count_up_within_an_authority_and_a_london_year(authority, social_worker):
    def start(*, at=NOON, authority=authority):
        child = ChildFactory(authority=authority)
        return referrals.start_referral(children=[child], by=social_worker, at=at).reference

    assert [start(), start()] == ["R-2026-0001", "R-2026-0002"]
    assert start(authority=AuthorityFactory()) == "R-2026-0001"
    assert start(at=dt.datetime(2026, 12, 31, 23, 59, tzinfo=dt.UTC)) == "R-2026-0003"
    assert start(at=dt.datetime(2027, 1, 1, tzinfo=dt.UTC)) == "R-2027-0001"


def test_the_number_after_9999_is_10000_and_then_10001(authority, social_worker):
    ReferralFactory(authority=authority, reference="R-2026-9999")
    ReferralFactory(authority=authority, reference="R-2026-10000")

    child = ChildFactory(authority=authority)
    referral = referrals.start_referral(children=[child], by=social_worker, at=NOON)

    assert referral.reference == "R-2026-10001"


def test_a_child_with_an_unfinished_referral_does_not_get_a_second(draft, social_worker):
    with pytest.raises(referrals.UnfinishedReferral) as refused:
        referrals.start_referral(children=list(draft.children.all()), by=social_worker, at=NOON)

    assert refused.value.referral == draft
    assert Referral.objects.count() == 1


def test_children_of_two_authorities_cannot_share_a_referral(social_worker):
    with pytest.raises(ValueError, match="one authority"):
        referrals.start_referral(
            children=[ChildFactory(), ChildFactory()], by=social_worker, at=NOON
        )


@pytest.mark.django_db(transaction=True)
def test_two_people_starting_at_once_get_two_numbers():
    references = _start_at_once()

    assert sorted(references) == ["R-2026-0001", "R-2026-0002"]


@pytest.mark.django_db(transaction=True)
def test_without_the_authoritys_lock_two_people_get_one_number(monkeypatch):
    manager = type(AuthorityFactory().__class__.objects)
    monkeypatch.setattr(manager, "select_for_update", lambda self, **how: self.all(), raising=False)

    references = _start_at_once()

    assert "refused" in references


def _start_at_once():
    """Two threads hold their transactions open until both have read the last number, or one waits for the other."""
    authority = AuthorityFactory()
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=authority)
    children = [ChildFactory(authority=authority), ChildFactory(authority=authority)]
    both_numbered, outcome = threading.Barrier(2), []
    number = referrals._next_reference

    def number_and_wait(*args, **kwargs):
        found = number(*args, **kwargs)
        with contextlib.suppress(threading.BrokenBarrierError):
            both_numbered.wait(timeout=0.5)
        return found

    def start(child):
        try:
            started = referrals.start_referral(children=[child], by=worker, at=NOON)
            outcome.append(started.reference)
        except Exception:
            outcome.append("refused")
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(referrals, "_next_reference", number_and_wait)
        threads = [threading.Thread(target=start, args=[child]) for child in children]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return outcome


# Submitting


def test_a_complete_referral_goes_to_the_desk_with_a_quality_check(draft, social_worker):
    answer_everything(draft, by=social_worker)

    referrals.submit(referral=draft, by=social_worker, at=LATER)

    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at, draft.rest_due_at) == (S.SUBMITTED, LATER, None)
    assert statuses(draft)[-1] == ("DRAFT", "SUBMITTED")
    assert draft.quality_checks.get().scores["completeness"] == 100


@pytest.mark.parametrize("code", sections.CODES)
def test_a_planned_referral_needs_every_section(draft, social_worker, code):
    answer_everything(draft, by=social_worker)
    ReferralSection.objects.filter(referral=draft, code=code).update(is_confirmed=False)

    with pytest.raises(referrals.NotComplete) as refused:
        referrals.submit(referral=draft, by=social_worker, at=LATER)

    assert [filled.section.code for filled in refused.value.unfinished] == [code]
    draft.refresh_from_db()
    assert draft.status == S.DRAFT
    assert not QualityCheck.objects.exists()


def test_a_confirmed_section_with_a_question_open_is_not_complete(draft, social_worker):
    answer_everything(draft, by=social_worker)
    save(draft, "strengths", {"strengths": ""}, by=social_worker)

    with pytest.raises(referrals.NotComplete):
        referrals.submit(referral=draft, by=social_worker, at=LATER)


def test_an_emergency_needs_only_the_minimal_set_and_owes_the_rest(draft, social_worker):
    answer_minimum(draft, by=social_worker)

    referrals.submit(referral=draft, by=social_worker, at=NOON)

    draft.refresh_from_db()
    assert draft.status == S.SUBMITTED
    assert draft.rest_due_at == NOON + dt.timedelta(hours=72)


@pytest.mark.parametrize("code", ["referrer", "child", "request", "needs", "safety"])
def test_an_emergency_needs_every_section_of_the_minimal_set(draft, social_worker, code):
    answer_minimum(draft, by=social_worker)
    ReferralSection.objects.filter(referral=draft, code=code).update(is_confirmed=False)

    with pytest.raises(referrals.NotComplete) as refused:
        referrals.submit(referral=draft, by=social_worker, at=NOON)

    assert [filled.section.code for filled in refused.value.unfinished] == [code]


def test_a_complete_emergency_owes_nothing(draft, social_worker):
    answer_everything(draft, by=social_worker, urgency="EMERGENCY")

    referrals.submit(referral=draft, by=social_worker, at=NOON)

    assert draft.rest_due_at is None


def test_submitting_again_after_a_return_does_not_restart_the_clock(draft, social_worker, broker):
    answer_minimum(draft, by=social_worker)
    referrals.submit(referral=draft, by=social_worker, at=NOON)
    referrals.return_to_social_worker(referral=draft, reason="No phone.", by=broker, at=NOON)

    referrals.submit(referral=draft, by=social_worker, at=LATER)

    assert draft.rest_due_at == NOON + dt.timedelta(hours=72)
    assert draft.submitted_at == NOON


def test_finishing_the_last_section_of_an_emergency_stops_its_clock(draft, social_worker):
    answer_minimum(draft, by=social_worker)
    referrals.submit(referral=draft, by=social_worker, at=NOON)

    answer_everything(draft, by=social_worker, urgency="EMERGENCY")

    draft.refresh_from_db()
    assert (draft.status, draft.rest_due_at) == (S.SUBMITTED, None)


# Returning, accepting, owning


def test_a_return_needs_words_and_keeps_them(submitted, broker):
    with pytest.raises(referrals.ReasonMissing):
        referrals.return_to_social_worker(referral=submitted, reason="  ", by=broker, at=LATER)
    referrals.return_to_social_worker(
        referral=submitted, reason="Say what helps.", by=broker, at=LATER
    )

    move = submitted.moves.last()
    assert (move.to_status, move.reason, move.by, move.at) == (
        "RETURNED", "Say what helps.", broker, LATER,
    )  # fmt: skip


def test_accepting_gives_the_referral_an_owner_and_starts_the_search(submitted, broker):
    referrals.accept(referral=submitted, broker=broker, by=broker, at=LATER)

    submitted.refresh_from_db()
    assert (submitted.status, submitted.broker) == (S.SEARCHING, broker)
    assert submitted.quality_checks.count() == 2


def test_what_must_be_fixed_stops_acceptance_unless_somebody_says_why(submitted, broker):
    Referral.objects.filter(pk=submitted.pk).update(profile="Asha Example goes to school.")

    with pytest.raises(referrals.MustBeFixed) as refused:
        referrals.accept(referral=submitted, broker=broker, by=broker, at=LATER)
    assert {finding.found for finding in refused.value.findings} == {"Asha", "Example"}
    referrals.accept(
        referral=submitted, broker=broker, by=broker, at=LATER, despite="I am rewriting it."
    )

    assert submitted.status == S.SEARCHING
    assert submitted.moves.last().reason == "I am rewriting it."


@pytest.mark.parametrize("role", [role for role in Role if role not in referrals.DESK_ROLES])
def test_only_people_of_the_desk_can_own_a_referral(submitted, broker, authority, role):
    other = UserFactory(role=role, authority=authority)

    with pytest.raises(referrals.NotOnTheDesk):
        referrals.accept(referral=submitted, broker=other, by=broker, at=LATER)

    submitted.refresh_from_db()
    assert (submitted.status, submitted.broker) == (S.SUBMITTED, None)


def test_a_broker_of_another_authority_cannot_own_it(submitted, broker):
    with pytest.raises(referrals.NotOnTheDesk):
        referrals.assign_broker(referral=submitted, broker=UserFactory(), by=broker, at=LATER)


def test_a_draft_has_no_owner_on_the_desk(draft, broker):
    with pytest.raises(referrals.NotWithTheDesk):
        referrals.assign_broker(referral=draft, broker=broker, by=broker, at=LATER)


# Withdrawing


def test_withdrawing_needs_words_and_closes(submitted, social_worker):
    with pytest.raises(referrals.ReasonMissing):
        referrals.withdraw(referral=submitted, reason="", by=social_worker, at=LATER)
    referrals.withdraw(referral=submitted, reason="Staying with Nan.", by=social_worker, at=LATER)

    submitted.refresh_from_db()
    assert (submitted.status, submitted.closed_at) == (S.WITHDRAWN, LATER)
    assert submitted.moves.last().reason == "Staying with Nan."


# Moves


def allowed():
    return [(start, target) for start in S for target in S if target in REFERRAL_MOVES[start]]


def refused():
    return [(start, target) for start in S for target in S if target not in REFERRAL_MOVES[start]]


def referral_in(status, authority):
    if status != S.PLACED:
        return ReferralFactory(status=status, authority=authority)
    return ReferralFactory(status=status, authority=authority, placement=PlacementFactory())


@pytest.mark.parametrize(("start", "target"), allowed())
def test_a_legal_move_changes_the_status_and_is_a_row(authority, broker, start, target):
    referral = referral_in(start, authority)
    placement = PlacementFactory() if target == S.PLACED else None

    move = referrals.record_move(
        referral=referral, target=target, by=broker, at=LATER, reason="So.", placement=placement
    )

    referral.refresh_from_db()
    assert (referral.status, referral.placement) == (target, placement)
    assert (referral.closed_at is not None) == (target in CLOSED)
    assert (move.from_status, move.to_status, move.by, move.at, move.reason) == (
        start, target, broker, LATER, "So.",
    )  # fmt: skip


@pytest.mark.parametrize(("start", "target"), refused())
def test_every_other_move_is_refused_and_leaves_nothing(authority, broker, start, target):
    referral = referral_in(start, authority)
    placement = PlacementFactory() if target == S.PLACED else None

    with pytest.raises(MoveNotAllowed):
        referrals.record_move(
            referral=referral, target=target, by=broker, at=LATER, placement=placement
        )

    referral.refresh_from_db()
    assert referral.status == start
    assert not ReferralMove.objects.exists()


def test_a_move_counts_from_where_the_referral_is_now_not_where_it_was_read(authority, broker):
    referral = referral_in(S.SEARCHING, authority)
    Referral.objects.filter(pk=referral.pk).update(status=S.WITHDRAWN)

    with pytest.raises(MoveNotAllowed):
        referrals.record_move(referral=referral, target=S.ASKING, by=broker, at=LATER)


@pytest.mark.parametrize("target", [S.PLACED, S.ASKING])
def test_a_placement_goes_with_the_move_to_placed_and_no_other(authority, broker, target):
    placement = None if target == S.PLACED else PlacementFactory()

    with pytest.raises(ValueError, match="PLACED"):
        referrals.record_move(
            referral=referral_in(S.DECIDING, authority), target=target, by=broker, at=LATER,
            placement=placement,
        )  # fmt: skip


def save(referral, code, answers, *, by, is_confirmed=True, at=NOON, seen=None):
    return referral_sections.save_section(
        referral=referral, code=code, answers=answers, is_confirmed=is_confirmed, by=by, at=at,
        seen=seen,
    )  # fmt: skip

"""What carers do with their links: confirming the postcode, answering, changing their minds."""

import datetime as dt
from collections import Counter

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from brokerage.messages import rounds as messages
from brokerage.models import Answer, Invitation, Round
from brokerage.services import replies, round_endings, rounds
from notifications.models import OutgoingMessage
from tests.brokerage.round_scene import IN_TWO_DAYS, Scene, send
from tests.brokerage.test_round_services import at_once
from tests.factories import NOON

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
Choice = Answer.Choice


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def invitation(scene):
    round_ = scene.open(scene.households(1))
    send()
    return round_.invitations.get()


def answer(invitation, choice=Choice.INTERESTED, *, at=NOON + HOUR, shared=False, **more):
    given = replies.Given(choice=choice, **more)
    return replies.answer(invitation=invitation, given=given, from_shared_place=shared, at=at)


def confirm(invitation, typed, at=NOON):
    return replies.confirm_postcode(invitation=invitation, typed=typed, at=at)


@pytest.mark.parametrize("typed", ["SG1 1AA", "sg11aa", " Sg1  1aA ", "SG1-1AA"])
def test_the_postcode_may_be_typed_as_people_type_it(invitation, typed):
    assert confirm(invitation, typed) is replies.Confirmation.RIGHT

    invitation.refresh_from_db()
    assert invitation.confirmed_at == NOON


@pytest.mark.parametrize("typed", ["", "SG1", "SG1 1AB", "SG1 1AA SG1 1AA"])
def test_anything_else_is_not_the_postcode(invitation, typed):
    assert confirm(invitation, typed) is replies.Confirmation.WRONG


def test_l08_five_wrong_tries_lock_that_link_alone_and_tell_the_desk(scene):
    round_ = scene.open(scene.households(2))
    first, second = round_.invitations.all()

    outcomes = [confirm(first, "AB1 2CD") for _ in range(5)]

    assert outcomes == [replies.Confirmation.WRONG] * 4 + [replies.Confirmation.LOCKED]
    assert confirm(first, "SG1 1AA") is replies.Confirmation.LOCKED
    assert confirm(second, "SG1 1AA") is replies.Confirmation.RIGHT
    told = OutgoingMessage.objects.get(kind=messages.LOCKED)
    assert told.subject_id == first.pk
    assert [[scene.authority.desk_email]] == [
        each.to for each in send() if "locked" in each.subject
    ]


def test_l08_control_without_a_limit_a_postcode_could_be_guessed(invitation, monkeypatch):
    monkeypatch.setattr(replies, "MOST_WRONG_TRIES", 1000)
    for _ in range(20):
        confirm(invitation, "AB1 2CD")

    assert confirm(invitation, "SG1 1AA") is replies.Confirmation.RIGHT


def test_l08_a_locked_link_answers_nothing(invitation):
    for _ in range(5):
        confirm(invitation, "AB1 2CD")

    with pytest.raises(replies.LinkIsLocked):
        answer(invitation)
    assert not Answer.objects.exists()


def test_l05_answering_again_changes_the_one_answer(invitation):
    first = answer(invitation)

    second = answer(
        invitation, Choice.NOT_NOW, reasons=("DATES",), conditions="From May", at=NOON + 2 * HOUR
    )

    assert (first.pk, Answer.objects.count()) == (second.pk, 1)
    assert (second.choice, second.reasons, second.conditions) == ("NOT_NOW", ["DATES"], "From May")
    assert (second.first_at, second.at, second.changes) == (NOON + HOUR, NOON + 2 * HOUR, 1)


def test_reasons_belong_to_not_this_time(invitation):
    assert answer(invitation, Choice.INTERESTED, reasons=("DATES",)).reasons == []


def forgetting_answers(pk):
    """A locked invitation that does not know that it has been answered."""
    found = round_endings.locked_invitation(pk)
    Invitation.answer.related.set_cached_value(found, None)
    return found


def test_l05_the_database_refuses_a_second_answer(invitation, monkeypatch):
    answer(invitation)
    monkeypatch.setattr(replies, "locked_invitation", forgetting_answers)

    with pytest.raises(IntegrityError), transaction.atomic():
        answer(invitation, Choice.TALK)
    assert Answer.objects.get().choice == Choice.INTERESTED


def test_l05_control_without_the_constraint_there_would_be_two(invitation, monkeypatch):
    answer(invitation)
    monkeypatch.setattr(replies, "locked_invitation", forgetting_answers)
    drop_constraint("brokerage_answer", unique="invitation_id")

    answer(invitation, Choice.TALK)

    assert sorted(Answer.objects.values_list("choice", flat=True)) == ["INTERESTED", "TALK"]


def drop_constraint(table, *, unique):
    """Until the test's transaction is rolled back, the column may hold the same twice."""
    connection.check_constraints()
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
        (name,) = [
            name
            for name, each in found.items()
            if each["unique"] and not each["primary_key"] and each["columns"] == [unique]
        ]
        cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')


def test_l05_each_change_is_acknowledged_once(invitation):
    for choice in (Choice.INTERESTED, Choice.INTERESTED, Choice.TALK):
        answer(invitation, choice)

    assert OutgoingMessage.objects.filter(kind=messages.RECEIPT).count() == 2
    assert "need to talk" in send(at=NOON + HOUR)[-1].subject


def test_l07_the_last_choice_wins_and_both_are_in_the_history(invitation):
    answer(invitation, Choice.INTERESTED)
    answer(invitation, Choice.NOT_NOW)

    history = apps.get_model("brokerage", "AnswerEvent").objects.order_by("pgh_id")
    assert [event.choice for event in history] == ["INTERESTED", "NOT_NOW"]
    assert {event.pgh_context["link"] for event in history} == {invitation.pk}
    assert Answer.objects.get().changes == 1


def test_l07_control_without_the_trigger_the_first_choice_would_be_gone(invitation):
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE brokerage_answer DISABLE TRIGGER USER")
    answer(invitation, Choice.INTERESTED)
    answer(invitation, Choice.NOT_NOW)

    assert not apps.get_model("brokerage", "AnswerEvent").objects.exists()
    assert Answer.objects.get().choice == Choice.NOT_NOW


@pytest.mark.django_db(transaction=True)
def test_l06_twenty_at_once_make_one_answer():
    scene = Scene()
    invitation = scene.open(scene.households(1)).invitations.get()

    outcomes = at_once(lambda _: answer(invitation).pk, refused=(), times=20)

    assert Counter(outcomes) == {Answer.objects.get().pk: 20}
    assert OutgoingMessage.objects.filter(kind=messages.RECEIPT).count() == 1


@pytest.mark.django_db(transaction=True)
def test_l06_control_without_the_lock_some_of_twenty_would_fail(monkeypatch):
    scene = Scene()
    invitation = scene.open(scene.households(1)).invitations.get()
    related = ("household", "round__referral__authority", "answer")
    unlocked = Invitation.objects.select_related(*related)
    monkeypatch.setattr(replies, "locked_invitation", lambda pk: slowly(unlocked.get(pk=pk)))

    outcomes = at_once(lambda _: answer(invitation).pk, refused=(Exception,), times=6)

    assert [each for each in outcomes if isinstance(each, Exception)]


def slowly(found):
    """Give the others the time to have read the same."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.3)")
    return found


@pytest.mark.django_db(transaction=True)
def test_an_answer_given_while_the_round_ends_is_either_counted_or_refused():
    scene = Scene()
    invitation = scene.open(scene.households(1)).invitations.get()

    def answer_or_end(number):
        if number:
            return rounds.close_round(round_=invitation.round, by=None, at=NOON + HOUR)
        return answer(invitation)

    at_once(answer_or_end, refused=(replies.AnswersAreClosed,), times=2)

    round_ = scene.referral.rounds.get()
    assert round_.status == "CLOSED"
    assert Answer.objects.filter(at__gt=round_.closed_at).count() == 0


@pytest.mark.parametrize("seconds", [0, 1])
def test_l03_at_the_reply_by_time_it_is_too_late(invitation, seconds):
    with pytest.raises(replies.AnswersAreClosed):
        answer(invitation, at=IN_TWO_DAYS + dt.timedelta(seconds=seconds))

    assert answer(invitation, at=IN_TWO_DAYS - dt.timedelta(seconds=1))


def test_l03_control_without_the_look_at_the_clock_a_late_answer_would_count(
    invitation, monkeypatch
):
    monkeypatch.setattr(Round, "is_open", lambda round_, *, at: round_.status == "OPEN")

    assert answer(invitation, at=IN_TWO_DAYS + HOUR).choice == Choice.INTERESTED


# The clocks go forward on 29 March 2026 and back on 25 October, at 1am universal time.
@pytest.mark.parametrize("day_before", [dt.date(2026, 3, 28), dt.date(2026, 10, 24)])
def test_l03_two_days_are_two_days_on_a_night_that_the_clocks_change(scene, day_before):
    before = dt.datetime.combine(day_before, dt.time(12), tzinfo=dt.UTC)
    invitation = scene.open(
        scene.households(1), at=before, reply_by=before + dt.timedelta(hours=48)
    ).invitations.get()

    assert answer(invitation, at=before + dt.timedelta(hours=47, minutes=59))
    with pytest.raises(replies.AnswersAreClosed):
        answer(invitation, Choice.TALK, at=before + dt.timedelta(hours=48))


def test_nothing_is_answered_once_the_round_was_cancelled(scene, invitation):
    round_endings.cancel_open_round(
        referral=scene.referral, reason="Withdrawn", by=scene.broker, at=NOON
    )

    with pytest.raises(replies.AnswersAreClosed):
        answer(invitation)


@pytest.mark.parametrize(("seconds", "doubted"), [(0, True), (2, True), (3, False), (60, False)])
def test_l13_an_answer_within_three_seconds_of_delivery_is_doubted(invitation, seconds, doubted):
    sent_at = OutgoingMessage.objects.get(kind=messages.INVITATION).sent_at

    given = answer(invitation, at=sent_at + dt.timedelta(seconds=seconds))

    assert bool(given.doubt) is doubted


def test_l13_control_without_the_limit_a_programs_answer_would_pass_for_a_persons(
    invitation, monkeypatch
):
    monkeypatch.setattr(replies, "TOO_QUICK", dt.timedelta())
    sent_at = OutgoingMessage.objects.get(kind=messages.INVITATION).sent_at

    assert answer(invitation, at=sent_at + dt.timedelta(seconds=1)).doubt == ""


def test_l13_answers_for_several_households_from_one_place_are_doubted(invitation):
    assert answer(invitation, shared=True).doubt == replies.MANY_FROM_ONE_PLACE
    # A doubt is not talked away by answering again.
    assert answer(invitation, Choice.TALK).doubt == replies.MANY_FROM_ONE_PLACE

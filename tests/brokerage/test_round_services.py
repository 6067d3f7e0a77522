"""Asking many households at once: what is written, who is left out, what is sent and what is not."""

import datetime as dt
import threading
import uuid
from email.utils import getaddresses

import pytest
from django.core import mail
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import Q

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from brokerage import reply_links
from brokerage.lifecycle import ReferralStatus, RoundStatus
from brokerage.messages import rounds as messages
from brokerage.models import Answer, Invitation, LeftOut, Round
from brokerage.queries import round_recipients
from brokerage.services import referrals as referral_services
from brokerage.services import replies, round_endings, rounds
from brokerage.tasks import close_due_rounds
from carers.models import ApprovalTerms
from notifications import doorbell, writing
from notifications.models import OutgoingMessage
from tests.brokerage.round_scene import IN_TWO_DAYS, Scene, link_in, send
from tests.factories import (
    NOON,
    AnswerFactory,
    InvitationFactory,
    PlacementFactory,
    ReferralFactory,
    UserFactory,
)
from tests.notifications.canaries import assert_nothing_personal, found_in

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
Status = OutgoingMessage.Status


@pytest.fixture
def scene():
    return Scene()


def statuses(kind):
    found = OutgoingMessage.objects.filter(kind=kind)
    return sorted(found.values_list("status", flat=True))


def answered(invitation, choice=Answer.Choice.INTERESTED, at=NOON + HOUR):
    given = replies.Given(choice=choice)
    return replies.answer(invitation=invitation, given=given, from_shared_place=False, at=at)


# Opening a round


def test_every_household_gets_one_invitation_one_message_and_one_reminder(scene):
    households = scene.households(3)

    round_ = scene.open(households)

    scene.referral.refresh_from_db()
    assert scene.referral.status == ReferralStatus.ASKING
    assert [each.household for each in round_.invitations.all()] == households
    assert [each.rank for each in round_.invitations.all()] == [1, 2, 3]
    assert statuses(messages.INVITATION) == [Status.QUEUED] * 3
    assert statuses(messages.REMINDER) == [Status.QUEUED] * 3
    assert round_.profile == scene.referral.profile


def test_the_emails_go_to_each_household_alone(scene):
    households = scene.households(3)
    scene.open(households)

    sent = send()

    assert sorted(message.to for message in sent) == sorted([each.email] for each in households)
    assert len({link_in(message) for message in sent}) == 3
    assert {tuple(message.reply_to) for message in sent} == {(scene.authority.desk_email,)}


def test_many_households_take_no_more_queries_than_one(scene, django_assert_max_num_queries):
    households = scene.households(40)

    with django_assert_max_num_queries(30):
        scene.open(households)


def test_r09_a_transaction_that_is_rolled_back_leaves_nothing_behind(scene, monkeypatch):
    rung = []
    monkeypatch.setattr(doorbell, "ring_after_commit", lambda: rung.append(1))
    households = scene.households(2)

    def open_and_fail():
        with transaction.atomic():
            scene.open(households)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        open_and_fail()

    assert (Round.objects.count(), Invitation.objects.count()) == (0, 0)
    assert OutgoingMessage.objects.count() == 0
    assert send() == []


def test_r09_control_without_the_transaction_half_a_round_would_stay(scene, monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError

    monkeypatch.setattr(messages, "invite", fail)
    with pytest.raises(ZeroDivisionError):
        rounds.open_round.__wrapped__(**arguments(scene, scene.households(2)))

    assert Round.objects.count() == 1


def arguments(scene, households, **changes):
    return {
        "referral_id": scene.referral.pk,
        "household_ids": [household.pk for household in households],
        "reply_by": IN_TWO_DAYS,
        "note": "",
        "left_out": {},
        "search": None,
        "idempotency_key": uuid.uuid4(),
        "by": scene.broker,
        "at": NOON,
    } | changes


def test_r13_sending_the_same_form_again_returns_the_same_round(scene):
    households, key = scene.households(2), uuid.uuid4()

    first = scene.open(households, idempotency_key=key)
    again = scene.open(households, idempotency_key=key, at=NOON + HOUR)

    assert again == first
    assert Invitation.objects.count() == 2
    assert statuses(messages.INVITATION) == [Status.QUEUED] * 2


def test_r13_control_another_key_is_another_attempt_and_is_refused(scene):
    households = scene.households(2)
    first = scene.open(households)

    with pytest.raises(rounds.RoundIsOpen) as refused:
        scene.open(households)

    assert refused.value.round == first
    assert Invitation.objects.count() == 2


def test_r13_control_without_the_check_and_the_constraint_everybody_is_asked_twice(
    scene, monkeypatch
):
    households = scene.households(2)
    scene.open(households)
    monkeypatch.setattr(rounds, "_check", lambda *_, **__: None)
    monkeypatch.setattr(rounds, "reasons_not_to_ask", lambda *_, **__: {})
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX brokerage_round_one_open_at_a_time")

    scene.open(households)

    assert Round.objects.count() == 2
    assert len(send()) == 4


def test_r13_without_the_check_the_constraint_still_refuses(scene, monkeypatch):
    scene.open(scene.households(1))
    monkeypatch.setattr(rounds, "_check", lambda *_, **__: None)

    with pytest.raises(IntegrityError, match="one_open_at_a_time"), transaction.atomic():
        scene.open(scene.households(1))


@pytest.mark.django_db(transaction=True)
def test_r13_two_people_sending_at_once_make_one_round(scene):
    households = scene.households(2)
    outcomes = at_once(lambda _: scene.open(households).pk, refused=(rounds.RoundIsOpen,), times=2)

    assert len([each for each in outcomes if isinstance(each, int)]) == 1
    assert Round.objects.count() == 1
    assert OutgoingMessage.objects.filter(kind=messages.INVITATION).count() == 2


def at_once(work, *, refused, times):
    """What each of so many threads got, started together: the result, or the exception it was refused with."""
    start, outcomes = threading.Barrier(times), []

    def run(number):
        try:
            start.wait(10)
            outcomes.append(work(number))
        except refused as problem:
            outcomes.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.mark.parametrize("status", [ReferralStatus.DRAFT, ReferralStatus.WITHDRAWN])
def test_a_referral_that_is_not_with_the_desk_is_not_asked_about(scene, status):
    scene.referral.status = status
    scene.referral.save()

    with pytest.raises(MoveNotAllowed):
        scene.open(scene.households(1))
    assert OutgoingMessage.objects.count() == 0


def test_without_a_profile_there_is_nothing_to_ask_about(scene):
    scene.referral.profile = " "
    scene.referral.save()

    with pytest.raises(rounds.NothingToRead):
        scene.open(scene.households(1))


def test_carers_get_some_time_to_answer(scene):
    with pytest.raises(rounds.ReplyByHasPassed):
        scene.open(scene.households(1), reply_by=NOON)


def test_once_a_round_is_closed_others_can_be_asked(scene):
    first = scene.open(scene.households(1))
    rounds.close_round(round_=first, by=scene.broker, at=NOON + HOUR)

    second = scene.open(scene.households(1), at=NOON + HOUR)

    assert (first.status, second.number) == (RoundStatus.CLOSED, 2)


# Who is left out


def test_each_household_that_may_not_be_asked_is_left_out_for_its_reason(scene):
    asked_too_often = scene.households(1)[0]
    for _ in range(scene.authority.carer_email_limit):
        InvitationFactory(household=asked_too_often, round__referral__authority=scene.authority)
    expected = {
        scene.households(1, must_not_email=True, must_not_email_reason="Ill")[
            0
        ]: LeftOut.MUST_NOT_EMAIL,
        scene.households(1, email="")[0]: LeftOut.NO_ADDRESS,
        scene.households(1, terms__status=ApprovalTerms.Status.SUSPENDED)[0]: LeftOut.NOT_APPROVED,
        scene.households(1, terms__ends_on=NOON.date())[0]: LeftOut.NOT_APPROVED,
        Scene().households(1)[0]: LeftOut.NO_AGREEMENT,
        asked_too_often: LeftOut.TOO_MANY,
    }
    asked, not_chosen = scene.households(1)[0], scene.households(1)[0]

    round_ = scene.open([asked, *expected], left_out={not_chosen.pk: LeftOut.NOT_CHOSEN})

    assert [each.household for each in round_.invitations.all()] == [asked]
    expected[not_chosen] = LeftOut.NOT_CHOSEN
    assert {each["household"]: each["reason"] for each in round_.left_out} == {
        str(household.public_id): reason for household, reason in expected.items()
    }


def test_when_nobody_may_be_asked_nothing_happens(scene):
    with pytest.raises(rounds.NobodyToAsk):
        scene.open(scene.households(1, email=""))

    scene.referral.refresh_from_db()
    assert scene.referral.status == ReferralStatus.SEARCHING


def test_those_who_answered_are_not_asked_again_and_those_who_did_not_are(scene):
    households = scene.households(2)
    first = scene.open(households)
    answered(first.invitations.get(household=households[0]))
    rounds.close_round(round_=first, by=scene.broker, at=NOON + HOUR)

    second = scene.open(households, at=NOON + HOUR)

    assert [each.household for each in second.invitations.all()] == [households[1]]
    assert second.left_out[0]["reason"] == LeftOut.ALREADY_ASKED


def test_requests_longer_ago_than_the_period_do_not_count(scene):
    household = scene.households(1)[0]
    long_ago = NOON - dt.timedelta(days=scene.authority.carer_email_limit_days)
    for _ in range(scene.authority.carer_email_limit):
        InvitationFactory(
            household=household,
            round__referral__authority=scene.authority,
            invited_at=long_ago,
        )

    assert scene.open([household]).invitations.count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "a@home.example\r\nBcc: all@home.example",
        "a@home.example,b@evil.example",
        '"a b"@home.example',
        "a\x01@home.example",
        "a\u2028@home.example",
        "\u202ea@home.example",
        "a" * 260 + "@home.example",
    ],
)
def test_r18_an_address_that_is_not_one_plain_address_is_never_written_to(scene, address):
    good, bad = scene.households(2)
    scene.open([good, bad])
    try:
        with transaction.atomic():
            type(bad).objects.filter(pk=bad.pk).update(email=address)
    except DatabaseError:
        return  # longer than any address that the database takes

    assert [message.to for message in send()] == [[good.email]]
    problem = OutgoingMessage.objects.get(status=Status.CANCELLED).problem
    assert problem == f"{LeftOut.BAD_ADDRESS.label}."


def test_r18_control_without_our_checks_a_second_address_would_be_written_to(scene, monkeypatch):
    household = scene.households(1)[0]
    scene.open([household])
    address = "a@home.example,b@evil.example"
    type(household).objects.filter(pk=household.pk).update(email=address)
    monkeypatch.setattr(round_recipients, "validate_one_address", lambda address: None)
    monkeypatch.setattr(writing, "check", lambda email: None)

    (message,) = send()

    recipients = getaddresses([message.message()["To"]])
    assert [address for _, address in recipients] == ["a@home.example", "b@evil.example"]


def test_r18_the_last_look_refuses_what_the_first_let_through(scene, monkeypatch):
    household = scene.households(1)[0]
    scene.open([household])
    address = "a@home.example,b@evil.example"
    type(household).objects.filter(pk=household.pk).update(email=address)
    monkeypatch.setattr(round_recipients, "validate_one_address", lambda address: None)

    assert send() == []
    assert OutgoingMessage.objects.failed().count() == 1


# Between queueing and sending


def test_r15_what_changed_since_is_looked_at_again_before_sending(scene):
    households = scene.households(4)
    scene.open(households)
    asked_not_to_be, suspended, moved, same = households
    asked_not_to_be.must_not_email, asked_not_to_be.must_not_email_reason = True, "Rang us"
    asked_not_to_be.save()
    suspended.terms.update(status=ApprovalTerms.Status.SUSPENDED)
    moved.email = "new@home.example"
    moved.save()

    sent = send()

    assert sorted(message.to for message in sent) == sorted([["new@home.example"], [same.email]])
    withheld = OutgoingMessage.objects.filter(status=Status.CANCELLED)
    assert sorted(withheld.values_list("problem", flat=True)) == [
        f"{LeftOut.NOT_APPROVED.label}.",
        f"{LeftOut.MUST_NOT_EMAIL.label}.",
    ]


def test_r15_control_without_the_second_look_everybody_would_be_sent_it(scene, monkeypatch):
    household = scene.households(1)[0]
    scene.open([household])
    household.terms.update(status=ApprovalTerms.Status.SUSPENDED)
    monkeypatch.setattr(messages, "reasons_not_to_email", lambda *_, **__: {})

    assert [message.to for message in send()] == [[household.email]]


def test_of_two_rounds_opened_at_once_only_the_allowed_number_reaches_a_household(
    scene, monkeypatch
):
    scene.authority.carer_email_limit = 1
    scene.authority.save()
    household = scene.households(1)[0]
    monkeypatch.setattr(round_recipients, "_counts_for", lambda *_, **__: Q(pk__in=[]))
    scene.open([household])
    scene.referral = ReferralFactory(authority=scene.authority)
    scene.open([household])
    monkeypatch.undo()

    assert len(send()) == 1
    assert (
        OutgoingMessage.objects.get(status=Status.CANCELLED, kind=messages.INVITATION).problem
        == f"{LeftOut.TOO_MANY.label}."
    )


def test_r14_withdrawing_cancels_what_is_not_yet_sent(scene):
    round_ = scene.open(scene.households(4))
    half = list(OutgoingMessage.objects.filter(kind=messages.INVITATION)[:2])
    OutgoingMessage.objects.filter(pk__in=[each.pk for each in half]).update(
        status=Status.SENT, sent_at=NOON
    )

    referral_services.withdraw(
        referral=scene.referral, reason="He is going home.", by=scene.broker, at=NOON + HOUR
    )

    round_.refresh_from_db()
    assert round_.status == RoundStatus.CANCELLED
    assert statuses(messages.INVITATION) == [Status.CANCELLED] * 2 + [Status.SENT] * 2
    assert statuses(messages.REMINDER) == [Status.CANCELLED] * 4
    assert send(at=NOON + HOUR) == []


def test_r14_control_without_cancelling_they_would_be_sent(scene, monkeypatch):
    scene.open(scene.households(2))
    monkeypatch.setattr(round_endings, "end_round", lambda round_, *_, **__: round_)

    referral_services.withdraw(
        referral=scene.referral, reason="He is going home.", by=scene.broker, at=NOON + HOUR
    )

    assert len(send(at=NOON + HOUR)) == 2


# Nothing personal


CANARIES = {"Zebedina", "Quillfeather", "15 January 2016", "2016-01-15", "Larkspur", "epilepsy"}


def everything_that_is_ever_sent(scene):
    """Each kind of email that carers and the desk get about a round."""
    child = scene.referral.children.get()
    child.first_name, child.last_name = "Zebedina", "Quillfeather"
    child.school_name = "Larkspur School"
    child.save()
    scene.referral.profile = "Zebedina Quillfeather, born 15 January 2016, has epilepsy."
    scene.referral.save()
    households = scene.households(4)
    round_ = scene.open(households, note="Zebedina goes to Larkspur School.")
    first, second, third, _ = round_.invitations.all()
    send()
    answered(first)
    answered(second, Answer.Choice.NOT_NOW)
    for _ in range(5):
        replies.confirm_postcode(invitation=third, typed="AB1 2CD", at=NOON + HOUR)
    send(at=NOON + 30 * HOUR)
    placement = PlacementFactory(child=child, household=first.household)
    move(scene, ReferralStatus.DECIDING)
    move(scene, ReferralStatus.PLACED, placement=placement)
    round_endings.tell_outcome(
        referral=scene.referral,
        chosen_household=first.household,
        by=scene.broker,
        at=NOON + 31 * HOUR,
    )
    send(at=NOON + 31 * HOUR)
    return mail.outbox


def move(scene, target, **more):
    referral_services.record_move(
        referral=scene.referral, target=target, by=scene.broker, at=NOON + HOUR, **more
    )


def test_r19_no_email_says_anything_about_the_child(scene):
    sent = everything_that_is_ever_sent(scene)

    kinds = {messages.INVITATION, messages.REMINDER, messages.RECEIPT}
    kinds |= {messages.OUTCOME, messages.CHOSEN, messages.LOCKED}
    assert (
        set(OutgoingMessage.objects.filter(status=Status.SENT).values_list("kind", flat=True))
        == kinds
    )
    assert_nothing_personal(sent, CANARIES | {str(scene.referral.public_id)})


def test_r19_control_the_scan_finds_a_profile_put_into_an_email(scene, monkeypatch):
    def with_the_profile(base, context, *, to, reply_to=""):
        email = render(base, context, to=to, reply_to=reply_to)
        return type(email)(email.to, email.subject, scene.referral.profile, email.html)

    render = messages.render_email
    monkeypatch.setattr(messages, "render_email", with_the_profile)

    found = [found_in(message, CANARIES) for message in everything_that_is_ever_sent(scene)]

    assert {"Zebedina", "epilepsy"} <= set().union(*found)


# Links


def test_l10_the_database_holds_no_token_and_not_what_makes_one(scene, settings):
    scene.open(scene.households(1))
    token = link_in(send()[0]).removeprefix("/r/")
    invitation = Invitation.objects.get()

    assert invitation.token_hash == reply_links.stored(token)
    assert tables_holding(token) == []
    settings.SECRET_KEY = "somebody-elses"
    stolen = reply_links.new_token(invitation.public_id, link_number=invitation.link_number)
    assert stolen != token


def test_l10_control_kept_as_it_is_a_stolen_database_would_hold_it(scene, monkeypatch):
    monkeypatch.setattr(reply_links, "stored", lambda token: token)
    scene.open(scene.households(1))
    token = link_in(send()[0]).removeprefix("/r/")

    assert "brokerage_invitation" in tables_holding(token)


def tables_holding(words):
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{words}%"]
            )
            found += [table] * bool(cursor.fetchone()[0])
    return found


def test_a_second_attempt_carries_the_same_link(scene):
    scene.open(scene.households(1))
    message = OutgoingMessage.objects.get(kind=messages.INVITATION)
    composer = messages.RoundInvitation()

    first, second = composer.compose(message, at=NOON), composer.compose(message, at=NOON + HOUR)

    assert first.text == second.text


def test_l10_a_key_that_was_replaced_still_makes_the_links_it_made(scene, settings):
    scene.open(scene.households(1))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the-new-one", [settings.SECRET_KEY]

    token = link_in(send()[0]).removeprefix("/r/")

    assert Invitation.objects.get().token_hash == reply_links.stored(token)


def test_l10_control_a_key_that_is_gone_sends_nothing_and_says_why(scene, settings):
    scene.open(scene.households(1))
    settings.SECRET_KEY = "the-new-one"

    assert send() == []
    message = OutgoingMessage.objects.get(kind=messages.INVITATION)
    assert (message.status, message.problem) == (Status.CANCELLED, messages.NO_LINK)


def test_l09_a_new_link_replaces_the_old_one_for_the_same_answer(scene):
    round_ = scene.open(scene.households(1))
    old = link_in(send()[0])
    invitation = round_.invitations.get()
    answered(invitation)

    rounds.resend_invitation(invitation=invitation, by=scene.broker, at=NOON + HOUR)
    new = next(link_in(each) for each in send(at=NOON + HOUR) if "Could you" in each.subject)

    hashes = {reply_links.stored(link.removeprefix("/r/")) for link in (old, new)}
    assert len(hashes) == 2
    assert Invitation.objects.filter(token_hash__in=hashes).count() == 1
    assert Invitation.objects.get(token_hash=reply_links.stored(new[3:])).answer


def test_a_new_link_unlocks_and_a_waiting_email_with_the_old_one_is_not_sent(scene):
    round_ = scene.open(scene.households(1))
    invitation = round_.invitations.get()
    for _ in range(5):
        replies.confirm_postcode(invitation=invitation, typed="AB1 2CD", at=NOON)

    invitation = rounds.resend_invitation(invitation=invitation, by=scene.broker, at=NOON)

    assert (invitation.locked_at, invitation.wrong_tries) == (None, 0)
    assert statuses(messages.INVITATION) == [Status.CANCELLED, Status.QUEUED]


def test_no_link_is_sent_again_once_the_round_is_over(scene):
    round_ = scene.open(scene.households(1))

    with pytest.raises(rounds.RoundIsOver):
        rounds.resend_invitation(
            invitation=round_.invitations.get(), by=scene.broker, at=IN_TWO_DAYS
        )


# Reminders and endings


@pytest.mark.parametrize(("hours", "reminded_after"), [(1, None), (4, 2), (48, 24), (120, 96)])
def test_a_reminder_leaves_a_day_before_or_half_way(hours, reminded_after):
    found = rounds.reminder_at(opened_at=NOON, reply_by=NOON + hours * HOUR)

    assert found == (reminded_after and NOON + reminded_after * HOUR)


def test_only_those_who_have_not_answered_are_reminded(scene):
    households = scene.households(2)
    round_ = scene.open(households)
    send()
    answered(round_.invitations.get(household=households[0]))
    send(at=NOON + HOUR)

    sent = send(at=NOON + 24 * HOUR)

    assert [message.to for message in sent] == [[households[1].email]]
    assert "have not heard" in sent[0].body


def test_asking_twice_in_a_day_reminds_once(scene):
    round_ = scene.open(scene.households(2))

    queued = [rounds.remind(round_=round_, by=scene.broker, at=NOON + HOUR) for _ in range(2)]

    assert queued == [2, 0]


def test_a_round_closes_by_itself_when_its_time_is_up(scene, monkeypatch):
    round_ = scene.open(scene.households(1))
    monkeypatch.setattr("django.utils.timezone.now", lambda: IN_TWO_DAYS)

    assert close_due_rounds() == 1

    round_.refresh_from_db()
    assert (round_.status, round_.closed_at) == (RoundStatus.CLOSED, IN_TWO_DAYS)
    assert close_due_rounds() == 0


def test_everybody_who_answered_is_told_how_it_ended_and_only_once(scene):
    households = scene.households(3)
    round_ = scene.open(households)
    send()
    chosen, other, silent = (round_.invitations.get(household=each) for each in households)
    answered(chosen)
    answered(other, Answer.Choice.NOT_NOW)
    send(at=NOON + HOUR)
    placement = PlacementFactory(child=scene.referral.children.get(), household=chosen.household)
    move(scene, ReferralStatus.DECIDING)
    move(scene, ReferralStatus.PLACED, placement=placement)

    told = [
        round_endings.tell_outcome(
            referral=scene.referral,
            chosen_household=chosen.household,
            by=scene.broker,
            at=NOON + 2 * HOUR,
        )
        for _ in range(2)
    ]

    assert told == [2, 0]
    sent = {message.to[0]: message.subject for message in send(at=NOON + 2 * HOUR)}
    assert "expect a call" in sent[chosen.household.email]
    assert "no home is needed" in sent[other.household.email]
    assert silent.household.email not in sent
    round_.refresh_from_db()
    assert round_.status == RoundStatus.CLOSED


def test_those_who_answered_hear_that_a_referral_is_withdrawn(scene):
    round_ = scene.open(scene.households(2))
    send()
    answered(round_.invitations.first())
    send(at=NOON + HOUR)

    referral_services.withdraw(
        referral=scene.referral, reason="Going home.", by=scene.broker, at=NOON + HOUR
    )

    assert len(send(at=NOON + HOUR)) == 1


def test_an_outcome_is_not_sent_once_the_referral_is_open_again(scene):
    round_ = scene.open(scene.households(1))
    answered(round_.invitations.get())
    referral_services.withdraw(
        referral=scene.referral, reason="Going home.", by=scene.broker, at=NOON + HOUR
    )
    scene.referral.status = ReferralStatus.SEARCHING
    scene.referral.save()
    send(at=NOON + HOUR)

    outcome = OutgoingMessage.objects.get(kind=messages.OUTCOME)
    assert outcome.status == Status.CANCELLED


# Answers on the telephone


def test_staff_write_down_what_was_said_on_the_telephone(scene):
    round_ = scene.open(scene.households(1))
    invitation = round_.invitations.get()
    send()
    doubtful = AnswerFactory(invitation=invitation, doubt=replies.ANSWERED_TOO_QUICKLY)

    rounds.record_phone_answer(
        invitation=invitation,
        choice=Answer.Choice.NOT_NOW,
        reasons=[Answer.Reason.DATES],
        conditions="",
        by=scene.broker,
        at=NOON + HOUR,
    )

    doubtful.refresh_from_db()
    assert (doubtful.via, doubtful.recorded_by) == (Answer.Via.PHONE, scene.broker)
    assert (doubtful.choice, doubtful.reasons) == ("NOT_NOW", ["DATES"])
    assert (doubtful.doubt, doubtful.changes) == ("", 1)
    assert "wrote it down when we talked" in send(at=NOON + HOUR)[0].body


def test_nothing_is_written_down_once_the_round_is_closed(scene):
    round_ = scene.open(scene.households(1))
    rounds.close_round(round_=round_, by=scene.broker, at=NOON)

    with pytest.raises(rounds.RoundIsOver):
        rounds.record_phone_answer(
            invitation=round_.invitations.get(),
            choice=Answer.Choice.INTERESTED,
            reasons=[],
            conditions="",
            by=scene.broker,
            at=NOON,
        )


def test_staff_of_another_authority_see_no_invitations(scene):
    round_ = scene.open(scene.households(1))
    officer = UserFactory(role=Role.FOSTERING_OFFICER, service=scene.service)

    assert not Invitation.objects.visible_to(UserFactory()).exists()
    assert list(Invitation.objects.visible_to(officer)) == list(round_.invitations.all())

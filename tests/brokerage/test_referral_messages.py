"""Emails between the social worker and the desk: sent with the move, to the right person, naming nobody."""

import pytest

from accounts.models import Role
from brokerage.services import referrals
from notifications.composing import Withheld, composer_for
from notifications.models import OutgoingMessage
from tests.brokerage.referral_answers import answer_everything
from tests.factories import NOON, AuthorityFactory, ChildFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return AuthorityFactory(desk_email="desk@council.example")


@pytest.fixture
def social_worker(authority):
    return UserFactory(role=Role.SOCIAL_WORKER, authority=authority, email="sw@council.example")


@pytest.fixture
def broker(authority):
    return UserFactory(authority=authority)


@pytest.fixture
def submitted(authority, social_worker):
    child = ChildFactory(authority=authority, social_worker=social_worker, first_name="Canary")
    draft = referrals.start_referral(children=[child], by=social_worker, at=NOON)
    answer_everything(draft, by=social_worker)
    return referrals.submit(referral=draft, by=social_worker, at=NOON)


def composed(kind):
    message = OutgoingMessage.objects.get(kind=kind)
    return composer_for(kind).compose(message, at=NOON)


def test_the_desk_is_told_of_a_submitted_referral(submitted):
    email = composed("referral-submitted")

    assert email.to == "desk@council.example"
    assert email.subject == "Referral R-2026-0001 is waiting to be checked"


def test_the_social_worker_is_told_of_a_return_without_its_reason(submitted, broker):
    referrals.return_to_social_worker(
        referral=submitted, reason="Canary hits others.", by=broker, at=NOON
    )

    email = composed("referral-returned")

    assert email.to == "sw@council.example"
    assert "Canary" not in email.text + email.html + email.subject


def test_the_social_worker_is_told_that_the_search_has_started(submitted, broker):
    referrals.accept(referral=submitted, broker=broker, by=broker, at=NOON)

    assert composed("referral-accepted").to == "sw@council.example"


def test_p01_text_and_html_say_the_same_and_name_no_child(submitted):
    email = composed("referral-submitted")

    for part in (email.text, email.html):
        assert f"/referrals/{submitted.public_id}/" in part
        assert "R-2026-0001" in part
    assert not {"Canary", "Example", "drawing"} & set(f"{email.text} {email.html}".split())


def test_an_email_about_a_move_that_is_past_is_not_sent(submitted, broker):
    referrals.accept(referral=submitted, broker=broker, by=broker, at=NOON)

    assert isinstance(composed("referral-submitted"), Withheld)


def test_somebody_who_left_is_not_written_to(submitted, broker, social_worker):
    referrals.accept(referral=submitted, broker=broker, by=broker, at=NOON)
    social_worker.is_active = False
    social_worker.save()

    assert isinstance(composed("referral-accepted"), Withheld)


def test_nothing_is_queued_when_the_move_is_refused(submitted, broker):
    with pytest.raises(referrals.ReasonMissing):
        referrals.return_to_social_worker(referral=submitted, reason="", by=broker, at=NOON)

    assert not OutgoingMessage.objects.filter(kind="referral-returned").exists()


def test_the_outbox_page_says_whom_a_message_is_for_to_those_who_may_see_the_referral(
    submitted, broker, social_worker
):
    message = OutgoingMessage.objects.get(kind="referral-submitted")
    about = composer_for(message.kind).about

    told = about([message], viewer=broker)[message.pk]

    assert told.url == submitted.get_absolute_url()
    assert about([message], viewer=UserFactory()) == {}

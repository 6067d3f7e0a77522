"""The desk's pages: who is about to be asked, the one button, and the tracker that keeps itself up to date."""

import datetime as dt
import re
import uuid

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from brokerage.lifecycle import ReferralStatus, RoundStatus
from brokerage.messages import rounds as emails
from brokerage.models import Answer, Invitation, Round
from brokerage.services import replies, searches
from notifications import writing
from notifications.models import OutgoingMessage
from tests.brokerage.round_scene import IN_TWO_DAYS, Scene, send
from tests.factories import NOON, HouseholdFactory, UserFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def desk(sign_in, scene):
    return sign_in(scene.broker)


def new_url(scene):
    return reverse("brokerage:round-new", kwargs={"referral_id": scene.referral.public_id})


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def ids(households):
    return [str(household.public_id) for household in households]


def form_of(response, **changes):
    """What the page's form would send if its button were pressed."""
    page = response.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    hidden |= {"reply_on_day": "4", "reply_on_month": "3", "reply_on_year": "2026"}
    ticked = re.findall(r'name="household" type="checkbox" value="([^"]+)"', page)
    return hidden | {"reply_at": "12pm", "note": "", "household": ticked} | changes


# Before sending


def test_the_page_names_the_number_and_says_who_is_left_out_and_why(desk, scene):
    households = scene.households(3)
    no_email = scene.households(1, must_not_email=True, must_not_email_reason="Rang")

    page = desk.get(new_url(scene), {"household": ids([*households, *no_email])})

    assert "You are about to email 3 carers" in text(page)
    assert re.search(r"<button[^>]*>Email 3 carers</button>", page.content.decode())
    assert "1 left out: they asked not to be emailed" in text(page)
    assert "Could you offer a foster home? Please answer by" in text(page)
    assert scene.referral.profile in text(page)


def test_one_press_asks_them_all_and_leads_to_the_tracker(desk, scene):
    page = desk.get(new_url(scene), {"household": ids(scene.households(3))})

    response = desk.post(new_url(scene), form_of(page, note="Ring me any time."), follow=True)

    round_ = Round.objects.get()
    assert response.redirect_chain == [(round_.get_absolute_url(), 302)]
    assert "3 carers will be emailed now" in text(response)
    assert (round_.invitations.count(), round_.note) == (3, "Ring me any time.")
    assert round_.reply_by == IN_TWO_DAYS
    assert len(send()) == 3


def test_r13_pressing_twice_or_again_after_going_back_asks_once(desk, scene):
    page = desk.get(new_url(scene), {"household": ids(scene.households(2))})
    form = form_of(page)

    answers = [desk.post(new_url(scene), form) for _ in range(3)]

    assert {answer["Location"] for answer in answers} == {Round.objects.get().get_absolute_url()}
    assert Invitation.objects.count() == 2


def test_r13_a_colleague_who_sends_too_is_shown_the_round_that_is_open(desk, sign_in, scene):
    colleague = sign_in(UserFactory(authority=scene.authority))
    pages = [
        client.get(new_url(scene), {"household": ids(scene.households(2))})
        for client in (desk, colleague)
    ]
    desk.post(new_url(scene), form_of(pages[0]))

    response = colleague.post(new_url(scene), form_of(pages[1]), follow=True)

    assert "Carers are being asked already" in text(response)
    assert Round.objects.count() == 1


@pytest.fixture
def at_another_address(settings):
    """A website that answers to any name, as behind a proxy that checks none."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://desk.example"


def ask_from(desk, scene, host):
    page = desk.get(new_url(scene), {"household": ids(scene.households(1))}, HTTP_HOST=host)
    response = desk.post(new_url(scene), form_of(page), HTTP_HOST=host)
    assert response.wsgi_request.get_host() == host
    assert Invitation.objects.count() == 1
    return response.wsgi_request


def test_r20_a_round_sent_from_an_evil_address_links_to_the_configured_site(
    desk, scene, at_another_address
):
    ask_from(desk, scene, "evil.test")

    (message,) = send()
    whole = message.message().as_string()
    assert "https://desk.example/r/" in message.body
    assert "evil.test" not in whole


def test_r20_control_made_from_the_request_the_link_would_lead_to_the_evil_address(
    desk, scene, at_another_address, monkeypatch
):
    request = ask_from(desk, scene, "evil.test")
    monkeypatch.setattr(emails, "absolute", request.build_absolute_uri)
    monkeypatch.setattr(writing, "check", lambda email: None)

    (message,) = send()

    assert "http://evil.test/r/" in message.body


def test_r20_an_email_that_links_to_another_site_is_not_sent(
    desk, scene, at_another_address, monkeypatch
):
    request = ask_from(desk, scene, "evil.test")
    monkeypatch.setattr(emails, "absolute", request.build_absolute_uri)

    assert send() == []
    assert OutgoingMessage.objects.failed().get().problem.endswith("It links to another site.")


def test_r20_a_name_that_is_not_ours_is_not_answered(desk, scene, settings):
    settings.ALLOWED_HOSTS = ["desk.example"]

    response = desk.post(new_url(scene), {"key": uuid.uuid4()}, HTTP_HOST="evil.test")

    assert response.status_code == 400


def test_unticking_somebody_shows_the_new_number_before_anything_is_sent(desk, scene):
    households = scene.households(3)
    page = desk.get(new_url(scene), {"household": ids(households)})

    again = desk.post(new_url(scene), form_of(page, household=ids(households[:2])))

    assert Round.objects.count() == 0
    assert "You are about to email 2 carers" in text(again)
    assert "1 left out: not chosen this time" in text(again)

    desk.post(new_url(scene), form_of(again))
    assert Round.objects.get().left_out == [
        {"household": str(households[2].public_id), "reason": "NOT_CHOSEN"}
    ]


def test_somebody_who_may_not_be_asked_any_more_is_noticed_before_sending(desk, scene):
    households = scene.households(2)
    page = desk.get(new_url(scene), {"household": ids(households)})
    households[0].email = ""
    households[0].save()

    again = desk.post(new_url(scene), form_of(page))

    assert Round.objects.count() == 0
    assert "You are about to email 1 carer" in text(again)
    assert "no email address is recorded" in text(again)


def test_a_note_that_names_the_child_is_refused(desk, scene):
    page = desk.get(new_url(scene), {"household": ids(scene.households(1))})

    again = desk.post(new_url(scene), form_of(page, note="Asha loves dogs."))

    assert "This would tell carers who the child is" in text(again)
    assert Round.objects.count() == 0


def test_answers_cannot_be_due_in_the_past(desk, scene):
    page = desk.get(new_url(scene), {"household": ids(scene.households(1))})

    again = desk.post(new_url(scene), form_of(page, reply_on_year="2025"))

    assert "Answers must be due in the future" in text(again)


def test_nothing_is_sent_without_a_profile(desk, scene):
    scene.referral.profile = ""
    scene.referral.save()

    page = desk.get(new_url(scene), {"household": ids(scene.households(1))})

    assert "Write what carers will read before you ask them" in text(page)
    assert "Email 1 carer<" not in page.content.decode()
    desk.post(new_url(scene), form_of(page))
    assert Round.objects.count() == 0


def test_households_of_a_service_without_an_agreement_cannot_be_slipped_in(desk, scene):
    theirs = HouseholdFactory()

    page = desk.get(new_url(scene), {"household": [*ids([theirs]), "nonsense"]})

    assert "Nobody to email" in text(page)
    assert theirs.name not in text(page)


def test_a_closed_referral_asks_nobody(desk, scene):
    scene.referral.status = ReferralStatus.WITHDRAWN
    scene.referral.save()

    assert desk.get(new_url(scene))["Location"] == scene.referral.get_absolute_url()


def test_the_page_takes_few_queries(desk, scene, django_assert_max_num_queries):
    chosen = {"household": ids(scene.households(12))}
    desk.get(new_url(scene), chosen)

    with django_assert_max_num_queries(11):
        desk.get(new_url(scene), chosen)


def test_the_page_takes_few_queries_on_coming_from_a_list(
    desk, scene, django_assert_max_num_queries
):
    households = scene.households(12)
    search = searches.run_search(referral_id=scene.referral.public_id, by=None, at=NOON)
    chosen = {"household": ids(households), "search": str(search.public_id)}
    desk.get(new_url(scene), chosen)

    with django_assert_max_num_queries(12):
        page = desk.get(new_url(scene), chosen)
    assert "You are about to email 12 carers" in text(page)
    with django_assert_max_num_queries(14):  # and what the list suggests
        desk.get(new_url(scene))


# The tracker


@pytest.fixture
def round_(scene):
    return scene.open(scene.households(4))


def answered(invitation, choice=Answer.Choice.INTERESTED, **more):
    given = replies.Given(choice=choice, **more)
    return replies.answer(
        invitation=invitation, given=given, from_shared_place=False, at=NOON + HOUR
    )


def poll(client, round_, **query):
    return client.get(round_.get_absolute_url(), query, headers={"HX-Request": "true"})


def version_in(response):
    return re.search(r"seen=(\w+)", response.content.decode())[1]


def test_the_tracker_counts_every_household_in_one_state(desk, round_):
    first, second, third, fourth = round_.invitations.all()
    answered(first, conditions="A travel cot")
    answered(second, Answer.Choice.NOT_NOW, reasons=("DATES",))
    key = f"round-invitation:{third.pk}:1"
    OutgoingMessage.objects.filter(key=key).update(
        status="FAILED", sent_at=None, problem="The address does not exist."
    )
    third.household.phone = "01632 960077"
    third.household.save()

    page = text(desk.get(round_.get_absolute_url()))

    assert "2 of 4 have answered" in page
    for said in ("A travel cot", "The dates do not suit", "The address does not exist."):
        assert said in page
    assert "Ring 01632 960077" in page
    assert fourth.household.name in page


def test_a_filter_shows_one_state(desk, round_):
    first, second, *_ = round_.invitations.all()
    answered(first)

    page = text(desk.get(round_.get_absolute_url(), {"show": "INTERESTED"}))

    assert first.household.name in page
    assert second.household.name not in page


def test_the_tracker_answers_itself_with_nothing_until_something_changes(desk, round_):
    version = version_in(desk.get(round_.get_absolute_url()))
    assert poll(desk, round_, seen=version).status_code == 204

    answered(round_.invitations.first())
    changed = poll(desk, round_, seen=version)

    assert changed.status_code == 200
    assert "1 of 4 have answered" in text(changed)
    assert b"<html" not in changed.content
    assert poll(desk, round_, seen=version_in(changed)).status_code == 204


def test_the_tracker_stops_asking_once_the_round_is_closed(desk, round_):
    version = version_in(desk.get(round_.get_absolute_url()))

    closed = desk.post(reverse("brokerage:round-close", kwargs={"round_id": round_.public_id}))

    assert closed["Location"] == round_.get_absolute_url()
    stopped = poll(desk, round_, seen=version)
    assert stopped.status_code == 286
    assert b"hx-trigger" not in stopped.content
    round_.refresh_from_db()
    assert round_.status == RoundStatus.CLOSED


def test_asking_by_itself_is_not_written_down_as_opening_the_referral(desk, round_):
    desk.get(round_.get_absolute_url())
    poll(desk, round_)

    assert AccessLog.objects.filter(action=AccessLog.Action.VIEW).count() == 1


def test_the_tracker_takes_few_queries(desk, round_, django_assert_max_num_queries):
    desk.get(round_.get_absolute_url())

    with django_assert_max_num_queries(9):
        desk.get(round_.get_absolute_url())
    with django_assert_max_num_queries(7):
        poll(desk, round_)


def test_l08_the_desk_sees_which_link_is_locked_and_whom_to_ring(desk, round_):
    locked, other, *_ = round_.invitations.all()
    for invitation, phone in ((locked, "01632 960077"), (other, "01632 960078")):
        invitation.household.phone = phone
        invitation.household.save()
    for _ in range(5):
        replies.confirm_postcode(invitation=locked, typed="AB1 2CD", at=NOON)

    page = text(desk.get(round_.get_absolute_url()))

    assert page.count("Link locked") == 2  # the filter, and the one carer
    assert "Ring 01632 960077" in page
    assert "Ring 01632 960078" not in page


def test_a_new_link_is_sent_by_a_button(desk, round_):
    invitation = round_.invitations.first()

    response = desk.post(url_of("invitation-resend", invitation), follow=True)

    invitation.refresh_from_db()
    assert invitation.link_number == 2
    assert "A new link is on its way" in text(response)


def test_staff_record_what_was_said_on_the_telephone(desk, scene, round_):
    invitation = round_.invitations.first()
    url = url_of("invitation-answer", invitation)
    assert "Select what they said" in text(desk.post(url, {}))

    response = desk.post(url, {"choice": "TALK", "conditions": "After six"}, follow=True)

    found = Answer.objects.get()
    assert (found.choice, found.via, found.recorded_by) == ("TALK", "PHONE", scene.broker)
    assert f"by telephone, {scene.broker.name}" in text(response)


def url_of(name, invitation):
    return reverse(f"brokerage:{name}", kwargs={"invitation_id": invitation.public_id})


def test_reminding_says_how_many(desk, round_):
    url = reverse("brokerage:round-remind", kwargs={"round_id": round_.public_id})

    assert "4 reminded" in text(desk.post(url, follow=True))
    assert "all been reminded today" in text(desk.post(url, follow=True))


def test_the_replies_tab_leads_to_the_only_round_and_lists_several(desk, scene, round_):
    url = reverse("brokerage:reply-list", kwargs={"referral_id": scene.referral.public_id})
    assert desk.get(url)["Location"] == round_.get_absolute_url()

    desk.post(reverse("brokerage:round-close", kwargs={"round_id": round_.public_id}))
    scene.open(scene.households(1), idempotency_key=uuid.uuid4())

    page = text(desk.get(url))
    assert "Round 1" in page
    assert "Round 2" in page


def test_before_anybody_is_asked_the_replies_tab_says_so(desk, scene):
    url = reverse("brokerage:reply-list", kwargs={"referral_id": scene.referral.public_id})

    assert "Nobody has been asked yet" in text(desk.get(url))


# Supervising social workers


def test_a_supervising_social_worker_sees_what_their_carers_were_asked(sign_in, scene, round_):
    officer = UserFactory(role=Role.FOSTERING_OFFICER, service=scene.service)
    other = UserFactory(role=Role.FOSTERING_OFFICER)
    answered(round_.invitations.first())

    theirs = text(sign_in(officer).get(reverse("brokerage:service-invitations")))

    assert "4 requests" in theirs
    assert "Interested" in theirs
    assert round_.profile in theirs
    child = scene.referral.children.get()
    for secret in (child.first_name, child.reference, scene.referral.reference):
        assert secret not in theirs
    nobodys = text(sign_in(other).get(reverse("brokerage:service-invitations")))
    assert "None of your carers has been asked yet" in nobodys

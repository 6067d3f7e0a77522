"""The pages behind a carer's link, as a carer's phone, a mail scanner and a stranger meet them."""

import datetime as dt
import io
import logging
import re

import pytest
from django.apps import apps
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from structlog.testing import capture_logs

from accounts.models import AccessLog, User
from brokerage import reply_links, visitors
from brokerage.models import Answer, Invitation, Round
from brokerage.services import referrals, replies, rounds
from brokerage.views import replies as views
from carers.models import Household
from config import logs
from notifications.models import OutgoingMessage
from tests.brokerage.round_scene import IN_TWO_DAYS, POSTCODE, Scene, link_in, send
from tests.brokerage.test_round_services import at_once
from tests.factories import NOON, ChildFactory, InvitationFactory

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
REPLY = reverse("brokerage:reply-detail")
THANKS = reverse("brokerage:reply-thanks")
SECRETS = ("loves drawing", "aged", "girl")


@pytest.fixture(autouse=True)
def _clock(monkeypatch):
    cache.clear()
    at(monkeypatch, NOON + HOUR)


@pytest.fixture
def scene():
    return Scene()


@pytest.fixture
def link(scene):
    scene.open(scene.households(1))
    return link_in(send()[0])


@pytest.fixture
def confirmed(client, link):
    client.get(link)
    client.post(REPLY, {"postcode": POSTCODE})
    return client


def at(monkeypatch, moment):
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def snapshot():
    """Everything that an answer or a used link would change."""
    tables = (Invitation, Answer, Round, OutgoingMessage)
    return [list(table.objects.order_by("pk").values()) for table in tables]


# The way through


def test_a_carer_confirms_the_postcode_reads_and_answers(client, link):
    opened = client.get(link, follow=True)
    assert "home postcode" in text(opened)
    assert not any(secret in text(opened) for secret in SECRETS)

    read = client.post(REPLY, {"postcode": "sg1 1aa"}, follow=True)
    assert "A girl aged 10 to 15" in text(read)
    assert "loves drawing" in text(read)
    assert b"checked" not in read.content

    thanked = client.post(REPLY, {"choice": "INTERESTED", "conditions": "A big bed"}, follow=True)
    assert "we have your answer" in text(thanked)
    found = Answer.objects.get()
    assert (found.choice, found.conditions, found.via) == ("INTERESTED", "A big bed", "LINK")


def test_the_pages_are_light_enough_for_a_phone(confirmed):
    assert len(confirmed.get(REPLY).content) < 45 * 1024


def test_the_pages_take_few_queries(confirmed, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        confirmed.get(REPLY)


def test_an_answer_needs_a_choice(confirmed):
    response = confirmed.post(REPLY, {"conditions": "x"})

    assert "Select what you would like to do" in text(response)
    assert not Answer.objects.exists()


def test_l05_an_answer_is_shown_again_and_can_be_changed(confirmed):
    confirmed.post(REPLY, {"choice": "INTERESTED"})

    again = confirmed.get(REPLY)
    assert "Your answer so far: interested" in text(again)

    confirmed.post(REPLY, {"choice": "NOT_NOW", "reasons": ["DATES", "LENGTH"]})
    found = Answer.objects.get()
    assert (found.choice, found.reasons, found.changes) == ("NOT_NOW", ["DATES", "LENGTH"], 1)


@pytest.mark.django_db(transaction=True)
def test_l06_twenty_presses_at_once_get_twenty_pages_and_make_one_answer(confirmed):
    cookie = confirmed.cookies["sessionid"].value

    def press(_):
        browser = Client()
        browser.cookies["sessionid"] = cookie
        return browser.post(REPLY, {"choice": "INTERESTED"}, follow=True)

    pages = at_once(press, refused=(), times=20)

    assert [page.status_code for page in pages] == [200] * 20
    assert all("we have your answer" in text(page) for page in pages)
    assert Answer.objects.get().changes == 0


def test_l07_the_last_of_two_tabs_wins_and_the_desk_sees_that_it_changed(scene, confirmed, sign_in):
    """Yes in one tab, no in the other; then back in the first, and sent again."""
    for choice in ("INTERESTED", "NOT_NOW", "INTERESTED"):
        assert confirmed.post(REPLY, {"choice": choice}).status_code == 302

    assert Answer.objects.get().choice == "INTERESTED"
    tracker = text(sign_in(scene.broker).get(Round.objects.get().get_absolute_url()))
    assert "Changed 2 times" in tracker


def test_brothers_and_sisters_are_told_of_by_age_band_alone(scene):
    scene.referral.referral_children.all().delete()
    for position, born in enumerate(("2017-05-01", "2024-06-01"), start=1):
        child = ChildFactory(authority=scene.authority, birth_date=born, sex="M")
        scene.referral.referral_children.create(child=child, position=position)
    scene.open(scene.households(1))
    client = Client()
    client.get(link_in(send()[0]))

    page = text(client.post(REPLY, {"postcode": POSTCODE}, follow=True))

    assert "2 brothers and sisters: a boy aged 5 to 9 and a boy aged 1 to 4" in page
    assert "Asha" not in page


# Looking is not answering


@pytest.mark.parametrize("method", ["get", "head", "options"])
@pytest.mark.parametrize("query", ["", "?answer=yes&choice=INTERESTED&postcode=SG1+1AA"])
def test_l01_looking_at_a_link_changes_nothing(client, link, method, query):
    before = snapshot()

    getattr(client, method)(link + query)
    getattr(client, method)(REPLY + query)

    assert snapshot() == before


def test_l01_control_a_look_that_noted_itself_would_be_seen(client, link, monkeypatch):
    def noting(token_hash):
        Invitation.objects.filter(token_hash=token_hash).update(confirmed_at=NOON)
        return find(token_hash)

    find = views.queries.invitation_behind
    monkeypatch.setattr(views.queries, "invitation_behind", noting)
    before = snapshot()

    client.head(link)

    assert snapshot() != before


def test_l01_control_the_snapshot_sees_what_typing_changes(client, link):
    before = snapshot()
    client.get(link)
    client.post(REPLY, {"postcode": "AB1 2CD"})

    assert snapshot() != before


@pytest.mark.parametrize("how", [{"method": "head"}, {"method": "get", "prefetch": True}])
def test_l01_a_program_that_only_looks_leaves_no_mark_in_a_session(client, link, how):
    headers = {"Sec-Purpose": "prefetch;prerender"} if "prefetch" in how else {}

    getattr(client, how["method"])(link, headers=headers)

    assert client.get(REPLY).status_code == 404


def test_l01_pages_are_not_kept_and_do_not_tell_where_one_comes_from(confirmed, link):
    for response in (confirmed.get(link), confirmed.get(REPLY)):
        assert "no-store" in response["Cache-Control"]
        assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert Client().get(link)["Referrer-Policy"] == "no-referrer"
    # A form sent from a "no-referrer" page arrives without an origin and would be refused.
    assert confirmed.get(REPLY)["Referrer-Policy"] == "same-origin"


def test_l11_the_token_is_gone_from_the_address_and_from_every_page(client, link):
    token = link.removeprefix("/r/")
    redirected = client.get(link)

    assert redirected["Location"] == REPLY
    session = str(dict(client.session))
    pages = [client.get(REPLY), client.post(REPLY, {"postcode": POSTCODE}, follow=True)]
    assert token not in session
    assert all(token not in page.content.decode() for page in pages)


def test_l11_no_log_holds_the_token(client, link, listen):
    said = listen(logs.Formatter(local=False))

    look_at(client, link)

    assert "brokerage:reply-open" in said.getvalue()
    assert link.removeprefix("/r/")[:-1] not in said.getvalue()


def test_l11_control_an_ordinary_log_would_hold_it(client, link, listen, caplog):
    caplog.set_level("WARNING", "django.request")
    said = listen(logging.Formatter())

    look_at(client, link)

    assert link.removeprefix("/r/")[:-1] in said.getvalue()


def look_at(client, link):
    """Rightly, and with the last letter lost."""
    for address in (link, link[:-1]):
        client.get(address)


@pytest.fixture
def listen():
    """``listen(formatter)`` is what the log says from now on, as one text."""
    stream, handler = io.StringIO(), logging.StreamHandler()

    def start(formatter):
        handler.setStream(stream)
        handler.setFormatter(formatter)
        logging.getLogger().addHandler(handler)
        return stream

    yield start
    logging.getLogger().removeHandler(handler)


# Links that lead nowhere, or no further


def test_l04_every_link_that_leads_nowhere_gets_the_same_page(scene, link):
    token = link.removeprefix("/r/")
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    invitation = Invitation.objects.get()
    other_purpose = reply_links.stored(token)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.conf.settings.SECRET_KEY", "another installation")
        elsewhere = reply_links.new_token(invitation.public_id, link_number=1)
    wrong = [flipped, token[:-1], token + "A", other_purpose, elsewhere, "x", "%F0%9F%98%80"]

    answers = [Client().get(f"/r/{each}") for each in wrong]

    assert {response.status_code for response in answers} == {404}
    assert len({response.content for response in answers}) == 1
    assert Client().get(link).status_code == 302


def test_l04_whoever_tries_many_is_stopped_and_reported(link):
    client = Client()
    with capture_logs() as logs:
        found = [client.get(f"/r/{number}") for number in range(visitors.MOST_GUESSES + 1)]

    assert [page.status_code for page in found] == [404] * visitors.MOST_GUESSES + [429]
    assert len({page.content for page in found}) == 1
    alarms = [line for line in logs if line["event"] == "carer_links_guessed"]
    assert [(alarm["log_level"], alarm["count"]) for alarm in alarms] == [("warning", 20)]
    assert client.get(link).status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.7").get(link).status_code == 302


def test_l04_control_without_the_count_nobody_is_stopped(monkeypatch):
    monkeypatch.setattr(visitors, "note_guess", lambda _: None)

    assert {Client().get(f"/r/{number}").status_code for number in range(25)} == {404}


def test_the_cache_holds_no_address_of_a_visitor(client, link, confirmed):
    client.get("/r/nothing", REMOTE_ADDR="192.0.2.99")

    source = visitors.source_of(client.get("/r/nothing", REMOTE_ADDR="192.0.2.99").wsgi_request)
    assert "192" not in source
    assert visitors.is_guessing(source) is False


def test_without_a_link_there_is_no_page(client):
    assert client.get(REPLY).status_code == 404
    assert client.post(REPLY, {"choice": "INTERESTED"}).status_code == 404
    assert client.get(THANKS).status_code == 404


def test_l08_a_stranger_reads_nothing_and_cannot_answer_without_the_postcode(client, link):
    client.get(link)

    response = client.post(REPLY, {"choice": "INTERESTED"})

    assert not any(secret in text(response) for secret in SECRETS)
    assert not Answer.objects.exists()


def test_l08_the_postcode_confirmed_on_one_phone_opens_nothing_on_another(confirmed, link):
    stranger = Client()

    page = stranger.get(link, follow=True)

    assert "What is your home postcode" in text(page)


def test_l08_the_fifth_wrong_postcode_locks_the_link(client, link):
    client.get(link)
    answers = [client.post(REPLY, {"postcode": "AB1 2CD"}) for _ in range(5)]

    assert [response.status_code for response in answers] == [200] * 4 + [403]
    assert "This is not the home postcode" in text(answers[0])
    assert "This link is locked" in text(client.get(REPLY))
    assert client.post(REPLY, {"postcode": POSTCODE}).status_code == 403


def test_l09_a_new_link_ends_what_was_opened_with_the_old_one(scene, confirmed, link):
    rounds.resend_invitation(invitation=Invitation.objects.get(), by=scene.broker, at=NOON)

    assert confirmed.get(REPLY).status_code == 404
    assert Client().get(link).status_code == 404


def test_l09_control_were_its_number_not_in_the_token_the_old_link_would_live_on(
    scene, confirmed, link, monkeypatch
):
    made = reply_links._token
    monkeypatch.setattr(reply_links, "_token", lambda key, public_id, _: made(key, public_id, 1))

    rounds.resend_invitation(invitation=Invitation.objects.get(), by=scene.broker, at=NOON)

    assert confirmed.get(REPLY).status_code == 200
    assert Client().get(link).status_code == 302


@pytest.mark.parametrize("seconds", [0, 1])
def test_l03_after_the_time_there_is_a_clear_page_with_a_telephone_number(
    scene, client, link, monkeypatch, seconds
):
    at(monkeypatch, IN_TWO_DAYS + dt.timedelta(seconds=seconds))

    for response in (client.get(link, follow=True), client.post(REPLY, {"postcode": POSTCODE})):
        assert response.status_code == 410
        assert "The time to answer is over" in text(response)
        assert scene.authority.desk_phone in text(response)
        assert not any(secret in text(response) for secret in SECRETS)
    assert not Answer.objects.exists()


def test_l03_control_without_the_look_at_the_clock_the_page_would_still_tell(
    client, link, monkeypatch
):
    monkeypatch.setattr(Round, "is_open", lambda round_, *, at: round_.status == "OPEN")
    at(monkeypatch, IN_TWO_DAYS + HOUR)
    client.get(link)

    page = client.post(REPLY, {"postcode": POSTCODE}, follow=True)

    assert "loves drawing" in text(page)
    assert client.post(REPLY, {"choice": "INTERESTED"}).status_code == 302
    assert Answer.objects.exists()


def test_r14_once_the_referral_is_withdrawn_links_say_that_no_home_is_needed(scene, link):
    referrals.withdraw(referral=scene.referral, reason="Home.", by=scene.broker, at=NOON)

    response = Client().get(link, follow=True)

    assert response.status_code == 410
    assert "no longer needed" in text(response)
    assert not any(secret in text(response) for secret in SECRETS)


# Other sites, programs and staff


def test_l12_a_form_from_elsewhere_is_refused(link):
    client = Client(enforce_csrf_checks=True)
    client.get(link)

    bare = client.post(REPLY, {"postcode": POSTCODE})
    token = client.get(REPLY).context["csrf_token"]
    elsewhere = client.post(
        REPLY,
        {"postcode": POSTCODE, "csrfmiddlewaretoken": str(token)},
        headers={"Origin": "https://evil.example"},
    )

    assert (bare.status_code, elsewhere.status_code) == (403, 403)
    assert Invitation.objects.get().confirmed_at is None


def test_l12_control_our_own_form_is_taken(link):
    client = Client(enforce_csrf_checks=True)
    client.get(link)
    token = str(client.get(REPLY).context["csrf_token"])

    client.post(REPLY, {"postcode": POSTCODE, "csrfmiddlewaretoken": token})

    assert Invitation.objects.get().confirmed_at is not None


def test_l12_control_without_the_check_anybodys_form_is_taken(link):
    client = Client(enforce_csrf_checks=False)
    client.get(link)

    client.post(REPLY, {"postcode": POSTCODE}, headers={"Origin": "https://evil.example"})

    assert Invitation.objects.get().confirmed_at is not None


def test_l12_no_other_site_can_put_the_page_into_a_frame(confirmed):
    response = confirmed.get(REPLY)

    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"


def answer_all_from_one_place(messages):
    for message in messages:
        client = Client()
        client.get(link_in(message))
        client.post(REPLY, {"postcode": POSTCODE})
        client.post(REPLY, {"choice": "INTERESTED"})
    return list(Answer.objects.order_by("pk").values_list("doubt", flat=True))


def test_l13_the_fourth_household_answering_from_one_place_is_doubted(scene):
    scene.open(scene.households(4))

    doubts = answer_all_from_one_place(send())

    assert doubts == ["", "", "", replies.MANY_FROM_ONE_PLACE]


def test_l13_control_without_the_count_four_from_one_place_would_be_believed(scene, monkeypatch):
    monkeypatch.setattr(visitors, "LINKS_FROM_ONE_PLACE", 1000)
    scene.open(scene.households(4))

    assert answer_all_from_one_place(send()) == [""] * 4


def test_l13_the_desk_is_asked_to_ring_about_an_answer_that_came_too_quickly(
    scene, link, monkeypatch, sign_in
):
    at(monkeypatch, NOON + dt.timedelta(seconds=2))
    Household.objects.update(phone="01632 960077")
    client = Client()
    client.get(link)
    client.post(REPLY, {"postcode": POSTCODE})
    client.post(REPLY, {"choice": "INTERESTED"})

    tracker = text(sign_in(scene.broker).get(Round.objects.get().get_absolute_url()))

    assert replies.ANSWERED_TOO_QUICKLY in tracker
    assert "Ring to make sure" in tracker
    assert "Ring 01632 960077" in tracker


def test_l14_staff_who_open_a_carers_link_are_refused_and_written_down(sign_in, scene, link):
    client = sign_in(scene.broker)

    for response in (client.get(link), client.get(REPLY)):
        assert response.status_code == 403
        assert "This link is for a carer" in text(response)
    assert refusals(scene.broker) == {"brokerage:reply-open", "brokerage:reply-detail"}


def test_l14_control_without_the_guard_staff_would_be_let_in_unseen(
    sign_in, scene, link, monkeypatch
):
    client = sign_in(scene.broker)
    monkeypatch.setattr(User, "is_authenticated", False)

    assert client.get(link).status_code == 302
    assert "What is your home postcode" in text(client.get(REPLY))
    assert refusals(scene.broker) == set()


def refusals(user):
    rows = AccessLog.objects.filter(user=user, action=AccessLog.Action.REFUSED)
    return set(rows.values_list("page", flat=True))


def test_l14_one_households_link_does_not_open_anothers(confirmed):
    other = InvitationFactory(household__postcode="AB1 2CD")

    confirmed.get(f"/r/{_token_of(other)}")
    page = confirmed.get(REPLY)
    refused = confirmed.post(REPLY, {"postcode": POSTCODE})

    assert "What is your home postcode" in text(page)
    assert "This is not the home postcode" in text(refused)
    last = apps.get_model("brokerage", "InvitationEvent").objects.latest("pgh_id")
    assert (last.pgh_obj_id, last.wrong_tries) == (other.pk, 1)
    assert last.pgh_context["link"] == other.pk


def test_l14_control_were_the_session_not_reset_it_would(confirmed, monkeypatch):
    other = InvitationFactory(household__postcode="AB1 2CD")
    keep = SessionBase.__setitem__

    def forget_nothing(session, key, value):
        if (key, value) != (views.CONFIRMED, False):
            keep(session, key, value)

    monkeypatch.setattr(SessionBase, "__setitem__", forget_nothing)

    confirmed.get(f"/r/{_token_of(other)}")

    assert "What would you like to do?" in text(confirmed.get(REPLY))


def _token_of(invitation):
    token = reply_links.new_token(invitation.public_id, link_number=1)
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=reply_links.stored(token))
    return token

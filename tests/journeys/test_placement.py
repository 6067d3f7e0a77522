"""The broker's whole job, as the people do it: from a spreadsheet of carers to a child's new home."""

import datetime as dt
import re

import pytest
import time_machine

from accounts.models import FosteringService, Role
from brokerage.models import MatchView, Referral
from carers.models import Household
from carers.tasks import work_on_imports
from notifications import delivery
from placements.models import Placement
from tests.brokerage.referral_answers import ANSWERS
from tests.carers import lists
from tests.factories import (
    MOVE_IN,
    NOON,
    AgreementFactory,
    AuthorityFactory,
    ChildFactory,
    ServiceFactory,
    UserFactory,
)
from tests.journeys.browsing import PHONE, Person
from tests.notifications.sink import Sink

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

POSTCODES = ("SG1 1AA", "SG1 2AA", "SG1 3AA", "SG1 4AA", "SG1 5AA")
# Answered by other controls than one of their own name.
SKIPPED = {"matters_faith", "conditions"}
PASSWORD = "a quiet street with four trees"


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def sink(settings):
    with Sink() as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


@pytest.fixture
def cast(settings, live_server):
    """An authority with its own fostering service, a child, and the people who look for a home."""
    settings.SITE_URL = live_server.url
    authority = AuthorityFactory(district_codes=["E07000243"])
    service = ServiceFactory(kind=FosteringService.Kind.OWN, authority=authority)
    AgreementFactory(authority=authority, service=service)
    broker = UserFactory(authority=authority, name="Bo Broker", email="bo@authority.example")
    broker.set_password(PASSWORD)
    broker.save()
    worker = UserFactory(role=Role.SOCIAL_WORKER, authority=authority, name="Sam Worker")
    ChildFactory(authority=authority, social_worker=worker, first_name="Asha", last_name="Canary")
    return {"authority": authority, "service": service, "broker": broker, "worker": worker}


def approved_list():
    """Five households that fit, and one that is approved for younger children."""
    rows = [
        lists.example(
            reference=f"H{number}",
            name=f"The Home family {number}",
            email=f"carer{number}@home.example",
            postcode=postcode,
            min_age="0",
            max_age="18",
            kinds="Short term; Long term",
            places="2",
            named_approvals="",
            exemptions="",
        )
        for number, postcode in enumerate(POSTCODES, start=1)
    ]
    young = {"reference": "H9", "name": "The Young family", "max_age": "5", "min_age": "0"}
    none = {"named_approvals": "", "exemptions": ""}
    rows.append(lists.example(**young, **none, email="young@home.example", postcode="SG1 1AB"))
    return lists.csv_file([list(row.values()) for row in rows]).getvalue()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_referral_becomes_a_placement(new_context, live_server, sink, cast, scripts):
    broker = Person(new_context, live_server.url, scripts=scripts)
    given_the_approved_list_is_imported(broker)
    worker = Person(new_context, live_server.url, scripts=scripts).as_user(cast["worker"])
    when_the_social_worker_writes_a_referral(worker)
    and_the_broker_accepts_ranks_compares_and_sends(broker, sink)
    and_three_carers_answer_on_their_phones(new_context, live_server, sink, scripts)
    and_the_broker_decides_and_books(broker)
    then_the_child_has_a_home_and_everybody_is_told(sink)


def given_the_approved_list_is_imported(broker):
    broker.goes_to("/account/sign-in/").fills_in(login="bo@authority.example", password=PASSWORD)
    broker.presses("^Sign in$").goes_to("/carers/imports/add/")
    service = broker.page.locator('[name="service"]').first
    if service.get_attribute("type") == "radio":
        service.check()
    broker.page.set_input_files(
        '[name="file"]', {"name": "carers.csv", "mimeType": "text/csv", "buffer": approved_list()}
    )
    broker.page.locator("main form button[type=submit], main form input[type=submit]").first.click()
    broker.page.wait_for_load_state()
    broker.looks().reads("H1").presses("Import 6 households")
    work_on_imports()
    assert Household.objects.count() == 6


def when_the_social_worker_writes_a_referral(worker):
    worker.goes_to("/referrals/start/")
    worker.page.get_by_label(re.compile("Asha Canary")).check()
    worker.presses("Start the referral")
    referral = Referral.objects.get()
    tasks = f"/referrals/{referral.public_id}/sections/"
    for code, answers in ANSWERS.items():
        wanted = {name: value for name, value in answers.items() if name not in SKIPPED}
        worker.goes_to(f"{tasks}{code}/").fills_in(**wanted)
        worker.presses("^Save and continue|^Save$|^Finish|^Done|^Save and finish")
    worker.goes_to(f"/referrals/{referral.public_id}/submit/").presses("^Submit|^Send")
    assert Referral.objects.get().status == "SUBMITTED"


def and_the_broker_accepts_ranks_compares_and_sends(broker, sink):
    referral = Referral.objects.get()
    broker.goes_to(f"/referrals/{referral.public_id}/accept/").presses(
        "Accept and start the search"
    )
    broker.reads("5 of 6 households").reads("The Home family")
    compare = broker.page.url
    broker.presses("Compare up to four")
    broker.goes_to("/inbox/?view=all")

    broker.clicks = 0
    broker.clicks_on("Find carers").presses("Ask the selected carers")
    broker.presses("^Email 5 carers")
    assert broker.clicks <= 3, compare

    delivery.send_due(at=NOON + dt.timedelta(minutes=5), connections=1)
    assert sorted(
        mail.recipients[0] for mail in sink.received if "home.example" in mail.recipients[0]
    ) == [f"carer{number}@home.example" for number in range(1, 6)]


def link_for(sink, number):
    mail = next(
        mail for mail in sink.received if mail.recipients == (f"carer{number}@home.example",)
    )
    text = mail.message.get_body(("plain",)).get_content()
    assert "Asha" not in text
    assert "Canary" not in text
    return re.search(r"http\S+/r/\S+", text)[0]


def and_three_carers_answer_on_their_phones(new_context, live_server, sink, scripts):
    for number, choice in ((1, "INTERESTED"), (2, "TALK"), (3, "NOT_NOW")):
        carer = Person(new_context, live_server.url, scripts=scripts, size=PHONE)
        carer.goes_to(link_for(sink, number)).fills_in(postcode=POSTCODES[number - 1])
        carer.presses("Continue").reads("drawing")
        carer.fills_in(choice=choice)
        if choice == "NOT_NOW":
            carer.page.get_by_label("We have no room").check()
        carer.presses("Send my answer").reads("Thank you, we have your answer")
        assert "Canary" not in carer.page.content()


def and_the_broker_decides_and_books(broker):
    referral = Referral.objects.get()
    decision = f"/referrals/{referral.public_id}/decision/"
    broker.goes_to(f"/referrals/{referral.public_id}/replies/").goes_to(decision)
    broker.presses("Add to the shortlist.*The Home family 1")
    home = Household.objects.get(reference="H1").public_id
    for whose in MatchView.Whose.values:
        broker.goes_to(f"/referrals/{referral.public_id}/homes/{home}/views/{whose}/")
        broker.fills_in(view="FOR", words="Yes.", gathered_on=NOON.date()).presses("Save this view")
    broker.presses("Choose this home")
    broker.fills_in(
        starts_on=MOVE_IN, setting="U4", purpose="PERMANENCE", reason="Near her school and kind.",
        passed_parents="Not safe.", passed_connected="Nobody came forward.", test_near="YES",
        test_education="YES", test_siblings="NA", test_disability="NA", test_area="YES",
    )  # fmt: skip
    broker.presses("Record the decision")
    while broker.page.get_by_role("link", name=re.compile("^Record")).count():
        if not broker.page.get_by_text("To find out").count():
            break
        row = broker.page.locator(".govuk-summary-list__row", has_text="To find out").first
        row.get_by_role("link").click()
        broker.looks().fills_in(reason="Asked the supervising social worker: all in order.")
        broker.presses("^Save$")
    broker.presses("Book the placement").reads("Booked")


def then_the_child_has_a_home_and_everybody_is_told(sink):
    placement = Placement.objects.get()
    assert placement.household.reference == "H1"
    assert (placement.starts_on, placement.status) == (MOVE_IN, "BOOKED")
    assert Referral.objects.get().status == "PLACED"

    before = len(sink.received)
    delivery.send_due(at=NOON + dt.timedelta(hours=1), connections=1)
    told = {mail.recipients[0] for mail in sink.received[before:]}
    assert {f"carer{number}@home.example" for number in (1, 2, 3)} <= told
    assert not {"carer4@home.example", "carer5@home.example", "young@home.example"} & told
    for mail in sink.received:
        assert len(mail.recipients) == 1
        assert b"Canary" not in mail.data

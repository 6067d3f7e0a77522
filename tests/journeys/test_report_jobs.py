"""A manager asks for a report, sees how far it is, leaves, comes back and takes all three files away."""

import re

import pytest
import time_machine

from evaluation import services, tasks
from evaluation.models import ReportJob
from evaluation.returns.given import GivenReturn
from evaluation.services import report_leases
from tests.evaluation.returns import child, episode, given
from tests.factories import NOON, AuthorityFactory, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def manager():
    """Whose authority has one return in force, with a dozen children."""
    authority = AuthorityFactory()
    files = (
        given("Header", *[child(CHILD=f"C{number}") for number in range(12)]),
        given("Episodes", *[episode(CHILD=f"C{number}") for number in range(12)]),
    )
    services.import_return(authority=authority, given=GivenReturn(2018, files), by=None, at=NOON)
    return UserFactory(role="MANAGER", authority=authority, name="Mo Manager")


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_a_manager_asks_for_a_report_and_takes_it_away(
    new_context, live_server, manager, scripts, size
):
    person = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(manager)
    person.goes_to("/reports/").clicks_on("Reports to download")
    person.clicks_on("Stability: how settled").presses("Make the report")
    person.reads("Waiting to be made").reads("A worker will start on it in a few seconds.")

    it_is_seen_being_made(person)
    it_is_there_when_the_manager_comes_back(person)
    three_files_are_taken_away(person)

    person.presses("Make it every month").reads("Managers are sent a link to it by email.")
    person.presses("^Stop").reads("The report is no longer made every month.")


def it_is_seen_being_made(person):
    job = ReportJob.objects.get()
    lease = report_leases.take_next()
    report_leases.tell(lease, done=3, total=6, doing="Writing the PDF")
    if person.scripts:
        person.page.get_by_text("Writing the PDF.").wait_for()
        person.looks()
    else:
        person.clicks_on("^Refresh")
    person.reads("3 of 6 steps done").reads("Writing the PDF.")
    person.goes_to("/reports/made/").reads("Being made")
    ReportJob.objects.filter(pk=job.pk).update(lease_until=NOON)  # its worker was killed


def it_is_there_when_the_manager_comes_back(person):
    assert tasks.make_reports() is True
    person.goes_to("/reports/made/").reads("Ready")
    person.clicks_on("asked for 2 March 2026")
    person.reads("What is known of the data").reads("Year ending 31 March 2018")


def three_files_are_taken_away(person):
    for words, start in (("PDF", b"%PDF"), ("Excel", b"PK"), ("CSV", b"\xef\xbb\xbfSection")):
        with person.page.expect_download() as waited:
            person.page.get_by_role("link", name=re.compile(f"Download as {words}")).click()
        assert waited.value.path().read_bytes().startswith(start)

"""A manager keeps what a child said: from consent to the themes and the file, with scripts and without."""

import io

import openpyxl
import pytest
import time_machine

from accounts.models import Role
from evaluation.models import Interview
from tests.factories import NOON, TODAY, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
QUOTE = "nobody asked me first"


@pytest.fixture(autouse=True)
def _the_desk_is_open():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_an_interview_is_kept_coded_read_and_forgotten(new_context, live_server, scripts, size):
    user = UserFactory(role=Role.MANAGER, name="Mo Manager")
    manager = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(user)
    given_a_code_of_the_frame(manager)
    when_the_manager_writes_an_interview_with_a_name_in_it(manager)
    and_is_warned_and_takes_the_name_out(manager)
    and_codes_a_quote(manager)
    then_the_themes_show_it_and_the_file_has_it(manager)
    and_withdrawing_consent_leaves_no_word(manager)


def given_a_code_of_the_frame(manager):
    manager.goes_to("/reports/").clicks_on("^Interviews")
    manager.clicks_on("Coding frame").clicks_on("Add a code", role="button")
    manager.fills_in(theme="Being heard", name="Asked first", words="Asked before it was decided.")
    manager.presses("Add the code").reads("Asked before it was decided.")


def when_the_manager_writes_an_interview_with_a_name_in_it(manager):
    manager.clicks_on("^Interviews").clicks_on("Write down an interview", role="button")
    manager.presses("Keep the interview").reads("Select how they agreed")
    manager.fills_in(
        pseudonym="Child A", group="CHILD", held_on=TODAY, consent="WITH_PARENT", consent_on=TODAY,
        may_be_quoted="yes", names="Asha Example",
        notes=f"Asha said that {QUOTE}. The dog helped.",
    )  # fmt: skip
    manager.presses("Keep the interview")


def and_is_warned_and_takes_the_name_out(manager):
    manager.reads("“Asha” is a name")
    assert not Interview.objects.exists()
    manager.fills_in(notes=f"She said that {QUOTE}. The dog helped.")
    manager.presses("Keep the interview").reads("The interview is kept.")
    assert "Asha" not in manager.page.content()


def and_codes_a_quote(manager):
    manager.fills_in(words="somebody asked me").presses("Add the quote")
    manager.reads("These words do not stand in the notes")
    manager.page.get_by_label("Being heard: Asked first").check()
    manager.fills_in(words=QUOTE).presses("Add the quote").reads("1 quote")


def then_the_themes_show_it_and_the_file_has_it(manager):
    manager.goes_to("/reports/interviews/").clicks_on("^Themes").reads(f"“{QUOTE}”")
    manager.reads("child or young person 1")
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name="Download as a workbook").click()
    book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
    assert [cell.value for cell in book["Quotes"][2]] == [
        "Being heard", "Asked first", "Asked before it was decided.", "Not said", QUOTE,
    ]  # fmt: skip
    assert book["Themes"]["C2"].value == "Hidden"


def and_withdrawing_consent_leaves_no_word(manager):
    manager.clicks_on("Child A").clicks_on("withdraw consent").reads("1 quote are deleted at once")
    manager.presses("Delete the notes and quotes").reads("The notes and quotes are gone")
    assert QUOTE not in manager.page.content()
    manager.goes_to("/reports/interviews/themes/").reads("There is no theme yet")

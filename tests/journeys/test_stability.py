"""A manager imports a return, reads what was found in it, and asks of a figure which children it is made of."""

import pytest
import time_machine

from accounts.models import AccessLog, Role
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import NOON, AuthorityFactory, ChildFactory, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def manager(settings, live_server):
    settings.SITE_URL = live_server.url
    authority = AuthorityFactory()
    ChildFactory(authority=authority, reference="C01", first_name="Asha")
    return UserFactory(role=Role.MANAGER, authority=authority)


@pytest.fixture
def files(tmp_path):
    """Twelve children in long-term fostering, of whom one had three placements in the year, and an open row."""
    moves = [
        episode(
            CHILD="C01", DECOM="01/05/2017", DEC="01/06/2017", REC="X1", REASON_PLACE_CHANGE="CARPL"
        ),
        episode(
            CHILD="C01", DECOM="01/06/2017", RNE="P", DEC="01/09/2017", REC="X1",
            REASON_PLACE_CHANGE="CREQB",
        ),
        episode(CHILD="C01", DECOM="01/09/2017", RNE="P", PLACE="K2"),
    ]  # fmt: skip
    settled = [episode(CHILD=f"C{n:02}", DECOM=f"{n:02}/04/2017") for n in range(2, 13)]
    settled[0]["LS"] = "C9"
    children = [child(CHILD=f"C{n:02}") for n in range(1, 13)]
    (tmp_path / "header.csv").write_text(csv_of("Header", *children))
    (tmp_path / "episodes.csv").write_text(csv_of("Episodes", *moves, *settled))
    return sorted(tmp_path.glob("*.csv"))


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_a_manager_sees_which_children_a_figure_is_made_of(
    new_context, live_server, manager, files, scripts, size
):
    person = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(manager)
    when_the_return_is_imported_and_its_findings_read(person, files)
    then_the_figures_have_definitions_and_charts(person)
    and_a_figure_opens_its_children_and_the_desks_record(person)
    assert AccessLog.objects.filter(page="evaluation:stability-children").count() == 1


def when_the_return_is_imported_and_its_findings_read(person, files):
    person.goes_to("/reports/").clicks_on("Stability").reads("No return has been imported yet")
    person.goes_to("/reports/").clicks_on("Statutory returns").presses("Import a return")
    person.page.set_input_files("[name=sent]", files)
    person.presses("Read the files").clicks_on("144").reads("LS “C9” is not a code of 2017-2018.")
    person.presses("Import this return").reads("imported 2 March 2026")


def then_the_figures_have_definitions_and_charts(person):
    person.goes_to("/reports/").clicks_on("Stability").reads("Year to 31 March 2018")
    person.reads("Moves of the year").reads("may yet be right for the child")
    assert person.page.locator("svg[role=img]").count() >= 4
    person.page.get_by_text("How it is counted: Children looked after on 31 March").first.click()
    person.looks().reads("Whoever left on 31 March is not counted")


def and_a_figure_opens_its_children_and_the_desks_record(person):
    person.clicks_on("^1 ?: which children.*three or more placements in the year, by carer")
    person.reads("1 child, by the number").reads("C01").reads("Moved on: the care plan")
    person.clicks_on("Open the record of C01").reads("Asha")

"""The pages of statutory returns in a real browser, on a desk and on a phone: nothing that axe finds."""

import pytest
import time_machine

from accounts.models import Role
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import NOON, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_a_return_is_sent_its_findings_read_and_imported(
    new_context, live_server, tmp_path, size, scripts
):
    (tmp_path / "header.csv").write_text(csv_of("Header", child()))
    rows = [episode(LS="C9", REC="X1"), episode(CHILD="C2", DECOM="soon")]
    (tmp_path / "episodes.csv").write_text(csv_of("Episodes", *rows))
    with time_machine.travel(NOON, tick=True):
        manager = UserFactory(role=Role.MANAGER)
        person = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(manager)

        person.goes_to("/reports/").clicks_on("Statutory returns")
        person.reads("No return has been imported yet").presses("Import a return")
        person.presses("Read the files").reads("Choose the files of the return")
        person.page.set_input_files("[name=sent]", sorted(tmp_path.glob("*.csv")))
        person.presses("Read the files").reads("Check before you import")
        person.reads("1 row cannot be imported")
        person.clicks_on("144").reads("LS “C9” is not a code of 2017-2018.")
        person.presses("Import this return").reads("imported 2 March 2026")
        person.clicks_on("Statutory returns").reads("year ending 31 March 2018")

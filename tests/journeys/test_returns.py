"""A manager brings a return in, resolves where the desk and the return disagree, and hands a return out."""

import csv
import io
import zipfile

import pytest
import time_machine

from accounts.models import Role
from children.models import Child
from tests.evaluation.returns import child, csv_of, episode
from tests.evaluation.test_matches import known
from tests.factories import NOON, AuthorityFactory, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

ROWS = [episode(), episode(CHILD="C2", LS="C9"), episode(CHILD="C3", DECOM="soon")]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "header.csv").write_text(csv_of("Header", child(), child(CHILD="C2", SEX="2")))
    (tmp_path / "episodes.csv").write_text(csv_of("Episodes", *ROWS))
    return sorted(tmp_path.glob("*.csv"))


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_a_return_comes_in_is_reconciled_and_goes_out(
    new_context, live_server, files, size, scripts
):
    with time_machine.travel(NOON, tick=True):
        authority = AuthorityFactory()
        known(authority, sex="F")
        manager = UserFactory(role=Role.MANAGER, authority=authority)
        person = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(manager)

        person.goes_to("/reports/").clicks_on("Statutory returns").presses("Import a return")
        person.page.set_input_files("[name=sent]", files)
        person.presses("Read the files").reads("1 row cannot be imported")
        person.clicks_on("144").reads("LS “C9” is not a code of 2017-2018.")
        person.presses("Import this return").clicks_on("Compare it with the desk")

        person.reads("1 child with 1 stay").presses("Continue")
        person.reads("Select whether to add anything")
        person.fills_in(what="ADD").presses("Continue")
        person.reads("1 child, 2 stays and 1 period of legal status were added.")

        person.clicks_on("Sex of child C1").reads("Female (F)").reads("Male (M)")
        person.presses("Resolve").reads("Select which is right")
        person.fills_in(how="TAKEN", note="The birth certificate says so.").presses("Resolve")
        person.reads("Nothing to resolve").clicks_on("Show the 1 that")
        person.clicks_on("Sex of child C1").reads("The birth certificate says so.")
        assert Child.objects.get(reference="C1").sex == "M"

        person.clicks_on("Where the desk and the returns").clicks_on("Statutory returns")
        person.presses("Hand a return out")
        person.goes_to("/reports/returns/export/?year=2018").reads("Episodes: 2 rows")
        with person.page.expect_download() as download:
            person.page.get_by_role("button", name="Download the files").click()
        with zipfile.ZipFile(download.value.path()) as archive:
            text = archive.read("episodes.csv").decode()
        out = [row["LS"] for row in csv.DictReader(io.StringIO(text))]
        assert out == ["C2", "C9"]

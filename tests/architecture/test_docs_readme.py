"""README.md: the people it introduces are the demonstration's, and what it shows is small enough to load."""

import random
import re

import pytest

from accounts import queries
from brokerage.demo.organisations import make_desks
from evaluation.management.commands.seed_demo import Command
from scripts import docs
from tests.architecture.source import ROOT
from tests.factories import TODAY

PAGE = (ROOT / "README.md").read_text()
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
LARGEST = 200 * 1024  # bytes


def introduced():
    """Name, role and organisation of each row of the table of people."""
    rows = PAGE.partition("| Name |")[2].partition("\n\n")[0].splitlines()[2:]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")[:3]) for row in rows]


@pytest.fixture
def desks():
    seed = Command().create_parser("manage.py", "seed_demo").get_default("seed")
    return make_desks(random.Random(seed), today=TODAY)


@pytest.mark.django_db
def test_the_people_of_the_readme_have_a_button_in_the_demonstration(desks):
    offered = {
        (person.user.name, person.get_role_display(), cast.organisation)
        for cast in queries.demo_people()
        for person in cast.people
    }

    assert len(introduced()) > 5
    assert set(introduced()) <= offered


@pytest.mark.parametrize("picture", sorted((ROOT / "docs" / "images").iterdir()))
def test_pictures_are_small(picture):
    assert picture.stat().st_size < LARGEST


def test_pictures_say_in_words_what_they_show():
    assert PICTURE.findall(PAGE)
    assert all(len(words) > 40 for words in re.findall(r"!\[([^\]]*)\]", PAGE))


@pytest.mark.parametrize("target", ["run", "test"])
def test_the_two_commands_are_targets(target):
    assert f"make {target}" in PAGE
    assert re.search(rf"^{target}: ", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("document", docs.documents(), ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document):
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?:`|^    )make ([a-z-]+)", document.read_text(), re.MULTILINE))

    assert named <= targets

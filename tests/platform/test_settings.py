import string
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from tests.platform.conftest import HOME

LONG = string.ascii_letters
REAL = {
    "SECRET_KEY": LONG,
    "ALLOWED_HOSTS": "placements.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
}


def manage(*arguments, **environment):
    """What a command says on its last line, and its exit status, with nothing else set."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=HOME,
        env={"PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.strip()


def test_p04_a_complete_real_installation_passes_the_deployment_check():
    status, said = manage("check", "--deploy", "--fail-level", "WARNING", **REAL)

    assert (status, "no issues" in said or said == "") == (0, True), said


@pytest.mark.parametrize(
    ("changes", "names"),
    [
        ({"SECRET_KEY": ""}, "Set SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too easy to guess"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS is *"),
        ({"DATABASE_URL": ""}, "Set DATABASE_URL"),
        ({"DATABASE_URL": "mysql://db/x"}, "DATABASE_URL is not a PostgreSQL address"),
        ({"DATABASE_URL": "postgresql://db"}, "DATABASE_URL names no database"),
        ({"DEBUG": "perhaps"}, "DEBUG is 'perhaps'; write 1 or 0"),
        ({"EMAIL_PORT": "smtp"}, "EMAIL_PORT is 'smtp'; write a whole number"),
    ],
)
def test_o08_a_real_installation_refuses_to_start_incomplete(changes, names):
    status, said = manage("migrate", **REAL | changes)

    assert status == 1
    assert said.count("\n") == 0
    assert names in said


def test_p04_one_setting_of_a_real_installation_asks_for_the_others():
    status, said = manage("migrate", PRODUCTION="1")

    assert status == 1
    assert said.startswith("Set SECRET_KEY")


def test_p04_a_demonstration_that_others_can_reach_needs_a_key_of_its_own():
    status, said = manage("migrate", DEMO="1", ALLOWED_HOSTS="demo.example")

    assert status == 1
    assert said.startswith("Set SECRET_KEY")


def test_the_password_in_an_address_that_cannot_be_read_is_not_repeated():
    _, said = manage("migrate", **REAL | {"DATABASE_URL": "mysql://desk:hunter2@db/live"})

    assert said.startswith("DATABASE_URL is not")
    assert "hunter2" not in said


def test_p04_somebodys_own_machine_answers_on_loopback_only():
    said = subprocess.run(
        [sys.executable, "-c", "from config import settings as s; print(s.LOCAL, s.ALLOWED_HOSTS)"],
        cwd=HOME,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.strip() == "True ['127.0.0.1', 'localhost']"


def test_blank_values_count_as_unset(monkeypatch):
    monkeypatch.setenv("SITE_NAME", "  ")

    assert env.text("SITE_NAME", "Placements") == "Placements"
    assert not env.any_of("SITE_NAME")
    with pytest.raises(ImproperlyConfigured, match="Set SITE_NAME: pages are headed with it"):
        env.required("SITE_NAME", because="pages are headed with it")


@pytest.mark.parametrize(
    ("written", "read"), [("1", True), ("Yes", True), ("off", False), ("", False)]
)
def test_flags_are_read_as_people_write_them(monkeypatch, written, read):
    monkeypatch.setenv("DEBUG", written)

    assert env.flag("DEBUG") is read


def test_lists_are_read_without_blanks(monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", " a.example, ,b.example ,")

    assert env.words("ALLOWED_HOSTS") == ["a.example", "b.example"]


def test_options_of_a_database_address_are_kept():
    settings = env.database_from("postgresql://desk@/live?host=/run/pg&sslmode=require")

    assert settings["HOST"] == "/run/pg"
    assert settings["OPTIONS"] == {"sslmode": "require"}

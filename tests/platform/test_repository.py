"""What is written in two places says the same in both."""

import re
import subprocess
import tomllib

import pytest
import yaml
from django.urls import reverse

from tests.platform.conftest import HOME

COMPOSE = yaml.safe_load((HOME / "docker-compose.yml").read_text())
WORKFLOW = yaml.safe_load((HOME / ".github/workflows/ci.yml").read_text())


@pytest.mark.parametrize("service", ["postgres", "redis"])
def test_continuous_integration_tests_what_production_runs(service):
    tested = WORKFLOW["jobs"]["as-in-production"]["services"][service]["image"]

    assert tested == COMPOSE["services"][service]["image"]


def test_actions_are_pinned_to_a_commit():
    steps = [step for job in WORKFLOW["jobs"].values() for step in job["steps"] if "uses" in step]

    assert steps
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", step["uses"]) for step in steps)


def test_every_setting_of_the_containers_is_in_the_sample_and_in_the_manual():
    text = (HOME / "docker-compose.yml").read_text()
    used = set(re.findall(r"\$\{(\w+):-", text)) - {"BIND"}
    sample = set(re.findall(r"^(\w+)=", (HOME / ".env.example").read_text(), re.MULTILINE))
    manual = (HOME / "docs/deployment.md").read_text()

    assert used == sample
    given = set(COMPOSE["services"]["web"]["environment"])
    assert {name for name in given if f"`{name}`" not in manual} == set()


def test_every_setting_that_is_read_is_in_the_manual():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (HOME / "config/settings.py").read_text()))
    manual = (HOME / "docs/deployment.md").read_text()

    assert {name for name in read if f"`{name}`" not in manual} == {"DEBUG"}


def test_the_containers_run_without_root_and_cannot_write_to_themselves():
    dockerfile = (HOME / "Dockerfile").read_text()

    assert re.search(r"^USER [1-9]\d+$", dockerfile, re.MULTILINE)
    for name in ("web", "worker", "beat", "migrate"):
        assert COMPOSE["services"][name]["read_only"], name
        assert COMPOSE["services"][name]["cap_drop"] == ["ALL"], name


def test_the_page_that_containers_are_asked_for_is_there():
    assert reverse("health-live") == "/health/live"


def test_the_sample_of_settings_has_no_secrets():
    sample = (HOME / ".env.example").read_text()

    assert re.findall(r"^\w*(?:PASSWORD|KEY)=(.+)$", sample, re.MULTILINE) == []


def test_both_locks_agree_on_every_version():
    def versions(name):
        return dict(re.findall(r"^([\w.-]+)==([\w.]+)", (HOME / name).read_text(), re.MULTILINE))

    run, develop = versions("requirements.txt"), versions("requirements-dev.txt")

    assert run.items() <= develop.items()


def test_every_package_is_locked_with_its_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"^(?=\w)", (HOME / name).read_text(), flags=re.MULTILINE)[1:]
        assert entries
        assert all("--hash=sha256:" in entry for entry in entries), name


def test_setup_accepts_the_pythons_that_the_project_names():
    project = tomllib.loads((HOME / "pyproject.toml").read_text())["project"]

    assert project["requires-python"] == ">=3.11,<3.14"
    assert "(3, 11) <= sys.version_info < (3, 14)" in (HOME / "scripts/setup").read_text()


def test_make_help_names_every_target():
    shown = subprocess.run(["make", "help"], cwd=HOME, capture_output=True, text=True, check=True)
    targets = re.findall(r"^([a-z-]+):", (HOME / "Makefile").read_text(), re.MULTILINE)

    assert {"setup", "run", "test", "check", "fix", "lock"} <= set(targets)
    assert all(re.search(rf"^  {target} +\w", shown.stdout, re.MULTILINE) for target in targets)

"""What this service does without, so that nobody has to defend it: files by address, an admin site, browser storage."""

import re
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.conf import settings as used
from django.db import models

from tests.architecture.source import ROOT

SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
KEEPS = re.compile(
    r"localStorage|sessionStorage|indexedDB|caches\.open|document\.cookie|serviceWorker"
)


def file_fields(all_models):
    return [
        field
        for model in all_models
        for field in model._meta.get_fields()
        if isinstance(field, models.FileField)
    ]


def test_a07_no_record_keeps_a_file_that_has_an_address():
    assert file_fields(apps.get_models()) == []
    assert used.MEDIA_ROOT == ""


def test_a07_control_a_model_with_a_file_is_noticed():
    scan = models.FileField()
    letter = SimpleNamespace(_meta=SimpleNamespace(get_fields=lambda: [scan]))

    assert file_fields([letter]) == [scan]


@pytest.mark.django_db
def test_a09_there_is_no_admin_site(client):
    assert not apps.is_installed("django.contrib.admin")
    assert client.get("/admin/").status_code == 404


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_p08_no_script_keeps_anything_in_the_browser(script):
    assert not KEEPS.search(script.read_text())


@pytest.mark.parametrize("line", ["localStorage.setItem('a', 1)", "document.cookie = 'a'"])
def test_p08_control_a_script_that_does_is_noticed(line):
    assert KEEPS.search(line)

"""The files that pages ask for: ours to use, small, and asking nobody else for anything."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

STATIC = Path(settings.BASE_DIR) / "static"
STYLES = sorted((STATIC / "css").glob("*.css"))


def transferred(*names):
    return sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in names)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_styles_carry_nothing_of_govuks_brand(style):
    css = style.read_text()

    assert not re.search("GDS Transport|crest|crown", css)


@pytest.mark.parametrize("style", STYLES, ids=lambda style: style.name)
def test_every_file_a_style_asks_for_is_here(style):
    wanted = re.findall(r"url\([\"']?([^)\"']+)", style.read_text())

    assert all((style.parent / name).resolve().is_relative_to(STATIC) for name in wanted)
    assert [name for name in wanted if not (style.parent / name).exists()] == []


def test_a_staff_page_weighs_little():
    parts = [
        "css/app.css",
        "js/app.js",
        "vendor/govuk-frontend-6.6.0.min.js",
        "django_htmx/htmx-2.min.js",
    ]

    assert transferred(*parts, "favicon.svg") < 60_000


def test_a_carers_page_weighs_less():
    assert transferred("css/carer.css", "favicon.svg") < 15_000


@pytest.mark.parametrize("folder", ["vendor", "fonts"])
def test_what_others_made_has_its_licence_beside_it(folder):
    made = [path.name for path in (STATIC / folder).iterdir() if path.suffix != ".txt"]
    licences = [
        path.name.removesuffix("-LICENSE.txt") for path in (STATIC / folder).glob("*-LICENSE.txt")
    ]

    assert made
    assert all(any(name.startswith(licence) for licence in licences) for name in made)


def test_the_script_asks_for_a_file_that_is_here():
    (wanted,) = re.findall(r'from "\.\./([^"]+)"', (STATIC / "js" / "app.js").read_text())

    assert (STATIC / wanted).exists()


def test_no_template_asks_another_server_for_anything():
    asks = re.compile(r"<(?:script|link|img)[^>]+(?:src|href)=[\"']?(?:https?:)?//")
    templates = (Path(settings.BASE_DIR) / "templates").rglob("*.html")

    assert [path.name for path in templates if asks.search(path.read_text())] == []


def test_only_emails_have_styles_in_the_page():
    styled = {
        path.name
        for path in (Path(settings.BASE_DIR) / "templates").rglob("*.html")
        if " style=" in path.read_text() and "email" not in str(path)
    }

    assert styled == set()

"""The gallery in a real browser, with the product's own headers and no server: each request is answered here."""

import mimetypes
from pathlib import Path
from types import SimpleNamespace

import pytest
from csp.utils import build_policy
from django.contrib.staticfiles import finders
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory

from ui import gallery

ORIGIN = "http://gallery.test"


@pytest.fixture
def rendered():
    """Render a template's source with a request, as a page would be."""

    def render(source, context=None, path="/"):
        return engines["django"].from_string(source).render(context or {}, request_for(path))

    return render


@pytest.fixture
def gallery_html():
    return render_to_string(
        "ui/gallery.html", gallery.samples(), request_for("/design/components/")
    )


def request_for(path):
    request = RequestFactory().get(path)
    request.user = SimpleNamespace(is_authenticated=False)
    return request


@pytest.fixture
def opened(page, gallery_html):
    """Open a page in the browser: the gallery, or other HTML. Everything it asks for comes from static/."""
    page.wrong = []
    page.on("console", lambda message: note(page, message))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))

    def open_page(html=gallery_html, width=1366, tab=page):
        tab.route("**/*", lambda route: answer(route, html))
        tab.set_viewport_size({"width": width, "height": 900})
        tab.goto(f"{ORIGIN}/")
        return tab

    return open_page


def note(page, message):
    if message.type in {"error", "warning"}:
        page.wrong.append(message.text)


def answer(route, html):
    path = route.request.url.removeprefix(ORIGIN)
    if not path.startswith("/static/"):
        headers = {"Content-Security-Policy": build_policy()}
        route.fulfill(body=html, content_type="text/html; charset=utf-8", headers=headers)
        return
    file = finders.find(path.removeprefix("/static/"))
    if file is None:
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    route.fulfill(body=Path(file).read_bytes(), content_type=kind)

import dataclasses
import io
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pypdf
import pytest
from weasyprint.urls import FatalURLFetchingError, URLFetcher

from documents import pdf, weasy

TITLE = "Placement plan"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fccf"
    "c0f01f0005050201cfc2d1f50000000049454e44ae426082"
)
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>x</title>
<link rel="stylesheet" href="/static/css/print.css"></head>
<body><h1>Plan</h1>{}</body></html>"""


@pytest.fixture
def assets(tmp_path):
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "print.css").write_text("h1 { color: #1d70b8 }")
    (folder / "pixel.png").write_bytes(PIXEL)
    (tmp_path / "secret.png").write_bytes(PIXEL)
    return folder


@pytest.fixture
def render(assets, tmp_path, settings):
    """Render a page with this body as the service does, in a process of its own."""
    templates = tmp_path / "templates"
    templates.mkdir()
    settings.STATIC_URL = "/static/"
    settings.STATIC_ROOT = tmp_path / "collected"
    settings.STATICFILES_DIRS = [assets]
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [templates]}
    ]

    def rendered(body, limits=None, **context):
        (templates / "page.html").write_text(PAGE.format(body))
        return pdf.render("page.html", context, title=TITLE, limits=limits)

    return rendered


@pytest.fixture
def make(assets):
    """Make a page with this body in this process, which is quicker."""

    def made(body):
        return weasy.make(PAGE.format(body), title=TITLE, prefix="/static/", folders=[str(assets)])

    return made


@contextmanager
def trap():
    """A server on this machine that notes what it is asked for."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/redirected")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_w05_the_pdf_has_its_title_language_and_tags(render):
    reader = pypdf.PdfReader(io.BytesIO(render("<p>Dee</p><img src='/static/pixel.png' alt='x'>")))

    root = reader.trailer["/Root"]
    assert reader.metadata.title == TITLE
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712 (a PDF's own true)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert "/StructTreeRoot" in root
    assert "Dee" in reader.pages[0].extract_text()


def test_w05_headings_are_tagged_as_headings(make):
    reader = pypdf.PdfReader(io.BytesIO(make("<h2>Health</h2><p>Well</p>")))

    kinds = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, dict):
            kinds.add(node.get("/S"))
            below = node.get("/K", [])
            for each in below if isinstance(below, list) else [below]:
                if not isinstance(each, int):
                    walk(each)

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    assert {"/H1", "/H2", "/P"} <= kinds


def test_the_title_and_the_context_reach_the_template(render):
    content = render("<p>{{ title }} for {{ name }}</p>", name="<b>Dee</b>")

    text = pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert "Placement plan for <b>Dee</b>" in text


ABUSES = {
    "image": '<img src="{}/x.png">',
    "stylesheet": '<link rel="stylesheet" href="{}/x.css">',
    "import": "<style>@import url({}/x.css);</style>",
    "font": "<style>@font-face {{ font-family: a; src: url({}/x.woff2) }}</style>",
    "background": '<p style="background: url({}/x.png)">x</p>',
    "attached link": '<a rel="attachment" href="{}/x.txt">x</a>',
    "svg": '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{}/x.png"/></svg>',
    "object": '<object data="{}/x.svg"></object>',
    "embed": '<embed src="{}/x.svg">',
    "base": '<base href="{}/"><img src="x.png">',
    "content": "<style>p::before {{ content: url({}/x.png) }}</style><p>x</p>",
    "list marker": '<ul style="list-style: url({}/x.png)"><li>x</ul>',
}


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES)
def test_i11_a_document_asks_no_other_server_and_attaches_nothing(make, abuse):
    with trap() as (address, asked):
        try:
            content = make(abuse.format(address))
        except FatalURLFetchingError:
            content = b""

    assert asked == []
    assert b"EmbeddedFile" not in content


@pytest.mark.parametrize("abuse", ABUSES.values(), ids=ABUSES)
def test_i11_without_our_fetcher_each_of_these_asks_the_other_server(make, monkeypatch, abuse):
    monkeypatch.setattr(weasy, "_own_assets", lambda *_: URLFetcher())
    monkeypatch.setattr(weasy, "ORIGIN", "file:///nowhere")

    with trap() as (address, asked):
        make(abuse.format(address))

    assert any(path.startswith("/x.") for path in asked)


def test_i11_nothing_is_attached_not_even_our_own(make):
    content = make('<link rel="attachment" href="/static/pixel.png">')

    assert b"EmbeddedFile" not in content


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "http://169.254.169.254/latest/meta-data/",
        "https://document.invalid/static/pixel.png",
        "http://document.invalid:80/static/pixel.png",
        "http://document.invalid/pixel.png",
        "http://document.invalid/static/../secret.png",
        "http://document.invalid/static/%2e%2e/secret.png",
        "http://document.invalid/static//etc/hostname",
        "http://document.invalid/static/css",
        "http://document.invalid/static/missing.png",
        "http://document.invalid/static/notes.txt",
        "data:image/png;base64,AAAA",
        "ftp://document.invalid/static/pixel.png",
    ],
)
def test_i11_only_our_static_files_are_assets(assets, url):
    (assets / "notes.txt").write_text("x")

    with pytest.raises(PermissionError):
        weasy.find_asset(url, prefix="/static/", folders=[str(assets)])


def test_i11_a_link_out_of_the_static_files_is_no_asset(assets):
    (assets / "link.png").symlink_to(assets.parent / "secret.png")

    with pytest.raises(PermissionError):
        weasy.find_asset(
            "http://document.invalid/static/link.png", prefix="/static/", folders=[str(assets)]
        )


def test_a_static_file_is_an_asset_whatever_its_query(assets):
    found = weasy.find_asset(
        "http://document.invalid/static/pixel.png?v=1",
        prefix="/static/",
        folders=["/x", str(assets)],
    )

    assert found == assets / "pixel.png"


def test_i11_a_refused_asset_is_refused_in_words(render):
    with pytest.raises(pdf.AssetNotAllowed, match="outside the service"):
        render('<img src="http://127.0.0.1:9/x.png">')


def test_i11_the_process_may_not_reach_the_network_past_the_fetcher():
    with pytest.raises(PermissionError, match=r"socket\.connect"):
        weasy._stay_inside("socket.connect", ())
    with pytest.raises(PermissionError, match=r"subprocess\.Popen"):
        weasy._stay_inside("subprocess.Popen", ())
    weasy._stay_inside("open", ())


def test_i12_deep_nesting_ends_in_a_failure_and_not_in_ours(render, caplog):
    with pytest.raises(pdf.DocumentFailed, match="could not be made"):
        render("<div>" * 1000 + "{{ name }}" + "</div>" * 1000, name="Dee Canary")

    assert "RecursionError at" in caplog.text
    assert "Canary" not in caplog.text


def test_i12_a_crash_of_the_library_ends_in_a_failure_and_not_in_ours(render):
    with pytest.raises(pdf.DocumentFailed, match="could not be made"):
        render("<style>li::marker { content: url(/static/pixel.png) }</style><ul><li>x</ul>")


def test_i12_a_document_that_takes_too_long_is_ended(render, monkeypatch):
    monkeypatch.setattr(pdf, "SECONDS", 2)

    with pytest.raises(pdf.DocumentFailed):
        render("<table>" + "<tr><td>a<td>b<td>c<td>d</tr>" * 20_000 + "</table>")


def test_i12_a_document_that_takes_too_much_memory_is_ended(render, monkeypatch):
    monkeypatch.setattr(pdf, "MEMORY_BYTES", 60 * 1024 * 1024)

    with pytest.raises(pdf.DocumentFailed):
        render("<table>" + "<tr><td>a<td>b<td>c<td>d</tr>" * 2_000 + "</table>")


def test_i12_the_same_document_is_made_with_the_memory_that_it_may_have(render):
    assert render("<table>" + "<tr><td>a<td>b<td>c<td>d</tr>" * 200 + "</table>").startswith(
        b"%PDF"
    )


def test_html_that_is_too_long_is_refused_before_any_work(render, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_HTML_BYTES", 10)
    monkeypatch.setattr(pdf, "_run", lambda *_, **__: pytest.fail("It was tried."))

    with pytest.raises(pdf.DocumentTooBig, match="too long"):
        render("<p>x</p>")


def test_a_pdf_that_is_too_long_is_refused(render, monkeypatch):
    monkeypatch.setattr(pdf, "MAX_PDF_BYTES", 10)

    with pytest.raises(pdf.DocumentTooBig, match="too long"):
        render("<p>x</p>")


def test_a_document_may_have_other_limits(render):
    body = "<p>x</p>"
    assert render(body, pdf.LONG).startswith(b"%PDF")

    with pytest.raises(pdf.DocumentTooBig, match="too long"):
        render(body, dataclasses.replace(pdf.LONG, pdf_bytes=10))


def test_a_process_that_used_up_its_time_was_given_too_much(render):
    rows = "<table>" + "<tr><td>a<td>b<td>c<td>d</tr>" * 20_000 + "</table>"

    with pytest.raises(pdf.DocumentTooBig):
        render(rows, dataclasses.replace(pdf.LONG, seconds=2))


def test_the_process_knows_none_of_our_secrets(render, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    seen = {}
    real = pdf.subprocess.run

    def run(*args, **kwargs):
        seen.update(kwargs["env"])
        return real(*args, **kwargs)

    monkeypatch.setattr(pdf.subprocess, "run", run)
    render("<p>x</p>")

    assert "PATH" in seen
    assert "SECRET_KEY" not in seen

"""The tags of documents: what is mended, and that the checker of every test that makes a document sees faults."""

import re

import pytest
from django.conf import settings
from django.template.loader import get_template

from documents import pdf, tags, weasy
from tests.pdf_tags import problems

PAGE = '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>x</title></head><body>{}</body></html>'
TABLE = (
    "<table><caption>Homes</caption><thead><tr><th scope='col'>Home</th><th scope='col'>Beds</th></tr></thead>"
    "<tbody><tr><th scope='row'>Elm</th><td>2</td></tr></tbody></table>"
)
GOOD = (
    "<h1>Plan</h1><h2>Health <span style='display: block'>Well</span></h2><p>Of <strong>all</strong></p>"
    "<ul><li>One <span style='display: block'>beside it</span></li><li>Two<ul><li>Inside</li></ul></li></ul>"
    "<ol style='list-style: none'><li><p>A block</p> <p>Another</p></li></ol>"
    "<dl><dt>Name</dt><dd>Asha</dd></dl><p><a href='#there'>To the table</a></p><div id='there'>" + TABLE + "</div>"
    "<svg viewBox='0 0 2 2' width='9' height='9'><title>A dot</title><circle cx='1' cy='1' r='1'/></svg>"
)  # fmt: skip
# What is wrong, and what is said of it.
FAULTS = {
    "a summary list": ("<h1>x</h1><dl><div><dt>Name</dt><dd>Asha</dd></div></dl>", "PDFUA1-L-KIDS"),
    "a level left out": ("<h1>x</h1><h3>y</h3>", "PDFUA1-HEADING-NESTING"),
    "no title first": ("<h2>y</h2>", "PDFUA1-HEADING-NESTING"),
    "a picture without words": (
        "<h1>x</h1><svg width='9' height='9'><path d='M0 0h9'/></svg>", "PDFUA1-FIGURE-ALTERNATIVE-TEXT"
    ),
    "a row too short": (
        "<h1>x</h1><table><tr><th>1</th><th>2</th></tr><tr><td>1</td></tr></table>", "PDFUA1-TABLE-ROW-COLUMNSPAN"
    ),
    "no heading": ("<p>y</p>", "it has no heading"),
    "a table without headers": ("<h1>x</h1><table><tr><td>1</td></tr></table>", "Table has no headers"),
    "a list without items": ("<h1>x</h1><ul></ul>", "L is empty"),
}  # fmt: skip


def made(body):
    return weasy.make(PAGE.format(body), title="Plan", prefix="/static/", folders=[])


def test_what_documents_are_made_of_passes():
    assert problems(made(GOOD)) == []


@pytest.mark.parametrize(("body", "said"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_seen(body, said):
    assert any(each.startswith(said) for each in problems(made(body))), problems(made(body))


def test_what_is_mended_would_be_refused_without(monkeypatch):
    """The negative control: WeasyPrint's own tags."""
    monkeypatch.setattr(tags, "mend", lambda document, made: None)

    found = problems(made(GOOD))

    assert {"H2 holds H2", "TH does not say what it heads"} <= set(found)
    assert any(each.startswith("PDFUA1-LI-KIDS") for each in found)


def test_a_document_without_tags_or_language_is_refused():
    from weasyprint import HTML

    found = " ".join(
        problems(HTML(string=PAGE.format(GOOD).replace('lang="en-GB"', "")).write_pdf())
    )

    for rule in (
        "STRUCT-TREE-ROOT",
        "TAGGED-DOCUMENT",
        "TEXT-LANGUAGE",
        "VIEWER-PREFERENCES",
        "ID-PART",
    ):
        assert f"PDFUA1-{rule}" in found


def test_a_document_of_the_product_is_checked_in_whatever_test_makes_it(monkeypatch):
    """By ``tests/conftest.py``: a template of the product with a fault in it fails the test that prints it."""
    folder = settings.BASE_DIR / "templates"
    printed = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.html")
        if re.search(r"layouts/pdf.html|css/print.css", path.read_text())
    }
    assert len(printed) > 5

    monkeypatch.setattr(pdf, "render_to_string", lambda *_: PAGE.format("<h1>x</h1><h3>y</h3>"))
    for template in sorted(printed):
        get_template(template)
    with pytest.raises(AssertionError, match="PDFUA1-HEADING-NESTING"):
        pdf.render("placements/version_pdf.html", {}, title="Plan")

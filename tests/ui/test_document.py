"""The document layout, made into a PDF: tagged, titled, and readable without any font of the machine's own."""

import io
import re

import pytest
from django.conf import settings
from django.template import engines
from pypdf import PdfReader
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

from documents import tags
from tests.pdf_tags import problems
from ui import gallery

SOURCE = (
    '{% extends "layouts/pdf.html" %}{% load ui %}{% block title %}Step-down plan{% endblock %}'
    "{% block heading %}Step-down plan{% endblock %}{% block mark %}Official-sensitive{% endblock %}"
    "{% block content %}<h2>Zoë Łukasz</h2>{% path stages %}{% reasons reasons %}{% chart bar_chart paper=True %}"
    "{% chart line_chart paper=True %}{% timeline entries %}{% endblock %}"
)


@pytest.fixture(scope="module")
def made():
    html = engines["django"].from_string(SOURCE).render(gallery.samples())
    html = html.replace('href="#', 'data-href="#').replace("/static/", "static/")
    return HTML(string=html, base_url=f"{settings.BASE_DIR}/").write_pdf(
        pdf_variant="pdf/ua-1", font_config=FontConfiguration(), finisher=tags.mend
    )


@pytest.fixture(scope="module")
def pdf(made):
    return PdfReader(io.BytesIO(made))


def test_a_document_is_tagged_titled_and_in_english(pdf):
    root = pdf.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == "en-GB"
    assert pdf.metadata.title == "Step-down plan"


def test_every_component_has_the_tags_that_pdf_ua_asks_for(made):
    assert problems(made) == []


def test_every_page_is_numbered_and_marked(pdf):
    texts = [page.extract_text() for page in pdf.pages]

    assert len(texts) >= 2
    for number, text in enumerate(texts, start=1):
        assert f"Page {number} of {len(texts)}" in text
        assert "Official-sensitive" in text


def test_a_document_brings_its_own_letters(pdf):
    fonts = {
        font["/BaseFont"]
        for page in pdf.pages
        for font in (reference.get_object() for reference in page["/Resources"]["/Font"].values())
    }

    assert fonts
    assert all(re.search("Document|Source", name) for name in fonts), fonts


def test_the_numbers_of_a_chart_are_on_paper_too(pdf):
    text = " ".join(page.extract_text() for page in pdf.pages)

    assert "October to December" in text
    assert "Łukasz" in text

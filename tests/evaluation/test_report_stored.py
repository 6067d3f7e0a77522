"""A report that was stored and read back says the same, cell by cell."""

import dataclasses
import datetime as dt
import json
from decimal import Decimal
from types import MappingProxyType

import pytest

from evaluation.reporting.shapes import Part, Section
from evaluation.reporting.stored import NotAStoredReport, as_json, from_json, settled
from tests.evaluation.reports import BARS, LINES, report, table


def test_a_report_comes_back_as_it_was():
    told = report()

    back = from_json(as_json(told))

    assert as_json(back) == as_json(told)
    assert list(back.lines()) == list(told.lines())
    assert (back.title, back.period, back.made_on) == (told.title, told.period, told.made_on)
    assert back.quality.paragraphs == told.quality.paragraphs


def test_a_chart_is_drawn_the_same_afterwards():
    back = settled(report())
    bars, lines = back.sections[0].parts[1].chart, back.sections[0].parts[2].chart

    assert bars.segments == BARS.segments
    assert lines.curves == LINES.curves
    assert lines.table == LINES.table


def test_another_number_makes_other_bytes():
    assert as_json(report()) == as_json(report())
    assert as_json(report()) != as_json(report(children=1413))


def test_a_cell_keeps_its_number_or_becomes_the_words_of_a_page():
    given = table(["A", 3, 0.5], [dt.date(2026, 3, 27), Decimal("1.10"), None], [True, False, "x"])
    section = Section("Cells", [], [Part("Cells", [], given)])

    (*_, back) = settled(report(sections=[section])).sections

    assert back.parts[0].table.rows == [
        ["A", 3, 0.5],
        ["27 March 2026", "1.10", ""],
        ["Yes", "No", "x"],
    ]


def test_what_no_report_is_made_of_is_refused():
    odd = dataclasses.replace(report(), summary=[MappingProxyType({})])

    with pytest.raises(TypeError, match="mappingproxy"):
        as_json(odd)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b'{"version": 2, "report": {"is": "Heading", "label": "x", "numeric": false}}',
        b'{"version": 1, "report": {"is": "Heading", "label": "x", "numeric": false}}',
        b'{"version": 1, "report": {"is": "Popen"}}',
        json.dumps({"version": 1, "report": {"is": "Report", "title": "x"}}).encode(),
    ],
)
def test_bytes_that_hold_no_report_are_refused(content):
    with pytest.raises(NotAStoredReport):
        from_json(content)

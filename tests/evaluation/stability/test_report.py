"""The figures as they are given away: by the command, as JSON, a file and a document."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from evaluation import services
from evaluation.evidence.suppression import is_small
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.stability import stability_report
from evaluation.reporting.stability_words import NOT_KNOWN, NOT_REPORTABLE
from evaluation.returns.reading import read_returns
from evaluation.stability.definitions import DEFINITIONS
from evaluation.stability.report import as_json, assess
from tests.evaluation.returns import child, csv_of, episode
from tests.evaluation.stability.rows import day, row
from tests.factories import NOON, TODAY, AuthorityFactory

VARIANT_KEYS = {
    "cla_31_march", "placements_distribution", "mean_placements", "three_plus", "three_plus_pct",
    "cla_both_31_march", "three_plus_2yr", "three_plus_2yr_pct", "lts_denominator", "lts_numerator",
    "lts_pct", "lts_undeterminable", "ended_in_year", "ended_in_year_median_days",
    "ongoing_median_days", "place_on_31_march",
}  # fmt: skip
MORE_KEYS = {
    "ended_in_year_by_kind", "ended_in_year_median_days_by_kind", "ongoing_by_kind",
    "ongoing_median_days_by_kind",
}  # fmt: skip


def children_in_care(many, *, moved=0):
    """Rows of ``many`` children in care on 31 March 2018, of whom ``moved`` have had three placements."""
    rows = []
    for number in range(many):
        begun = "2017-12-01" if number < moved else "2017-05-01"
        if number < moved:
            rows.append(row("2017-05-01", "2017-08-01", child=str(number)))
            rows.append(row("2017-08-01", "2017-12-01", "P", child=str(number)))
        rows.append(row(begun, rne="P" if number < moved else "S", child=str(number), year=2018))
    return rows


def written(rows):
    found = assess([], rows, 2018)
    return stability_report(found, authority="Sampleton", made_on=day("2026-03-27"))


def cells(report):
    return {(part, name, column): value for _, part, name, column, value in report.lines()}


def test_the_document_has_the_keys_that_are_promised():
    found = as_json(assess([], children_in_care(3), 2018), authority="sampleton")
    assert set(found["variants"]) == set(found["foster_survival"]) == {"carer", "strict"}
    for variant in found["variants"].values():
        assert set(variant) == VARIANT_KEYS | MORE_KEYS
    for estimates in found["foster_survival"].values():
        assert set(estimates) == {
            "incident_any_end", "incident_move_only", "delayed_entry_any_end", "delayed_entry_move_only",
        }  # fmt: skip
        for each in estimates.values():
            assert set(each) == {"n", "events", "survival", "at_risk", "reportable", "median_days"}
            for key in ("survival", "at_risk", "reportable"):
                assert set(each[key]) == {"183", "365", "730"}
    assert (found["format_version"], found["year_end"], found["returns"]) == (1, 2018, [2018])
    assert json.loads(json.dumps(found)) == found


def nulls(value, path=""):
    if isinstance(value, dict):
        for key, each in value.items():
            yield from nulls(each, f"{path}.{key}".strip("."))
    elif value is None:
        yield path


def test_every_null_of_the_document_has_its_reason():
    found = as_json(assess([], children_in_care(3), 2018), authority="sampleton")
    unknown = found.pop("unknown")
    by_kind = {
        path for path in nulls(found) if "_by_kind." in path
    }  # none of that kind: said by the count
    assert set(nulls(found)) - by_kind == set(unknown)
    assert all(unknown.values())
    assert "variants.carer.three_plus_2yr" in unknown


def test_every_figure_has_a_definition_with_its_source():
    found = as_json(assess([], children_in_care(1), 2018), authority="sampleton")
    assert set(DEFINITIONS) == VARIANT_KEYS | MORE_KEYS
    for each in found["definitions"].values():
        assert each["how"]
        assert each["source"]
        assert each["status"] in {"seen", "recalled", "ours"}


def test_no_document_says_which_children():
    rows = [row("2017-05-01", child="731842", year=2018)]
    assert "731842" not in json.dumps(as_json(assess([], rows, 2018), authority="sampleton"))
    assert not any("731842" in cell for line in written(rows).lines() for cell in line)


@pytest.mark.parametrize("moved", [1, 4, 6, 9])
def test_small_numbers_and_what_would_give_them_away_are_hidden(moved):
    shown = cells(written(children_in_care(10, moved=moved)))
    for label in (DEFINITIONS["three_plus"].label, DEFINITIONS["three_plus_pct"].label):
        assert shown["Figures", label, "By carer"] == HIDDEN
    spread = {name: value for (part, name, _), value in shown.items() if part.endswith("by carer")}
    assert set(spread.values()) == {HIDDEN}


def test_numbers_of_five_or_more_are_shown():
    shown = cells(written(children_in_care(10, moved=5)))
    assert shown["Figures", DEFINITIONS["three_plus"].label, "By carer"] == "5"
    assert shown["Figures", DEFINITIONS["three_plus_pct"].label, "By carer"] == "50.0%"


def test_no_small_count_is_in_any_table():
    for moved in range(11):
        for (part, _, column), value in cells(written(children_in_care(10, moved=moved))).items():
            is_count = part != "Definitions" and column != "England" and "edian" not in column
            if is_count and value.isdigit():
                assert not is_small(int(value)), (part, column, value)


def test_a_mean_of_few_children_would_give_hidden_numbers_away():
    label = DEFINITIONS["mean_placements"].label
    assert cells(written(children_in_care(99, moved=20)))["Figures", label, "By carer"] == HIDDEN
    assert cells(written(children_in_care(100, moved=20)))["Figures", label, "By carer"] == "1.4"


def test_what_is_not_known_and_what_is_not_reportable_is_said_in_words():
    shown = cells(written(children_in_care(10)))
    assert shown["Figures", DEFINITIONS["three_plus_2yr"].label, "By carer"] == NOT_KNOWN
    begun = "Begun in these years, until any end"
    assert shown["By carer", begun, "Last longer than 24 months"] == NOT_REPORTABLE


@pytest.fixture
def authority():
    """One whose return tells of a child in care on 31 March 2018."""
    found = AuthorityFactory(code="sampleton", name="Sampleton")
    files = [
        ("header.csv", csv_of("Header", child()).encode()),
        ("episodes.csv", csv_of("Episodes", episode(DECOM="01/05/2017")).encode()),
    ]
    (given,) = read_returns(files, today=TODAY)
    services.import_return(authority=found, given=given, by=None, at=NOON)
    return found


def told(*options):
    out = io.StringIO()
    call_command("stability_report", "--authority", "sampleton", *options, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_writes_json_about_what_was_imported(authority):
    found = json.loads(told("--year-end", "2018"))
    assert found["authority"] == "sampleton"
    assert found["variants"]["carer"]["cla_31_march"] == 1


@pytest.mark.django_db
def test_the_command_writes_a_file_for_a_spreadsheet(authority):
    assert told("--year-end", "2018", "--format", "csv").startswith("\ufeffSection,Table,Row")


@pytest.mark.django_db
def test_the_command_writes_a_document_to_a_file(authority, tmp_path):
    path = tmp_path / "stability.pdf"
    told("--year-end", "2018", "--format", "pdf", "--output", str(path))
    assert path.read_bytes().startswith(b"%PDF")
    with pytest.raises(CommandError, match="--output"):
        told("--year-end", "2018", "--format", "pdf")


@pytest.mark.django_db
def test_the_command_says_which_returns_there_are(authority):
    with pytest.raises(CommandError, match=r"31 March 2017.*2018"):
        told("--year-end", "2017")


@pytest.mark.django_db
def test_the_command_does_not_know_the_authority():
    with pytest.raises(CommandError, match="No authority has the code sampleton"):
        told("--year-end", "2018")

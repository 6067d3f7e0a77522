"""The transparency record, in the form of the United Kingdom's Algorithmic Transparency Recording Standard.

The fields are those of the standard's template, version 3.0, tiers 1 and 2, by their numbers; their words are in
``transparency.toml``. What the ranking is, does and reads is filled in from the code that does it. Who answers for it
is for each authority to say.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings

from brokerage.matching.factors import FACTORS, WHEN_UNKNOWN
from brokerage.matching.rules import RULES, Rule, Standing
from brokerage.matching.weights import MOST_FOR_COST, STARTING_WEIGHTS
from evaluation.evidence.backtest import BAND_NAMES, TOPS
from evaluation.evidence.cases import Characteristic
from evaluation.evidence.suppression import FEWEST

TEMPLATE_VERSION = "3.0"
WORDS = Path(__file__).with_name("transparency.toml")
REGISTER = Path("docs") / "register"
FOR_THE_AUTHORITY = "For each authority to fill in before it publishes the record."
SENSITIVE = {"special", "safeguarding"}
# The tables that a search reads or keeps, by the register's file.
READ = {
    "carers": (
        "Household", "ApprovalTerms", "NamedApproval", "LimitExemption", "Resident", "Training", "Experience",
        "Willingness", "HomeFeature", "StatutoryCheck", "Unavailability",
    ),
    "children": ("Child", "Need", "Wish", "ImportantPerson", "SiblingLink"),
    "placements": ("Placement",),
    "brokerage": (
        "Referral", "Condition", "Exclusion", "Connection", "WeightSet", "ColumnsSnapshot", "Search", "SearchResult",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the template. ``entries`` are paragraphs, or the lines of a list where ``is_list``."""

    number: str
    name: str
    entries: Sequence[str]
    is_list: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    number: str
    title: str
    fields: Sequence[Field]


@dataclass(frozen=True, slots=True)
class Record:
    template_version: str
    parts: Sequence[Part]


def record() -> Record:
    """Write the record of the code that runs.

    Raises:
        KeyError: the words ask for a fact or a list that there is none of, or a table left the data register.
    """
    words = tomllib.loads(WORDS.read_text())
    facts, lists = _facts(), _lists()
    return Record(
        TEMPLATE_VERSION,
        [
            Part(
                part["number"],
                part["title"],
                [_field(field, facts, lists) for field in part["fields"]],
            )
            for part in words["parts"]
        ],
    )


def as_json(found: Record) -> dict[str, Any]:
    """The record as plain values."""
    return asdict(found)


def as_markdown(found: Record) -> str:
    """The record as a document."""
    return "\n".join(_lines(found)) + "\n"


def _field(words: Mapping[str, Any], facts: Mapping[str, str], lists: Mapping[str, Any]) -> Field:
    if "list" in words:
        return Field(words["number"], words["name"], lists[words["list"]], is_list=True)
    entries = [entry.format_map(facts) for entry in words["entries"]]
    return Field(words["number"], words["name"], entries, is_list=words.get("is_list", False))


def _facts() -> dict[str, str]:
    return {
        "authority": FOR_THE_AUTHORITY,
        "rules_number": str(len(RULES)),
        "factors_number": str(len(FACTORS)),
        "unknown": f"{WHEN_UNKNOWN:g}",
        "weights": f"{STARTING_WEIGHTS.name}, version {STARTING_WEIGHTS.version}",
        "tops": ", ".join(map(str, TOPS)),
        "bands": str(len(BAND_NAMES)),
        "characteristics": ", ".join(each.value.lower() for each in Characteristic),
        "fewest": str(FEWEST),
    }


def _lists() -> dict[str, list[str]]:
    register = _register()
    weights = [f"{factor.label}: {STARTING_WEIGHTS.of(factor.code):g}" for factor in FACTORS]
    return {
        "rules": [_rule(rule) for rule in RULES],
        "factors": [*weights, f"Cost never counts for more than {MOST_FOR_COST:g} of 100."],
        "tables": [
            f"{name}: {register[app][name]['about']}"
            for app, names in READ.items()
            for name in names
        ],
        "sensitive": list(_sensitive(register)),
    }


def _rule(rule: Rule) -> str:
    to_check = " (wording still to be checked)" if rule.source.standing is Standing.TO_CHECK else ""
    remedy = f"Remedy: {rule.remedy.words.rstrip('.')}." if rule.remedy else "No remedy."
    label = rule.label[:1].lower() + rule.label[1:]
    return f"{rule.code}, {label}. Source: {rule.source.text.rstrip('.')}{to_check}. {remedy}"


def _sensitive(register: Mapping[str, Any]) -> Iterator[str]:
    """The fields that the register calls special category data or safeguarding, of the tables that are read."""
    for app, names in READ.items():
        for name in names:
            for category, purpose, fields, *_ in register[app][name]["holds"]:
                if category in SENSITIVE:
                    yield f"{name} ({', '.join(fields.split())}): {purpose}"


def _register() -> dict[str, dict[str, Any]]:
    folder = Path(settings.BASE_DIR) / REGISTER
    return {app: tomllib.loads((folder / f"{app}.toml").read_text()) for app in READ}


def _lines(found: Record) -> Iterator[str]:
    yield "# Transparency record"
    yield ""
    yield (
        "In the form of the United Kingdom's Algorithmic Transparency Recording Standard (template version "
        f"{found.template_version}). `manage.py transparency_record` writes this page from the code; a test fails when "
        "the two differ."
    )
    for part in found.parts:
        yield from ("", f"## {part.number} {part.title}")
        for field in part.fields:
            yield from ("", f"### {field.number} {field.name}", "")
            if field.is_list:
                yield from (f"- {entry}" for entry in field.entries)
            else:
                yield "\n\n".join(field.entries)

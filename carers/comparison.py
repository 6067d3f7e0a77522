"""What a row of a file would change in the household that it names. Works on values already in memory."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from carers import cells
from carers.approved_list import (
    BY_KEY,
    COLUMNS,
    REQUIRED,
    TERMS_KEYS,
    Parsed,
    Problem,
    as_text,
    in_words,
    wrong_cell,
)
from carers.cells import Value
from carers.models import ApprovalTerms, Household, ImportRow
from carers.queries import profiles
from carers.queries.profiles import Scope

NEEDED_FOR_NEW_TERMS = ("min_age", "max_age", "kinds", "places")
TERMS_HEADERS = {BY_KEY[key].header for key in TERMS_KEYS}
NOT_RECORDED = "not recorded"

Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Compared:
    """``outcome`` is ``None`` where the row would change nothing. ``values`` are to be written, by column."""

    outcome: ImportRow.Outcome | None
    values: Mapping[str, Value] = field(default_factory=dict)
    changes: Sequence[Change] = ()
    problems: Sequence[Problem] = ()


def compare(parsed: Parsed, household: Household | None, *, scope: Scope, on: dt.date) -> Compared:
    """Compare a row with the household of its reference, whose ``profiles.RELATIONS`` must be loaded.

    Args:
        household: ``None`` for a reference that the service does not have.
        on: the day whose terms a row without a "Terms from" is about.
    """
    values = dict(parsed.values)
    terms = _terms_meant(values, household, on=on)
    before = (
        profiles.row_of(household, scope, terms=terms or _latest(household, on))
        if household
        else {}
    )
    terms_are_clear = not {each.header for each in parsed.problems} & TERMS_HEADERS
    problems = [
        *parsed.problems,
        *(_settle_terms(values, household, terms) if terms_are_clear else ()),
        *_settle_people(values, before),
        *_settle_authorities(values, scope),
        *(_lacking(parsed) if household is None else ()),
    ]
    if problems:
        return Compared(ImportRow.Outcome.BAD, problems=problems)
    if household is None:
        return Compared(ImportRow.Outcome.NEW, values=values)
    changed = {key: value for key, value in values.items() if value != before[key]}
    if not changed:
        return Compared(None)
    if any(key in changed for key in TERMS_KEYS):
        changed |= {key: values[key] for key in TERMS_KEYS if key in values}
    return Compared(ImportRow.Outcome.CHANGED, values=changed, changes=_changes(before, changed))


def _changes(before: Mapping[str, Value], changed: Mapping[str, Value]) -> list[Change]:
    return [
        (
            column.header,
            in_words(column.key, before[column.key]) or NOT_RECORDED,
            in_words(column.key, changed[column.key]) or NOT_RECORDED,
        )
        for column in COLUMNS
        if column.key in changed and changed[column.key] != before[column.key]
    ]


def _lacking(parsed: Parsed) -> Iterable[Problem]:
    """What a new household needs and the file has no column for."""
    named = {problem.header for problem in parsed.problems}
    for column in REQUIRED:
        if column.key not in parsed.values and column.header not in named:
            yield wrong_cell(column, "", "The file has no such column, and the household is new")


# Terms


def _terms_meant(
    values: Mapping[str, Value], household: Household | None, *, on: dt.date
) -> ApprovalTerms | None:
    """The terms on record that the row is about: those that start on its day, or the current ones if it names none."""
    if household is None:
        return None
    if not values.get("terms_from"):
        return _latest(household, on)
    starts_on = dt.date.fromisoformat(values["terms_from"])
    return next((each for each in household.terms.all() if each.starts_on == starts_on), None)


def _latest(household: Household | None, on: dt.date) -> ApprovalTerms | None:
    return profiles.current_terms(household, on=on) if household else None


def _settle_terms(
    values: dict[str, Value], household: Household | None, terms: ApprovalTerms | None
) -> Iterable[Problem]:
    """Fill what the row leaves out of its terms, and check that they make sense among the household's others.

    A blank cell leaves a term as it is on record, but for "Terms until", where blank says that no end is known.
    """
    told = {key: values.pop(key) for key in TERMS_KEYS if key in values}
    if all(value in (None, "", []) for value in told.values()):
        return []
    said = {
        key: value
        for key, value in told.items()
        if value not in (None, "", []) or key == "terms_until"
    }
    if terms is None:
        if not said.get("terms_from"):
            return [
                wrong_cell(
                    BY_KEY["terms_from"], "", "It is blank, and there are no terms on record"
                )
            ]
        missing = [key for key in NEEDED_FOR_NEW_TERMS if key not in said]
        if missing:
            return [
                wrong_cell(BY_KEY[key], "", "It is blank, and these terms are new")
                for key in missing
            ]
    whole = profiles.terms_values(terms or ApprovalTerms(starts_on=dt.date.max, kinds=[])) | said
    values |= {key: whole[key] for key in TERMS_KEYS if key in told or terms is None}
    values["terms_from"] = whole["terms_from"]
    return _problems_of_terms(whole, household, terms)


def _problems_of_terms(
    whole: Mapping[str, Value], household: Household | None, terms: ApprovalTerms | None
) -> list[Problem]:
    problems = []
    starts_on, ends_on = whole["terms_from"], whole["terms_until"]
    if whole["min_age"] > whole["max_age"]:
        problems.append(wrong_cell(BY_KEY["max_age"], str(whole["max_age"])))
    if ends_on and ends_on <= starts_on:
        problems.append(wrong_cell(BY_KEY["terms_until"], ends_on, "It is not after “Terms from”"))
    later = [
        each.starts_on.isoformat()
        for each in (household.terms.all() if household else ())
        if each != terms and each.starts_on.isoformat() > starts_on
    ]
    if later and (not ends_on or ends_on > min(later)):
        why = f"Later terms are on record, from {min(later)}"
        problems.append(wrong_cell(BY_KEY["terms_until"], ends_on or "", why))
    return problems


# People and authorities that cells name


def _settle_people(values: dict[str, Value], before: Mapping[str, Value]) -> Iterable[Problem]:
    """Put the label of a person in the place of what the row calls them."""
    living_there = values if "residents" in values else before
    people = cells.known_people(living_there.get("residents") or []) | {"": ""}
    for key in ("skills", "checks"):
        items = values.get(key, [])
        unknown = [item[2] for item in items if item[2].casefold() not in people]
        if unknown:
            why = f"Nobody called “{unknown[0]}” is in “{BY_KEY['residents'].header}”"
            yield wrong_cell(BY_KEY[key], as_text(key, items), why)
            continue
        named = [[code, day, people[person.casefold()]] for code, day, person in items]
        if len({(code, person) for code, _, person in named}) < len(named):
            yield wrong_cell(
                BY_KEY[key], as_text(key, items), "The same thing is there twice for one person"
            )
        if items:
            values[key] = cells.in_order(named)


def _settle_authorities(values: Mapping[str, Value], scope: Scope) -> Iterable[Problem]:
    for key in ("named_approvals", "exemptions"):
        unknown = {item[0] for item in values.get(key, [])} - set(scope.authorities)
        if unknown:
            why = f"“{min(unknown)}” is not an authority whose children you may name"
            yield wrong_cell(BY_KEY[key], as_text(key, values[key]), why)

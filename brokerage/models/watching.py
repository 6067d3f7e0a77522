"""Triggers that write down which households changed, on every table that the loader of columns reads.

They are the brokerage's, on tables of the layers below, which know nothing of it. One call serves a whole statement.
A statement that writes the same values again leaves nothing. ``tests/brokerage/test_watching.py`` fails when the
loader reads a table that is not here.
"""

import pgtrigger
from django.apps import apps

# What of a row says whose facts it holds.
WATCHED: dict[str, tuple[str, str]] = {
    "carers.Household": ("household_id", "id"),
    "carers.ApprovalTerms": ("household_id", "household_id"),
    "carers.Resident": ("household_id", "household_id"),
    "carers.Training": ("household_id", "household_id"),
    "carers.Experience": ("household_id", "household_id"),
    "carers.Willingness": ("household_id", "household_id"),
    "carers.HomeFeature": ("household_id", "household_id"),
    "carers.StatutoryCheck": ("household_id", "household_id"),
    "carers.Unavailability": ("household_id", "household_id"),
    "placements.Placement": ("household_id", "household_id"),
    "brokerage.Invitation": ("household_id", "household_id"),
    "children.Child": ("child_id", "id"),
    "children.Need": ("child_id", "child_id"),
    "children.SiblingLink": ("child_id", "child_id"),
    "accounts.FosteringService": ("service_id", "id"),
    "accounts.Agreement": ("service_id", "service_id"),
}
INSERT = "INSERT INTO brokerage_householdchange"
ADDED, TAKEN = "TABLE added", "TABLE taken"
# Rows that are new or gone as they stand: what an update did not touch is in neither.
DIFFERENT = f"({ADDED} EXCEPT {TAKEN}) UNION ({TAKEN} EXCEPT {ADDED})"


def watch() -> None:
    """Register the triggers; every migrate installs what is registered."""
    for label, (whose, column) in WATCHED.items():
        for trigger in _triggers(whose, column):
            pgtrigger.register(trigger)(apps.get_model(label))


def _triggers(whose: str, column: str) -> list[pgtrigger.Trigger]:
    old, new = pgtrigger.Referencing(old="taken"), pgtrigger.Referencing(new="added")
    both = pgtrigger.Referencing(old="taken", new="added")
    return [
        _trigger("insert", pgtrigger.Insert, new, _noted(whose, column, ADDED)),
        _trigger("update", pgtrigger.Update, both, _noted(whose, column, DIFFERENT)),
        _trigger("delete", pgtrigger.Delete, old, _noted(whose, column, TAKEN)),
        _trigger("truncate", pgtrigger.Truncate, None, f"{INSERT} DEFAULT VALUES;"),
    ]


def _noted(whose: str, column: str, rows: str) -> str:
    different = f"SELECT DISTINCT {column} FROM ({rows}) AS changed"  # noqa: S608  # names from above
    return f"{INSERT} ({whose}) {different} WHERE {column} IS NOT NULL;"


def _trigger(
    name: str, operation: pgtrigger.Operation, rows: pgtrigger.Referencing | None, work: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"noted_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=rows,
        func=f"{work} RETURN NULL;",
    )

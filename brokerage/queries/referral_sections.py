"""What has been answered on a referral so far, wherever each answer is kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from brokerage.models import Condition, Exclusion, Referral
from brokerage.sections import (
    COLUMNS,
    ROWS,
    SECTIONS,
    Alternatives,
    AskedOfHome,
    Excluded,
    Section,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """One section with its answers, columns and rows included.

    ``missing`` is what the referral needs before it may be submitted, in full or on an emergency's minimal set.
    """

    section: Section
    answers: Mapping[str, Any]
    is_confirmed: bool
    updated_at: dt.datetime | None
    updated_by: User | None
    is_emergency: bool

    @property
    def missing(self) -> tuple[Alternatives, ...]:
        return self.section.missing(self.answers)

    @property
    def missing_now(self) -> tuple[Alternatives, ...]:
        return self.section.missing(self.answers, emergency=self.is_emergency)

    @property
    def is_done(self) -> bool:
        """Everything is answered, and the social worker stands by it."""
        return self.is_confirmed and not self.missing

    @property
    def holds_up(self) -> bool:
        """It keeps the referral from being submitted. In an emergency, only the minimal set does."""
        if self.is_emergency:
            wanted = bool(self.section.needed_in_emergency)
            return wanted and bool(self.missing_now or not self.is_confirmed)
        return not self.is_done

    @property
    def is_started(self) -> bool:
        return self.is_confirmed or any(value for value in self.answers.values())


def filled_sections(referral: Referral, *, with_rows: bool = True) -> dict[str, Filled]:
    """Every section in order, by code. Three queries: sections, conditions, exclusions.

    Without rows, one: no row is ever needed for a section to be complete.
    """
    stored = {row.code: row for row in referral.sections.select_related("updated_by")}
    asked = asked_now(referral) if with_rows else {"conditions": [], "exclusions": []}
    rows = {code: {name: asked[name] for name in names} for code, names in ROWS.items()}
    return {
        section.code: _filled(section, referral, stored.get(section.code), rows)
        for section in SECTIONS
    }


def asked_now(referral: Referral) -> dict[str, list[Any]]:
    """The answers that are rows, by name, as a form gives them."""
    excluded = referral.exclusions.select_related("household").order_by("pk")
    return {
        "conditions": [_asked(row) for row in referral.conditions.all()],
        "exclusions": [_excluded(row) for row in excluded],
    }


def rest_is_missing(filled: Mapping[str, Filled]) -> bool:
    return any(not section.is_done for section in filled.values())


def _filled(section: Section, referral: Referral, row: Any, rows: Mapping[str, Any]) -> Filled:
    columns = {name: getattr(referral, name) for name in COLUMNS.get(section.code, ())}
    return Filled(
        section=section,
        answers={**(row.answers if row else {}), **columns, **rows.get(section.code, {})},
        is_confirmed=row.is_confirmed if row else False,
        updated_at=row.updated_at if row else None,
        updated_by=row.updated_by if row else None,
        is_emergency=referral.urgency == Referral.Urgency.EMERGENCY,
    )


def _asked(row: Condition) -> AskedOfHome:
    return AskedOfHome(
        kind=row.kind,
        code=row.code,
        amount=row.amount,
        postcode=row.postcode,
        is_essential=row.is_essential,
        note=row.note,
    )


def _excluded(row: Exclusion) -> Excluded:
    return Excluded(
        kind=row.kind,
        reason=row.reason,
        person=row.person,
        area=row.area,
        household=row.household.public_id if row.household else None,
    )

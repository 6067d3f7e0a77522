"""What a rule is, and what it says about every household at once and about one."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from brokerage.matching.blocks import Mask, Rows
from brokerage.matching.checks import Check, Outcome
from brokerage.matching.situation import Situation


class Standing(StrEnum):
    """How far the source of a rule has been verified."""

    READ = "The source, or official guidance to it, was read"
    TO_CHECK = "The source is named, but its wording is still to be checked"
    LOCAL = "Local practice"


@dataclass(frozen=True, slots=True)
class Source:
    text: str
    standing: Standing


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would let a household be asked after all. ``on`` is a day (an ordinal) where the remedy is to wait."""

    code: str
    words: str
    approver: str
    on: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition that a household must meet before it may be asked.

    Args:
        label: the rule in words for a broker, as a heading. for_carer: what a carer may be told
        when it fails; none where telling would reveal something. checks: the definition; called
        once a search. remedy: what a near miss offers; none where there is none. remediable: which
        of some failing rows the remedy can help; all of them if not given. offer: the remedy in its
        particulars for one failing household.
    """

    code: str
    label: str
    for_carer: str | None
    source: Source
    checks: Callable[[Situation], list[Check]]
    remedy: Remedy | None = None
    remediable: Callable[[Situation, Rows], Mask] | None = None
    offer: Callable[[Situation, int], Remedy] | None = None


class Verdict:
    """What one rule says about every household."""

    def __init__(self, rule: Rule, situation: Situation) -> None:
        self.rule = rule
        self.situation = situation
        self.checks = rule.checks(situation)
        self.fails = _either([check.fails for check in self.checks])
        if self.fails is not None and len(self.remedied):
            self.fails = self.fails.copy()
            self.fails[self.remedied] = False

    @cached_property
    def remedied(self) -> Rows:
        """Rows for which a remedy of this rule was accepted."""
        accepted = self.situation.request.accepted_remedies
        ids = tuple(item.household_id for item in accepted if item.rule == self.rule.code)
        rows = self.situation.columns.rows_of(ids)
        return rows if self.rule.remedy else rows[:0]

    @cached_property
    def unknown(self) -> Mask | None:
        """Households that pass only because a fact is missing."""
        unknown = _either([check.unknown for check in self.checks])
        if unknown is not None and self.fails is not None and len(self.checks) > 1:
            unknown = unknown & ~self.fails
        return unknown

    def outcome(self, row: int) -> Outcome:
        if self.fails is not None and self.fails[row]:
            return Outcome.FAILS
        failing = any(check.outcome(row) is Outcome.FAILS for check in self.checks)
        if failing:
            return Outcome.REMEDIED
        if self.unknown is not None and self.unknown[row]:
            return Outcome.NOT_RECORDED
        return Outcome.PASSES

    def words(self, row: int) -> tuple[str, ...]:
        """What was found for one household: only what decided its outcome."""
        wanted = self.outcome(row)
        decisive = Outcome.FAILS if wanted is Outcome.REMEDIED else wanted
        return tuple(
            check.words(row, decisive) for check in self.checks if check.outcome(row) is decisive
        )

    def remedy(self, row: int) -> Remedy | None:
        """The remedy that would help this failing household, if one would."""
        rows = np.array([row])
        if self.rule.remedy is None or not self.helps(rows)[0]:
            return None
        return self.rule.offer(self.situation, row) if self.rule.offer else self.rule.remedy

    def helps(self, rows: Rows) -> Mask:
        """Which of these failing rows the rule's remedy can help."""
        if self.rule.remedy is None:
            return np.zeros(len(rows), np.bool_)
        if self.rule.remediable is None:
            return np.ones(len(rows), np.bool_)
        return self.rule.remediable(self.situation, rows)


def _either(masks: list[Mask | None]) -> Mask | None:
    given = [mask for mask in masks if mask is not None]
    if not given:
        return None
    together = given[0]
    for mask in given[1:]:
        together = together | mask
    return together

"""The rows of an authority's statutory returns, and what was found about them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db.models import Count, QuerySet

from accounts.models import Authority
from evaluation.models import Return, ReturnFinding, ReturnRow
from evaluation.returns.columns import EPISODES, HEADER
from evaluation.returns.parsing import child_from, episode_from
from evaluation.returns.rows import Child, Episode
from evaluation.returns.rules import RULES, Rule, Severity

ROWS_AT_ONCE = 5_000

Made = TypeVar("Made")
WORST_FIRST = (Severity.BLOCKING, Severity.WARNING, Severity.NOTE)


def load_rows(
    authority: Authority, *, years: Sequence[int] | None = None
) -> tuple[list[Child], list[Episode]]:
    """Children and episodes of the returns in force, by year, file and line.

    As given: no duplicate is taken out and no date repaired. Rows that a finding blocks are left out.

    Args:
        years: in which the returns end; all there are without it.
    """
    returns = Return.objects.filter(authority=authority).in_force()
    if years is not None:
        returns = returns.filter(year__in=years)
    return list(_made(returns, HEADER, child_from)), list(_made(returns, EPISODES, episode_from))


def sent_together(one: Return) -> QuerySet[Return]:
    """The returns of other years that were among the same files."""
    same = Return.objects.filter(
        authority=one.authority, received_at=one.received_at, received_by=one.received_by
    )
    return same.exclude(pk=one.pk).exclude(year=None).order_by("year")


def episodes_of(one: Return) -> list[Episode]:
    return list(_made(Return.objects.filter(pk=one.pk), EPISODES, episode_from))


def _made(returns: QuerySet[Return], kind: str, make: Callable[..., Made]) -> Iterator[Made]:
    rows = (
        ReturnRow.objects.filter(file__for_return__in=returns, file__kind=kind, is_imported=True)
        .order_by("file__for_return__year", "file", "line")
        .values_list("cells", "file__for_return__year", "file__name", "line")
    )
    for cells, year, file, line in rows.iterator(chunk_size=ROWS_AT_ONCE):
        yield make(cells, year=year, file=file, line=line)


@dataclass(frozen=True, slots=True)
class RuleCount:
    rule: Rule
    count: int


def findings_by_rule(one: Return) -> list[RuleCount]:
    """How often each rule is broken, the severest first and then the most frequent."""
    counted = one.findings.order_by().values_list("rule").annotate(times=Count("pk"))
    counts = [RuleCount(RULES[code], times) for code, times in counted]
    return sorted(
        counts,
        key=lambda each: (WORST_FIRST.index(each.rule.severity), -each.count, each.rule.code),
    )


def findings(one: Return, rule: str) -> QuerySet[ReturnFinding]:
    """The findings of one rule in the order of the files."""
    return one.findings.filter(rule=rule).select_related("file").order_by("file", "line", "pk")


def finding_lines(one: Return) -> Iterator[list[str]]:
    """Every finding as a line of a file for a spreadsheet, the severest first."""
    rows = one.findings.select_related("file").order_by("file", "line", "pk")
    for each in sorted(rows, key=lambda row: WORST_FIRST.index(Severity(row.severity))):
        line = str(each.line or "")
        yield [each.rule, each.severity.capitalize(), each.file.name, line, each.child, each.words]

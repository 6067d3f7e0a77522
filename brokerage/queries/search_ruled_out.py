"""Who was ruled out of a search, and by what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from brokerage.matching.explain import Explanation
from brokerage.matching.ranking import record_from_bytes
from brokerage.matching.rules import RULE_BY_CODE, RULES, Rule
from brokerage.models import Search
from carers.models import Household

NO_REMEDY = "Nothing: this rule is not set aside"


@dataclass(frozen=True, slots=True)
class RuleCount:
    """A rule that somebody failed: by how many, and by how many that failed nothing else."""

    rule: Rule
    failing: int
    only: int

    @property
    def remedy(self) -> str:
        return self.rule.remedy.words if self.rule.remedy else NO_REMEDY

    @property
    def approver(self) -> str:
        return self.rule.remedy.approver if self.rule.remedy else ""


def rule_counts(search: Search) -> list[RuleCount]:
    """Every rule that ruled somebody out, the one that stands alone in the way most often first."""
    counts = [
        RuleCount(rule, *search.ruled_out[rule.code])
        for rule in RULES
        if search.ruled_out.get(rule.code, [0, 0])[0]
    ]
    return sorted(counts, key=lambda item: (-item.only, -item.failing))


def rules_nobody_failed(search: Search) -> list[Rule]:
    return [rule for rule in RULES if not search.ruled_out.get(rule.code, [0, 0])[0]]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Every household's outcome in a search, by id: its place on the list, or the codes of the rules it failed."""

    places: Mapping[int, int]
    failed: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    def in_words(self, household_id: int) -> str:
        if place := self.places.get(household_id):
            return f"Number {place} on the list"
        if codes := self.failed.get(household_id):
            return "Ruled out: " + "; ".join(RULE_BY_CODE[code].label for code in codes)
        return "Not looked at: it joined after the search"

    def failing(self, code: str) -> list[int]:
        """Those that a rule ruled out, the ones that failed nothing else first."""
        found = [(len(codes), key) for key, codes in self.failed.items() if code in codes]
        return [key for _count, key in sorted(found)]


def outcomes(search: Search) -> Outcomes:
    """Read from what the search kept, without ranking again."""
    return _outcomes(search.pk)


@lru_cache(maxsize=2)
def _outcomes(search_id: int) -> Outcomes:
    """Searches never change, so a process keeps the last two that somebody looked into."""
    kept = Search.objects.values_list("outcome", flat=True).get(pk=search_id)
    record = record_from_bytes(bytes(kept))
    places = {item[0]: place for place, item in enumerate(record["ranked"], start=1)}
    return Outcomes(places, {key: _codes(record["rules"], bits) for key, bits in record["failed"]})


def _codes(rules: Sequence[str], bits: int) -> tuple[str, ...]:
    return tuple(code for place, code in enumerate(rules) if bits >> place & 1)


@dataclass(frozen=True, slots=True)
class FailingRow:
    """A household that a rule ruled out: in what words, what would help, and which other rules it fails."""

    household: Household
    words: Sequence[str]
    remedy: str
    others: Sequence[str]


def failing_rows(explained: Iterable[tuple[Household, Explanation]], code: str) -> list[FailingRow]:
    rows = []
    for household, explanation in explained:
        line = next(line for line in explanation.failed if line.code == code)
        others = [other.label for other in explanation.failed if other.code != code]
        remedy = line.remedy.words if line.remedy else ""
        rows.append(FailingRow(household, line.words, remedy, others))
    return rows

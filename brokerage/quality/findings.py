"""What a quality check says: findings, each leading to the question that it is about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    MUST = "MUST"
    SHOULD = "SHOULD"
    CONSIDER = "CONSIDER"

    @property
    def label(self) -> str:
        return {"MUST": "Must fix", "SHOULD": "Should fix", "CONSIDER": "Consider"}[self]


class Part(StrEnum):
    """What the check looks at. The first four are scored; the last two only find."""

    COMPLETENESS = "completeness"
    FRESHNESS = "freshness"
    BALANCE = "balance"
    VOICE = "voice"
    IDENTITY = "identity"
    WORDS = "words"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    Part.COMPLETENESS: "Complete",
    Part.FRESHNESS: "Up to date",
    Part.BALANCE: "Strengths beside risks",
    Part.VOICE: "The child's voice",
    Part.IDENTITY: "What would identify the child",
    Part.WORDS: "Words",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at.

    ``section`` and ``question`` say where; ``words`` say what is wrong and what would put it right; ``found`` is the
    text that was found and ``instead`` what could stand there, where there is one.
    """

    part: Part
    severity: Severity
    section: str
    question: str
    words: str
    found: str = ""
    instead: str = ""

    def as_plain(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Finding":
        return cls(
            **{**plain, "part": Part(plain["part"]), "severity": Severity(plain["severity"])}
        )


SEVEREST_FIRST = {severity: position for position, severity in enumerate(Severity)}


def severest_first(findings: list[Finding]) -> list[Finding]:
    """By severity; the order within one severity is kept."""
    return sorted(findings, key=lambda finding: SEVEREST_FIRST[finding.severity])

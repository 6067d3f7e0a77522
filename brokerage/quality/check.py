"""The quality check as a whole: four scores, one number, and everything worth looking at."""

from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.quality import parts
from brokerage.quality.findings import Finding, Part, Severity, severest_first
from brokerage.quality.identifying import Detail, find_identifying
from brokerage.quality.parts import Material, Place
from brokerage.quality.words import find_words

# How much each part counts in the one number: ours, as a starting point.
WEIGHTS: Mapping[Part, int] = {
    Part.COMPLETENESS: 40,
    Part.FRESHNESS: 20,
    Part.BALANCE: 20,
    Part.VOICE: 20,
}
PROFILE: Place = ("profile", "profile")
# What others said stands as they said it.
IN_THEIR_OWN_WORDS: frozenset[Place] = frozenset({("wishes", "words"), ("wishes", "parents_view")})


@dataclass(frozen=True, slots=True)
class Checked:
    score: int
    scores: Mapping[Part, int]
    findings: tuple[Finding, ...]


def check(material: Material) -> Checked:
    scored = {
        Part.COMPLETENESS: parts.completeness(material),
        Part.FRESHNESS: parts.freshness(material),
        Part.BALANCE: parts.balance(material),
        Part.VOICE: parts.voice(material),
    }
    scores = {part: score for part, (score, _) in scored.items()}
    found = [finding for _, findings in scored.values() for finding in findings]
    found = [*identity(material), *found, *words(material)]
    total = sum(WEIGHTS[part] * score for part, score in scores.items())
    return Checked(round(total / sum(WEIGHTS.values())), scores, tuple(severest_first(found)))


def identity(material: Material) -> list[Finding]:
    """What would identify the child, in the one text that goes to people who do not know them. Each once."""
    details = find_identifying(material.text(PROFILE), material.identity)
    once = {(detail.kind, detail.found): detail for detail in reversed(details)}
    return [_identifies(detail) for detail in sorted(once.values(), key=lambda d: d.start)]


def _identifies(detail: Detail) -> Finding:
    certain = f"“{detail.found}” is {detail.kind}: carers read this before they know the child"
    perhaps = f"“{detail.found}” may be {detail.kind}: leave it out if it is"
    return Finding(
        part=Part.IDENTITY,
        severity=Severity.MUST if detail.is_certain else Severity.SHOULD,
        section=PROFILE[0],
        question=PROFILE[1],
        words=certain if detail.is_certain else perhaps,
        found=detail.found,
    )


def words(material: Material) -> list[Finding]:
    """Words to think again about, each once for each question; those that carers will read come first."""
    places = sorted(material.texts, key=lambda place: place != PROFILE)
    return [
        finding
        for place in places
        if place not in IN_THEIR_OWN_WORDS
        for finding in _words_at(place, material.texts[place])
    ]


def _words_at(place: Place, text: str) -> list[Finding]:
    once = {flagged.found.lower(): flagged for flagged in reversed(list(find_words(text)))}
    return [
        Finding(
            part=Part.WORDS,
            severity=Severity.SHOULD if place == PROFILE else Severity.CONSIDER,
            section=place[0],
            question=place[1],
            words=f"Young people ask us not to say “{flagged.found}”. Write: {flagged.instead}",
            found=flagged.found,
            instead=flagged.instead,
        )
        for flagged in sorted(once.values(), key=lambda flagged: flagged.start)
    ]

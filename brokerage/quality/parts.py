"""The four scored parts of a quality check. Each gives a score from 0 to 100 and what it found.

The thresholds are this project's own starting values, not research findings; they are named here so that they can be
argued about. That a good referral describes the child's strengths as well as the risks, and brings the child to life,
is what Nottinghamshire's duty officers look for.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from brokerage.matching.dates import in_words
from brokerage.quality.findings import Finding, Part, Severity
from brokerage.quality.identifying import Identity
from brokerage.sections import BY_CODE, SECTIONS

Place = tuple[str, str]  # section and question
Scored = tuple[int, list[Finding]]

STALE_AFTER_DAYS: Mapping[Place, int] = {
    ("strengths", "strengths"): 180,
    ("wishes", "words"): 90,
    ("health", "health"): 180,
    ("needs", "summary"): 180,
    ("safety", "risks"): 90,
}
STRENGTHS_FOR_RISKS = (
    0.5  # words about strengths for each word about risks, from which on the balance is full
)
STRENGTHS_AT_LEAST = 0.25  # below this, it should be put right
FEWEST_STRENGTH_WORDS = 25
FEWEST_PROFILE_WORDS, MOST_PROFILE_WORDS = 40, 300
FEWEST_STORY_WORDS = 20
ABOUT_STRENGTHS: tuple[Place, ...] = (
    ("strengths", "strengths"),
    ("strengths", "interests"),
    ("strengths", "affection"),
    ("strengths", "good_day"),
)
ABOUT_RISKS: tuple[Place, ...] = (("safety", "risks"), ("needs", "triggers"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """All that a check reads.

    Attributes:
        today: the day of the check.
        texts: every free text of the referral by section and question; blanks left out.
        missing: questions still to be answered, by section and question.
        unconfirmed: codes of sections that nobody has confirmed yet.
        reviewed_on: when each part of the record was last reviewed; absent where unknown.
        labels: each question in words.
    """

    today: dt.date
    texts: Mapping[Place, str]
    missing: tuple[Place, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    reviewed_on: Mapping[Place, dt.date] = field(default_factory=dict)
    is_emergency: bool = False
    identity: Identity = field(default_factory=Identity)
    labels: Mapping[Place, str] = field(default_factory=dict)

    def text(self, place: Place) -> str:
        return self.texts.get(place, "")


def completeness(material: Material) -> Scored:
    """The share of the needed questions that are answered. In an emergency, what is missing is owed, not wrong."""
    needed = sum(len(section.needed) for section in SECTIONS)
    severity = Severity.SHOULD if material.is_emergency else Severity.MUST
    findings = [
        _finding(Part.COMPLETENESS, severity, place, f"Not answered: {_question(material, place)}")
        for place in material.missing
    ]
    findings += [
        Finding(
            part=Part.COMPLETENESS,
            severity=Severity.SHOULD,
            section=code,
            question="",
            words="Filled in from the record, and not yet confirmed by the social worker",
        )
        for code in material.unconfirmed
    ]
    findings += _too_short(material)
    return percent(needed - len(material.missing), needed), findings


def _too_short(material: Material) -> list[Finding]:
    story = ("background", "story")
    profile = ("profile", "profile")
    findings = []
    if 0 < count_words(material.text(story)) < FEWEST_STORY_WORDS:
        findings.append(
            _finding(Part.COMPLETENESS, Severity.CONSIDER, story, "The story so far is very short")
        )
    length = count_words(material.text(profile))
    if 0 < length < FEWEST_PROFILE_WORDS:
        words = f"At {length} words, the profile can hardly bring the child to life"
        findings.append(_finding(Part.COMPLETENESS, Severity.SHOULD, profile, words))
    if length > MOST_PROFILE_WORDS:
        words = f"At {length} words, the profile is long to read on a phone"
        findings.append(_finding(Part.COMPLETENESS, Severity.CONSIDER, profile, words))
    return findings


def freshness(material: Material) -> Scored:
    """The share of the record's parts that were reviewed lately enough."""
    findings = []
    for place, days in STALE_AFTER_DAYS.items():
        reviewed = material.reviewed_on.get(place)
        title = BY_CODE[place[0]].title
        if reviewed is None:
            words = f"{title}: nobody has recorded when this was last reviewed"
            findings.append(_finding(Part.FRESHNESS, Severity.SHOULD, place, words))
        elif (material.today - reviewed).days > days:
            ago = (material.today - reviewed).days
            words = f"{title}: last reviewed {ago} days ago, on {in_words(reviewed)}"
            findings.append(_finding(Part.FRESHNESS, Severity.SHOULD, place, words))
    return percent(len(STALE_AFTER_DAYS) - len(findings), len(STALE_AFTER_DAYS)), findings


def balance(material: Material) -> Scored:
    """Words about strengths beside words about risks."""
    strengths = sum(count_words(material.text(place)) for place in ABOUT_STRENGTHS)
    risks = sum(count_words(material.text(place)) for place in ABOUT_RISKS)
    place = ABOUT_STRENGTHS[0]
    enough = min(1.0, strengths / FEWEST_STRENGTH_WORDS)
    against_risks = min(1.0, strengths / (risks * STRENGTHS_FOR_RISKS)) if risks else 1.0
    findings = []
    if strengths < FEWEST_STRENGTH_WORDS:
        words = f"{plural(strengths, 'word')} about strengths and interests: carers cannot picture the child yet"
        findings.append(_finding(Part.BALANCE, Severity.SHOULD, place, words))
    if risks and strengths < risks * STRENGTHS_FOR_RISKS:
        too_few = strengths < risks * STRENGTHS_AT_LEAST
        severity = Severity.SHOULD if too_few else Severity.CONSIDER
        words = f"{plural(risks, 'word')} about risks, {strengths} about strengths and interests"
        findings.append(_finding(Part.BALANCE, severity, place, words))
    return round(100 * min(enough, against_risks)), findings


VOICE_POINTS = {"words": 50, "own": 20, "dated": 15, "parents": 15}


def voice(material: Material) -> Scored:
    """Whether the child, and the parents, can be heard. A reason for not asking the child is worth half."""
    said = ("wishes", "words")
    points, findings = 0, []
    if material.text(said):
        points += VOICE_POINTS["words"]
        if _in_first_person(material.text(said)):
            points += VOICE_POINTS["own"]
        else:
            words = "Written about the child rather than in the child's own words"
            findings.append(_finding(Part.VOICE, Severity.CONSIDER, said, words))
    elif material.text(("wishes", "why_not_asked")):
        points += VOICE_POINTS["words"] // 2
        words = (
            "The child has not been asked: carers and courts will want to know when they will be"
        )
        findings.append(_finding(Part.VOICE, Severity.SHOULD, said, words))
    else:
        findings.append(
            _finding(Part.VOICE, Severity.SHOULD, said, "The child cannot be heard yet")
        )
    if material.reviewed_on.get(said):
        points += VOICE_POINTS["dated"]
    parents = ("wishes", "parents_view")
    if material.text(parents) or material.text(("wishes", "why_parents_not_asked")):
        points += VOICE_POINTS["parents"]
    else:
        findings.append(
            _finding(Part.VOICE, Severity.CONSIDER, parents, "The parents cannot be heard yet")
        )
    return points, findings


def _in_first_person(text: str) -> bool:
    return bool(re.search(r"\b(?:I|I['\u2019]\w+|me|my|mine|we|our|us)\b", text)) or any(
        quote in text for quote in '“"'
    )


def count_words(text: str) -> int:
    return len(re.findall(r"\w[\w'\u2019-]*", text))


def percent(part: int, whole: int) -> int:
    return round(100 * max(part, 0) / whole)


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _question(material: Material, place: Place) -> str:
    return material.labels.get(place, place[1].replace("_", " "))


def _finding(part: Part, severity: Severity, place: Place, words: str) -> Finding:
    return Finding(part=part, severity=severity, section=place[0], question=place[1], words=words)

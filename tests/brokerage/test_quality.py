"""The quality check: four scores, and findings that lead to their questions."""

import datetime as dt

import pytest

from brokerage import questions, sections
from brokerage.forms.referral_sections import FORMS
from brokerage.quality import parts
from brokerage.quality.check import WEIGHTS, check
from brokerage.quality.findings import Finding, Part, Severity
from brokerage.quality.identifying import Identity
from brokerage.quality.parts import Material
from brokerage.quality.words import PHRASES, find_words
from tests.brokerage.referral_answers import LONG, PROFILE
from tests.factories import TODAY

FRESH = dict.fromkeys(parts.STALE_AFTER_DAYS, TODAY)
TEXTS = {
    ("strengths", "strengths"): LONG,
    ("wishes", "words"): "I want my own room.",
    ("wishes", "parents_view"): "Mum wants her near.",
    ("background", "story"): LONG,
    ("safety", "risks"): "Left the house once in January.",
    ("profile", "profile"): PROFILE,
}


def material(**changes):
    return Material(**{"today": TODAY, "texts": TEXTS, "reviewed_on": FRESH} | changes)


def with_text(place, text):
    return material(texts=TEXTS | {place: text})


def said(findings):
    return [(finding.severity, finding.section, finding.question) for finding in findings]


def test_a_good_referral_scores_100_and_nothing_is_found():
    checked = check(material())

    assert checked.findings == ()
    assert checked.score == 100
    assert set(checked.scores.values()) == {100}


def test_a_referral_with_nothing_in_it_scores_0_for_its_words():
    needed = tuple((s.code, names[0]) for s in sections.SECTIONS for names in s.needed)

    checked = check(Material(today=TODAY, texts={}, missing=needed))

    assert checked.score == 0
    assert checked.findings[0].severity == Severity.MUST


def test_the_one_number_is_the_weighted_mean_of_the_parts():
    checked = check(material(reviewed_on={}))

    assert checked.scores[Part.FRESHNESS] == 0
    lost = WEIGHTS[Part.FRESHNESS] + WEIGHTS[Part.VOICE] * parts.VOICE_POINTS["dated"] / 100
    assert checked.score == round(100 - lost)


@pytest.mark.parametrize(("is_emergency", "severity"), [(False, "MUST"), (True, "SHOULD")])
def test_a_missing_answer_must_be_given_and_in_an_emergency_is_owed(is_emergency, severity):
    place = ("health", "health")

    score, findings = parts.completeness(
        material(missing=(place,), is_emergency=is_emergency, labels=questions.WORDS)
    )

    assert said(findings) == [(severity, *place)]
    assert questions.WORDS[place] in findings[0].words
    needed = sum(len(section.needed) for section in sections.SECTIONS)
    assert score == round(100 * (needed - 1) / needed)


@pytest.mark.parametrize("place", parts.STALE_AFTER_DAYS)
@pytest.mark.parametrize(("over", "is_found"), [(0, False), (1, True)])
def test_a_part_goes_stale_the_day_after_its_limit(place, over, is_found):
    reviewed = TODAY - dt.timedelta(days=parts.STALE_AFTER_DAYS[place] + over)

    score, findings = parts.freshness(material(reviewed_on=FRESH | {place: reviewed}))

    assert said(findings) == ([("SHOULD", *place)] if is_found else [])
    assert (score < 100) is is_found


@pytest.mark.parametrize(
    ("strengths", "risks", "score", "severities"),
    [
        (25, 50, 100, []),
        (25, 51, 98, ["CONSIDER"]),
        (25, 100, 50, ["CONSIDER"]),
        (25, 101, 50, ["SHOULD"]),
        (24, 0, 96, ["SHOULD"]),
        (0, 0, 0, ["SHOULD"]),
        (0, 100, 0, ["SHOULD", "SHOULD"]),
        (400, 0, 100, []),
    ],
)
def test_strengths_are_weighed_against_risks(strengths, risks, score, severities):
    texts = {
        ("strengths", "strengths"): "kind " * strengths,
        ("safety", "risks"): "harm " * risks,
    }

    found, findings = parts.balance(material(texts=texts))

    assert found == score
    assert [finding.severity for finding in findings] == severities


@pytest.mark.parametrize(
    ("texts", "reviewed", "score"),
    [
        ({}, {}, 0),
        ({("wishes", "words"): "I want a dog."}, {("wishes", "words"): TODAY}, 85),
        ({("wishes", "words"): "Wants a dog."}, {("wishes", "words"): TODAY}, 65),
        ({("wishes", "words"): "She says \u201cno cats\u201d."}, {}, 70),
        ({("wishes", "why_not_asked"): "She is two weeks old."}, {}, 25),
        ({("wishes", "why_parents_not_asked"): "They have died."}, {}, 15),
    ],
)
def test_the_childs_voice_is_scored_by_whose_words_they_are(texts, reviewed, score):
    assert parts.voice(material(texts=texts, reviewed_on=reviewed))[0] == score


def test_what_identifies_the_child_is_looked_for_in_the_profile_alone():
    identity = Identity(names=("Asha",))
    texts = {
        ("profile", "profile"): PROFILE + " Asha swims. Asha draws.",
        ("family", "people"): "Asha",
    }

    findings = check(material(texts=TEXTS | texts, identity=identity)).findings

    assert said(findings) == [("MUST", "profile", "profile")]
    assert findings[0].found == "Asha"


def test_words_are_flagged_once_for_each_question_and_more_firmly_where_carers_read():
    profile = PROFILE + " Placement ended; another placement follows."
    texts = {("needs", "summary"): "Respite with her placement.", ("profile", "profile"): profile}

    findings = check(material(texts=TEXTS | texts)).findings

    assert [(f.severity, f.section, f.found) for f in findings] == [
        ("SHOULD", "profile", "Placement"),
        ("CONSIDER", "needs", "Respite"),
        ("CONSIDER", "needs", "placement"),
    ]


def test_what_the_child_and_parents_said_is_never_corrected():
    texts = {("wishes", "words"): "I hate respite.", ("wishes", "parents_view"): "No contact."}

    assert check(material(texts=TEXTS | texts)).findings == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("He absconds.", ["absconds"]),
        ("ABSCONDED twice", ["ABSCONDED"]),
        ("after a placement breakdown", ["placement breakdown"]),
        ("attention-seeking", ["attention-seeking"]),
        ("attention\nseeking", ["attention\nseeking"]),
        ("a LAC review", ["LAC review"]),
        ("She won\u2019t engage.", ["won\u2019t engage"]),
        ("siblings and peers", ["siblings", "peers"]),
        ("lac, replacement, displacements, contactless", []),
        ("mental health and mental capacity", []),
        ("damaged property", []),
        ("eye contact", []),
        ("", []),
    ],
)
def test_words_are_found_whole(text, found):
    assert [flagged.found for flagged in find_words(text)] == found


def test_every_phrase_is_found_by_its_own_forms_and_has_something_to_say_instead():
    for phrase in PHRASES:
        assert phrase.instead
        for form in phrase.forms:
            assert [flagged.found for flagged in find_words(f"a {form}.")] == [form]


@pytest.mark.parametrize(
    ("words", "severity"), [(39, "SHOULD"), (40, None), (300, None), (301, "CONSIDER")]
)
def test_a_profile_is_neither_too_short_nor_too_long(words, severity):
    checked = check(with_text(("profile", "profile"), "draws " * words))

    assert [finding.severity for finding in checked.findings] == ([severity] if severity else [])


def test_the_gravest_findings_come_first():
    missing = (("health", "health"),)
    checked = check(material(missing=missing, reviewed_on={}))

    order = [finding.severity for finding in checked.findings]
    assert order == sorted(order, key=list(Severity).index)


def test_a_finding_survives_being_stored():
    finding = Finding(
        part=Part.WORDS, severity=Severity.SHOULD, section="needs", question="summary", words="So",
        found="respite", instead="a short break",
    )  # fmt: skip

    assert Finding.from_plain(finding.as_plain()) == finding


def test_every_question_has_words_and_a_field_and_every_field_has_words():
    columns = {"matters_language", "matters_faith", "matters_ethnicity"}
    rows = {"conditions", "exclusions"}
    for code, form in FORMS.items():
        fields = set(form.base_fields) - {"seen", "keep_words"}
        asked = {name for (section, name) in questions.WORDS if section == code}
        assert fields == asked - rows - columns
    for place in parts.STALE_AFTER_DAYS | dict.fromkeys(
        parts.ABOUT_STRENGTHS + parts.ABOUT_RISKS, 0
    ):
        assert place in questions.WORDS

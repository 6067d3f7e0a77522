"""What the quality check reads about a referral, gathered from the referral and the children's records."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from brokerage import questions
from brokerage.models import QualityCheck, Referral
from brokerage.quality.findings import Finding, Severity
from brokerage.quality.identifying import Identity
from brokerage.quality.parts import Material, Place
from brokerage.queries.referral_record import from_record
from brokerage.queries.referral_sections import Filled, filled_sections
from children.models import Child


def children_of(referral: Referral) -> list[Child]:
    """In the order of the referral: the first stands for the group."""
    rows = referral.referral_children.select_related(
        "child__social_worker", "child__reviewing_officer", "child__coach"
    )
    return [row.child for row in rows]


def findings_of(stored: QualityCheck) -> list[Finding]:
    """What the check found at the time, as it was worded then."""
    return [Finding.from_plain(plain) for plain in stored.findings]


def must_fix(stored: QualityCheck) -> list[Finding]:
    return [finding for finding in findings_of(stored) if finding.severity == Severity.MUST]


def material_of(
    referral: Referral,
    *,
    today: dt.date,
    children: Sequence[Child] | None = None,
    filled: Mapping[str, Filled] | None = None,
) -> Material:
    """``children`` and ``filled`` are read where the caller has not read them yet."""
    children = children_of(referral) if children is None else children
    filled = filled_sections(referral) if filled is None else filled
    return Material(
        today=today,
        texts=texts_of(filled),
        missing=tuple(
            (code, names[0]) for code, section in filled.items() for names in section.missing
        ),
        unconfirmed=tuple(
            code
            for code, section in filled.items()
            if section.is_started and not section.is_confirmed and not section.missing
        ),
        reviewed_on=_reviewed_on(children, filled),
        is_emergency=referral.urgency == Referral.Urgency.EMERGENCY,
        identity=identity_of(children, reference=referral.reference),
        labels=questions.WORDS,
    )


def texts_of(filled: Mapping[str, Filled]) -> dict[Place, str]:
    return {
        (code, name): str(filled[code].answers[name])
        for code, named in questions.TEXTS.items()
        for name in named
        if filled[code].answers.get(name)
    }


def identity_of(children: Sequence[Child], *, reference: str = "") -> Identity:
    """What would tell a stranger who these children are: for any text that leaves the desk. Two queries at most.

    The children's people are read through ``child.people``; prefetch it for several children.
    """
    return Identity(
        names=tuple(name for child in children for name in _names(child)),
        schools=tuple(child.school_name for child in children if child.school_name),
        postcodes=_known(
            [c.home_postcode for c in children] + [c.school_postcode for c in children]
        ),
        birth_dates=tuple(child.birth_date for child in children),
        references=_known([*(child.reference for child in children), reference]),
    )


def _names(child: Child) -> list[str]:
    workers = [child.social_worker, child.reviewing_officer, child.coach]
    return [
        child.first_name,
        child.last_name,
        child.preferred_name,
        *(person.name for person in child.people.all()),
        *(worker.name for worker in workers if worker),
    ]


def _known(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({value for value in values if value}))


def _reviewed_on(children: Sequence[Child], filled: Mapping[str, Filled]) -> dict[Place, dt.date]:
    """The record's dates, and the day on which the social worker says the wishes were gathered, where it is later."""
    record = from_record(children)
    dates = {
        (code, name): taken.reviewed_on
        for code, named in record.texts.items()
        for name, taken in named.items()
        if taken.reviewed_on
    }
    gathered = filled["wishes"].answers.get("gathered_on")
    if gathered:
        words = ("wishes", "words")
        dates[words] = max(dt.date.fromisoformat(gathered), dates.get(words, dt.date.min))
    return dates

"""What the child's record already says, put where the referral form asks for it.

A referral for siblings together has one form; each child's words then stand under the child's name.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from children.models import Child, Risk
from children.queries.together import read_together
from ui.dates import in_words

PLAN_TO_ROUTE = {
    Child.Plan.HOME: "HOME",
    Child.Plan.LONG_TERM: "LONG_TERM",
    Child.Plan.ADOPTION: "ADOPTION",
    Child.Plan.INDEPENDENCE: "INDEPENDENCE",
}
NO_RISKS = "No known risks."


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer as the record has it, and when that part of the record was last reviewed (``None``: not recorded)."""

    text: str
    reviewed_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAnswers:
    """``texts`` by section and question; ``columns`` are answers with a column of the referral's own."""

    texts: Mapping[str, Mapping[str, Taken]] = field(default_factory=dict)
    columns: Mapping[str, Any] = field(default_factory=dict)

    def of(self, section: str) -> Mapping[str, Taken]:
        return self.texts.get(section, {})


def from_record(children: Sequence[Child]) -> RecordAnswers:
    """Read the record of one child, or of siblings in the order given. One query at most."""
    read_together(children, "needs", "risks", "people", "wishes")
    return RecordAnswers(
        texts={
            "child": {
                "communication": _joined(children, lambda child: child.communication),
                "identity": _joined(children, lambda child: child.identity_notes),
                "parental_responsibility": _joined(children, _parental_responsibility),
            },
            "strengths": {
                "strengths": _joined(children, lambda c: c.strengths, _strengths_reviewed),
                "interests": _joined(children, lambda c: c.interests, _strengths_reviewed),
            },
            "wishes": {"words": _joined(children, _wishes, _wishes_gathered)},
            "family": {
                "people": _joined(children, _people),
                "family_time": _joined(children, _family_time),
            },
            "health": {
                "health": _joined(
                    children, lambda c: c.health_summary, lambda c: c.health_reviewed_on
                )
            },
            "needs": {"summary": _joined(children, _needs, lambda c: c.needs_reviewed_on)},
            "safety": {"risks": _joined(children, _risks, lambda c: c.risks_reviewed_on)},
        },
        columns={"permanence_route": _route(children)},
    )


def _joined(
    children: Sequence[Child],
    say: Callable[[Child], str],
    reviewed: Callable[[Child], dt.date | None] = lambda _: None,
) -> Taken:
    """One text for all; its date is the oldest review, because no part is fresher than that."""
    said = [(child, say(child).strip()) for child in children]
    said = [(child, text) for child, text in said if text]
    if len(children) == 1:
        text = said[0][1] if said else ""
    else:
        text = "\n\n".join(f"{_called(child)}: {text}" for child, text in said)
    dates = [reviewed(child) for child, _ in said]
    known = [day for day in dates if day]
    return Taken(text, min(known) if known and len(known) == len(dates) else None)


def _called(child: Child) -> str:
    return child.preferred_name or child.first_name


def _strengths_reviewed(child: Child) -> dt.date | None:
    return child.strengths_reviewed_on


def _route(children: Sequence[Child]) -> str:
    plans = {child.permanence_plan for child in children}
    return (
        PLAN_TO_ROUTE.get(Child.Plan(plans.pop()), "") if len(plans) == 1 and plans != {""} else ""
    )


def _parental_responsibility(child: Child) -> str:
    people = [person for person in child.people.all() if person.has_parental_responsibility]
    return "\n".join(f"{person.name} ({person.relation.lower()})" for person in people)


def _wishes(child: Child) -> str:
    return "\n".join(f"{wish.rank}. {wish.words}" for wish in child.wishes.all())


def _wishes_gathered(child: Child) -> dt.date | None:
    return min((wish.gathered_on for wish in child.wishes.all()), default=None)


def _people(child: Child) -> str:
    return "\n".join(
        f"{person.name}, {person.relation.lower()}: {person.get_contact_display().lower()}"
        for person in child.people.all()
    )


def _family_time(child: Child) -> str:
    return "\n".join(
        f"{person.name}, {person.relation.lower()}: {person.contact_plan}"
        for person in child.people.all()
        if person.contact_plan
    )


def _needs(child: Child) -> str:
    return "\n".join(
        f"{need.get_code_display()} ({need.get_severity_display().lower()})"
        + (f": {need.note}" if need.note else "")
        for need in child.needs.all()
    )


def _risks(child: Child) -> str:
    if child.no_known_risks:
        return NO_RISKS
    return "\n".join(_risk(risk) for risk in child.risks.all())


def _risk(risk: Risk) -> str:
    last = f", last on {in_words(risk.last_on)}" if risk.last_on else ""
    past = "" if risk.is_current else " In the past."
    helps = f" What helps: {risk.what_helps}" if risk.what_helps else ""
    often = risk.get_frequency_display().lower()
    return f"{risk.get_kind_display()}: {risk.description} ({often}{last}){past}{helps}"

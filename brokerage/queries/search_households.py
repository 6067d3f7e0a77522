"""One household's reasons in full, and a few households side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from brokerage.matching.checks import Outcome
from brokerage.matching.explain import Explanation, FactorLine, Kind, PartLine, RuleLine
from brokerage.models import Search
from brokerage.queries.searches import Reason, band, with_age
from carers.models import Household
from ui.comparison import Cell, Column, Comparison, Line, Press
from ui.tags.words import pence

MOST_COMPARED = 4
MOST_QUESTIONS = 10
OUTCOMES = {
    Outcome.FAILS: ("Ruled out", "red"),
    Outcome.NOT_RECORDED: ("To check", "yellow"),
    Outcome.REMEDIED: ("Met by a remedy", "blue"),
    Outcome.PASSES: ("Met", "green"),
}
# A rule's own label says what is wrong when it fails; beside an outcome it needs a name that takes no side.
TOPICS = {
    "APR-1": "Current approval",
    "APR-2": "Approved ages",
    "APR-3": "Approved for girls, boys or both",
    "APR-4": "Approved kinds of placement",
    "APR-5": "Named children",
    "LIM-1": "Usual fostering limit",
    "PLC-1": "A place for the whole stay",
    "AVL-1": "Available on the day",
    "CHK-1": "Statutory checks",
    "SVC-1": "Agreement with the service",
    "EXC-1": "Exclusions",
    "HOM-1": "Essential home features",
    "SKL-1": "Essential skills",
    "HSE-1": "Essential conditions about who lives there",
    "DST-1": "Essential distance limits",
    "WIL-1": "Willingness for essential needs",
    "HIS-1": "Earlier stays there",
}
SIGNS = {Kind.HELPS: "helps", Kind.AGAINST: "against", Kind.ASK: "check"}


@dataclass(frozen=True, slots=True)
class RuleShown:
    line: RuleLine
    topic: str
    outcome: str
    colour: str


@dataclass(frozen=True, slots=True)
class FactorShown:
    """``points`` of the score's 100 came from it, of the ``most`` it could give."""

    line: FactorLine
    points: str
    most: str
    reasons: Sequence[Reason]
    others: Sequence[str]


def household_shown(explanation: Explanation) -> dict[str, Any]:
    """What the page about one household shows of its explanation."""
    return {
        "words": band(explanation.score),
        "known": round(explanation.known_share * 100),
        "questions": explanation.to_ask(MOST_QUESTIONS),
        "rules": rules_shown(explanation),
        "factors": factors_shown(explanation),
        "left_out": factors_left_out(explanation),
    }


def rules_shown(explanation: Explanation) -> list[RuleShown]:
    """What stands in the way first, then what is to be checked, then what is met; each in the order of the rules."""
    order = list(OUTCOMES)
    lines = sorted(explanation.rules, key=lambda line: order.index(line.outcome))
    return [RuleShown(line, TOPICS[line.code], *OUTCOMES[line.outcome]) for line in lines]


def factors_shown(explanation: Explanation) -> list[FactorShown]:
    """The factors that count, those that could give most first."""
    lines = [line for line in explanation.factors if line.applies and line.most]
    return [_factor(line) for line in sorted(lines, key=lambda line: -line.most)]


def factors_left_out(explanation: Explanation) -> list[str]:
    return [line.label for line in explanation.factors if not (line.applies and line.most)]


def _factor(line: FactorLine) -> FactorShown:
    return FactorShown(
        line=line,
        points=f"{line.points:.1f}",
        most=f"{line.most:.1f}",
        reasons=part_reasons(line),
        others=[_words(part) for part in line.parts if part.kind is Kind.NEITHER],
    )


def part_reasons(line: FactorLine) -> list[Reason]:
    return [Reason(SIGNS[p.kind], _words(p)) for p in line.parts if p.kind in SIGNS]


def _words(part: PartLine) -> str:
    return with_age(part.words, part.age_days if part.known else None)


def comparison(
    search: Search,
    households: Sequence[Household],
    explanations: Sequence[Explanation],
    *,
    shortlist_form: str,
) -> Comparison:
    """Up to four households side by side: rules first, then every factor that counts for the referral.

    Args:
        households: with ``is_shortlisted`` (:func:`brokerage.queries.searches.with_shortlist`).
        shortlist_form: the id of the form that puts one on it; empty where none may be.
    """
    together = zip(households, explanations, strict=True)
    columns = [
        _column(search, household, explanation, form=shortlist_form)
        for household, explanation in together
    ]
    lines = [
        Line("Rules", [_rules_cell(found) for found in explanations]),
        *(
            Line(factor.label, [_factor_cell(found.factors[at]) for found in explanations])
            for at, factor in enumerate(explanations[0].factors)
            if factor.applies and factor.most
        ),
        Line("Worth asking", [Cell(" ".join(found.to_ask())) for found in explanations]),
        Line("Weekly fee", [Cell(pence(home.weekly_fee_pence)) for home in households]),
        Line("Fostering service", [Cell(home.service.name) for home in households]),
    ]
    return Comparison(caption="The households side by side", columns=columns, lines=lines)


def _column(
    search: Search,
    household: Household,
    explanation: Explanation,
    *,
    form: str,
) -> Column:
    ids = {"search_id": search.public_id, "household_id": household.public_id}
    on_list = explanation.position is not None
    is_shortlisted = household.is_shortlisted  # type: ignore[attr-defined]  # annotated
    return Column(
        title=household.name,
        url=reverse("brokerage:search-household", kwargs=ids),
        score=explanation.score,
        words=band(explanation.score) if on_list else "ruled out",
        name="household" if on_list else "",
        value=str(household.public_id),
        chosen=on_list,
        choose="Ask",
        mark="On the shortlist" if is_shortlisted else "",
        press=_press(household, form) if form and not is_shortlisted else None,
    )


def _press(household: Household, form: str) -> Press:
    return Press(
        words="Add to the shortlist", form=form, name="household", value=str(household.public_id)
    )


def _rules_cell(explanation: Explanation) -> Cell:
    checks = [words for line in explanation.to_check for words in line.words]
    failed = [Reason("against", words) for line in explanation.failed for words in line.words]
    total = len(explanation.rules) - len(explanation.to_check) - len(explanation.failed)
    met = f"All {total} met" if total == len(explanation.rules) else f"{total} met"
    return Cell(
        reasons=[Reason("helps", met), *failed, *(Reason("check", item) for item in checks)]
    )


def _factor_cell(line: FactorLine) -> Cell:
    return Cell(text=f"{line.points:.0f} of {line.most:.0f} points", reasons=part_reasons(line))

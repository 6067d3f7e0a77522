"""The whole report about matching."""

import datetime as dt
from collections.abc import Iterator, Sequence

from brokerage.matching.factors import FACTOR_BY_CODE
from evaluation.evidence.backtest import BackTest, FactorEvidence
from evaluation.evidence.fairness import Finding
from evaluation.evidence.figures import Figures
from evaluation.evidence.suppression import FEWEST
from evaluation.reporting.backtest import back_test_section, factor_section
from evaluation.reporting.fairness import fairness_section
from evaluation.reporting.numbers import share_in_words
from evaluation.reporting.shapes import Part, Report, Section
from ui.tables import Heading, Table

COUNTED = (
    (
        "Each referral counts with the list that was in force when the decision was made, ranked from what was "
        "recorded that day. Trials do not count."
    ),
    (
        f"A count from 1 to {FEWEST - 1} is hidden, and so is whatever would give it away. How many referrals "
        "were left out is about the desk's work, and is shown."
    ),
)


def report(found: Figures, *, authority: str, period: str, made_on: dt.date) -> Report:
    """Write the figures in words."""
    return Report(
        title="Matching: what the evidence says",
        authority=authority,
        period=period,
        made_on=made_on,
        summary=list(_summary(found)),
        sections=[
            _counted(found),
            back_test_section(found.backtest),
            factor_section(found.backtest),
        ]
        + [fairness_section(each) for each in found.fairness],
    )


def _summary(found: Figures) -> Iterator[str]:
    backtest = found.backtest
    if not backtest.cases:
        yield "No referral of these years can be looked at, so nothing can be said of the list or of any factor."
    else:
        yield (
            f"{backtest.cases} of {found.placed} referrals that ended in a placement could be looked at. "
            f"{_agreement(backtest)}"
        )
        for top in backtest.tops[1:2]:
            if top.interval:
                yield f"{top.label}: {share_in_words(top)} of the households that were chosen."
    supported = [each for each in backtest.factors if each.supported]
    yield (
        f"Factors that went with stays that lasted: {_names(supported)}."
        if supported
        else "The evidence does not support any of the factors: none went with stays that lasted, beyond chance."
    )
    if opposed := [each for each in backtest.factors if each.opposed]:
        yield f"Factors that went with stays that did not last: {_names(opposed)}. Look at these first."
    shown = [c for each in found.fairness for group in each.comparisons.values() for c in group]
    differing = [c for c in shown if c.finding in {Finding.HIGHER, Finding.LOWER}]
    if not any(c.difference for c in shown):
        yield "There are too few children to compare groups, so nothing can be said of fairness either way."
    elif differing:
        yield (
            f"{len(differing)} of {len(shown)} comparisons between groups of children show a difference. "
            "Each is below, with its interval."
        )
    else:
        yield (
            f"None of {len(shown)} comparisons between groups of children shows a difference. "
            "That is no proof that there is none: with few children, only large ones would show."
        )


def _agreement(backtest: BackTest) -> str:
    if backtest.agreeing == backtest.cases:
        return "Ranked again, every list came out the same to the last digit."
    return (
        f"Ranked again, {backtest.agreeing} lists came out the same to the last digit; the others were made by an "
        "earlier version of the rules, and their places are read as they were shown."
    )


def _names(factors: Sequence[FactorEvidence]) -> str:
    return ", ".join(FACTOR_BY_CODE[each.code].label for each in factors)


def _counted(found: Figures) -> Section:
    rows = [["Looked at", found.backtest.cases]]
    rows += [[str(why), number] for why, number in found.left_out.items()]
    table = Table(
        caption="Referrals that ended in a placement",
        headings=[Heading("Referrals"), Heading("Number", numeric=True)],
        rows=[*rows, ["All", found.placed]],
        caption_hidden=True,
    )
    return Section(
        "What was counted",
        COUNTED,
        [Part("Referrals looked at, and left out", [], table)],
    )

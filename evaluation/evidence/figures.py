"""All figures about the matching of one authority in one time, worked out once for the page, the PDF and the file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluation.evidence.backtest import BackTest, back_test
from evaluation.evidence.cases import Characteristic, Evidence, LeftOut
from evaluation.evidence.fairness import Fairness, fairness


@dataclass(frozen=True, slots=True)
class Figures:
    """``placed`` referrals ended in a placement; those in ``left_out`` are not in ``backtest``."""

    placed: int
    searched_children: int
    left_out: Mapping[LeftOut, int]
    backtest: BackTest
    fairness: Sequence[Fairness]


def figures(evidence: Evidence, *, rules: Sequence[str], factors: Sequence[str]) -> Figures:
    """Work everything out; rules and factors by code, in the order in which they are shown."""
    return Figures(
        placed=evidence.referrals,
        searched_children=len(evidence.children),
        left_out=evidence.left_out,
        backtest=back_test(evidence.cases, factors),
        fairness=[
            fairness(characteristic, evidence.children, rules, factors)
            for characteristic in Characteristic
        ],
    )

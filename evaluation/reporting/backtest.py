"""Where those who were chosen stood, how their stays went, and what that says of each factor."""

from collections.abc import Sequence

from brokerage.matching.factors import FACTOR_BY_CODE
from evaluation.evidence.backtest import BackTest, FactorEvidence, Share
from evaluation.reporting.numbers import HIDDEN, of, points, share_table
from evaluation.reporting.shapes import Part, Section
from ui.charts import Bar, BarChart
from ui.tables import Heading, Table

LIMITS = (
    (
        "Brokers saw the list when they chose. A high place made a household more likely to be asked, so its "
        "place and the choice are not independent, and agreement between them proves little."
    ),
    (
        "Only stays that have ended can be counted as planned, unplanned or lasting. Long stays that are still "
        "going well are missing, so the shares look worse than the stays are."
    ),
    "A household that was never chosen has no stay. Nothing can be known of how well it would have gone.",
    (
        "Children who are hard to place have shorter lists and other needs. Bands and groups differ in more "
        "than their place on the list, and nothing here corrects for it."
    ),
)
LASTED = (
    "A stay lasted when it reached the day that was planned for its end; where no day was planned, when it "
    "ended as planned."
)
SPLIT = (
    "Ended stays are split at the middle value of each factor: those of a home with more of it, and those "
    "with less. If a factor is worth its weight, more of the first should last."
)
WIDENED = "The intervals are widened so that all of them together are right 95% of the time."


def back_test_section(backtest: BackTest) -> Section:
    middle = (
        "The list positions are too few to name a middle one."
        if backtest.middle_rank is None
        else f"Half of the households that were chosen stood at place {backtest.middle_rank:g} or higher."
    )
    return Section(
        "Where those who were chosen stood, and how it went",
        [middle, *LIMITS],
        [
            Part(
                "Place on the list", [], share_table("Place of the household chosen", backtest.tops)
            ),
            Part(
                "Place on the list, by band",
                [],
                share_table("Band", backtest.bands),
                chart=_chart(backtest.bands),
            ),
            Part(
                "Stays that ended as planned",
                [_of_ended(backtest)],
                share_table("Band", backtest.planned),
            ),
            Part(
                "Stays that lasted",
                [LASTED],
                share_table("Band", backtest.lasted),
            ),
        ],
    )


def _of_ended(backtest: BackTest) -> str:
    if backtest.ended is None:
        return "Too few of these stays have ended."
    return f"Of {backtest.ended} stays that have ended."


def _chart(bands: Sequence[Share]) -> BarChart | None:
    shown = [band for band in bands if band.hits is not None]
    if not shown:
        return None
    most = max(shown, key=lambda band: band.hits or 0)
    return BarChart(
        id="bands",
        title="Place on the list of the households chosen",
        description=f"Most often {most.label.lower()}: {most.hits} of {most.total}. Hidden bands are left out.",
        series=["Households chosen"],
        bars=[Bar(band.label, (band.hits or 0,)) for band in shown],
        label_heading="Band",
    )


def factor_section(backtest: BackTest) -> Section:
    table = Table(
        caption="Factors and stays that lasted",
        headings=[
            Heading("Factor"),
            Heading("Lasted, upper half", numeric=True),
            Heading("Lasted, lower half", numeric=True),
            Heading("Difference, points", numeric=True),
            Heading("Interval, points", numeric=True),
            Heading("What the evidence says"),
        ],
        rows=[_factor_row(each) for each in backtest.factors],
        caption_hidden=True,
    )
    return Section(
        "Does a factor go with stays that lasted?",
        [SPLIT, WIDENED],
        [Part("Factors and stays that lasted", [], table)],
    )


def _factor_row(each: FactorEvidence) -> list[str]:
    label = FACTOR_BY_CODE[each.code].label
    if each.difference is None or each.upper is None or each.lower is None:
        return [label, HIDDEN, HIDDEN, HIDDEN, HIDDEN, "Too few stays to say anything"]
    return [
        label,
        of(each.upper),
        of(each.lower),
        points(each.difference.value),
        f"{points(each.difference.low)} to {points(each.difference.high)}",
        _judged(each),
    ]


def _judged(each: FactorEvidence) -> str:
    if each.supported:
        return "Supported: stays with more of it lasted more often"
    if each.opposed:
        return "Against it: stays with more of it lasted less often"
    return "Not supported: the interval includes no difference"

"""A small invented report with everything in it that a report may have, and makers for tests."""

import datetime as dt

from evaluation.reporting.shapes import Part, Report, Section
from evaluation.services.making import CannotReport
from ui.charts import Bar, BarChart, Line, LineChart, Point
from ui.tables import Heading, Table


def table(*rows, headings=("Group", "Children", "Share"), caption="Children by group"):
    numeric = [Heading(label, numeric=place > 0) for place, label in enumerate(headings)]
    return Table(caption=caption, headings=numeric, rows=rows, caption_hidden=True)


BARS = BarChart(
    id="bars",
    title="Moves",
    description="Most moves are planned.",
    series=["Planned", "Unplanned"],
    bars=[Bar("In foster care", (1412, 31)), Bar("In residential care", (27, 8))],
)
LINES = LineChart(
    id="lines",
    title="Placements that last",
    description="Half last a year.",
    x_label="Days",
    lines=[Line("All", (Point(0, 1.0), Point(365, 0.52, low=0.41, high=0.63)))],
    x_ticks=[(0, "0"), (365, "1 year")],
)


def report(*, children=1412, sections=()):
    return Report(
        title="How settled children are",
        authority="Northshire",
        period="1 April 2017 to 31 March 2018",
        made_on=dt.date(2026, 3, 2),
        summary=["Counts from 1 to 4 are hidden."],
        sections=[
            Section(
                "Placements",
                ["Each child counts once."],
                [
                    Part(
                        "Children by group",
                        ["On 31 March."],
                        table(
                            ["Foster care & kin", f"{children:,}", "81.3%"],
                            ["Residential", "Hidden", "Hidden"],
                            ["Weekly fee", "£1,140.50", "0%"],
                        ),
                    ),
                    Part("Moves", [], None, BARS),
                    Part("How long", [], table(["Median", 365, "12"], ["None", 0, "0.5"]), LINES),
                ],
            ),
            *sections,
        ],
        definitions=Section(
            "How it is counted",
            [],
            [
                Part(
                    "Definitions",
                    [],
                    table(["Moves", "Every end but the last"], headings=["Figure", "How"]),
                )
            ],
        ),
        quality=Section("What is known of the data", ["Three rows were left out."], []),
    )


def makes(making):
    """A maker that tells how far it is."""
    for done in range(3):
        making.progress(done, 2)
    return report()


def cannot(making):
    raise CannotReport("There is no return for that year.")


def breaks(making):
    raise RuntimeError("Dee Canary")

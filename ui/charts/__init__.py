"""Five kinds of chart, drawn as SVG that is the same on the page and on paper.

A chart is a frozen value: it works out where things go, and ``components/chart_*.html`` write the markup. Colours are
attributes, so the content security policy needs no exception. Every chart has a title and a description that are read
out, direct labels rather than hovering, and ``table``: the same numbers for those who would rather read them.
"""

from ui.charts.bars import Bar, BarChart
from ui.charts.intervals import IntervalChart, Ratio
from ui.charts.lines import Line, LineChart, Point
from ui.charts.survival import AtRisk, SurvivalChart
from ui.charts.tornado import TornadoChart, Turn

__all__ = [
    "AtRisk",
    "Bar",
    "BarChart",
    "Chart",
    "IntervalChart",
    "Line",
    "LineChart",
    "Point",
    "Ratio",
    "SurvivalChart",
    "TornadoChart",
    "Turn",
]

Chart = BarChart | IntervalChart | LineChart | SurvivalChart | TornadoChart

"""Charts: where things are drawn, and the same numbers in words."""

import xml.etree.ElementTree as ET

import pytest
from django.template.loader import render_to_string

from ui.charts import (
    AtRisk,
    Bar,
    BarChart,
    IntervalChart,
    Line,
    LineChart,
    Point,
    Ratio,
    SurvivalChart,
    TornadoChart,
    Turn,
)
from ui.charts.marks import WIDTH

BARS = BarChart(
    id="endings",
    title="How placements ended",
    description="Most as planned.",
    series=["As planned", "Early"],
    bars=[Bar("North", (30, 10)), Bar("South", (20, 0))],
)
LINES = LineChart(
    id="survival",
    title="Still going",
    description="Half.",
    x_label="Days",
    lines=[Line("All", [Point(0, 1, 1, 1), Point(100, 0.5, 0.4, 0.6)])],
    x_ticks=[(0, "0"), (100, "100")],
)
TORNADO = TornadoChart(
    id="turns",
    title="What matters most",
    description="The price.",
    centre=40.0,
    centre_words="£40",
    turns=[Turn("Price", 30.0, 50.0, "£30", "£50"), Turn("Setting up", 45.0, 35.0, "£45", "£35")],
)
INTERVALS = IntervalChart(
    id="ratios",
    title="What goes with it",
    description="One does.",
    below="Less",
    above="More",
    ratios=[
        Ratio("Support", 0.5, 0.25, 1.0, "Less often", is_sure=True),
        Ratio("Pets", 1.0, 0.5, 2.0, "No evidence"),
    ],
)
SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart):
    source = render_to_string(chart.template, {"chart": chart})
    return ET.fromstring(source[source.index("<svg") :])


@pytest.mark.parametrize("chart", [BARS, LINES, TORNADO, INTERVALS])
def test_a_chart_is_a_picture_with_a_title_and_a_description(chart):
    svg = drawn(chart)

    assert svg.get("role") == "img"
    named = [svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")]
    assert svg.get("aria-labelledby").split() == [element.get("id") for element in named]
    assert [element.text for element in named] == [chart.title, chart.description]


@pytest.mark.parametrize("chart", [BARS, LINES, TORNADO, INTERVALS])
def test_a_chart_needs_no_exception_to_the_policy_on_styles(chart):
    assert not any("style" in element.attrib for element in drawn(chart).iter())


def test_bars_are_as_long_as_their_numbers():
    widths = [float(mark.width) for mark in BARS.segments]

    assert widths == [360.0, 120.0, 240.0]
    assert float(BARS.segments[1].x) == float(BARS.segments[0].x) + widths[0]


def test_nothing_is_drawn_for_zero_and_totals_stand_at_the_ends():
    assert [mark.text for mark in BARS.segments] == ["30", "10", "20"]
    assert [mark.text for mark in BARS.totals] == ["40", "20"]


def test_a_number_that_does_not_fit_is_left_to_the_table():
    chart = BarChart(
        id="x", title="x", description="x", series=["A", "B"], bars=[Bar("North", (1000, 1))]
    )

    assert [mark.text for mark in chart.segments] == ["1,000", ""]
    assert chart.table.rows == [["North", 1000, 1, 1001]]


def test_an_empty_chart_can_be_drawn():
    chart = BarChart(id="x", title="x", description="x", series=["A"], bars=[Bar("North", (0,))])

    assert [mark.text for mark in chart.totals] == ["0"]
    assert drawn(chart).findall(f"{SVG}rect[@height='26']") == []


def test_series_must_be_few_and_values_complete():
    with pytest.raises(ValueError, match="4 at most"):
        BarChart(id="x", title="x", description="x", series=list("ABCDE"), bars=[])
    with pytest.raises(ValueError, match="for each series"):
        BarChart(id="x", title="x", description="x", series=["A"], bars=[Bar("North", (1, 2))])


def test_a_step_holds_its_value_until_the_next_point():
    (curve,) = LINES.curves

    places = [tuple(map(float, place.split(","))) for place in curve.points.split()]

    assert places == [(60, 14), (600, 14), (600, 134)]


def test_a_line_without_steps_goes_straight():
    straight = LineChart(
        id="x",
        title="x",
        description="x",
        x_label="x",
        lines=LINES.lines,
        x_ticks=LINES.x_ticks,
        steps=False,
    )

    assert len(straight.curves[0].points.split()) == 2


def test_an_interval_is_drawn_only_where_every_point_has_one():
    bare = Line("Bare", [Point(0, 1), Point(100, 0.7)])
    chart = LineChart(
        id="x",
        title="x",
        description="x",
        x_label="x",
        lines=[*LINES.lines, bare],
        x_ticks=LINES.x_ticks,
    )

    assert len(chart.bands) == 1
    assert chart.table.rows[1] == ["All", "100", "50%", "40% to 60%"]
    assert chart.table.rows[-1] == ["Bare", "100", "70%", "None"]


def test_the_names_of_lines_that_end_together_are_kept_apart():
    twins = [Line(name, [Point(0, 1), Point(100, 0.5)]) for name in ("A", "B")]
    chart = LineChart(
        id="x", title="x", description="x", x_label="x", lines=twins, x_ticks=LINES.x_ticks
    )

    upper, lower = sorted(float(mark.y) for mark in chart.ends)

    assert lower - upper >= 16


def test_everything_is_drawn_inside_the_picture():
    places = [
        float(mark.x)
        for mark in [*LINES.grid, *LINES.ticks, *LINES.ends, *BARS.segments, *BARS.totals]
    ]

    assert 0 <= min(places) <= max(places) < WIDTH


def test_more_than_two_lines_are_refused():
    with pytest.raises(ValueError, match="one or two lines"):
        LineChart(
            id="x", title="x", description="x", x_label="x", lines=LINES.lines * 3, x_ticks=[]
        )


def survival(**more):
    values = {
        "id": "x",
        "title": "Lasting",
        "description": "x",
        "x_label": "Time",
        "lines": [Line("A", [Point(0, 1), Point(10, 0)]), Line("B", [Point(0, 1), Point(10, 0.5)])],
        "x_ticks": [(0, "Start"), (10, "Ten")],
        "at_risk": [AtRisk("A", ["100%", "0%"], ["9", "4"]), AtRisk("B", ["100%", "50%"], ["9", "5"])],
    }  # fmt: skip
    return SurvivalChart(**values | more)


def test_a_survival_chart_writes_the_numbers_at_risk_under_their_ticks():
    chart = survival()
    assert [mark.text for mark in chart.below] == ["9", "4", "9", "5"]
    assert [mark.x for mark in chart.below[:2]] == [mark.x for mark in chart.ticks]
    assert [mark.text for mark in chart.below_labels] == ["A", "B"]
    assert chart.table.rows[-1] == ["B", "Ten", "50%", "5"]


def test_numbers_at_risk_that_are_the_same_for_both_lines_are_written_once():
    chart = survival(at_risk=[AtRisk(name, ["100%", "50%"], ["9", "4"]) for name in "AB"])
    assert [mark.text for mark in chart.below] == ["9", "4"]
    assert chart.below_labels == []
    assert chart.height < survival().height


def test_the_names_of_lines_that_end_low_stay_above_the_words_under_the_axis():
    chart = survival()
    assert max(float(mark.y) for mark in chart.ends) < float(chart.ticks[0].y) - 14


def test_a_line_that_ends_early_is_named_where_it_ends():
    chart = survival(lines=[Line("A", [Point(0, 1), Point(5, 0.6)]), survival().lines[1]])
    early, late = (float(mark.x) for mark in chart.ends)
    assert float(chart.ticks[0].x) < early < float(chart.ticks[1].x) < late


def test_a_survival_chart_needs_a_number_at_risk_for_each_tick():
    with pytest.raises(ValueError, match="each tick"):
        survival(at_risk=[AtRisk("A", ["100%"], ["9"])])


def test_a_tornado_s_bars_reach_from_the_figure_to_its_ends():
    widths = [(float(mark.x), float(mark.width)) for mark in TORNADO.segments]

    assert widths == [(150, 210), (360, 210), (360, 105), (255, 105)]
    assert {float(mark.x) for mark in TORNADO.centres} == {360}


def test_the_words_of_a_tornado_stand_outside_its_bars():
    said = [(mark.text, anchor) for mark, anchor in TORNADO.ends]

    assert said == [
        ("Low: £30", "end"), ("High: £50", "start"), ("Low: £45", "start"), ("High: £35", "end"),
    ]  # fmt: skip
    assert TORNADO.table.rows == [["Price", "£30", "£50"], ["Setting up", "£45", "£35"]]


def test_a_tornado_of_which_nothing_turns_is_refused():
    with pytest.raises(ValueError, match="something that turns"):
        TornadoChart(id="x", title="x", description="x", centre=1, centre_words="1", turns=[])


def test_a_tornado_whose_ends_are_one_has_no_bar():
    chart = TornadoChart(
        id="x",
        title="x",
        description="x",
        centre=1,
        centre_words="1",
        turns=[Turn("A", 1, 1, "1", "1")],
    )

    assert chart.segments == []
    assert len({mark.x for mark, _ in chart.ends}) == 2


def test_ratios_stand_around_1_on_a_scale_on_which_half_is_as_far_as_twice():
    half, one = INTERVALS.whiskers
    left, middle, right = (float(place) for place in (one.left, one.middle, one.right))

    assert middle - left == pytest.approx(right - middle, abs=0.2)
    assert float(half.middle) == pytest.approx(left, abs=0.2)
    assert [mark.text for mark in INTERVALS.ticks] == ["0.25", "0.5", "1", "2"]


def test_a_ratio_of_which_one_is_sure_is_filled_and_said_in_words():
    assert len({each.fill for each in INTERVALS.whiskers}) == 2
    assert [row[-1] for row in INTERVALS.table.rows] == ["Less often", "No evidence"]
    assert INTERVALS.table.rows[0] == ["Support", "0.50", "0.25", "1.00", "Less often"]


def test_an_interval_beyond_the_scale_ends_at_its_edge():
    wide = IntervalChart(
        id="x", title="x", description="x", below="Less", above="More",
        ratios=[Ratio("A", 1.0, 0.001, 900.0, "No evidence")],
    )  # fmt: skip
    (whisker,) = wide.whiskers

    assert (whisker.left, whisker.right) == (str(wide.LEFT), str(720 - wide.RIGHT))


def test_a_ratio_outside_its_own_interval_is_refused():
    with pytest.raises(ValueError, match="inside its interval"):
        IntervalChart(
            id="x", title="x", description="x", below="Less", above="More",
            ratios=[Ratio("A", 0.5, 0.6, 0.9, "No evidence")],
        )  # fmt: skip

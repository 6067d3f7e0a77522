"""What became of a cohort, in words and tables that may leave the authority: small numbers are hidden."""

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from evaluation.evidence.suppression import FEWEST, hidden, is_small
from evaluation.outcomes.cohorts import Cohort
from evaluation.outcomes.distance import Travelled, Way
from evaluation.outcomes.figures import Outcomes
from evaluation.outcomes.quartiles import quartiles
from evaluation.outcomes.strengths import BANDS, Change, Coverage, Strengths
from evaluation.reporting.numbers import HIDDEN, percent
from evaluation.reporting.shapes import Part, Report, Section
from placements import sdq
from placements.models import Dimension
from ui.charts import Bar, BarChart
from ui.tables import Heading, Table

Key = TypeVar("Key", bound=Hashable)
DIMENSIONS: Mapping[str, str] = {code: str(label) for code, label in Dimension.choices}
WAYS = {
    Way.NEARER: "Nearer",
    Way.UNMOVED: "No nearer, no further",
    Way.FURTHER: "Further away",
    Way.NOT_AGAIN: "Not measured again",
    Way.NO_GOAL: "No goal",
}
COVERAGES = {
    Coverage.TWICE: "Measured twice",
    Coverage.ONCE: "Measured once: no change can be told",
    Coverage.NEVER: "Not measured, though one is asked for",
    Coverage.NOT_ASKED: "Not measured, and none is asked for",
}
CHANGES = {
    Change.LOWER: "Lower: fewer difficulties",
    Change.SAME: "The same",
    Change.HIGHER: "Higher: more difficulties",
}
NOT_MEASURED = "Not measured twice"
GOALS_COUNTED = (
    "Goals that were worked towards on any day of the period count, from their baseline to the last score up to the "
    "period's end. Each goal has its own scale from 0 to 10."
)
CHILD_COUNTED = (
    "A child counts once in each dimension: nearer when the steps made on their goals add up to more towards the "
    "targets than away. A goal that was scored only when it was set has travelled no known distance. It is counted as "
    "not measured again, and never as nought."
)
PAIRED = (
    "The latest total of the period is compared with the last one before it; where there is none, with the first of "
    "the period. A total runs from 0 to 40, and a lower one means fewer difficulties."
)
NOT_RELIABLE_CHANGE = (
    "A change of a few points may be chance. No threshold for a change that is more than chance is used here, because "
    "none is on record with its source; a change of band is described and proves nothing."
)
MEANING = (
    "This describes how children are doing, and not what made it so. Nothing here compares them with children who "
    "had other care."
)
SUPPRESSED = (
    f"A count of children from 1 to {FEWEST - 1} is hidden, and so is whatever would give it away, in this cohort or "
    "among the other children. The exact numbers are in each child's own record."
)


def outcomes_report(found: Outcomes, *, authority: str, period: str, made_on: dt.date) -> Report:
    """Write a cohort's figures in words; nothing in it says which children."""
    if is_small(found.children) or is_small(found.others):
        sections = [_too_few(found)]
    else:
        sections = [_cohort(found), _distance(found), _strengths(found)]
    return Report(
        title=f"Outcomes: {found.cohort.label.lower()}",
        authority=authority,
        period=period,
        made_on=made_on,
        summary=list(_summary(found)),
        sections=sections,
    )


def _summary(found: Outcomes) -> Iterator[str]:
    if not found.children:
        yield "No child is in this cohort in these years."
    elif is_small(found.children) or is_small(found.others):
        yield "There are too few children in this cohort, or outside it, to show anything of them."
    else:
        yield f"{found.children:,} children are in this cohort."
        yield _measured_twice(found)
        pairs = found.strengths.coverage[Coverage.TWICE]
        rest = found.strengths_of_others.coverage[Coverage.TWICE]
        number = HIDDEN.lower() if is_small(pairs) or is_small(rest) else f"{pairs:,}"
        yield f"Children whose carers answered the questionnaire (SDQ) twice: {number}."
    yield MEANING
    yield SUPPRESSED


def _measured_twice(found: Outcomes) -> str:
    """Of the dimensions whose numbers are shown below, so that the sum gives nothing away."""
    pairs = zip(found.distance, found.distance_of_others, strict=True)
    shown = [each for each, rest in pairs if _shows_steps(each, rest)]
    goals, twice = sum(e.goals for e in shown), sum(e.measured_twice for e in shown)
    if not goals:
        return "How many goals were measured twice cannot be shown: too few children have any."
    if len(shown) < len(found.distance):
        return (
            f"{twice:,} of {goals:,} goals were measured twice or more, in the {len(shown)} dimensions in which that "
            "can be shown."
        )
    return f"{twice:,} of their {goals:,} goals were measured twice or more."


def _too_few(found: Outcomes) -> Section:
    return Section("The cohort", [found.cohort.meaning], [])


def _cohort(found: Outcomes) -> Section:
    rows = [["Children in the cohort", f"{found.children:,}"]]
    if found.cohort is not Cohort.ALL:
        rows.append(["Other children in a placement in these years", f"{found.others:,}"])
    table = Table(
        caption="Children",
        headings=[Heading("Who"), Heading("Children", numeric=True)],
        rows=rows,
        caption_hidden=True,
    )
    return Section("The cohort", [found.cohort.meaning], [Part("Children", [], table)])


def _distance(found: Outcomes) -> Section:
    pairs = list(zip(found.distance, found.distance_of_others, strict=True))
    cells = {
        each.dimension: _cells(list(WAYS), each.children, rest.children) for each, rest in pairs
    }
    ways = Table(
        caption="Children by dimension",
        headings=[
            Heading("Dimension"),
            *(Heading(words, numeric=True) for words in WAYS.values()),
        ],
        rows=[[_label(each), *cells[each.dimension]] for each in found.distance],
        caption_hidden=True,
    )
    return Section(
        "Distance travelled",
        [GOALS_COUNTED, CHILD_COUNTED],
        [
            Part("Children by dimension", [], ways, chart=_chart(found.distance, cells)),
            Part("Goals and steps", [_left_out(found.goals_dropped)], _steps(pairs)),
        ],
    )


def _left_out(dropped: int) -> str:
    if not dropped:
        return "No goal was left out."
    return f"Goals left out because they are no longer wanted: {dropped}."


def _chart(distance: Sequence[Travelled], cells: Mapping[str, Sequence[str]]) -> BarChart | None:
    """The dimensions of which nothing is hidden and in which somebody has a goal."""
    shown = [each for each in distance if each.with_a_goal and HIDDEN not in cells[each.dimension]]
    if not shown:
        return None
    series = [way for way in WAYS if way is not Way.NO_GOAL]
    most = max(shown, key=lambda each: each.children[Way.NEARER])
    return BarChart(
        id="distance",
        title="Children with a goal, by how far they have come",
        description=(
            f"Most children came nearer in {_label(most)}: {most.children[Way.NEARER]} of {most.with_a_goal}. "
            "Dimensions with a hidden number, or without a goal, are left out."
        ),
        series=[WAYS[way] for way in series],
        bars=[Bar(_label(each), [each.children[way] for way in series]) for each in shown],
        label_heading="Dimension",
    )


def _steps(pairs: Sequence[tuple[Travelled, Travelled]]) -> Table:
    return Table(
        caption="Goals and steps",
        headings=[
            Heading("Dimension"),
            Heading("Goals", numeric=True),
            Heading("Measured twice", numeric=True),
            Heading("Target reached", numeric=True),
            Heading("Steps for each child, median", numeric=True),
            Heading("Middle half", numeric=True),
            Heading("Share of the way", numeric=True),
        ],
        rows=[[_label(each), *_steps_of(each, rest)] for each, rest in pairs],
        caption_hidden=True,
    )


def _shows_steps(each: Travelled, rest: Travelled) -> bool:
    """Several goals may be one child's, so it is the children who must not be few: here, measured again, or left."""
    few = (each.with_a_goal, len(each.steps), rest.with_a_goal, len(rest.steps))
    return not any(map(is_small, few))


def _steps_of(each: Travelled, rest: Travelled) -> list[str]:
    if not _shows_steps(each, rest):
        return [HIDDEN] * 6
    counts = [f"{each.goals:,}", f"{each.measured_twice:,}", f"{each.reached:,}"]
    middle = quartiles(each.steps)
    if middle is None:
        return [*counts, *[NOT_MEASURED] * 3]
    return [
        *counts,
        in_words(middle.median),
        f"{in_words(middle.lower)} to {in_words(middle.upper)}",
        percent(float(each.share)) if each.share is not None else "No way to go",
    ]


def _strengths(found: Outcomes) -> Section:
    mine, rest = found.strengths, found.strengths_of_others
    return Section(
        "Strengths and difficulties (SDQ)",
        [PAIRED, NOT_RELIABLE_CHANGE],
        [
            Part(
                "Who was measured",
                [sdq.DUE_SOURCE + "."],
                _counts("Questionnaires by the carer", COVERAGES, mine.coverage, rest.coverage),
            ),
            Part(
                "Change of the total",
                [_points(mine)],
                _counts("Total", CHANGES, mine.changes, rest.changes),
            ),
            Part("Bands before and after", [sdq.BANDS_SOURCE], _bands(mine, rest)),
        ],
    )


def _points(found: Strengths) -> str:
    middle = quartiles(found.points)
    if middle is None:
        return "No child was measured twice, so no change can be told."
    if len(found.points) < FEWEST:
        return "Fewer than five children were measured twice: the change in points is not shown."
    return (
        f"The median change is {in_words(middle.median)} points, and the middle half of the children lies between "
        f"{in_words(middle.lower)} and {in_words(middle.upper)}."
    )


def _counts(
    heading: str, names: Mapping[Key, str], counts: Mapping[Key, int], rest: Mapping[Key, int]
) -> Table:
    cells = _cells(list(names), counts, rest)
    return Table(
        caption=heading,
        headings=[Heading(heading), Heading("Children", numeric=True)],
        rows=[[words, cell] for words, cell in zip(names.values(), cells, strict=True)],
        caption_hidden=True,
    )


def _bands(mine: Strengths, rest: Strengths) -> Table:
    places = [(before, after) for before in BANDS for after in BANDS]
    cells = dict(zip(places, _cells(places, mine.bands, rest.bands), strict=True))
    return Table(
        caption="Bands",
        headings=[Heading("Band before"), *(Heading(f"After: {b}", numeric=True) for b in BANDS)],
        rows=[[before, *(cells[before, after] for after in BANDS)] for before in BANDS],
        caption_hidden=True,
    )


def _cells(keys: Sequence[Key], counts: Mapping[Key, int], rest: Mapping[Key, int]) -> list[str]:
    """Counts that add up to a known total, with those hidden that are small here or leave few of the others."""
    concealed = hidden([[counts.get(key, 0), rest.get(key, 0)] for key in keys])
    return [
        HIDDEN if place in concealed else f"{counts.get(key, 0):,}"
        for place, key in enumerate(keys)
    ]


def _label(each: Travelled) -> str:
    return DIMENSIONS[each.dimension]


def in_words(value: float) -> str:
    """A minus would make a spreadsheet take it for a formula."""
    size = f"{abs(value):g}"
    return f"minus {size}" if value < 0 else size

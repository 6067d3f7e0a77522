"""A comparison of costs in words and tables. Nothing is worked out here; a number is only written."""

import datetime as dt
from collections.abc import Iterator, Mapping

from evaluation.evidence.suppression import FEWEST
from evaluation.queries.costs_compared import Compared
from evaluation.reporting.costs_assumed import unit_costs_in_use, what_is_supposed
from evaluation.reporting.costs_words import (
    NOT_COSTED,
    PROCESS_CODES,
    PROCESS_LABELS,
    TOGETHER,
    Pen,
    quantity,
    weeks,
)
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Report, Section
from evaluation.value.assumptions import Assumptions
from evaluation.value.figures import NOT_A_CASH_SAVING, Effect, Figures, Row
from evaluation.value.kinds import ITEM_BY_CODE, LABELS, Group
from evaluation.value.lives import Move
from evaluation.value.prices import Prices
from ui.charts import TornadoChart, Turn
from ui.dates import in_words
from ui.tables import Heading, Table

TITLE = "Cost and benefit of moves"
WIDEST = 8  # bars of the tornado; the rest move the figure less
HOW_FAR = (
    "Low and high are the lowest and the highest that the figure can be while every price and every supposed quantity "
    "stays within its own range, each having one value at a time for both paths."
)


def summary(found: Figures, pen: Pen) -> list[str]:
    """What the figures come to, in sentences; what they are not comes last."""
    if pen.hides_all(found):
        return [
            f"Fewer than {FEWEST} children moved so: their figures are hidden.", NOT_A_CASH_SAVING,
        ]  # fmt: skip
    return [
        _costs_in_words(found, pen),
        f"At the lowest {pen.difference(found.low).lower()}, at the highest {pen.difference(found.high).lower()}.",
        _paid_back(found),
        NOT_A_CASH_SAVING,
    ]


def nothing(left_out: Mapping[str, int]) -> list[str]:
    """Why there is no figure."""
    if not left_out:
        return [
            "No move can be compared: nobody moved so in that time, or nothing has followed yet."
        ]
    return [
        f"Nothing can be said without what a week costs: {'; '.join(left_out)}. Enter it in the unit costs."
    ]


def sections(found: Figures, prices: Prices, assumed: Assumptions, pen: Pen) -> list[Section]:
    supposed = what_is_supposed(assumed)
    if pen.hides_all(found):
        return [Section("What is assumed", [], [supposed])]
    return [
        Section("What it comes to", [], [_comes_to(found, pen)]),
        Section("What matters most", [], [_tornado(found, pen)]),
        Section("What it is made of", [], [_made_of(found, pen)]),
        Section("What is assumed", [], [supposed, unit_costs_in_use(found, prices)]),
        Section("What it leaves out", list(_left_out(found, pen)), []),
    ]


def report(
    found: Compared, *, asked: Mapping[str, str], authority: str, made_on: dt.date
) -> Report:
    """The report of a cohort, as it may leave the authority."""
    pen = Pen(leaves=True)
    figures = found.figures
    return Report(
        title=TITLE,
        authority=authority,
        period=f"{_day(asked['first_day'])} to {_day(asked['last_day'])}",
        made_on=made_on,
        summary=[
            who_moved(asked),
            *(summary(figures, pen) if figures else nothing(found.left_out)),
        ],
        sections=sections(figures, found.table.prices, found.assumed, pen) if figures else [],
    )


def move_in_words(move: Move) -> str:
    before, after = (ITEM_BY_CODE[stay.kind].label for stay in (move.before, move.after))
    return f"{in_words(move.day)}: {before} to {after[:1].lower()}{after[1:]}"


def who_moved(asked: Mapping[str, str]) -> str:
    came, went = (Group(asked[name]).words.lower() for name in ("came_from", "went_to"))
    return (
        f"Children who moved from {came} to {went} from {_day(asked['first_day'])} to {_day(asked['last_day'])}; "
        "of each child the first such move."
    )


def _day(text: str) -> str:
    return in_words(dt.date.fromisoformat(text))


def _costs_in_words(found: Figures, pen: Pen) -> str:
    moves = "One move is" if found.moves == 1 else f"{found.moves:,} moves are"
    return (
        f"{moves} compared, over {weeks(found.days)} in all. The other path would have cost {pen.money(found.other)}. "
        f"What was recorded cost {pen.money(found.actual)}: {pen.difference(found.net).lower()}."
    )


def _paid_back(found: Figures) -> str:
    if found.break_even == 0:
        return "At no week's end had what was recorded cost more than the other path."
    if found.break_even is None:
        return f"What was put in has not come back within the {found.weeks} weeks compared."
    week = found.break_even
    return f"Break-even: what was put in had come back by the end of week {week} after the move, and stayed so."


def _comes_to(found: Figures, pen: Pen) -> Part:
    avoided = [weeks(days) for days in (found.avoided_low, found.avoided, found.avoided_high)]
    if pen.hides_counts(found.rows):
        searches = HIDDEN
    else:
        row = found.row("P5")
        searches = _searches(row) if row else "None"
    rows = [
        ["Cost less than on the other path", *(pen.difference(each) for each in (found.low, found.net, found.high))],
        ["The same without discounting", "", pen.difference(found.net_plain), ""],
        ["Weeks of residential care avoided", *avoided],
        ["Searches for a home, beside the other path", "", searches, ""],
    ]  # fmt: skip
    headings = [Heading("Figure"), *(Heading(each, numeric=True) for each in ("Low", "Central", "High"))]  # fmt: skip
    table = Table(
        caption="Low, central and high", headings=headings, rows=rows, caption_hidden=True
    )
    return Part("Low, central and high", [HOW_FAR], table)


def _searches(row: Row) -> str:
    """Searches of the other path less those recorded, the one for the move itself among them."""
    size = f"{abs(row.other - row.actual):,.1f}".removesuffix(".0")
    return size if row.other >= row.actual else f"{size} more"


def _tornado(found: Figures, pen: Pen) -> Part:
    title = "One assumption at a time"
    turns = [_turn(each, pen) for each in _effects(found, pen)]
    if not turns:
        return Part(title, ["Nothing that has a range moves the figure."])
    widest = turns[0]
    chart = TornadoChart(
        id="tornado",
        title="The figure with each assumption alone at its low and its high end",
        description=(
            f"The widest is {widest.label[:1].lower()}{widest.label[1:]}: {widest.low_words.lower()} at its low end, "
            f"{widest.high_words.lower()} at its high end."
        ),
        centre=found.net,
        centre_words=pen.difference(found.net),
        turns=turns,
    )
    words = "Each assumption in turn goes from its low to its high end while all others stay as they are."
    return Part(title, [words], None, chart)


def _effects(found: Figures, pen: Pen) -> list[Effect]:
    """The widest. How far the price of a hidden line moves the figure would tell how much of it there is."""
    hidden = {LABELS[code] for code in pen.hidden_rows(found.rows)}
    if pen.hides_counts(found.rows):
        hidden |= PROCESS_LABELS
    return [each for each in found.effects if each.label not in hidden][:WIDEST]


def _turn(each: Effect, pen: Pen) -> Turn:
    low, high = each.low_pence, each.high_pence
    return Turn(each.label, low, high, pen.difference(low), pen.difference(high))


def _made_of(found: Figures, pen: Pen) -> Part:
    names = ("On the other path", "As recorded", "Cost of the other path", "Cost as recorded")
    together, hidden = pen.hides_counts(found.rows), pen.hidden_rows(found.rows)
    rows = [
        [row.label, *(_cells(row, pen) if row.code not in hidden else [HIDDEN] * 4)]
        for row in found.rows
        if not (together and row.code in PROCESS_CODES)
    ]
    rows += [_together(found, pen)] if together else []
    rows.append(["All", "", "", pen.money(found.other), pen.money(found.actual)])
    table = Table(
        caption="Both paths, line by line",
        headings=[Heading("What"), *(Heading(name, numeric=True) for name in names)],
        rows=rows,
        caption_hidden=True,
    )
    how = "Each cost is rounded by itself, so that they may not add up to the last digit. Later years count less."
    return Part("Both paths, line by line", [how], table)


def _cells(row: Row, pen: Pen) -> list[str]:
    costs = (row.other_pence, row.actual_pence)
    return [
        quantity(row, row.other),
        quantity(row, row.actual),
        *(NOT_COSTED if cost is None else pen.money(cost) for cost in costs),
    ]


def _together(found: Figures, pen: Pen) -> list[str]:
    processes = [row for row in found.rows if row.code in PROCESS_CODES]
    costs = (
        sum(row.other_pence or 0 for row in processes),
        sum(row.actual_pence or 0 for row in processes),
    )
    return [TOGETHER, HIDDEN, HIDDEN, *(pen.money(cost) for cost in costs)]


def _left_out(found: Figures, pen: Pen) -> Iterator[str]:
    if found.not_costed:
        yield f"No figure includes these, because nobody has entered what they cost: {'; '.join(found.not_costed)}."
    for label, number in found.left_out.items():
        yield f"Left out because a week in it has no price. {label}: {pen.count(number)}."
    if found.support_unknown:
        yield f"Support items without a recorded cost: {pen.count(found.support_unknown)}."
    yield f"Stays that ended unplanned within the time compared: {pen.count(found.unplanned)}."
    yield "What a move meant to the child, schooling, health and costs of other services are not in any figure."
    yield NOT_A_CASH_SAVING

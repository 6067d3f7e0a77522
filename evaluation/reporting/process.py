"""How the desk works, in words and tables that may leave the authority: small numbers are hidden."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from brokerage.models import Answer, Referral
from evaluation.evidence.suppression import FEWEST
from evaluation.outcomes.quartiles import Quartiles
from evaluation.process.asking import MANY_OFFERS, MANY_ROUNDS, Asking
from evaluation.process.change import Known
from evaluation.process.figures import Process
from evaluation.process.quality import ByQuality
from evaluation.process.waits import Wait
from evaluation.reporting.cells import Cells
from evaluation.reporting.change import change_section, freed_section
from evaluation.reporting.numbers import HIDDEN, percent
from evaluation.reporting.shapes import Part, Report, Section
from ui.charts import Bar, BarChart
from ui.tables import Heading, Table

STATES = {
    "SEARCHING": "Taken by the desk",
    "ASKING": "Carers asked",
    "DECIDING": "Choosing a home",
    "PLACED": "Placed",
}
URGENCIES: Mapping[str, str] = {code: str(label) for code, label in Referral.Urgency.choices}
ANSWERS: Mapping[str, str] = {code: str(label) for code, label in Answer.Choice.choices}
REASONS: Mapping[str, str] = {code: str(label) for code, label in Answer.Reason.choices}
NOTHING = "None"
NOT_HALF = "Fewer than half got there"
COUNTED = (
    "Referrals that were first submitted in the period. A wait is from that moment to the first time the referral "
    "came to the state, in days of 24 hours, weekends included; a booking that was cancelled later still counts."
)
CENSORED = (
    "The median and the middle half are of the referrals that got there. Those that still wait are not in them and are "
    "counted apart, and so are those that were withdrawn first, and those placed without coming there."
)
COUNTING_ALL = (
    "“Median of all” counts a referral that still waits, or was withdrawn, as waiting at least as long as it was "
    "watched (Kaplan and Meier's method)."
)
OFFERS = (
    "An offer is a household that answered “interested”, once for each referral. It is an expression of interest and "
    "no placement."
)
DECLINED = "Carers may give several reasons, so the shares may add up to more than 100%."
QUALITY = (
    "The score of the quality check that a referral had when the desk took it. The bands are ours. A poor score and a "
    "long wait may have the same cause, such as an emergency, so this shows what goes together and not why."
)
SUPPRESSED = (
    f"A count from 1 to {FEWEST - 1} is hidden, and so is whatever would give it away; a median is shown for {FEWEST} "
    "or more."
)
EXACT = (
    "These are the exact numbers, for those who see every referral of the desk. In what leaves the authority a count "
    f"from 1 to {FEWEST - 1} is hidden."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What the part about before and after is written from; ``began_on`` is none until somebody entered it.

    ``leaves_returns_out`` says that imported returns were too large to be worked out for a page.
    """

    began_on: dt.date | None
    source: str
    known: Sequence[Known]
    leaves_returns_out: bool = False


def process_report(
    found: Process,
    change: Change,
    *,
    authority: str,
    period: str,
    made_on: dt.date,
    cells: Cells,
) -> Report:
    return Report(
        title="Brokerage: how the desk works",
        authority=authority,
        period=period,
        made_on=made_on,
        summary=list(_summary(found, cells)),
        sections=[
            _waits(found, cells),
            _offers(found.asking, cells),
            _answers(found.asking, cells),
            _rounds(found.asking, cells),
            _quality(found.quality, cells),
            freed_section(change.known, referrals=found.referrals, cells=cells),
            change_section(
                change.known,
                began_on=change.began_on,
                source=change.source,
                leaves_returns_out=change.leaves_returns_out,
            ),
        ],
    )


def _summary(found: Process, cells: Cells) -> Iterator[str]:
    if not found.referrals:
        yield "No referral came to the desk in these years."
        yield EXACT if cells.exact else SUPPRESSED
        return
    ends = cells.parts([found.placed, found.withdrawn, found.open])
    yield (
        f"{found.referrals:,} referrals came to the desk: placed {ends[0].lower()}, withdrawn {ends[1].lower()}, "
        f"still open {ends[2].lower()}."
    )
    placed = found.waits[-1]
    if placed.quartiles and placed.reached >= cells.fewest:
        yield f"The median wait of those placed was {days(placed.quartiles.median)} days."
    if found.asking.mean_offers is not None and found.asking.referrals >= cells.fewest:
        yield f"A referral for which carers were asked had {found.asking.mean_offers:.1f} offers on average."
    yield EXACT if cells.exact else SUPPRESSED


def _waits(found: Process, cells: Cells) -> Section:
    by_state = [(STATES[each.state], each) for each in found.waits]
    by_urgency = [(URGENCIES[code], each) for code, each in found.placed_by_urgency]
    among = cells.rows([_parts(each) for _, each in by_urgency])
    return Section(
        "From referral to each state",
        [COUNTED, CENSORED, COUNTING_ALL],
        [
            Part("Days to each state", [], _wait_table("State", by_state, cells, frozenset())),
            Part(
                "Days to being placed, by urgency",
                [],
                _wait_table("Urgency", by_urgency, cells, among),
            ),
        ],
    )


def _wait_table(
    heading: str, waits: Sequence[tuple[str, Wait]], cells: Cells, concealed: AbstractSet[int]
) -> Table:
    """``concealed`` are the places of rows to hide whole, because the rows add up to what is shown elsewhere."""
    return Table(
        caption=heading,
        headings=[
            Heading(heading),
            Heading("Got there", numeric=True),
            Heading("Median, days", numeric=True),
            Heading("Middle half, days", numeric=True),
            Heading("Still waiting", numeric=True),
            Heading("Withdrawn first", numeric=True),
            Heading("Placed without", numeric=True),
            Heading("Median of all, days", numeric=True),
        ],
        rows=[
            [name, *([HIDDEN] * 7 if place in concealed else _wait_cells(each, cells))]
            for place, (name, each) in enumerate(waits)
        ],
        caption_hidden=True,
    )


def _wait_cells(each: Wait, cells: Cells) -> list[str]:
    reached, waiting, withdrawn, passed = cells.parts(_parts(each))
    everybody = each.reached + each.waiting + each.withdrawn
    if not everybody:
        whole = NOTHING
    elif everybody < cells.fewest:
        whole = HIDDEN
    else:
        whole = NOT_HALF if each.median_of_all is None else days(each.median_of_all)
    middle = middles(each.quartiles, each.reached, days, cells)
    return [reached, *middle, waiting, withdrawn, passed, whole]


def _parts(each: Wait) -> list[int]:
    return [each.reached, each.waiting, each.withdrawn, each.passed_by]


def _offers(found: Asking, cells: Cells) -> Section:
    return Section(
        "Offers for each referral",
        [OFFERS, f"Referrals for which carers were asked: {cells.number(found.referrals)}."],
        [
            Part(
                "Referrals by offers",
                [],
                _spread("Offers", found.offers, MANY_OFFERS, "Referrals", cells),
                chart=_spread_chart(
                    "offers", "Referrals by number of offers", found.offers, MANY_OFFERS, cells
                ),
            )
        ],
    )


def _answers(found: Asking, cells: Cells) -> Section:
    codes = list(ANSWERS)
    counts = [found.answers.get(code, 0) for code in codes] + [found.unanswered]
    shares = _shares(counts, found.invited, cells)
    table = _share_table("Answer", [*ANSWERS.values(), "No answer"], shares)
    said = [*(found.reasons.get(code, 0) for code in REASONS), found.without_reason]
    declined = [[cells.number(each), _share(cells.number(each), found.declined)] for each in said]
    return Section(
        "Answers",
        [
            f"Rounds: {cells.number(found.rounds)}. Households asked in them: {cells.number(found.invited)}."
        ],
        [
            Part("What carers answered", [], table),
            Part("Answers of each round", [], _round_table(found, cells)),
            Part(
                "Why carers declined",
                [DECLINED],
                _share_table("Reason", [*REASONS.values(), "No reason given"], declined),
            ),
        ],
    )


def _round_table(found: Asking, cells: Cells) -> Table:
    with_answer = found.rounds - found.rounds_without_answer
    return Table(
        caption="Answers of each round",
        headings=[
            Heading("Of each round"),
            Heading("Rounds", numeric=True),
            Heading("Median", numeric=True),
            Heading("Middle half", numeric=True),
        ],
        rows=[
            [
                "Answers",
                cells.number(found.rounds),
                *middles(found.answers_of_rounds, found.rounds, "{:g}".format, cells),
            ],
            [
                "Hours to the first answer, where there was one",
                cells.number(with_answer),
                *middles(found.first_answer_hours, with_answer, days, cells),
            ],
        ],
        caption_hidden=True,
    )


def _rounds(found: Asking, cells: Cells) -> Section:
    words = [f"Placed referrals: {cells.number(found.placed)}."]
    first = found.placed_after_one
    if found.placed and not cells.hides(first, found.placed - first):
        words.append(
            f"One round was enough for {first:,} of them ({percent(first / found.placed)})."
        )
    return Section(
        "Rounds for each placement",
        words,
        [
            Part(
                "Placed referrals by rounds",
                ["Nought rounds: a home was found without asking carers through the desk."],
                _spread("Rounds", found.rounds_of_placed, MANY_ROUNDS, "Placed referrals", cells),
            )
        ],
    )


def _quality(bands: Sequence[ByQuality], cells: Cells) -> Section:
    shown = [each for each in bands if each.referrals]
    concealed = cells.rows([[each.placed, each.referrals - each.placed] for each in shown])
    table = Table(
        caption="By quality score",
        headings=[
            Heading("Score"),
            Heading("Referrals", numeric=True),
            Heading("Sent back", numeric=True),
            Heading("Placed", numeric=True),
            Heading("Median days to placed", numeric=True),
            Heading("Offers, mean", numeric=True),
            Heading("Stays ended as planned", numeric=True),
        ],
        rows=[
            [_band(each), *([HIDDEN] * 6 if place in concealed else _quality_cells(each, cells))]
            for place, each in enumerate(shown)
        ],
        caption_hidden=True,
    )
    return Section(
        "Quality of the referral and what became of it", [QUALITY], [Part("By score", [], table)]
    )


def _quality_cells(each: ByQuality, cells: Cells) -> list[str]:
    few = each.referrals < cells.fewest
    offers = HIDDEN if few else NOTHING
    if each.mean_offers is not None and not few:
        offers = f"{each.mean_offers:.1f}"
    return [
        f"{each.referrals:,}",
        _part(each.returned, each.referrals, cells),
        _part(each.placed, each.referrals, cells),
        middles(each.days, each.placed, days, cells)[0],
        offers,
        _part(each.ended_planned, each.ended, cells),
    ]


def _band(each: ByQuality) -> str:
    return "Not checked" if each.lowest is None else f"{each.lowest} to {each.highest}"


def _part(hits: int, whole: int, cells: Cells) -> str:
    if not whole:
        return NOTHING
    if cells.hides(hits, whole - hits, whole):
        return HIDDEN
    return f"{hits:,} of {whole:,}"


def _spread(heading: str, counts: Mapping[int, int], most: int, what: str, cells: Cells) -> Table:
    return Table(
        caption=heading,
        headings=[Heading(heading), Heading(what, numeric=True)],
        rows=[
            [_number_or_more(number, most), cell]
            for number, cell in zip(counts, cells.parts(list(counts.values())), strict=True)
        ],
        caption_hidden=True,
    )


def _spread_chart(
    key: str, title: str, counts: Mapping[int, int], most: int, cells: Cells
) -> BarChart | None:
    written = dict(zip(counts, cells.parts(list(counts.values())), strict=True))
    shown = [number for number in counts if written[number] != HIDDEN]
    if not any(counts[number] for number in shown):
        return None
    top = max(shown, key=lambda number: counts[number])
    return BarChart(
        id=key,
        title=title,
        description=(
            f"Most often {_number_or_more(top, most)}: {counts[top]} referrals. Hidden numbers are left out."
        ),
        series=["Referrals"],
        bars=[Bar(_number_or_more(number, most), [counts[number]]) for number in shown],
        label_heading="Offers",
    )


def _number_or_more(number: int, most: int) -> str:
    return f"{number} or more" if number == most else str(number)


def _shares(counts: Sequence[int], whole: int, cells: Cells) -> list[list[str]]:
    return [[number, _share(number, whole)] for number in cells.parts(counts)]


def _share(number: str, whole: int) -> str:
    if number == HIDDEN:
        return HIDDEN
    return percent(int(number.replace(",", "")) / whole) if whole else NOTHING


def _share_table(heading: str, names: Sequence[str], cells: Sequence[Sequence[str]]) -> Table:
    return Table(
        caption=heading,
        headings=[
            Heading(heading),
            Heading("Number", numeric=True),
            Heading("Share", numeric=True),
        ],
        rows=[[name, *row] for name, row in zip(names, cells, strict=True)],
        caption_hidden=True,
    )


def middles(
    found: Quartiles | None, number: int, write: Callable[[float], str], cells: Cells
) -> list[str]:
    """The middle and the ends of the middle half, where they are of enough to be shown."""
    if found is None:
        return [NOTHING, NOTHING]
    if number < cells.fewest:
        return [HIDDEN, HIDDEN]
    return [write(found.median), f"{write(found.lower)} to {write(found.upper)}"]


def days(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")

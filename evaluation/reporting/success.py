"""Which recorded attributes of carers go with stays that lasted, in words, tables and charts. No carer is in it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from evaluation.evidence.suppression import hidden, is_small
from evaluation.queries.success import LeftOut, Recorded
from evaluation.reporting.numbers import HIDDEN
from evaluation.reporting.shapes import Part, Section
from evaluation.success.backtest import BackTest, Group
from evaluation.success.profile import (
    FEWEST_ENDINGS,
    FEWEST_HOUSEHOLDS,
    Answer,
    Effect,
    Finding,
    Profile,
)
from evaluation.success.rows import Question
from ui.charts import IntervalChart, Ratio
from ui.dates import in_words
from ui.tables import Heading, Table

NOT_A_CAUSE = (
    (
        "What goes together need not cause anything. Children are not placed by lot: carers with more training are "
        "asked to care for children who need more, and agencies take whom the authority's own carers could not. "
        "The child's age, earlier stays and the length that was meant are allowed for; much else is not recorded."
    ),
    (
        "Nothing here ranks, scores or names a carer, and nothing of it is read by the ranking of homes, which "
        "looks at how stays in a home itself ended and at no pattern among others. It is for recruiting, training "
        "and supporting carers in general. It must not be held against anybody."
    ),
    (
        "The carers' own age, sex, ethnicity, faith, health and marital status are not looked at. How many carers a "
        "home has is not whether they are married."
    ),
)
HOW_TO_READ = (
    "A ratio below 1 means that stays with the attribute ended unplanned less often, other things recorded being "
    "equal; one above 1, more often. The interval is what the stays do not speak against. A filled mark, and an "
    "interval without 1, is a finding; a hollow one is none."
)
TITLES = {
    Question.LASTED: "Stays that lasted",
    Question.ENDED: "How stays ended",
}
ASKED = {
    Question.LASTED: (
        "In each month of a stay: did it end unplanned? Stays that go on count for as long as they have lasted, "
        "and a planned ending stops the count."
    ),
    Question.ENDED: (
        "Of the stays that ended, after the same time: was the ending unplanned rather than planned? Stays that "
        "go on are not in it."
    ),
}
GOES_WITH = {
    Finding.LESS_OFTEN: "fewer unplanned endings",
    Finding.MORE_OFTEN: "more unplanned endings",
}


def summary(found: Profile) -> Iterator[str]:
    for answer in found.answers:
        yield f"{TITLES[answer.question]}: {_verdict(answer)}"


def _verdict(answer: Answer) -> str:
    if answer.strength is None:
        return "too few stays have ended to say anything of any attribute."
    if answer.backtest is None:
        return "no evidence. Too little happened in the last years to try it on."
    if not answer.has_held:
        return (
            "no evidence. Tried on the last years, what is recorded about carers foretold no better than how long "
            "stays had lasted and what was known of the child."
        )
    if not answer.findings:
        return "no evidence for any single attribute, although together they foretold the last years a little better."
    said = (f"{_short(each)} went with {GOES_WITH[each.finding]}" for each in answer.findings)
    return "; ".join(said) + ". That is no cause."


def _short(each: Effect) -> str:
    return f"“{each.attribute.label}”"


def sections(found: Profile, recorded: Recorded, *, until: dt.date) -> list[Section]:
    return [
        Section("What this can and cannot say", [*NOT_A_CAUSE, HOW_TO_READ, _level(found)], []),
        *(_question(answer) for answer in found.answers),
        _counted(found, recorded, until),
    ]


def _question(answer: Answer) -> Section:
    parts = [_effects(answer)]
    if answer.backtest:
        parts.append(_back_test(answer.backtest))
    return Section(
        TITLES[answer.question],
        [ASKED[answer.question], _sentence(_verdict(answer))],
        parts,
    )


def _sentence(words: str) -> str:
    return words[0].upper() + words[1:]


def _level(found: Profile) -> str:
    if not found.comparisons:
        return "Too few stays have ended for any comparison."
    return (
        f"{found.comparisons} comparisons are made at once. The intervals are widened for it, to {found.level:.1%}, "
        "so that of twenty findings one is to be expected to be chance, and where nothing is true a finding of any "
        "kind is made one time in twenty at most."
    )


def _effects(answer: Answer) -> Part:
    shown = [each for each in answer.effects if each.ratio is not None]
    table = Table(
        caption="Effects",
        headings=[
            Heading("Attribute"),
            Heading("Stays where it is recorded", numeric=True),
            Heading("With it, or with more than the middle one", numeric=True),
            Heading("Ratio", numeric=True),
            Heading("Interval", numeric=True),
            Heading("What the evidence says"),
        ],
        rows=[_effect_row(each) for each in answer.effects],
        caption_hidden=True,
    )
    chart = _chart(answer, shown) if shown else None
    few = [each.attribute.label for each in answer.effects if each.finding is Finding.TOO_FEW]
    said = [f"Too few to say anything: {'; '.join(few)}."] if few else []
    return Part(
        f"{TITLES[answer.question]}: attributes", said, table, chart=chart, folded=bool(shown)
    )


def _effect_row(each: Effect) -> list[str]:
    counts = _side_by_side(each.stays_with, each.stays)
    if each.ratio is None:
        return [each.attribute.label, *counts, "None", "None", each.finding.value]
    return [
        each.attribute.label,
        *counts,
        f"{each.ratio:.2f}",
        f"{each.low:.2f} to {each.high:.2f}",
        each.finding.value,
    ]


def _side_by_side(part: int, whole: int) -> tuple[str, str]:
    """The whole and the part of it, both hidden where part or rest is small."""
    if is_small(part) or is_small(whole - part) or is_small(whole):
        return HIDDEN, HIDDEN
    return f"{whole:,}", f"{part:,}"


def _chart(answer: Answer, shown: Sequence[Effect]) -> IntervalChart:
    sure = [each for each in shown if each in answer.findings]
    said = "; ".join(f"{each.attribute.label}: {each.finding.value.lower()}" for each in sure)
    return IntervalChart(
        id=f"effects-{answer.question.value.lower()}",
        title=f"{TITLES[answer.question]}: unplanned endings by attribute",
        description=f"{said}." if sure else "No attribute shows a difference beyond chance.",
        below="Fewer unplanned",
        above="More unplanned",
        ratios=[
            Ratio(
                each.attribute.label,
                each.ratio or 1.0,
                each.low or 1.0,
                each.high or 1.0,
                each.finding.value,
                is_sure=each in answer.findings,
            )
            for each in shown
        ],
    )


def _back_test(found: BackTest) -> Part:
    day = dt.date.fromordinal(found.learnt_until)
    held = "It was better than both in both." if found.has_held else "It was not better than both."
    return Part(
        "Tried on the last years",
        [
            (
                f"Learnt from what had happened by {in_words(day)}, and tried on the {found.events:,} unplanned "
                "endings after it. The lower the error, the better. To count, carers' attributes have to do better "
                f"than the base rate and than what is known of the child, in both errors. {held}"
            ),
        ],
        _scores(found),
    )


def _scores(found: BackTest) -> Table:
    rows = [
        ("How long stays had lasted (base rate)", found.base_rate),
        ("The same, and the child", found.child_only),
        ("The same, and the carers", found.model),
    ]
    return Table(
        caption="Errors",
        headings=[
            Heading("What was known"),
            Heading("Brier score", numeric=True),
            Heading("Deviance", numeric=True),
        ],
        rows=[[words, f"{each.brier:.5f}", f"{each.deviance:,.1f}"] for words, each in rows],
        caption_hidden=True,
    )


def calibration(found: Profile) -> list[Part]:
    """Whether as many ended unplanned as was expected, by thirds of what was expected."""
    return [
        Part(
            f"{TITLES[answer.question]}: expected and happened",
            [
                (
                    "Those with the lowest, middle and highest chance in the last years. If the model is right, as "
                    "many ended unplanned as it expected."
                )
            ],
            _groups(answer.backtest.groups),
        )
        for answer in found.answers
        if answer.backtest
    ]


def _groups(groups: Sequence[Group]) -> Table:
    concealed = hidden([(each.happened, each.trials - each.happened) for each in groups])
    return Table(
        caption="Expected and happened",
        headings=[
            Heading("Chance"),
            Heading("Unplanned endings expected", numeric=True),
            Heading("Happened", numeric=True),
        ],
        rows=[
            [each.label, HIDDEN, HIDDEN]
            if place in concealed
            else [each.label, f"{each.expected:.1f}", f"{each.happened:,}"]
            for place, each in enumerate(groups)
        ],
        caption_hidden=True,
    )


def _counted(found: Profile, recorded: Recorded, until: dt.date) -> Section:
    lasted = next(each for each in found.answers if each.question is Question.LASTED)
    ended = next(each for each in found.answers if each.question is Question.ENDED)
    total = len(recorded.stays)
    counts = [
        ("Stays counted", total),
        ("of which ended unplanned", ended.events),
        ("of which ended as planned", ended.stays - ended.events),
    ]
    rows = [[words, _shown(count)] for words, count in counts]
    rows += [
        [f"Left out: {_sentence(why.value)}", _shown(n)] for why, n in _late(recorded.left_out)
    ]
    table = Table(
        caption="Stays",
        headings=[Heading("Stays in foster homes"), Heading("Number", numeric=True)],
        rows=rows,
        caption_hidden=True,
    )
    history = (
        f"At the start of {_shown(recorded.from_history)} of {_shown(total)} stays the home was already on record "
        "here. Of the others, what was recorded first stands for what was so when the stay began."
    )
    return Section(
        "What was counted, and as of when",
        [
            (
                f"Every stay of the authority's children with foster carers up to {in_words(until)}. A stay that was "
                "recorded more than two weeks after it began counts from the day it was recorded: had it ended "
                "before, nobody might have recorded it."
            ),
            (
                "An attribute is looked at when enough stays, homes and unplanned endings are on either side of "
                f"it, and nothing is with fewer than {FEWEST_ENDINGS} unplanned endings in {FEWEST_HOUSEHOLDS} "
                "homes. Stays of one home are not independent, and the intervals allow for it "
                f"({lasted.households:,} homes)."
            ),
            history,
        ],
        [
            Part("Stays counted and left out", [], table),
            *calibration(found),
            Part("As of when each attribute is", [], _as_of(lasted), folded=True),
        ],
    )


def _late(left_out: Mapping[LeftOut, int]) -> list[tuple[LeftOut, int]]:
    return [(why, left_out[why]) for why in LeftOut]


def _shown(count: int) -> str:
    return HIDDEN if is_small(count) else f"{count:,}"


def _as_of(answer: Answer) -> Table:
    return Table(
        caption="As of when",
        headings=[Heading("Attribute"), Heading("As it was")],
        rows=[[each.attribute.label, each.attribute.as_of.value] for each in answer.effects],
        caption_hidden=True,
    )

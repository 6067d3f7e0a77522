"""Invented interviews and figures for the demonstration. Nobody said any of this."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from evaluation.models import Group, Interview
from evaluation.process.change import Measure
from evaluation.services import interviews, process
from reference.dates import london_today

FRAME = {
    "Asked first": (
        "Being heard",
        "Somebody asked, or did not ask, before it was decided. Not for being told afterwards.",
    ),
    "Told why": ("Being heard", "A reason was given, whether they agreed with it or not."),
    "Getting to know": (
        "The move",
        "Visits, calls and meals before the move, and what they were like.",
    ),
    "Too fast or too slow": ("The move", "How long it took, against what they would have wanted."),
    "Enough was known": (
        "What was written",
        "Whether what they read beforehand was what they needed. Not for how it was worded.",
    ),
}
BEGAN_DAYS_AGO = 300
YEAR = dt.timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Said:
    group: Group
    pseudonym: str
    notes: str
    quotes: tuple[tuple[str, str], ...]


SAID = (
    Said(
        Group.CHILD,
        "Child A",
        "Nobody asked me before the first move, and I found out in the car. This time they showed me three books "
        "about families and I said which one. We met at the park with their dog. I would have liked one more visit.",
        (
            ("Nobody asked me before the first move", "Asked first"),
            ("they showed me three books about families and I said which one", "Asked first"),
            ("I would have liked one more visit", "Getting to know"),
        ),
    ),
    Said(
        Group.CHILD,
        "Child B",
        "They told me why it could not be near my school. I was cross but at least I knew. It took ages. I slept "
        "there twice first, and the second time I took my pillow.",
        (
            ("They told me why it could not be near my school", "Told why"),
            ("It took ages", "Too fast or too slow"),
            ("I slept there twice first", "Getting to know"),
        ),
    ),
    Said(
        Group.PARENT,
        "Parent A",
        "I was rung the week before. I had met the carers by then and I could tell them about bedtime. Nobody had "
        "written down that he will not sleep without a light.",
        (
            ("I had met the carers by then", "Getting to know"),
            ("Nobody had written down that he will not sleep without a light", "Enough was known"),
        ),
    ),
    *(
        Said(
            Group.CARER,
            f"Carer {number}",
            f"{words} We said we were interested and heard back in two days.",
            ((words.rstrip("."), code),),
        )
        for number, (words, code) in enumerate(
            (
                ("The profile told us what makes her laugh as well as what is hard.", "Enough was known"),
                ("We read nothing of the hospital visits until he had moved in.", "Enough was known"),
                ("Eight weeks of tea on Thursdays was right for us all.", "Getting to know"),
                ("It was four days from the first call to the suitcase.", "Too fast or too slow"),
                ("When we were not chosen somebody rang and said why.", "Told why"),
                ("We could ask the home's key worker whatever we liked.", "Getting to know"),
            ),
            start=1,
        )
    ),
    *(
        Said(
            Group.PROFESSIONAL,
            f"Professional {number}",
            f"{words} I used to spend most of a day on the telephone.",
            ((words.rstrip("."), code),),
        )
        for number, (words, code) in enumerate(
            (
                ("I write the referral once and nobody asks me for it again.", "Enough was known"),
                ("The young person saw the profile before any carer did.", "Asked first"),
                ("We still hear too late that a family has said no.", "Told why"),
                ("The team around her met every week until she moved.", "Getting to know"),
                ("Sending it back for what was missing cost us two days and saved us ten.", "Enough was known"),
            ),
            start=1,
        )
    ),
)  # fmt: skip


def add_interviews(*, by: User, at: dt.datetime) -> int:
    """A workbook of interviews and a handful of entered figures for the manager's authority. Returns how many."""
    authority, today = by.authority, london_today(at)
    if authority is None:
        return 0
    codes = {
        name: interviews.add_code(
            authority=authority, theme=theme, name=name, words=words, by=by, at=at
        )
        for name, (theme, words) in FRAME.items()
    }
    for place, each in enumerate(SAID):
        day = today - dt.timedelta(days=90 - 5 * place)
        kept = interviews.write_interview(
            authority=authority,
            by=by,
            at=at,
            pseudonym=each.pseudonym,
            group=each.group,
            held_on=day,
            consent=_consent(each.group),
            consent_on=day,
            may_be_quoted=True,
            notes=each.notes,
        )
        for words, code in each.quotes:
            interviews.mark_quote(interview=kept, words=words, codes=[codes[code]], by=by, at=at)
    _figures(by=by, at=at, began_on=today - dt.timedelta(days=BEGAN_DAYS_AGO))
    return len(SAID)


def _consent(group: Group) -> str:
    child = group is Group.CHILD
    return Interview.Consent.WITH_PARENT if child else Interview.Consent.WRITTEN


def _figures(*, by: User, at: dt.datetime, began_on: dt.date) -> None:
    authority = by.authority
    if authority is None:
        return
    process.set_desk_start(
        authority=authority,
        began_on=began_on,
        source="Invented for the demonstration",
        by=by,
        at=at,
    )
    before = began_on - YEAR, began_on - dt.timedelta(days=1)
    after = began_on, london_today(at)
    for measure, value, (starts_on, ends_on) in (
        (Measure.DAYS_TO_PLACEMENT, "31", before),
        (Measure.OFFERS, "0.8", before),
        (Measure.HOURS, "11", before),
        (Measure.HOURS, "6.5", after),
        (Measure.HOURS_FREED, "4.5", after),
    ):
        process.enter_figure(
            authority=authority,
            measure=measure,
            value=Decimal(value),
            starts_on=starts_on,
            ends_on=ends_on,
            source="Invented for the demonstration: time diary of six social workers",
            by=by,
            at=at,
        )

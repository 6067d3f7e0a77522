"""Statutory clocks: by which day something must be done for a child, who must do it, and where that is written.

Days in, days out: no database, no today. A clock never ends before what starts it. A period of weeks or months ends on
its own day even where that is no working day, because the law says "within"; only what the law counts in working
days leaves out weekends and England's bank holidays.
"""

import calendar
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reference.dates import add_working_days

REGULATIONS = "Care Planning, Placement and Case Review (England) Regulations 2010"
MONTHS_IN_A_YEAR = 12
LONGEST_TRIAL = (
    366 * 3
)  # days on which two timings are compared: a leap year and every bank holiday are among them


class Unit(StrEnum):
    WORKING_DAYS = "WORKING_DAYS"
    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


class Standing(StrEnum):
    """How sure this product is of a timing: read in the law or in published procedures, in part, or not yet."""

    VERIFIED = "V"
    PARTLY = "P"
    UNVERIFIED = "U"

    @property
    def words(self) -> str:
        return _STANDING_WORDS[self]


_STANDING_WORDS = {
    Standing.VERIFIED: "",
    Standing.PARTLY: "Read in part, to be checked",
    Standing.UNVERIFIED: "To be checked",
}


class Who(StrEnum):
    """Who must act, as the child's record names them."""

    SOCIAL_WORKER = "SOCIAL_WORKER"
    REVIEWING_OFFICER = "REVIEWING_OFFICER"

    @property
    def words(self) -> str:
        return {"SOCIAL_WORKER": "Social worker", "REVIEWING_OFFICER": "Reviewing officer"}[self]


class State(StrEnum):
    OVERDUE = "OVERDUE"
    DUE = "DUE"
    NOT_STARTED = "NOT_STARTED"
    DONE = "DONE"

    @property
    def words(self) -> str:
        return self.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """``is_own`` where the authority set the amount itself; ``source`` is then its procedure, with the law's."""

    code: str
    words: str
    amount: int
    unit: Unit
    who: Who
    source: str
    standing: Standing
    is_own: bool = False

    def due(self, start: dt.date) -> dt.date:
        """The last day on which what starts on ``start`` is in time. ``start`` itself is not counted."""
        match self.unit:
            case Unit.WORKING_DAYS:
                return add_working_days(start, self.amount)
            case Unit.MONTHS:
                return add_months(start, self.amount)
            case Unit.WEEKS:
                return start + dt.timedelta(weeks=self.amount)
            case Unit.DAYS:
                return start + dt.timedelta(days=self.amount)

    @property
    def length(self) -> str:
        words = self.unit.replace("_", " ").lower()
        return f"{self.amount} {words.removesuffix('s') if self.amount == 1 else words}"


def _timing(code: str, words: str, length: str, who: Who, source: str, standing: str) -> Timing:
    amount, unit = length.split(" ", 1)
    name = unit.upper().replace(" ", "_")
    return Timing(
        code=code,
        words=words,
        amount=int(amount),
        unit=Unit(name),
        who=who,
        source=source,
        standing=Standing(standing),
    )


_SW, _IRO = Who.SOCIAL_WORKER, Who.REVIEWING_OFFICER
_VISITS = f"{REGULATIONS}, regulation 28, as local procedures state it"
_SHIPPED = (
    _timing("REVIEW-1", "First review", "20 working days", _IRO, f"{REGULATIONS}, regulation 33", "V"),
    _timing("REVIEW-2", "Second review", "3 months", _IRO, f"{REGULATIONS}, regulation 33", "V"),
    _timing("REVIEW-N", "Next review", "6 months", _IRO, f"{REGULATIONS}, regulation 33", "V"),
    _timing("PLAN", "Placement plan agreed", "5 working days", _SW,
            f"{REGULATIONS}, regulation 9: before the move, or else within this time", "V"),
    _timing("VISIT-1", "First visit of the stay", "1 weeks", _SW, _VISITS, "V"),
    _timing("VISIT-YEAR-1", "Next visit, in the first year", "6 weeks", _SW, _VISITS, "V"),
    _timing("VISIT-LATER", "Next visit, after the first year", "6 weeks", _SW, _VISITS, "V"),
    _timing("VISIT-LASTING", "Next visit, in a home meant to last until 18", "3 months", _SW, _VISITS, "V"),
    _timing("VISIT-LONG-TERM", "Next visit, in a long-term foster home, as the child agreed", "6 months", _SW,
            _VISITS, "V"),
    _timing("NOTICE-START", "Written notice of the placement", "5 working days", _SW,
            f"{REGULATIONS}, regulation 13: before the move, or else within this time", "V"),
    _timing("NOTICE-END", "Written notice that the placement ended", "10 working days", _SW,
            f"{REGULATIONS}, regulation 14", "V"),
    _timing("EMERGENCY", "End of an emergency outside the carers' approval", "6 working days", _SW,
            f"{REGULATIONS}, regulation 23, the limit as local procedures state it", "V"),
    _timing("DISRUPTION", "Meeting to learn from an unplanned ending", "10 working days", _SW,
            "Published local procedures, as good practice; not law", "V"),
)  # fmt: skip
SHIPPED: Mapping[str, Timing] = {timing.code: timing for timing in _SHIPPED}


@dataclass(frozen=True, slots=True)
class Change:
    """An authority's own amount for one timing, with the procedure that it follows."""

    code: str
    amount: int
    unit: Unit
    source: str


def timings(changes: Iterable[Change] = ()) -> Mapping[str, Timing]:
    """What ships, with an authority's own amounts in place of those that it changed."""
    found = dict(SHIPPED)
    for change in changes:
        if timing := SHIPPED.get(change.code):
            found[change.code] = replace(
                timing,
                amount=change.amount,
                unit=change.unit,
                source=f"{change.source}. In law: {timing.length}, {timing.source}",
                is_own=True,
            )
    return found


def ends_later(change: Change, *, from_day: dt.date) -> bool:
    """Whether the authority's amount would end later than the law's, on some start in the next three years."""
    timing = SHIPPED[change.code]
    own = replace(timing, amount=change.amount, unit=change.unit)
    starts = (from_day + dt.timedelta(days=n) for n in range(LONGEST_TRIAL))
    return any(own.due(start) > timing.due(start) for start in starts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One thing to do by a day. ``key`` tells apart clocks of the same code: which stay, which review.

    ``planned_on`` is the day for which it is arranged already.
    """

    timing: Timing
    key: str
    starts_on: dt.date | None
    due_on: dt.date | None
    done_on: dt.date | None = None
    planned_on: dt.date | None = None

    def state(self, today: dt.date) -> State:
        if self.done_on is not None and self.done_on <= today:
            return State.DONE
        if self.due_on is None or self.starts_on is None or self.starts_on > today:
            return State.NOT_STARTED
        return State.OVERDUE if self.due_on < today else State.DUE

    @property
    def was_late(self) -> bool:
        return bool(self.done_on and self.due_on and self.done_on > self.due_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """What the clocks need to know of one stay. ``visits`` are days on which the child was seen.

    Args:
        lasts: it is meant to last until the child is 18.
        is_long_term: it is designated as a long-term foster placement.
        agrees_to_fewer: the child agrees to be visited every six months.
        is_outside_approval: an emergency outside the carers' terms of approval; ``approved_on`` once put right.
    """

    key: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    ended_unplanned: bool = False
    lasts: bool = False
    is_long_term: bool = False
    agrees_to_fewer: bool = False
    is_outside_approval: bool = False
    approved_on: dt.date | None = None
    plan_agreed_on: dt.date | None = None
    notice_start_on: dt.date | None = None
    notice_end_on: dt.date | None = None
    disruption_met_on: dt.date | None = None
    visits: Sequence[dt.date] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Care:
    """What the clocks need to know of a child.

    Args:
        looked_after_from: first day of this period of care; None for a child who is not looked after.
        reviews_held: days of reviews; those before this period of care do not count.
        review_needed_by: an earlier day by which the reviewing officer asks for the next review.
        stays: the present or booked stay, and the one before it.
    """

    looked_after_from: dt.date | None
    reviews_held: Sequence[dt.date] = ()
    review_planned_on: dt.date | None = None
    review_needed_by: dt.date | None = None
    stays: Sequence[Stay] = ()


def clocks(care: Care, known: Mapping[str, Timing] = SHIPPED) -> tuple[Clock, ...]:
    """Every clock of a child, done or not: reviews, then what belongs to each stay."""
    of_stays = (clock for stay in care.stays for clock in _of_stay(stay, known))
    return (*_reviews(care, known), *of_stays)


def urgency(clock: Clock, today: dt.date) -> tuple[int, dt.date]:
    """Sorts clocks: overdue first and longest first, then due, not started, done."""
    return list(State).index(clock.state(today)), clock.due_on or dt.date.max


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, or the month's last day where it is shorter: 31 August and 6 months is 28 February."""
    count = day.year * MONTHS_IN_A_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_IN_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def _reviews(care: Care, known: Mapping[str, Timing]) -> list[Clock]:
    begun = care.looked_after_from
    if begun is None:
        return []
    held = sorted(day for day in care.reviews_held if day >= begun)
    found = [
        _review(number, start, known, done_on=done)
        for number, (start, done) in enumerate(
            zip([begun, *held], [*held, None], strict=True), start=1
        )
    ]
    due_on = found[-1].due_on
    if care.review_needed_by and due_on and care.review_needed_by >= begun:
        due_on = min(due_on, care.review_needed_by)
    found[-1] = replace(found[-1], due_on=due_on, planned_on=care.review_planned_on)
    return found


def _review(
    number: int, start: dt.date, known: Mapping[str, Timing], *, done_on: dt.date | None
) -> Clock:
    timing = known[{1: "REVIEW-1", 2: "REVIEW-2"}.get(number, "REVIEW-N")]
    return Clock(
        timing=timing,
        key=f"review-{number}",
        starts_on=start,
        due_on=timing.due(start),
        done_on=done_on,
    )


def _of_stay(stay: Stay, known: Mapping[str, Timing]) -> list[Clock]:
    """A stay that is over keeps what its ending asks for; nobody can still visit it."""

    def clock(code: str, start: dt.date, done_on: dt.date | None) -> Clock:
        timing = known[code]
        return Clock(
            timing=timing, key=stay.key, starts_on=start, due_on=timing.due(start), done_on=done_on
        )

    if stay.ends_on is not None:
        over = [clock("NOTICE-END", stay.ends_on, stay.notice_end_on)]
        if stay.ended_unplanned:
            over.append(clock("DISRUPTION", stay.ends_on, stay.disruption_met_on))
        return over
    found = [
        clock("PLAN", stay.starts_on, stay.plan_agreed_on),
        clock("NOTICE-START", stay.starts_on, stay.notice_start_on),
        *_visits(stay, known),
    ]
    if stay.is_outside_approval:
        found.append(clock("EMERGENCY", stay.starts_on, stay.approved_on))
    return found


def _visits(stay: Stay, known: Mapping[str, Timing]) -> list[Clock]:
    """The first visit, and the one that comes after the latest."""
    seen = sorted(day for day in stay.visits if day >= stay.starts_on)
    first, start = known["VISIT-1"], stay.starts_on
    found = [
        Clock(
            timing=first,
            key=stay.key,
            starts_on=start,
            due_on=first.due(start),
            done_on=seen[0] if seen else None,
        )
    ]
    if seen:
        last, timing = seen[-1], known[_rhythm(stay, seen[-1])]
        found.append(
            Clock(timing=timing, key=f"{stay.key}:{last}", starts_on=last, due_on=timing.due(last))
        )
    return found


def _rhythm(stay: Stay, last: dt.date) -> str:
    """Which interval follows a visit. One that begins in the first year keeps to the first year's."""
    if last < add_months(stay.starts_on, MONTHS_IN_A_YEAR):
        return "VISIT-YEAR-1"
    if stay.is_long_term and stay.agrees_to_fewer:
        return "VISIT-LONG-TERM"
    return "VISIT-LASTING" if stay.lasts else "VISIT-LATER"

"""What is measured says: lines for a move now, against it, or to be weighed. Plain Python."""

import datetime as dt
from collections.abc import Iterator

from placements import sdq
from placements.radar.evidence import Evidence, Row
from placements.radar.homes import FAR_SOURCE, RESIDENTIAL, is_far
from placements.radar.kinds import Kind, Line, Side, counted, is_fresh
from placements.travelled import together

INCIDENT_DAYS = 90
INCIDENTS_KNOWN_DAYS = 365
ENOUGH_ATTENDANCE = 90  # per cent; below it is what DfE calls persistent absence
SETTLED_DAYS = 2 * 365  # DfE's measure of long-term stability: the same home for two years


def questionnaire(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    """The latest total against the one before it by the same informant; of one day's, the carer's."""
    rows = sorted(
        (row for row in evidence.sdq if row.on <= today),
        key=lambda row: (row.on, row.code == sdq.CARER, row.code, row.number, row.source),
    )
    if not rows or not is_fresh(rows[-1].on, Kind.SDQ, today=today):
        return
    latest = rows[-1]
    before = [row for row in rows[:-1] if row.code == latest.code and row.on < latest.on]
    band = sdq.band(latest.number, informant=latest.code)
    words = f"Total {latest.number}" + (f" ({band.lower()})" if band else "")
    side = Side.WEIGH
    if before:
        was = before[-1].number
        words += (
            f"; it was {was} the time before." if was != latest.number else ", as the time before."
        )
        side = (
            Side.FOR if latest.number < was else Side.AGAINST if latest.number > was else Side.WEIGH
        )
    else:
        words += "; measured once, so there is no trend."
    if band == sdq.BANDS[0][1]:
        side = Side.FOR
    yield Line(kind=Kind.SDQ, side=side, words=words, source=latest.source, on=latest.on)


def goals(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    fresh = [
        goal
        for goal in evidence.goals
        if goal.latest and is_fresh(goal.latest.on, Kind.GOALS, today=today)
    ]
    if not fresh:
        return
    summed = together(fresh)
    on = max(goal.latest.on for goal in fresh if goal.latest)
    of = f"of {counted(len(fresh), 'goal')} measured again"
    for side, number, words in (
        (Side.FOR, summed.nearer, "nearer the target"),
        (Side.AGAINST, summed.further, "further from the target"),
        (Side.WEIGH, 0 if summed.nearer or summed.further else summed.unmoved, "where they began"),
    ):
        if number:
            said = (
                f"{number} {of}: {words} than at the start."
                if side != Side.WEIGH
                else f"{number} {of}: {words}."
            )
            yield Line(
                kind=Kind.GOALS, side=side, words=said, source="Scores in the care plan", on=on
            )


def incidents(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    """The last 90 days against the 90 before them. That nothing is written down does not show that nothing happened."""
    ago = [(today - row.on).days for row in evidence.incidents if row.on <= today]
    now = sum(days < INCIDENT_DAYS for days in ago)
    before = sum(INCIDENT_DAYS <= days < 2 * INCIDENT_DAYS for days in ago)
    last = max((row.on for row in evidence.incidents if row.on <= today), default=None)
    side = Side.WEIGH
    if last is None or (today - last).days > INCIDENTS_KNOWN_DAYS:
        words = "None on record in the last year. Ask the home whether that is so."
        last = None
    elif not now and not before:
        side, words = Side.FOR, f"None in the last {2 * INCIDENT_DAYS} days."
    else:
        words = f"{now} in the last {INCIDENT_DAYS} days, {before} in the {INCIDENT_DAYS} before."
        side = Side.FOR if now < before else Side.AGAINST if now > before else Side.WEIGH
    yield Line(kind=Kind.INCIDENTS, side=side, words=words, source="Incidents on record", on=last)


def attendance(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    rows = sorted(
        (row for row in evidence.attendance if row.on <= today and row.of),
        key=lambda row: (row.on, row.of, row.number, row.source),
    )
    if not rows or not is_fresh(rows[-1].on, Kind.ATTENDANCE, today=today):
        return
    latest, share = rows[-1], _per_cent(rows[-1])
    before = [_per_cent(row) for row in rows[:-1] if row.on < latest.on]
    words = f"Attended {share}% of sessions"
    side = Side.FOR if share >= ENOUGH_ATTENDANCE else Side.WEIGH
    if before:
        words += f"; {before[-1]}% the time before."
        if share < ENOUGH_ATTENDANCE and share != before[-1]:
            side = Side.FOR if share > before[-1] else Side.AGAINST
    else:
        words += "; recorded once, so there is no trend."
    yield Line(kind=Kind.ATTENDANCE, side=side, words=words, source=latest.source, on=latest.on)


def _per_cent(row: Row) -> int:
    return 100 * row.number // row.of


def belonging(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    """To be weighed whatever the answer: a child who belongs here loses something by moving, and can belong again."""
    rows = [row for row in evidence.belonging if is_fresh(row.on, Kind.BELONGING, today=today)]
    if rows:
        latest = max(rows, key=lambda row: (row.on, row.number, row.source))
        words = f"{latest.number} of 10 for “I feel that I belong here”, of the present home."
        yield Line(
            kind=Kind.BELONGING, side=Side.WEIGH, words=words, source=latest.source, on=latest.on
        )


def distance(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    home = evidence.home
    if home.miles is None:
        return
    where = {True: ", outside the area", False: ", inside the area", None: ""}[home.is_outside]
    far = is_far(miles=home.miles, is_outside=home.is_outside)
    yield Line(
        kind=Kind.DISTANCE,
        side=Side.FOR if far else Side.WEIGH,
        words=f"Lives {home.miles:g} miles from home{where}.",
        source=FAR_SOURCE if far else "The stay on record",
        on=home.since,
    )


def time(evidence: Evidence, today: dt.date) -> Iterator[Line]:
    home = evidence.home
    if home.setting in RESIDENTIAL:
        since = home.residential_since or home.since
        words = f"In residential care for {_months(since, today)}; in this home for {_months(home.since, today)}."
        yield Line(kind=Kind.TIME, side=Side.WEIGH, words=words, source="Stays on record", on=since)
        return
    settled = (today - home.since).days >= SETTLED_DAYS
    words = f"In this home for {_months(home.since, today)}" + (
        ": a move would end what is settled." if settled else "."
    )
    side = Side.AGAINST if settled else Side.WEIGH
    yield Line(kind=Kind.TIME, side=side, words=words, source="Stays on record", on=home.since)


def _months(since: dt.date, today: dt.date) -> str:
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    return counted(months, "month") if months > 0 else counted((today - since).days, "day")

"""Every line of one child. Plain Python.

Each kind of evidence says at most one thing for and one against, so that none counts twice. What a person wrote is
quoted, and never interpreted. The words name no child.
"""

import datetime as dt
from collections.abc import Callable, Iterator

from placements.radar import measured, said
from placements.radar.evidence import Evidence
from placements.radar.kinds import Line

READERS: tuple[Callable[[Evidence, dt.date], Iterator[Line]], ...] = (
    said.readiness,
    said.plan,
    said.milestones,
    measured.questionnaire,
    measured.goals,
    measured.incidents,
    said.wishes,
    said.review,
    measured.attendance,
    measured.belonging,
    measured.distance,
    measured.time,
)


def read(evidence: Evidence, *, today: dt.date) -> tuple[Line, ...]:
    """By kind; the order of the rows that come in does not matter."""
    return tuple(line for reader in READERS for line in reader(evidence, today))

"""What a return's codes for an ending are on the desk."""

from dataclasses import dataclass

from evaluation.returns.rows import Episode
from placements.models import Placement

E = Placement.EndReason

_LEFT_CARE = {
    "E4A": (E.RETURN_HOME, True),
    "E4B": (E.RETURN_HOME, False),
    "E13": (E.RETURN_HOME, True),
    "E9": (E.CUSTODY, False),
    **dict.fromkeys(("E11", "E12", "E41", "E45", "E46", "E47", "E48"), (E.PERMANENCE, True)),
    **dict.fromkeys(("E5", "E6", "E7", "E17"), (E.GROWN_UP, True)),
}
_MOVED = {
    "CARPL": (E.NEXT_HOME, True),
    "CLOSE": (E.CLOSED, False),
    "ALLEG": (E.ALLEGATION, False),
    "STAND": (E.STANDARDS, False),
    "APPRR": (E.APPROVAL, False),
    "CREQB": (E.CARER_REQUEST, False),
    "CREQO": (E.CARER_REQUEST, False),
    "CHILD": (E.CHILD_REQUEST, False),
    "LAREQ": (E.AUTHORITY, False),
    "PLACE": (E.OTHER, True),
    "CUSTOD": (E.CUSTODY, False),
}


@dataclass(frozen=True, slots=True)
class KnownEnding:
    """The desk asks of every ending whether it was planned. ``note`` keeps the codes from which that was concluded."""

    reason: str
    was_planned: bool
    note: str


def ending_of(episode: Episode, *, ends_care: bool) -> KnownEnding:
    """Care that ended is told by REC, a move by REASON_PLACE_CHANGE. What neither tells counts as not planned."""
    table, code = (_LEFT_CARE, episode.rec) if ends_care else (_MOVED, episode.reason)
    reason, was_planned = table.get(code, (E.OTHER, False))
    note = (
        f"From the national return: REC {episode.rec or 'blank'}, "
        f"REASON_PLACE_CHANGE {episode.reason or 'blank'}."
    )
    return KnownEnding(reason, was_planned, note)

"""What evaluation does: ranks stored searches again, brings statutory returns in, and holds the desk against them."""

from evaluation.services.disagreements import CannotTake, can_be_taken, resolve
from evaluation.services.matches import Matched, NotTheLatest, match
from evaluation.services.replays import replay_one, replay_portion
from evaluation.services.retention import forget_old_previews
from evaluation.services.returns import (
    WorkFailed,
    confirm,
    discard,
    give_up,
    import_return,
    read_next,
    read_received,
    receive,
)
from evaluation.services.takeover import takeover

__all__ = [
    "CannotTake",
    "Matched",
    "NotTheLatest",
    "WorkFailed",
    "can_be_taken",
    "confirm",
    "discard",
    "forget_old_previews",
    "give_up",
    "import_return",
    "match",
    "read_next",
    "read_received",
    "receive",
    "replay_one",
    "replay_portion",
    "resolve",
    "takeover",
]

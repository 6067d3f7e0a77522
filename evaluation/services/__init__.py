"""What evaluation does: ranks stored searches again, and brings statutory returns in."""

from evaluation.services.replays import replay_one, replay_portion
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

__all__ = [
    "WorkFailed",
    "confirm",
    "discard",
    "give_up",
    "import_return",
    "read_next",
    "read_received",
    "receive",
    "replay_one",
    "replay_portion",
]

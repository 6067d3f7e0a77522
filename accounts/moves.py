"""Tables of legal moves between the states of a record, and the refusal of every other."""

from collections.abc import Mapping
from typing import TypeVar

from django.db.models import TextChoices

Status = TypeVar("Status", bound=TextChoices)


class MoveNotAllowed(Exception):
    """The record is not in a state from which this can be done."""

    def __init__(self, current: TextChoices, target: TextChoices) -> None:
        self.current, self.target = current, target
        super().__init__(
            f"This is {current.label.lower()}, so it cannot become {target.label.lower()}."
        )


def check_move(moves: Mapping[Status, frozenset[Status]], current: Status, target: Status) -> None:
    """Refuse a move that the table does not hold.

    Raises:
        MoveNotAllowed: ``moves`` does not lead from ``current`` to ``target``.
    """
    if target not in moves[current]:
        raise MoveNotAllowed(current, target)

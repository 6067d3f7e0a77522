"""What holding a return against the desk found and did, in numbers that can be added up and kept as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class _Counts:
    """Counts under names; a mapping among them is joined where the others are added."""

    def __add__(self, other: Self) -> Self:
        both = (
            (each.name, getattr(self, each.name), getattr(other, each.name))
            for each in fields(self)
        )
        return type(self)(**{
            name: {**ours, **theirs} if isinstance(ours, Mapping) else ours + theirs
            for name, ours, theirs in both
        })  # fmt: skip

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """The same again; nothing at all where nothing is stored."""
        return cls(**stored)


@dataclass(frozen=True, slots=True)
class Found(_Counts):
    """What there is to add.

    Args:
        children: of the return; ``on_desk`` are those of them whom the desk has, ``new`` whom it could have.
        unfit: the others, with the reason why they cannot be added.
        statuses: periods of legal status.
        left_out: stays that cannot be added.
    """

    children: int = 0
    on_desk: int = 0
    new: int = 0
    stays_of_new: int = 0
    stays_of_known: int = 0
    statuses: int = 0
    left_out: int = 0
    unfit: Mapping[str, str] = field(default_factory=dict)

    def once_added(self) -> Self:
        """What there still is when all that could be added was."""
        return replace(
            self, on_desk=self.on_desk + self.new, new=0, stays_of_new=0, stays_of_known=0, statuses=0
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matched(_Counts):
    """What was done: added, and found to disagree."""

    children: int = 0
    stays: int = 0
    statuses: int = 0
    disagreements: int = 0

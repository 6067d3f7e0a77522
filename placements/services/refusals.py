"""Why a stay cannot be booked or changed, in words for the person who asked."""

import datetime as dt
from typing import Any

from django.db import IntegrityError

from ui.dates import in_words


class NoPlaceFree(Exception):
    """Every approved place of the household is taken on some day of the stay.

    ``full_from`` is the first such day, where it comes after the move.
    """

    def __init__(self, full_from: dt.date | None = None) -> None:
        self.full_from = full_from
        words = "This household has no approved place free for the whole of the stay."
        if full_from:
            words += (
                f" There is room until {in_words(full_from)}: plan the stay to end by then, "
                "or choose another home."
            )
        super().__init__(words)


class ChildHasAnotherHome(Exception):
    """The child is already booked to live somewhere on a day of the stay."""

    def __init__(self) -> None:
        super().__init__("The child already has another home booked for part of this time.")


class StayNotEnded(Exception):
    """The child still lives in the home before this one."""

    def __init__(self) -> None:
        super().__init__("Record how the stay in the present home ended, and then start this one.")


class WrongDay(Exception):
    """The day does not fit the stay; the words say why."""


class CannotSave(Exception):
    """It was refused. The words say why, and ``field`` which answer they are about, where one is."""

    def __init__(self, words: str, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(words)


class CannotRemove(Exception):
    """The words say why it stays."""


class ChangedMeanwhile(Exception):
    """Somebody else saved a part of a plan after this person had opened it.

    ``row`` is as recorded now; ``version`` is the one that the person had seen.
    """

    def __init__(self, row: Any, version: int) -> None:
        self.row, self.version = row, version
        super().__init__("Somebody else changed this after you had opened it.")


# What the database says when two people were quicker than the checks here.
_REFUSALS: dict[str, type[Exception]] = {
    "placements_placement_one_child_in_a_place": NoPlaceFree,
    "placements_placement_within_approved_places": NoPlaceFree,
    "placements_placement_one_at_a_time_per_child": ChildHasAnotherHome,
}


def refusal(problem: IntegrityError) -> Exception:
    """What the database refused, in our words; the problem itself where it is none of ours."""
    name = getattr(getattr(problem.__cause__, "diag", None), "constraint_name", None)
    refused = _REFUSALS.get(name or "")
    return refused() if refused else problem

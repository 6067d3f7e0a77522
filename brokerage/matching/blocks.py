"""The arrays that do not have one value a household, and the checks that every block of arrays passes.

A ragged block keeps a varying number of elements a household: household ``i`` owns elements
``offsets[i]`` up to ``offsets[i + 1]``. Days are ordinals (``dates``) and periods half-open.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np
from numpy.typing import NDArray

Int8 = NDArray[np.int8]
Int16 = NDArray[np.int16]
Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]

_TYPES: dict[type[Any], dict[str, np.dtype[Any]]] = {}


class ColumnsNotValid(ValueError):
    """The arrays do not describe one set of households: a wrong type, length or order."""


class ResidentKind(IntEnum):
    CARER = 0
    OWN_CHILD = 1  # a child of the carers; an adult from the 18th birthday on
    OTHER_ADULT = 2
    OTHER_CHILD = 3  # another child who lives there and is not fostered


def array_types(block: type[Any]) -> dict[str, np.dtype[Any]]:
    """The type of each array of a block by name, read from its annotations, in their order."""
    if block not in _TYPES:
        hints = get_type_hints(block).items()
        _TYPES[block] = {
            name: np.dtype(kind) for name, hint in hints if (kind := _element_of(hint))
        }
    return _TYPES[block]


def _element_of(hint: Any) -> Any:
    """What an ``NDArray[…]`` holds, or None. From numpy 2.5 on that is an alias of its own; before, it is spelt out."""
    origin: Any = get_origin(hint)
    if origin is np.ndarray:
        return get_args(get_args(hint)[1])[0]
    return get_args(hint)[0] if origin is NDArray else None


def arrays_of(block: Any) -> dict[str, NDArray[Any]]:
    """A block's arrays by name, in the order in which they are declared."""
    return {name: getattr(block, name) for name in array_types(type(block))}


def check_arrays(block: Any, *, length: int, matrix_rows: dict[str, int] | None = None) -> None:
    """Refuse an array that is missing, of another type, or not as long as the others.

    Raises:
        ColumnsNotValid: naming the array.
    """
    for name, dtype in array_types(type(block)).items():
        values = getattr(block, name)
        if not isinstance(values, np.ndarray) or values.dtype != dtype:
            raise ColumnsNotValid(f"{name} is not an array of {dtype}.")
        rows = (matrix_rows or {}).get(name)
        wanted = (length,) if rows is None else (rows, length)
        if name != "offsets" and values.shape != wanted:
            raise ColumnsNotValid(f"{name} has the shape {values.shape}, not {wanted}.")


@dataclass(frozen=True, eq=False)
class Ragged:
    """A block of elements that belong to households."""

    offsets: Int64  # one more than there are households, from 0 to the number of elements

    def __post_init__(self) -> None:
        offsets = self.offsets
        if not isinstance(offsets, np.ndarray) or not len(offsets) or offsets[0] != 0:
            raise ColumnsNotValid(f"The offsets of {type(self).__name__} do not start at nought.")
        if (np.diff(offsets) < 0).any():
            raise ColumnsNotValid(f"The offsets of {type(self).__name__} do not ascend.")
        check_arrays(self, length=int(offsets[-1]))

    @cached_property
    def owners(self) -> Rows:
        """The row of the household that each element belongs to; ascending."""
        rows = np.arange(len(self.offsets) - 1, dtype=np.intp)
        return np.repeat(rows, np.diff(self.offsets))

    def of(self, row: int) -> slice:
        """Where the elements of one household are."""
        return slice(int(self.offsets[row]), int(self.offsets[row + 1]))


@dataclass(frozen=True, eq=False)
class Stays(Ragged):
    """Fostered children who live there or are booked to: one element a current or future stay.

    A child placed by an authority outside this installation is a stay too, with child id 0, who is
    nobody's sibling in a search. Children of one home with the same ``sibling_groups`` (not 0) are
    all siblings of each other. ``ends_on`` is the first day on which the place is free, ``NEVER``
    for a stay with no end. ``need_levels`` is the severity of the child's greatest need: 0 none, -1
    not recorded.
    """

    child_ids: Int64
    sibling_groups: Int64
    births: Int32
    need_levels: Int8
    starts_on: Int32
    ends_on: Int32


@dataclass(frozen=True, eq=False)
class Residents(Ragged):
    """Everybody else who lives there, carers included; ``person_ids`` is 0 for somebody without one."""

    person_ids: Int64
    kinds: Int8  # ResidentKind
    sexes: Int8  # Sex
    births: Int32  # -1 not recorded

    @cached_property
    def young(self) -> Rows:
        """The positions of those who are or may be children, whatever the day: no carer and no other adult."""
        own = self.kinds == ResidentKind.OWN_CHILD
        return np.flatnonzero(own | (self.kinds == ResidentKind.OTHER_CHILD))


@dataclass(frozen=True, eq=False)
class Absences(Ragged):
    """Periods in which the household takes nobody; ``ends_on`` is ``NEVER`` where no end is known."""

    starts_on: Int32
    ends_on: Int32
    holds: Int8  # YES: put on hold by its service; NO: the carers are unavailable


@dataclass(frozen=True, eq=False)
class Agreements:
    """Which service may place for which authority, and when.

    An authority's own service needs a row for that authority too: the core knows no owner.
    """

    service_ids: Int64
    authority_ids: Int64
    starts_on: Int32
    ends_on: Int32

    def __post_init__(self) -> None:
        check_arrays(self, length=len(self.service_ids))

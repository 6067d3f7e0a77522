"""How the cells of an approved list are read and written: text in, a value that JSON can hold out, and back.

Each kind of cell is a pair of functions. ``parse`` takes the cell's text, never blank, and raises ``Unexpected`` when
it is not what the column expects. ``format`` writes a value so that ``parse`` gives the same value back.
A list's values are in a fixed order, so that two cells that say the same are equal.
"""

from carers.cells.items import (
    answers,
    dated_by_person,
    experience,
    in_order,
    items,
    named_children,
    periods,
)
from carers.cells.kinds import (
    Kind,
    date,
    email,
    line_of_text,
    many_of,
    one_of,
    postcode,
    pounds,
    text,
    whole_number,
    yes_or_no,
)
from carers.cells.people import (
    RESIDENT_KINDS,
    known_people,
    people_in_order,
    person_labels,
    person_place,
    residents,
)
from carers.cells.reading import Unexpected, Value, escape, split, tidy, unescape

__all__ = [
    "RESIDENT_KINDS", "Kind", "Unexpected", "Value", "answers", "date", "dated_by_person", "email", "escape",
    "experience", "in_order", "items", "known_people", "line_of_text", "many_of", "named_children", "one_of",
    "people_in_order", "periods", "person_labels", "person_place", "postcode", "pounds", "residents", "split", "text",
    "tidy", "unescape", "whole_number", "yes_or_no",
]  # fmt: skip

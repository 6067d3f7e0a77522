"""What has a unit cost: kinds of placement, the eight processes, and what makes a placement work."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    WEEK = "WEEK"
    TIME = "TIME"
    MILE = "MILE"

    @property
    def words(self) -> str:
        return {"WEEK": "a week", "TIME": "each time", "MILE": "a mile"}[self]


class Group(StrEnum):
    """Where somebody lives, as far as a step down is concerned."""

    RESIDENTIAL = "RESIDENTIAL"
    FAMILY = "FAMILY"
    SUPPORTED = "SUPPORTED"
    PARENTS = "PARENTS"
    OTHER = "OTHER"

    @property
    def words(self) -> str:
        return {
            "RESIDENTIAL": "Residential care",
            "FAMILY": "A family",
            "SUPPORTED": "Supported accommodation",
            "PARENTS": "With parents",
            "OTHER": "Elsewhere",
        }[self]


@dataclass(frozen=True, slots=True)
class Item:
    """Something that has a unit cost. ``group`` is there for kinds of placement alone."""

    code: str
    label: str
    unit: Unit
    group: Group | None = None


PLACEMENTS = (
    Item("HOME", "Children's home", Unit.WEEK, Group.RESIDENTIAL),
    Item("SECURE", "Secure children's home", Unit.WEEK, Group.RESIDENTIAL),
    Item("SCHOOL", "Residential school", Unit.WEEK, Group.RESIDENTIAL),
    Item("FOSTER_OWN", "Foster care, the authority's own carers", Unit.WEEK, Group.FAMILY),
    Item("FOSTER_AGENCY", "Foster care, agency carers", Unit.WEEK, Group.FAMILY),
    Item("FOSTER_SPECIALIST", "Foster care, specialist carers", Unit.WEEK, Group.FAMILY),
    Item("FOSTER_KIN", "Foster care, relatives or friends", Unit.WEEK, Group.FAMILY),
    Item("ADOPTION", "Placed for adoption", Unit.WEEK, Group.FAMILY),
    Item("SUPPORTED", "Supported accommodation", Unit.WEEK, Group.SUPPORTED),
    Item("PARENTS", "Placed with parents", Unit.WEEK, Group.PARENTS),
    Item("ELSEWHERE", "Another placement", Unit.WEEK, Group.OTHER),
)

# The eight processes of the Cost Calculator for Children's Services (Loughborough University).
PROCESSES = (
    Item("P1", "1. Deciding that the child needs to be looked after", Unit.TIME),
    Item("P2", "2. Care planning", Unit.TIME),
    Item("P3", "3. Maintaining the placement", Unit.WEEK),
    Item("P4", "4. Leaving care or returning home", Unit.TIME),
    Item("P5", "5. Finding a subsequent placement", Unit.TIME),
    Item("P6", "6. Review", Unit.TIME),
    Item("P7", "7. Legal", Unit.TIME),
    Item("P8", "8. Transition to leaving care", Unit.TIME),
)

SUPPORT = (
    Item("SETUP", "Setting up a specialist placement", Unit.TIME),
    Item("SUPPORT_WEEK", "Support around the placement", Unit.WEEK),
    Item("TRAVEL_MILE", "Travel of visits to the child", Unit.MILE),
)

ITEMS = (*PLACEMENTS, *PROCESSES, *SUPPORT)
ITEM_BY_CODE: Mapping[str, Item] = {item.code: item for item in ITEMS}

# What is priced by a person or a record and not by the table. Their quantity is money already, in pence.
RECORDED = "RECORDED"
OTHER_RECORDED = "OTHER_RECORDED"
OTHER_WEEK = "OTHER_WEEK"
SUPPORT_ITEMS = "SUPPORT_ITEMS"
LABELS: Mapping[str, str] = {item.code: item.label for item in ITEMS} | {
    RECORDED: "Stays, at the price recorded for each",
    OTHER_RECORDED: "The price of the home before, had it gone on",
    OTHER_WEEK: "A week on the other path, as entered",
    SUPPORT_ITEMS: "Support items of the placement's plan",
}

_KIND_OF_SETTING: Mapping[str, str] = {
    "U1": "FOSTER_KIN", "U2": "FOSTER_KIN", "U3": "FOSTER_KIN",
    "A3": "ADOPTION", "A4": "ADOPTION", "A5": "ADOPTION", "A6": "ADOPTION",
    "K1": "SECURE", "K2": "HOME", "R1": "HOME", "S1": "SCHOOL",
    "K3": "SUPPORTED", "H5": "SUPPORTED", "P2": "SUPPORTED", "P1": "PARENTS",
}  # fmt: skip
_FOSTER_CARE = {"U4", "U5", "U6"}


def kind_of(setting: str, *, is_agency: bool, is_specialist: bool) -> str:
    """The kind whose unit cost a stay has, from its SSDA903 placement code.

    A code without a kind of its own (health, custody, family centres) is ELSEWHERE.
    """
    if setting in _FOSTER_CARE:
        if is_specialist:
            return "FOSTER_SPECIALIST"
        return "FOSTER_AGENCY" if is_agency else "FOSTER_OWN"
    return _KIND_OF_SETTING.get(setting, "ELSEWHERE")


def group_of(kind: str) -> Group:
    return ITEM_BY_CODE[kind].group or Group.OTHER

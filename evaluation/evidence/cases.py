"""What the statistics are made from: referrals with the search that was in force, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class LeftOut(StrEnum):
    """Why a referral that ended in a placement is not in the back-test."""

    NO_SEARCH = "No list was made before the decision"
    NOT_REPLAYED = "Its list has not been ranked again yet"
    NOT_CONSIDERED = "The household was not among those the list looked at"
    SHORT_BREAKS = "It was for short breaks"


class Characteristic(StrEnum):
    ETHNIC_GROUP = "Ethnic group"
    DISABILITY = "Disability"
    SEX = "Sex"
    AGE = "Age on the day of the move"


NOT_RECORDED = "Not recorded"
AGE_BANDS = ("Under 5", "5 to 9", "10 to 15", "16 and over")


@dataclass(frozen=True, slots=True)
class Stay:
    """How the first child's stay went: none of the answers while it has not ended."""

    has_ended: bool
    ended_as_planned: bool | None = None
    lasted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A referral that ended in a placement, and the list that the desk had before it decided.

    ``rank`` is none where a rule had ruled the household out. ``values`` has the factors that applied to the household
    chosen and of which something was known. ``agrees`` says whether ranking again gave the same list to the last bit.
    """

    rank: int | None
    eligible: int
    stay: Stay
    values: Mapping[str, float]
    agrees: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSearched:
    """One child of one referral, with the referral's list: the last one, or the one before the decision.

    ``groups`` has an answer for each characteristic. ``failing`` is the share of the households considered that each
    rule ruled out. ``top`` has, for each factor that applied, its mean over the first ten of the list; ``known`` their
    mean known share. Each is none where nobody was on the list, or where the list has not been ranked again.
    ``chosen_rank`` is none where nobody was chosen, or the one who was had been ruled out.
    """

    groups: Mapping[Characteristic, str]
    considered: int
    eligible: int
    failing: Mapping[str, float]
    top: Mapping[str, float]
    known: float | None
    was_placed: bool
    chosen_rank: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the statistics are made from, for one authority and one time."""

    cases: Sequence[Case]
    children: Sequence[ChildSearched]
    left_out: Mapping[LeftOut, int]
    referrals: int

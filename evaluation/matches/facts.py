"""What is known of one child: on the desk, and by returns. Days are half-open: an end is the first day not in it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.returns.rows import Episode


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    starts_on: dt.date
    ends_on: dt.date | None

    def overlap(self, other: "Days") -> int:
        """The number of days that are in both."""
        ends = [each for each in (self.ends_on, other.ends_on) if each]
        until = min(ends) if ends else dt.date.max
        return max((until - max(self.starts_on, other.starts_on)).days, 0)

    def includes(self, day: dt.date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStay(Days):
    """A stay on the desk that has begun.

    Args:
        home: names the household, so that a move with the same carers is known; blank for other homes.
        provider, reason, leaves_as: PLACE_PROVIDER, REASON_PLACE_CHANGE and REC, each blank where the desk's record
            does not tell. ``leaves_as`` is for a stay with which care ends.
    """

    key: int
    place: str
    postcode: str
    as_of: dt.datetime
    home: str = ""
    provider: str = ""
    reason: str = ""
    leaves_as: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskStatus(Days):
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskChild:
    """What the desk's own record says. ``sex`` is F or M, ``in_care_from`` the day where it is recorded."""

    key: int
    number: str
    birth_date: dt.date
    sex: str
    ethnicity: str
    as_of: dt.datetime
    in_care_from: dt.date | None = None
    home_postcode: str = ""
    stays: Sequence[DeskStay] = ()
    statuses: Sequence[DeskStatus] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedStay(Days):
    """One placement, counted by carer: with temporary absences from it, and moves together with the same carers.

    Args:
        known_to: where nothing is known after that day, which is in it; the stay then has no end.
        begins: its first episode. start_seen is false where that was not its beginning.
        latest: its latest episode that is no temporary absence.
        closing: its last episode, which says how it ended.
    """

    begins: Episode
    latest: Episode
    closing: Episode
    start_seen: bool
    known_to: dt.date | None
    ends_care: bool

    @property
    def until(self) -> "Days":
        """The days that are known, for comparing."""
        if self.known_to is None:
            return self
        return Days(starts_on=self.starts_on, ends_on=self.known_to + dt.timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedStatus(Days):
    code: str
    episode: Episode
    known_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Returned:
    """What the returns say of one child, oldest first."""

    stays: Sequence[ReturnedStay]
    statuses: Sequence[ReturnedStatus]

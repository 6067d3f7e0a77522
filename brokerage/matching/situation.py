"""One request before one set of households, and what several rules and factors need to know of the two."""

from functools import cached_property

import numpy as np

from brokerage.matching import dates, geometry, occupancy
from brokerage.matching.blocks import Floats, Int32, Mask, ResidentKind, Rows
from brokerage.matching.columns import UNKNOWN, Columns
from brokerage.matching.occupancy import Counts
from brokerage.matching.profiles import Place, PlaceKind, Request

ADULT_FROM = 18  # years


class Situation:
    """Shared values are worked out once, on first use; nothing here decides anything."""

    def __init__(self, request: Request, columns: Columns) -> None:
        self.request = request
        self.columns = columns
        self.starts = request.starts_on.toordinal()
        self.ends = dates.ordinal(request.ends_on, missing=dates.NEVER)
        self._miles: dict[tuple[int | None, int | None], Floats]
        self._miles = {}

    @cached_property
    def others_stay(self) -> Mask:
        """Which stays are of children outside this request."""
        ids = self.columns.stays.child_ids
        mask: Mask = np.ones(len(ids), np.bool_)
        for child_id in self.request.child_ids:
            mask &= ids != child_id
        return mask

    @cached_property
    def meets_stay(self) -> Mask:
        """Which stays of other children share at least one day with the requested stay."""
        stays = self.columns.stays
        mask = stays.ends_on > self.starts
        mask &= self.others_stay
        if self.ends < dates.NEVER:
            mask &= stays.starts_on < self.ends
        return mask

    @cached_property
    def fostered(self) -> Counts:
        """Per household, how many other fostered children share a day with the requested stay."""
        return occupancy.totals_of(self.columns.stays.offsets, self.meets_stay)

    @cached_property
    def most_fostered(self) -> Counts:
        """Per household, the most other fostered children who live there at once during it."""
        return occupancy.most_together(self.columns.stays, self.meets_stay, self.starts, self.ends)

    @cached_property
    def composition_unknown(self) -> Mask:
        """Households of which nobody has recorded who lives there."""
        unknown: Mask = self.columns.composition_recorded_on == UNKNOWN
        return unknown

    @cached_property
    def resident_children(self) -> Rows:
        """Residents (positions in the block) who are children on the day of the move.

        A carers' child without a birth date is not among them: whether they are a child is not
        recorded.
        """
        residents = self.columns.residents
        grown = dates.latest_birth(ADULT_FROM, self.request.starts_on).toordinal()
        young = residents.young
        child = residents.births[young] > grown
        child |= residents.kinds[young] == ResidentKind.OTHER_CHILD
        return young[child]

    @cached_property
    def perhaps_child_there(self) -> Mask:
        """Households with a carers' child whose age is not recorded."""
        residents = self.columns.residents
        young = residents.young
        perhaps = residents.births[young] == UNKNOWN
        perhaps &= residents.kinds[young] == ResidentKind.OWN_CHILD
        return self.has(residents.owners[young[perhaps]])

    @cached_property
    def other_children(self) -> tuple[Rows, Int32]:
        """Every other child who would share the home: their households' rows, and their birth days.

        Fostered children first, then residents; a birth day may be unknown. Rows ascend within each
        of the two.
        """
        stays, residents = self.columns.stays, self.columns.residents
        fostered, living = self.fostered_children, self.resident_children
        owners = np.concatenate([stays.owners[fostered], residents.owners[living]])
        return owners, np.concatenate([stays.births[fostered], residents.births[living]])

    @cached_property
    def fostered_children(self) -> Rows:
        """Stays (positions in the block) of other children that share a day with the requested one."""
        return np.flatnonzero(self.meets_stay)

    @cached_property
    def other_children_count(self) -> Counts:
        return np.bincount(self.other_children[0], minlength=len(self.columns)).astype(np.int32)

    def positions_in(self, rows: Rows, owners: Rows) -> Rows:
        """Where each owner is among ``rows``; -1 for one that is not."""
        places = np.full(len(self.columns), -1, np.intp)
        places[rows] = np.arange(len(rows))
        return places[owners]

    def has(self, owners: Rows) -> Mask:
        """The households (rows, in any number and order) as a mask."""
        mask = np.zeros(len(self.columns), np.bool_)
        mask[owners] = True
        return mask

    def miles(self, place: Place, rows: Rows | None = None) -> Floats:
        """Miles from each household (or each of ``rows``) to a place, not a number where not recorded."""
        point = place.easting, place.northing
        if rows is not None and point not in self._miles:
            return self._measure(place, rows)
        if point not in self._miles:
            self._miles[point] = self._measure(place, None)
        known = self._miles[point]
        return known if rows is None else known[rows]

    def _measure(self, place: Place, rows: Rows | None) -> Floats:
        eastings, northings = self.columns.eastings, self.columns.northings
        if rows is not None:
            eastings, northings = eastings[rows], northings[rows]
        if place.easting is None or place.northing is None:
            return np.full(len(eastings), np.nan)
        return geometry.miles_to(eastings, northings, place.easting, place.northing)

    def places(self, *kinds: PlaceKind) -> tuple[Place, ...]:
        return tuple(place for place in self.request.places if place.kind in kinds)

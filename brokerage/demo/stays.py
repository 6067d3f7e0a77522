"""Years of stays, laid over the children and the homes so that no place and no child is booked twice."""

import datetime as dt
import random
from decimal import Decimal

from brokerage.demo import national
from brokerage.demo.home import Home
from brokerage.demo.lives import Life
from brokerage.demo.organisations import Area, Desk
from placements.distance import miles_from_home
from placements.lifecycle import PlacementStatus
from placements.models import Placement
from placements.radar.homes import FAR_MILES
from reference.dates import age_on
from reference.postcodes import Place

DAY = dt.timedelta(days=1)
LENGTHS = {
    "1-7d": (1, 7),
    "8d-<1m": (8, 29),
    "1-<3m": (30, 90),
    "3-<6m": (91, 181),
    "6-<12m": (182, 364),
    "1-<2y": (365, 729),
    "2-<5y": (730, 1825),
    "5y+": (1826, 3000),
}
FAR_SHARE = 0.35  # of stays in residential care; nationally about half are more than 20 miles away
# Of stays with foster carers, those outside the area and more than 20 miles away. Of all whose distance is known it is
# 18 in 91 (distance_2025_pct), and fewer of these than of children in residential care.
FAR_FROM_HOME = 0.15
SETTINGS = {
    "foster": "U6",
    "secure_and_childrens_homes": "K2",
    "independent_or_supported": "K3",
    "with_parents": "P1",
    "other": "Z1",
    "placed_for_adoption": "A4",
    "other_residential": "R1",
    "residential_schools": "S1",
}
# How a stay ends, and whether that was planned, as often as the reasons for moves say.
ENDINGS = (
    ("NEXT_HOME", True, 30),
    ("RETURN_HOME", True, 10),
    ("STEP_DOWN", True, 6),
    ("CARER_REQUEST", False, 22),
    ("BREAKDOWN", False, 14),
    ("CHILD_REQUEST", False, 6),
    ("AUTHORITY", True, 8),
    ("ALLEGATION", False, 2),
    ("STANDARDS", False, 2),
)
TRIES = 60
FOSTER_KINDS = ("SHORT", "LONG")


class Stays:
    """Lays out each child's stays from coming into care to today, without writing them."""

    def __init__(
        self, rng: random.Random, homes: list[Home], *, today: dt.date, at: dt.datetime
    ) -> None:
        self.rng, self.today, self.at = rng, today, at
        self.rows: list[Placement] = []
        self.all_homes = homes
        self.homes: dict[tuple[int, int, bool], list[Home]] = {}
        self.areas: list[Area] = []

    def lay_out(self, lives: list[Life]) -> list[Placement]:
        desks = list({id(life.desk): life.desk for life in lives}.values())
        self.areas = [desk.area for desk in desks]
        for desk in desks:
            self._sort_homes(desk)
        for life in lives:
            self._history(life)
        return self.rows

    def _sort_homes(self, desk: Desk) -> None:
        """The homes of each service, by whether they are outside the authority's area."""
        inside = set(desk.authority.district_codes)
        for home in self.all_homes:
            is_outside = home.household.district_code not in inside
            key = home.household.service_id, desk.authority.pk, is_outside
            self.homes.setdefault(key, []).append(home)

    def _history(self, life: Life) -> None:
        starts = life.entered_care_on
        while starts < self.today:
            ends = self._end_of(starts)
            self._stay(life, starts, ends)
            if ends is None:
                return
            starts = ends

    def _end_of(self, starts: dt.date) -> dt.date | None:
        low, high = LENGTHS[national.pick(self.rng, "foster_placement_duration_ceased_2016_17")]
        ends = starts + self.rng.randint(low, high) * DAY
        return ends if ends < self.today else None

    def _stay(self, life: Life, starts: dt.date, ends: dt.date | None) -> None:
        is_told = life.lives_in and ends is None
        setting = life.lives_in if is_told else self._setting(life, starts)
        placement = Placement(
            child=life.child,
            setting=setting,
            starts_on=starts,
            ends_on=ends,
            status=PlacementStatus.ENDED if ends else PlacementStatus.STARTED,
            booked_at=self.at - (self.today - starts) - 3 * DAY,
        )
        if setting == "U6":
            self._house(placement, life)
        if placement.household is None:
            self._elsewhere(placement, life)
        if ends:
            reason, planned, _ = self.rng.choices(ENDINGS, [share for *_, share in ENDINGS])[0]
            placement.end_reason, placement.end_was_planned = reason, planned
        self.rows.append(placement)

    def _setting(self, life: Life, starts: dt.date) -> str:
        setting = SETTINGS[national.pick(self.rng, "placement_2025")]
        age = age_on(life.child.birth_date, starts)
        if (setting == "K3" and age < 16) or (setting == "A4" and age > 6):
            return "U6"
        return "U6" if setting in {"K2", "R1", "S1"} and age < 6 else setting

    def _house(self, placement: Placement, life: Life) -> None:
        """Find a home with a free place for the whole stay, if one turns up; most are near the child's own."""
        is_far = self.rng.random() < FAR_FROM_HOME
        chosen: tuple[Home, int, Decimal | None] | None = None
        placement.kind = self.rng.choice(FOSTER_KINDS)
        for _ in range(TRIES):
            home = self._any_home(life, is_outside=is_far)
            number = self._place_in(home, placement, life) if home else None
            if home is None or number is None:
                continue
            house = home.household
            found = home, number, miles_from_home(life.child, house.easting, house.northing)
            is_as_wanted = found[2] is None or (found[2] > FAR_MILES) == is_far
            chosen = found if is_as_wanted else chosen or found
            if is_as_wanted:
                break
        if chosen:
            self._move_in(placement, *chosen)

    def _any_home(self, life: Life, *, is_outside: bool) -> Home | None:
        service = self.rng.choice(life.desk.services)
        homes = self.homes.get((service.pk, life.desk.authority.pk, is_outside))
        return self.rng.choice(homes) if homes else None

    def _place_in(self, home: Home, placement: Placement, life: Life) -> int | None:
        """The number of a place that the child could have in this home for the whole stay."""
        terms = home.terms_on(placement.starts_on)
        age = age_on(life.child.birth_date, placement.starts_on)
        if (
            terms is None
            or terms.is_for_named_children_only
            or placement.kind not in terms.kinds
            or not terms.min_age_years <= age <= terms.max_age_years
        ):
            return None
        return home.free_place(placement.starts_on, placement.ends_on)

    def _move_in(
        self, placement: Placement, home: Home, number: int, miles: Decimal | None
    ) -> None:
        home.stays.setdefault(number, []).append((placement.starts_on, placement.ends_on))
        placement.household, placement.place_number = home.household, number
        placement.postcode = home.household.postcode
        placement.district_code = home.household.district_code
        placement.purpose = self.rng.choice(["BRIDGE", "ASSESSMENT", "PERMANENCE"])
        placement.weekly_cost_pence = home.household.weekly_fee_pence
        placement.distance_miles = miles

    def _elsewhere(self, placement: Placement, life: Life) -> None:
        if placement.setting == "U6":
            placement.setting, placement.kind = "K2", ""
        place = life.desk.area.invented_postcode(self.rng)
        if placement.setting in {"K2", "R1", "S1"}:
            place = self._perhaps_far(life, place)
        placement.postcode, placement.district_code = place.postcode, place.lad_code
        placement.distance_miles = miles_from_home(life.child, place.easting_m, place.northing_m)
        if placement.setting in {"K2", "R1", "S1"}:
            placement.provider_name = self.rng.choice(
                ["Beech House", "The Willows", "Harbour Lodge", "Fern Court"]
            )
            placement.weekly_cost_pence = self.rng.randrange(380_000, 760_000, 5_000)

    def _perhaps_far(self, life: Life, near: Place) -> Place:
        """Some children live in another authority's area; which of them follows from their reference."""
        rng = random.Random(life.child.reference)
        elsewhere = [area for area in self.areas if area is not life.desk.area]
        if not elsewhere or rng.random() >= FAR_SHARE:
            return near
        return rng.choice(elsewhere).invented_postcode(rng)

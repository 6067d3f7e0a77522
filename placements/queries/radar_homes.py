"""How far a stay is from the child's home, and whether it is outside the authority's area."""

from placements import radar
from placements.distance import miles_from_home
from placements.models import Placement
from reference import postcodes


def measured_home(stay: Placement) -> radar.Home:
    """The home of a stay, with ``child.authority`` and ``household`` read. Residential since is left open."""
    place = _place(stay)
    return radar.Home(
        setting=stay.setting,
        setting_label=stay.get_setting_display(),
        name=stay.household.name if stay.household else stay.provider_name,
        since=stay.starts_on,
        miles=_miles(stay, place),
        is_outside=_is_outside(stay, place),
    )


def _place(stay: Placement) -> postcodes.Place | None:
    """Looked up only where the stay does not say by itself."""
    known = stay.distance_miles is not None and stay.district_code
    if known or not stay.postcode:
        return None
    return next(postcodes.place_many([stay.postcode]))


def _miles(stay: Placement, place: postcodes.Place | None) -> float | None:
    """As recorded with the stay; else worked out from the two postcodes as the national return does."""
    if stay.distance_miles is not None:
        return float(stay.distance_miles)
    miles = miles_from_home(stay.child, place.easting_m, place.northing_m) if place else None
    return None if miles is None else float(miles)


def _is_outside(stay: Placement, place: postcodes.Place | None) -> bool | None:
    """None where the district of the home, or those of the authority, are not known."""
    district = stay.district_code or (place.lad_code if place else "")
    area = stay.child.authority.district_codes
    return district not in area if district and area else None

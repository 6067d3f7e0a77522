"""How far a home is from the child's own, as the national return (SSDA903) measures it."""

from decimal import Decimal
from math import hypot

from children.models import Child
from reference.postcodes import METRES_IN_A_MILE


def miles_from_home(child: Child, easting: int | None, northing: int | None) -> Decimal | None:
    """In a straight line, to one decimal place; None where either place is not known."""
    here = (child.home_easting, child.home_northing)
    if here[0] is None or here[1] is None or easting is None or northing is None:
        return None
    miles = hypot(here[0] - easting, here[1] - northing) / METRES_IN_A_MILE
    return Decimal(str(round(miles, 1)))

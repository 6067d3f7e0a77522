"""Distance as the Department for Education counts it."""

import numpy as np
from numpy.typing import NDArray

KILOMETRES_PER_MILE = 1.6093  # the figure of the SSDA903 distance formula
UNKNOWN_POSITION = -1


def miles_to(
    eastings: NDArray[np.int32], northings: NDArray[np.int32], easting: int, northing: int
) -> NDArray[np.float64]:
    """Return straight-line miles to one decimal place; not a number where the position is not recorded.

    All four are British National Grid metres. The formula is the SSDA903 return's: the square root
    of the squared differences, divided by 1,000 and by 1.6093, to one decimal place (a half goes to
    the even tenth).
    """
    east = eastings.astype(np.float64)
    east -= easting
    north = northings.astype(np.float64)
    north -= northing
    east *= east
    north *= north
    east += north
    np.sqrt(east, out=east)
    east /= 1000
    east /= KILOMETRES_PER_MILE
    east *= 10
    np.rint(east, out=east)
    east /= 10
    east[(eastings == UNKNOWN_POSITION) | (northings == UNKNOWN_POSITION)] = np.nan
    return east


def miles_between(a: tuple[int, int], b: tuple[int, int]) -> float:
    """The same distance between two points, each an easting and a northing in metres."""
    here = np.array([a[0]], np.int32), np.array([a[1]], np.int32)
    return float(miles_to(*here, *b)[0])

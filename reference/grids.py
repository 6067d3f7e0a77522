"""From the Irish Grid to the British National Grid."""

import numpy as np
from numpy.typing import NDArray

# Both grids are conformal, so one is an analytic function of the other: with grid references as
# complex numbers, in units of 100 km about a point in the middle of Northern Ireland, a quadratic
# is within 1.1 metres everywhere there. Fitted to the full transformation (Irish Grid, Ireland
# 1965, WGS 84, OSGB 1936, British National Grid).
_MIDDLE = 280_000 + 380_000j
_UNIT_M = 100_000
_COEFFICIENTS = (93_092 + 540_049j, 99_702 - 8_544j, -47 + 7j)


def british_from_irish(
    eastings_m: NDArray[np.int32], northings_m: NDArray[np.int32]
) -> NDArray[np.int32]:
    """British eastings and northings (two rows) of places in Northern Ireland, to about a metre."""
    irish = (eastings_m + 1j * northings_m - _MIDDLE) / _UNIT_M
    british = np.polynomial.polynomial.polyval(irish, _COEFFICIENTS)
    return np.rint([british.real, british.imag]).astype(np.int32)

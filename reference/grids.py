"""From the Irish Grid to the British National Grid."""

from typing import Any

# Both grids are conformal, so one is an analytic function of the other: with grid references as
# complex numbers, in units of 100 km about a point in the middle of Northern Ireland, a quadratic
# is within 1.1 metres everywhere there. Fitted to the full transformation (Irish Grid, Ireland
# 1965, WGS 84, OSGB 1936, British National Grid).
_MIDDLE = 280_000 + 380_000j
_UNIT_M = 100_000
_CONSTANT, _LINEAR, _QUADRATIC = 93_092 + 540_049j, 99_702 - 8_544j, -47 + 7j


def british_from_irish(easting_m: Any, northing_m: Any) -> tuple[Any, Any]:
    """The British easting and northing of a place in Northern Ireland, to about a metre and not rounded.

    Of two numbers, or of two numpy arrays alike: this module needs no numpy itself.
    """
    irish = (easting_m + 1j * northing_m - _MIDDLE) / _UNIT_M
    british = (_QUADRATIC * irish + _LINEAR) * irish + _CONSTANT
    return british.real, british.imag

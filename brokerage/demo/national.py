"""National figures that the demonstration follows."""

import json
import random
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any

NOT_SHARES = {"source", "total", "newer_check"}


@cache
def parameters() -> dict[str, Any]:
    """The figures, with their sources and years beside them."""
    path = Path(__file__).parent / "national_parameters.json"
    figures: dict[str, Any] = json.loads(path.read_text())
    return figures


def pick(rng: random.Random, figure: str) -> str:
    """One of a figure's categories, as often as its share says; notes beside the shares are passed over."""
    categories, shares = _shares(figure)
    return rng.choices(categories, cum_weights=shares)[0]


@cache
def _shares(figure: str) -> tuple[list[str], list[float]]:
    """The categories, and the sums of the shares up to each."""
    shares = {k: float(v) for k, v in parameters()[figure].items() if k not in NOT_SHARES}
    return list(shares), list(accumulate(shares.values()))

"""National figures that the demonstration follows."""

import json
import random
from functools import cache
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
    shares = {
        key: value
        for key, value in parameters()[figure].items()
        if key not in {"source", "total", "newer_check"}
    }
    picked: str = rng.choices(list(shares), [float(value) for value in shares.values()])[0]
    return picked

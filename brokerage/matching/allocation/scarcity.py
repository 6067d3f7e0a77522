"""How scarce each home is among the children who wait, and what keeping a place in it free is worth.

Each waiting group claims one home, spread evenly over its list: with one home on the list it claims it whole, with
fifty a fiftieth of each. A home's claims are the sum. Children like those who wait now will come tomorrow, so a claimed
home is worth keeping: ``MOST_HELD_BACK`` points for one that is claimed once or more, in proportion below that.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from brokerage.matching.allocation.problem import Group, Home

MOST_HELD_BACK = 10.0


def claims(groups: Iterable[Group]) -> dict[int, float]:
    """By home, in the order of their ids, and the same whatever the order of the groups."""
    lists = [group.together.home_ids for group in sorted(groups, key=lambda group: group.key)]
    lists = [homes for homes in lists if len(homes)]
    if not lists:
        return {}
    shares = np.concatenate([np.full(len(homes), 1 / len(homes)) for homes in lists])
    homes, position = np.unique(np.concatenate(lists), return_inverse=True)
    total = np.bincount(position, weights=shares)
    return dict(zip(homes.tolist(), total.tolist(), strict=True))


def with_hold_back(homes: Mapping[int, Home], groups: Iterable[Group]) -> dict[int, Home]:
    claimed = claims(groups)
    return {
        home_id: replace(home, hold_back=MOST_HELD_BACK * min(1.0, claimed.get(home_id, 0.0)))
        for home_id, home in homes.items()
    }

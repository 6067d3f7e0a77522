"""A process of its own that searches each time it is told a referral, and keeps its columns in between.

A line ``<referral's number> <when>`` is answered with each household's number and the rules that it fails, as JSON.
"""

import datetime as dt
import json
import sys

import django

django.setup()

from brokerage.matching.rules import RULES  # noqa: E402
from brokerage.models import Referral  # noqa: E402
from brokerage.profiles import households  # noqa: E402
from brokerage.services import searches  # noqa: E402

asked = []


def main() -> None:
    read = households.read

    def noted(*, household_ids=None, **others):
        asked.append(household_ids)
        return read(household_ids=household_ids, **others)

    households.read = noted
    for line in sys.stdin:
        referral, at = line.split()
        asked.clear()
        found = answer(int(referral), dt.datetime.fromisoformat(at))
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


def answer(referral, at):
    ranking = searches.rank_for_desk(Referral.objects.get(pk=referral), at=at)
    ids = ranking.columns.household_ids.tolist()
    return {
        "homes": {one: ranking.fails(one) for one in ids},
        "rules": len(RULES),
        "read_all": None in asked,
    }


main()

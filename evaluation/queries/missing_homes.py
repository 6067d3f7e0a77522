"""Real referrals with what their lists said of the homes in the district where a home was wanted."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.models import Authority
from brokerage.matching.allocation.desk import Waiting
from brokerage.matching.allocation.recruitment import CarerKind, kind_for, suits
from brokerage.matching.columns import Columns
from brokerage.matching.profiles import Request, RequestNotValid
from brokerage.matching.ranking import record_from_bytes
from brokerage.matching.records import RecordNotUnderstood
from brokerage.matching.rows import HouseholdRow, from_rows
from brokerage.models import Referral as ReferralRow
from brokerage.models import Search
from carers.models import Household
from evaluation.queries.matching import Years, in_force
from evaluation.success.missing import Referral
from reference import postcodes

UNREADABLE = (RequestNotValid, RecordNotUnderstood, KeyError, TypeError)
NAMES_OF_A_DISTRICT = 2  # postcode areas that it is known by


@dataclass(frozen=True, slots=True)
class Lists:
    """``without_list`` referrals had none before their decision, and ``unreadable`` ones one of another version."""

    referrals: list[Referral]
    kinds: Mapping[int, CarerKind]
    requests: Mapping[int, Request]
    without_list: int
    unreadable: int
    names: Mapping[str, str]


def lists(authority: Authority, years: Years, *, until: dt.date) -> Lists:
    """Every referral of these years with its list in force, up to a day.

    Where homes are is read as it is today. What they failed is what the search found then.
    """
    mine = ReferralRow.objects.filter(authority=authority)
    chosen = [each for each in in_force(mine) if each.day in years and each.day <= until]
    searched = {each.search_id: each.referral_id for each in chosen if each.search_id}
    homes = list(
        Household.objects.values_list("pk", "easting", "northing", "district_code", "postcode")
    )
    districts = {pk: district for pk, _, _, district, _ in homes}
    map_of_homes = _map(homes)
    found, kinds, requests, unreadable = [], {}, {}, 0
    for search in Search.objects.filter(pk__in=searched).order_by("pk").iterator(chunk_size=50):
        record = record_from_bytes(bytes(search.outcome))
        try:
            request = Request.from_record(record["request"])
        except UNREADABLE:
            unreadable += 1
            continue
        key = searched[search.pk]
        kind = kind_for(Waiting(key, 1, 0, request, map_of_homes))
        kinds[key], requests[key] = kind, request
        found.append(_referral(key, request, kind.lad_code, record, districts))
    without = sum(each.search_id is None for each in chosen)
    return Lists(found, kinds, requests, without, unreadable, _names(homes))


def _referral(
    key: int,
    request: Request,
    district: str,
    record: Mapping[str, Any],
    districts: Mapping[int, str],
) -> Referral:
    rules = record["rules"]
    failed = [
        frozenset(code for place, code in enumerate(rules) if bits >> place & 1)
        for home, bits in record["failed"]
        if districts.get(home) == district
    ]
    return Referral(
        key=key,
        children=frozenset(request.child_ids),
        district=district,
        homes=sum(districts.get(item[0]) == district for item in record["ranked"]),
        failed=failed,
    )


def kinds_that_suit(short: Sequence[Referral], known: Lists) -> dict[CarerKind, set[int]]:
    """Every kind that one of these referrals asks for, with those of its own district that it would be a home for."""
    found: dict[CarerKind, set[int]] = {}
    for district in sorted({each.district for each in short}):
        ones = [each for each in short if each.district == district]
        kinds = sorted({known.kinds[each.key] for each in ones}, key=repr)
        for each in ones:
            answers = suits(known.requests[each.key], kinds)
            for kind, is_home in zip(kinds, answers, strict=True):
                if is_home:
                    found.setdefault(kind, set()).add(each.key)
    return found


def _map(homes: Iterable[tuple[Any, ...]]) -> Columns:
    """Where each home is, and nothing else about it."""
    return from_rows(
        HouseholdRow(household_id=pk, position=(easting, northing), lad_code=district)
        for pk, easting, northing, district, _ in homes
        if easting is not None and northing is not None
    )


def _names(homes: Iterable[tuple[Any, ...]]) -> dict[str, str]:
    """Each district by the postcode areas of most of its homes: no names of districts are held."""
    areas: dict[str, Counter[str]] = {}
    for *_, district, postcode in homes:
        areas.setdefault(district, Counter())[postcode.split()[0]] += 1
    names = {code: _name(code, areas[code]) for code in areas if code}
    times = Counter(names.values())
    return {code: name if times[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def _name(code: str, areas: Counter[str]) -> str:
    most = sorted(areas, key=lambda area: (-areas[area], area))[:NAMES_OF_A_DISTRICT]
    authority = postcodes.local_authority(code)
    where = f"{authority.name}: around" if authority else "Around"
    return f"{where} {' and '.join(most)}"

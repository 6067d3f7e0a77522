"""Putting a unit cost right, and standing by a comparison."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db import transaction

from accounts.models import Authority, User
from children.models import Child
from evaluation.models import PublishedResult, UnitCost, UnitCostVersion
from evaluation.queries import costs as queries
from evaluation.value.figures import Figures
from evaluation.value.prices import Price


class TableChanged(Exception):
    """Somebody made a newer version of the table since the page was opened."""

    def __init__(self) -> None:
        super().__init__("Somebody has changed the unit costs meanwhile. Look at them again.")


@transaction.atomic
def change_unit_cost(
    *, authority: Authority, price: Price, seen: int, why: str, by: User, at: dt.datetime
) -> UnitCostVersion:
    """Make the next version of the authority's table, with this one row as given and all others as they were.

    Args:
        seen: the number of the version that the person saw; 0 for the starting values.

    Raises:
        TableChanged: it is not the latest any more.
    """
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)
    table = queries.table(authority)
    if table.number != seen:
        raise TableChanged
    version = UnitCostVersion.objects.create(
        authority=authority,
        number=seen + 1,
        changed=price.code,
        why=why,
        made_by=by,
        made_at=at,
    )
    rows = {**table.prices, price.code: price}
    UnitCost.objects.bulk_create(
        UnitCost(version=version, **asdict(each)) for each in rows.values()
    )
    return version


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is published: the answers, the table in force, and what came of them."""

    asked: Mapping[str, str]
    table: queries.Table
    figures: Figures
    looked_on: dt.date
    child: Child | None = None


@transaction.atomic
def publish(
    *, authority: Authority, result: Result, title: str, note: str, by: User, at: dt.datetime
) -> PublishedResult:
    """Keep a comparison as it is now, with every assumption and price that it rests on."""
    used = {row.code for row in result.figures.rows}
    return PublishedResult.objects.create(
        authority=authority,
        child=result.child,
        title=title,
        note=note,
        asked=dict(result.asked),
        prices=[asdict(price) for price in result.table.prices.values() if price.code in used],
        figures=result.figures.as_json(),
        unit_costs=result.table.version,
        looked_on=result.looked_on,
        made_by=by,
        made_at=at,
    )

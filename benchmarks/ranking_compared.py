"""One referral and two hundred over the households of a desk: the core beside SQL and a loop over model objects."""

import datetime as dt
import time

import numpy as np
from django.db import connection

from accounts.models import Authority
from benchmarks import ranking_orm, ranking_sql
from benchmarks.desk_database import DAY
from benchmarks.ranking_data import request
from benchmarks.report import Report, in_turns, in_words, p50
from brokerage.matching import ranking
from brokerage.matching.columns import Columns
from brokerage.matching.profiles import Place, PlaceKind, Request
from brokerage.profiles import columns_for
from carers.models import Household

AREA = "ranking"
SAMPLE = 2_000  # households that the loop over model objects looks at
REFERRALS = 200
SQL_REFERRALS = 5  # of them, one by one


def measure(report: Report, authority: Authority, *, rounds: int) -> float:
    """Returns:
    Milliseconds that the loop over model objects takes for every household, for other ratios.
    """
    columns = columns_for(authority_id=authority.pk, day=DAY)
    asked = request(authority_id=authority.pk)
    ranking_sql.prepare(columns, asked)
    _check(asked, columns)
    report.add(
        AREA, "households, and how many may be asked",
        f"{len(columns):,}, {len(ranking.rank(asked, columns).eligible):,}",
    )  # fmt: skip
    found = in_turns(
        {
            "core": lambda: _whole(asked, columns),
            "sql": lambda: ranking_sql.ranked(asked),
        },
        rounds,
    )
    core, sql = p50(found["core"]), p50(found["sql"])
    objects = _objects(asked, columns) * len(columns) / min(SAMPLE, len(columns))
    report.add(AREA, "one referral, every reason and count, p50 / p95", in_words(found["core"]))
    report.add(AREA, "one SQL statement over a narrow table, p50 / p95", in_words(found["sql"]))
    report.add(AREA, f"model objects with prefetch, from {SAMPLE:,}", f"{objects:,.0f} ms")
    report.ratio(AREA, "model objects / core", value=objects / core, least=5_000)
    report.ratio(AREA, "SQL / core", value=sql / core, least=15)
    _many(report, columns, authority)
    return objects


def _whole(asked: Request, columns: Columns) -> ranking.Ranking:
    result = ranking.rank(asked, columns)
    result.ruled_out  # noqa: B018  # worked out when asked for
    result.eligible.values  # noqa: B018
    return result


def _objects(asked: Request, columns: Columns) -> float:
    some = Household.objects.filter(pk__in=columns.household_ids[:SAMPLE].tolist())
    began = time.perf_counter()
    found = ranking_orm.ranked(asked, some)
    taken = (time.perf_counter() - began) * 1000
    result = ranking.rank(asked, columns)
    for key, (bits, _score) in found.items():
        assert bits == int(result.failed[columns.row_of(key)]), key
    return taken


def _check(asked: Request, columns: Columns) -> None:
    """The statement finds what the core finds."""
    result = ranking.rank(asked, columns)
    rows = sorted(ranking_sql.ranked(asked))
    assert np.array_equal([row[1] for row in rows], result.failed)
    scores = np.array([row[2] for row in rows if row[2] is not None])
    expected = np.empty(len(columns))
    expected[result.eligible.rows] = result.eligible.scores
    assert np.allclose(scores, expected[result.failed == 0])


def _referrals(authority: Authority) -> list[Request]:
    """Children of different ages who need a home on different days, near different schools."""
    return [
        request(
            authority_id=authority.pk,
            starts_on=DAY + dt.timedelta(days=number % 9),
            places=(
                Place(
                    PlaceKind.SCHOOL, "school", 500_000 + 300 * number, 212_000,
                    limit_miles=40.0, essential=True,
                ),
                Place(PlaceKind.FAMILY, "home", 525_000, 190_000 + 300 * number, weight=2.0),
                Place(PlaceKind.NETWORK, "aunt", 510_000, 221_000),
            ),
        )
        for number in range(REFERRALS)
    ]  # fmt: skip


def _many(report: Report, columns: Columns, authority: Authority) -> None:
    asked = _referrals(authority)
    began = time.perf_counter()
    for each in asked:
        ranking.rank(each, columns).ruled_out  # noqa: B018
    core = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    for each in asked[:SQL_REFERRALS]:
        ranking_sql.ranked(each)
    sql = (time.perf_counter() - began) * 1000 * len(asked) / SQL_REFERRALS
    for each in asked[:SQL_REFERRALS]:
        _check(each, columns)
    report.add(AREA, f"{len(asked)} referrals", f"{core:,.0f} ms")
    report.add(AREA, f"{len(asked)} in SQL one by one, from {SQL_REFERRALS}", f"{sql:,.0f} ms")
    report.ratio(AREA, "SQL / core, 200 referrals, same results", value=sql / core, least=25)
    connection.close()  # with its tables

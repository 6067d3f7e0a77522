"""Keeping households as columns for processes that start, and the log of changes short."""

import datetime as dt

from django.db import connection, transaction

from brokerage.models import KeptColumns, Search
from brokerage.profiles import cold, kept
from reference.dates import london_today

# A smaller desk's households are read from their tables as fast.
WORTH_KEEPING = 1_000
STALE_AFTER = dt.timedelta(minutes=10)
SEARCHED_WITHIN = dt.timedelta(days=7)  # else nobody may ever ask for that authority's
LOG_KEPT = dt.timedelta(days=2)
_CUT = """
    DELETE FROM brokerage_householdchange
    WHERE xact >= pg_snapshot_xmax(pg_current_snapshot())
        OR xact < (
            SELECT max(xact) FROM brokerage_householdchange
            WHERE xact < (
                SELECT LEAST(
                    pg_snapshot_xmin(pg_current_snapshot()), min(xact) FILTER (WHERE at >= %s)
                )
                FROM brokerage_householdchange
            )
        )
"""
_FIRST_ROW = """
    INSERT INTO brokerage_householdchange (household_id)
    SELECT NULL WHERE NOT EXISTS (SELECT FROM brokerage_householdchange)
"""


def keep_all(*, at: dt.datetime) -> int:
    """Write the columns of every authority that searches, where what was written is some minutes old.

    Returns:
        How many were written.
    """
    searched = Search.objects.filter(at__gte=at - SEARCHED_WITHIN, at__lte=at)
    authorities = set(searched.values_list("referral__authority", flat=True))
    recent = KeptColumns.objects.filter(authority__in=authorities, at__gt=at - STALE_AFTER)
    stale = authorities - set(recent.values_list("authority", flat=True))
    day = london_today(at)
    return sum(keep(authority_id=one, day=day, at=at, least=WORTH_KEEPING) for one in sorted(stale))


def keep(*, authority_id: int, day: dt.date, at: dt.datetime, least: int = 0) -> bool:
    """Write an authority's columns for the day, unless it has fewer than ``least`` households.

    Returns:
        Whether they were written: not in a transaction that has changed households, which may be undone.
    """
    found, is_private = kept.kept_for(authority_id=authority_id, day=day)
    if is_private or len(found.columns) < least:
        return False
    cold.keep(
        authority_id,
        day=day,
        columns=found.columns,
        beside={"commitment_months": found.commitment_months},
        moment=found.moment,
        at=at,
    )
    return True


@transaction.atomic
def cut_log(*, at: dt.datetime) -> int:
    """Remove the start of the log: rows that are two days old, up to the first that is not.

    Only from the start, only below every transaction that may still write, and the last row there stays: readers rely
    on it (``moments``). After a database was restored from a dump, rows of the old server go as well; columns
    that are kept elsewhere are then read again.

    Returns:
        How many rows were removed.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CUT, [at - LOG_KEPT])
        removed: int = cursor.rowcount
        cursor.execute(_FIRST_ROW)
    return removed

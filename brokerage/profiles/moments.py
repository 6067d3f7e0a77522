"""Of which moment something was read, and whether anything has changed since, whatever order transactions commit in.

PostgreSQL describes what a statement could see by a snapshot: transactions below ``xmin`` are over, those from
``xmax`` on had not begun, and of those between, the listed ones were still at work. The log of changes
(``HouseholdChange``) keeps each change's transaction, so that whatever was committed after the statement is found
exactly: it is not visible in that snapshot. No clock and no order of commits comes into it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from brokerage.profiles.parts import INT2, INT8, TEXT, Part

# Rows of the log that are looked at; with more, reading everything again is as good.
MOST_CHANGES = 20_000
# Since when this server runs: what a process remembers of another one, or of before a crash, is let go.
SERVER = "extract(epoch FROM pg_postmaster_start_time())::text"
_OWN = "pg_current_xact_id_if_assigned()"
MOMENT = Part(
    "moment",
    {
        "snapshot": (TEXT, "pg_current_snapshot()::text"),
        "server": (TEXT, SERVER),
        "own": (INT8, f"COALESCE({_OWN}::text::int8, 0)"),
        "own_changes": (
            INT2,
            f"(EXISTS (SELECT FROM brokerage_householdchange WHERE xact = {_OWN}))::int4",
        ),
    },
    "(VALUES (1)) AS one (row)",
)

# What the transaction itself changed always counts as unseen: it may change more, and may be undone.
_UNSEEN = f"""
    SELECT household_id, child_id, service_id, (xact = {_OWN}) IS TRUE AS is_own
    FROM brokerage_householdchange
    WHERE xact >= pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
        AND (NOT pg_visible_in_snapshot(xact, %(snapshot)s::pg_snapshot) OR xact = {_OWN})
    LIMIT {MOST_CHANGES}
"""
# Rows are only ever removed from the start of the log. So it is whole from a moment on as long as it
# has a row from before; and a moment that has not come yet is of another server's counting.
_IS_WHOLE = """
    COALESCE((
        SELECT min(xact) < pg_snapshot_xmin(%(snapshot)s::pg_snapshot)
            AND pg_snapshot_xmax(%(snapshot)s::pg_snapshot)
                <= pg_snapshot_xmax(pg_current_snapshot())
        FROM brokerage_householdchange
    ), FALSE)
"""
_CHECK = f"""
    SELECT pg_current_snapshot()::text, {SERVER}, {_OWN}::text, {_IS_WHOLE},
        count(*) FILTER (WHERE NOT is_own), count(*) FILTER (WHERE is_own)
    FROM ({_UNSEEN}) AS unseen
"""
_CHANGED = f"""
    WITH unseen AS MATERIALIZED ({_UNSEEN}), households AS (
        SELECT household_id AS id FROM unseen
        UNION
        SELECT stay.household_id FROM unseen
        JOIN placements_placement AS stay ON stay.child_id = unseen.child_id
        UNION
        SELECT household.id FROM unseen
        JOIN carers_household AS household ON household.service_id = unseen.service_id
    )
    SELECT
        ARRAY(SELECT id FROM households WHERE id IS NOT NULL),
        ARRAY(SELECT DISTINCT service_id FROM unseen WHERE service_id IS NOT NULL),
        EXISTS (
            SELECT FROM unseen
            WHERE household_id IS NULL AND child_id IS NULL AND service_id IS NULL
        )
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a statement could see, on which server."""

    snapshot: str
    server: str


@dataclass(frozen=True, slots=True)
class News:
    """What has happened since a moment, up to ``now``.

    ``is_whole`` is false when the log does not go back that far, so that nothing is known. ``others`` counts the
    changes of other transactions, and ``own`` those of this one, which nobody else may see yet.
    """

    now: Moment
    is_whole: bool
    others: int
    own: int


@dataclass(frozen=True, slots=True)
class Changed:
    """Which households, and which fostering services with whatever households they have or had; or everything."""

    household_ids: frozenset[int]
    service_ids: frozenset[int]
    everything: bool


def moment(read: Mapping[str, Any]) -> Moment:
    """The moment of the loader's statement, from its own part."""
    snapshot, server = (read[name][0].decode().rstrip() for name in ("snapshot", "server"))
    return Moment(_without(snapshot, int(read["own"][0])), server)


def _without(snapshot: str, own: int) -> str:
    """The snapshot with the transaction that took it among those still at work.

    PostgreSQL leaves that one out, as if it were over; but what it changes later was not seen.
    """
    xmin, xmax, working = snapshot.split(":")
    if not own or own >= int(xmax):
        return snapshot
    listed = sorted({own, *(int(number) for number in working.split(",") if number)})
    return f"{min(int(xmin), own)}:{xmax}:{','.join(map(str, listed))}"


def news_since(kept: Moment) -> News:
    """The version check: one short query."""
    with connection.cursor() as cursor:
        cursor.execute(_CHECK, {"snapshot": kept.snapshot})
        snapshot, server, own, is_whole, others, own_changes = cursor.fetchone()
    now = Moment(_without(snapshot, int(own or 0)), server)
    is_whole = is_whole and server == kept.server and others + own_changes < MOST_CHANGES
    return News(now, is_whole, others, own_changes)


def changed_since(kept: Moment) -> Changed:
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED, {"snapshot": kept.snapshot})
        households, services, everything = cursor.fetchone()
    return Changed(frozenset(households), frozenset(services), everything)

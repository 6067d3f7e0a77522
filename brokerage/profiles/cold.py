"""Columns as one row of the database, for a process that has none yet: read in one piece, then brought up to date."""

import datetime as dt
import struct
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from numpy.typing import NDArray
from psycopg import sql

from brokerage.matching import storage
from brokerage.matching.blocks import ColumnsNotValid
from brokerage.matching.columns import Columns
from brokerage.profiles.moments import SERVER, Moment
from brokerage.profiles.reading import HEADER_BYTES, copied

# A database that was restored from a dump counts its transactions anew; what was kept before means nothing there.
CLUSTER = "(SELECT system_identifier::text FROM pg_control_system())"
# Everything in one statement, so that the day and the snapshot are those of the data.
_FIND = f"""
    COPY (
        SELECT day::text, snapshot, {SERVER}, data FROM brokerage_keptcolumns
        WHERE authority_id = {{authority}} AND cluster = {CLUSTER}
    ) TO STDOUT (FORMAT binary)
"""
_KEEP = f"""
    INSERT INTO brokerage_keptcolumns (authority_id, day, cluster, snapshot, at, data)
    VALUES (%(authority)s, %(day)s, {CLUSTER}, %(snapshot)s, %(at)s, %(data)b)
    ON CONFLICT (authority_id) DO UPDATE SET day = EXCLUDED.day, cluster = EXCLUDED.cluster,
        snapshot = EXCLUDED.snapshot, at = EXCLUDED.at, data = EXCLUDED.data
"""


@dataclass(frozen=True, eq=False)
class Stored:
    day: dt.date
    columns: Columns
    beside: dict[str, NDArray[Any]]
    moment: Moment


def stored(authority_id: int) -> Stored | None:
    """What was kept last, as of its own moment; none where nothing is, or another version wrote it."""
    asked = sql.SQL(_FIND).format(authority=sql.Literal(authority_id))
    fields = _fields(memoryview(copied(asked)))
    if not fields:
        return None
    day, snapshot, server = (bytes(field).decode() for field in fields[:3])
    try:
        columns, beside = storage.from_plain(fields[3])
    except ColumnsNotValid:
        return None
    return Stored(dt.date.fromisoformat(day), columns, beside, Moment(snapshot, server))


def _fields(answer: memoryview) -> list[memoryview]:
    """The fields of the one row of a binary COPY, as they are; none where there is no row.

    Through the ordinary protocol the data would be sent as twice as much text.
    """
    (count,) = struct.unpack_from(">h", answer, HEADER_BYTES)
    at, found = HEADER_BYTES + 2, []
    for _ in range(max(count, 0)):
        (length,) = struct.unpack_from(">i", answer, at)
        found.append(answer[at + 4 : at + 4 + length])
        at += 4 + length
    return found


def keep(
    authority_id: int,
    *,
    day: dt.date,
    columns: Columns,
    beside: dict[str, NDArray[Any]],
    moment: Moment,
    at: dt.datetime,
) -> None:
    """Put them in the place of what was kept before."""
    values = {
        "authority": authority_id,
        "day": day,
        "snapshot": moment.snapshot,
        "at": at,
        "data": storage.to_plain(columns, **beside),
    }
    connection.ensure_connection()
    # A cursor that sends the data as it is: Django's would write it into the statement, as text.
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.execute(_KEEP, values)

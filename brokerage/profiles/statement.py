"""The one statement that reads every household of a search.

It is one statement so that all of it is of one moment: PostgreSQL gives each statement its own snapshot, and between
two of them another desk may book the last place. It answers with one row of arrays, and says of which moment it is.
"""

import datetime as dt
from collections.abc import Sequence

from psycopg import sql

from brokerage.profiles.moments import MOMENT
from brokerage.profiles.tables import PARTS as TABLES

PARTS = (*TABLES, MOMENT)

# Households of services that have or had an agreement with the authority, or are its own: those
# that its desk may see at all.
_WANTED = """
    WITH wanted AS MATERIALIZED (
        SELECT id, (row_number() OVER (ORDER BY id) - 1)::int4 AS position
        FROM carers_household
        WHERE service_id IN (
            SELECT service_id FROM accounts_agreement WHERE authority_id = {authority}
            UNION ALL
            SELECT id FROM accounts_fosteringservice WHERE authority_id = {authority}
        ) AND ({everyone} OR id = ANY({households}))
    )
"""


ARRAYS = tuple(
    (part.name, name, kind) for part in PARTS for name, (kind, _value) in part.arrays.items()
)


def statement(
    *, authority_id: int, day: dt.date, household_ids: Sequence[int] | None = None
) -> sql.Composed:
    """Return the COPY statement for an authority and the day of a move.

    Args:
        household_ids: only these households; none for all.
    """
    names = ", ".join(f'{part.name}."{name}"' for part in PARTS for name in part.arrays)
    selects = " CROSS JOIN ".join(part.select() for part in PARTS)
    text = f"COPY ({_WANTED} SELECT {names} FROM {selects}) TO STDOUT (FORMAT binary)"
    return sql.SQL(text).format(
        authority=sql.Literal(authority_id),
        day=sql.Literal(day),
        everyone=sql.Literal(household_ids is None),
        households=sql.Literal(list(household_ids or [])),
    )

"""Writing many rows at once, by PostgreSQL's COPY."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

# One statement each: a statement may take 20 seconds, and is to be far from it on a slow day.
ROWS_AT_ONCE = 10_000


def copy_in(model: type[Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of these fields' values, in order. For models without defaults elsewhere and without history."""
    columns = [model._meta.get_field(name).column for name in fields]  # type: ignore[union-attr]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    remaining = iter(rows)
    while portion := list(islice(remaining, ROWS_AT_ONCE)):
        with connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in portion:
                copy.write_row(row)

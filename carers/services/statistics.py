"""Keep PostgreSQL's idea of how many rows there are up with what was just written."""

from django.db import connection

MANY_ROWS = 500  # PostgreSQL's own autovacuum follows smaller changes soon enough


def measure_tables(*, rows: int | None = None) -> None:
    """After many rows, or where ``rows`` is not given, let PostgreSQL count them at once.

    Its plans for the tables as they were before would be slow until autovacuum comes by.
    """
    if rows is not None and rows < MANY_ROWS:
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

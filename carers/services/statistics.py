"""Keep PostgreSQL's idea of how many rows there are up with what was just written."""

from django.apps import apps
from django.db import connection

MANY_ROWS = 500  # PostgreSQL's own autovacuum follows smaller changes soon enough


def measure_tables(*, rows: int | None = None, app: str = "") -> None:
    """Let PostgreSQL count an app's tables at once, or all, unless only a few ``rows`` were written.

    Its plans for the tables as they were before would be slow until autovacuum comes by.
    """
    if rows is not None and rows < MANY_ROWS:
        return
    models = apps.get_app_config(app).get_models() if app else []
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {tables}")

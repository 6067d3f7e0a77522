"""What searches take for news while the demonstration is written."""

from django.db import connection


def nothing_is_news() -> None:
    """Forget which households this transaction has changed so far.

    A search reads again what its own transaction changed, which here is everything, each time. Nobody else has read
    anything of a database that was empty, so nobody misses it. What is changed from now on is noted as ever.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM brokerage_householdchange WHERE xact = pg_current_xact_id_if_assigned()"
        )

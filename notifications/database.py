"""The database's own clock, which all workers share and no worker's clock can upset."""

from django.db.models import DateTimeField, Func


class ClockTimestamp(Func):
    """The time now, not that of the transaction's start."""

    function = "CLOCK_TIMESTAMP"
    template = "%(function)s()"
    output_field = DateTimeField()

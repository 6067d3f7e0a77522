"""What tells a process that keeps households in memory which of them changed, and columns kept for a cold start."""

from typing import Any

from django.db import models
from django.db.models import Func

from accounts.models import Authority


class TransactionNumber(models.Field):  # type: ignore[type-arg]  # not a generic when it runs
    """A PostgreSQL transaction's number, which never comes round again. Only the database writes it."""

    def db_type(self, connection: Any) -> str:  # noqa: ARG002
        return "xid8"

    def from_db_value(self, value: Any, *_expression_and_connection: Any) -> int | None:
        return None if value is None else int(value)


class HouseholdChange(models.Model):
    """Something that a search reads has changed. Triggers add rows (``models.watching``); a task removes old ones.

    Rows are only ever added, so that writers never wait for each other here. A row is of a household, of a child (and
    so of every home that the child lives or lived in), or of a fostering service; of none of them, it is of everything.
    """

    household_id = models.BigIntegerField(null=True)
    child_id = models.BigIntegerField(null=True)
    service_id = models.BigIntegerField(null=True)
    xact = TransactionNumber(
        db_default=Func(function="pg_current_xact_id", output_field=TransactionNumber())
    )
    at = models.DateTimeField(
        db_default=Func(function="clock_timestamp", output_field=models.DateTimeField())
    )

    class Meta:
        indexes = [models.Index(fields=["xact"], name="brokerage_change_by_xact")]

    def __str__(self) -> str:
        return f"Change {self.pk}"


class KeptColumns(models.Model):
    """An authority's households as columns, so that a process that starts need not gather them from twenty tables.

    ``snapshot`` is PostgreSQL's own of the statement that read them, on the server ``cluster``: whoever reads them
    brings them up to date with what is not visible in it.
    """

    authority = models.OneToOneField(Authority, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    cluster = models.CharField(max_length=20)
    snapshot = models.TextField()
    at = models.DateTimeField()
    data = models.BinaryField()

    class Meta:
        verbose_name_plural = "kept columns"

    def __str__(self) -> str:
        return f"Columns of {self.at:%Y-%m-%d %H:%M}"

"""How far work on a file has come, for others to see while its transaction is still open."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from carers.models import ImportFile

Tell = Callable[[int, int], None]

# Small files are over before anybody could look, so they open no second connection.
ROWS_WORTH_SHOWING = 2_000


def count_attempt(file: ImportFile) -> int:
    """Count that somebody starts to work on the file, so that it shows even if it kills them. Returns the number."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE carers_importfile SET attempts = attempts + 1 WHERE for_import_id = %s RETURNING attempts",
                [file.pk],
            )
            row = cursor.fetchone()
            return int(row[0]) if row else 1
    finally:
        own.close()


class Progress:
    """Counts rows done through a connection of its own, which commits at once.

    The file's row must not be locked by the work's transaction.
    """

    def __init__(self, file: ImportFile, *, total: int = 0, tell: Tell | None = None) -> None:
        self._file_id = file.pk
        self._listener = tell
        self._total, self._done = total, 0
        self._own: BaseDatabaseWrapper | None = None

    def __enter__(self) -> Self:
        if self._total:
            self.start(self._total)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._own:
            self._own.close()

    def start(self, total: int) -> None:
        self._total, self._done = total, 0
        if total > ROWS_WORTH_SHOWING:
            self._own = self._own or connection.copy()
        self._tell()

    def add(self, rows: int) -> None:
        self._done += rows
        self._tell()

    @staticmethod
    def keep_awake() -> None:
        """Touch the work's connection, which the server closes when its transaction idles for half a minute."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    def _tell(self) -> None:
        if self._listener:
            self._listener(self._done, self._total)
        if self._own:
            with self._own.cursor() as cursor:
                cursor.execute(
                    "UPDATE carers_importfile SET rows_done = %s, rows_total = %s WHERE for_import_id = %s",
                    [self._done, self._total, self._file_id],
                )

"""Brings a service's approved list in from the server, by the same steps as the pages.

Ends with 0 when everything in the file could be used, 1 when some rows could not (the others were imported), and 2 when
nothing was done: the file cannot be read, or the service is not known.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.audit import acting_as
from accounts.models import FosteringService
from carers import services
from carers.lifecycle import ImportStatus
from carers.models import ApprovedListImport, ImportRow
from documents.tables import MAX_BYTES

SOME_ROWS_BAD = 1
NOTHING_DONE = 2
CHANGES_SHOWN = 20


class Command(BaseCommand):
    help = "Import the approved list of a fostering service from a CSV file or an Excel workbook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--service", required=True, help="the service's code")
        parser.add_argument(
            "--dry-run", action="store_true", help="compare and report, and write nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with acting_as(system="import_carers"):
            compared = self._compare(options["file"], _service(options["service"]))
            self._report(compared)
            if options["dry_run"]:
                services.discard(list_import=compared, by=None, at=timezone.now())
                self.stdout.write("Dry run: nothing was written.")
            else:
                self._write(compared)
        if compared.bad_rows:
            raise CommandError(
                f"{compared.bad_rows} rows cannot be imported. Put them right and import the file again.",
                returncode=SOME_ROWS_BAD,
            )

    def _compare(self, path: Path, service: FosteringService) -> ApprovedListImport:
        try:
            if path.stat().st_size > MAX_BYTES:
                raise CommandError(f"{path} is larger than 30 MB.", returncode=NOTHING_DONE)
            with path.open("rb") as file:
                received = services.receive(
                    service=service, file=file, name=path.name, by=None, at=timezone.now()
                )
        except OSError as problem:
            words = f"{path} cannot be read: {problem.strerror}."
            raise CommandError(words, returncode=NOTHING_DONE) from problem
        self.stdout.write(f"Comparing {path.name} with the records of {service} …")
        compared = services.compare_file(
            list_import=received, at=timezone.now(), tell=self._show_progress
        )
        if compared.status == ImportStatus.UNREADABLE:
            raise CommandError(compared.problem, returncode=NOTHING_DONE)
        return compared

    def _report(self, compared: ApprovedListImport) -> None:
        for note in compared.notes:
            self.stdout.write(note)
        if compared.unknown_headers:
            ignored = ", ".join(compared.unknown_headers)
            self.stdout.write(f"Columns that are not known, and not read: {ignored}")
        self.stdout.write(
            f"{compared.new_rows} new, {compared.changed_rows} changed, {compared.same_rows} the same, "
            f"{compared.bad_rows} that cannot be imported; {compared.absent_households} households are not in the file."
        )
        for row in compared.rows.filter(outcome=ImportRow.Outcome.BAD).iterator():
            for header, value, expected in row.problems:
                self.stdout.write(f"  Line {row.line}, {header or 'row'} “{value}”: {expected}")
        changed = compared.rows.filter(outcome=ImportRow.Outcome.CHANGED)
        for row in changed[:CHANGES_SHOWN]:
            for header, before, after in row.changes:
                self.stdout.write(
                    f"  Line {row.line}, {row.reference}, {header}: {before} → {after}"
                )
        if compared.changed_rows > CHANGES_SHOWN:
            self.stdout.write(
                f"  … and {compared.changed_rows - CHANGES_SHOWN} more changed households."
            )

    def _write(self, compared: ApprovedListImport) -> None:
        confirmed = services.confirm(list_import=compared, by=None, at=timezone.now())
        written = services.write(list_import=confirmed, at=timezone.now(), tell=self._show_progress)
        if written.status != ImportStatus.DONE:
            raise CommandError(written.problem, returncode=NOTHING_DONE)
        self.stdout.write(self.style.SUCCESS(f"Imported {written.rows_to_write} households."))

    def _show_progress(self, done: int, total: int) -> None:
        self.stdout.write(f"\r  {done:,} of {total:,} rows", ending="\n" if done >= total else "")
        self.stdout.flush()


def _service(code: str) -> FosteringService:
    service = FosteringService.objects.filter(code=code).first()
    if service is None:
        known = ", ".join(FosteringService.objects.values_list("code", flat=True))
        words = f"No fostering service has the code “{code}”. There are: {known or 'none yet'}."
        raise CommandError(words, returncode=NOTHING_DONE)
    return service

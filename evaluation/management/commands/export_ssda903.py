"""Writes a statutory return into a folder, by the same steps as the page."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Authority
from evaluation import queries
from evaluation.matches import writing
from evaluation.models import Return
from reference.dates import london_today


class Command(BaseCommand):
    help = (
        "Write the statutory return (SSDA903) of a collection year: header.csv, episodes.csv, reviews.csv, oc2.csv and "
        "missing.csv, and not-known.csv with what is blank in them. Files of these names are written over."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--authority", required=True, metavar="CODE", help="the authority's code"
        )
        parser.add_argument(
            "--year-end",
            required=True,
            type=int,
            metavar="YEAR",
            help="the year in which the collection year ends: 2018 is 1 April 2017 to 31 March 2018",
        )
        parser.add_argument("--output", required=True, type=Path, metavar="FOLDER")

    def handle(self, *args: Any, **options: Any) -> None:
        authority = Authority.objects.filter(code=options["authority"]).first()
        if authority is None:
            raise CommandError(f"No authority has the code {options['authority']}.")
        at, year = timezone.now(), options["year_end"]
        if year not in queries.years_to_export(authority, today=london_today(at)):
            raise CommandError(f"Nothing is known of the year ending 31 March {year}.")
        exported = queries.exported(authority, year)
        accounts.log_export(
            by=None,
            authority=authority,
            record_type=Return._meta.label_lower,
            page="export_ssda903",
            at=at,
            reason="By an operator on the server",
        )
        self._write(writing.files(exported), options["output"])
        for kind, rows in exported.rows.items():
            self.stdout.write(f"{kind}: {len(rows):,} rows")
        for blank in writing.blanks(exported):
            where = f"{blank.file} {blank.column}".strip()
            self.stdout.write(f"  {blank.count:>7,}  {where}: {blank.why}")

    def _write(self, files: Any, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, content in files:
                (folder / name).write_bytes(content)
        except OSError as problem:
            raise CommandError(f"{folder} cannot be written to: {problem.strerror}.") from problem

"""The figures about stability of one authority and one collection year, from the returns that were imported."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Authority
from documents import pdf
from evaluation.queries import stability as queries
from evaluation.reporting.files import as_csv, as_pdf
from evaluation.services.report_makers import stability_of
from evaluation.stability.report import Assessment, YearNotReturned, as_json

PDF = b"%PDF"


class Command(BaseCommand):
    help = (
        "Write the stability figures of a year. JSON has the exact numbers; CSV and PDF may leave the authority, and "
        "hide counts under 5. None says which children."
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
        parser.add_argument("--format", choices=["json", "csv", "pdf"], default="json")
        parser.add_argument(
            "--output", type=Path, metavar="FILE", help="write there instead of to standard output"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        authority = Authority.objects.filter(code=options["authority"]).first()
        if authority is None:
            raise CommandError(f"No authority has the code {options['authority']}.")
        try:
            found = queries.worked_out(authority, options["year_end"])
        except YearNotReturned as problem:
            raise CommandError(str(problem)) from problem
        self._write(_content(found, authority, options["format"]), options["output"])

    def _write(self, content: bytes, path: Path | None) -> None:
        if path:
            path.write_bytes(content)
        elif content.startswith(PDF):
            self._write_bytes(content)
        else:
            self.stdout.write(content.decode(), ending="")

    def _write_bytes(self, content: bytes) -> None:
        stream = getattr(self.stdout, "buffer", None)
        if stream is None or self.stdout.isatty():
            raise CommandError("A PDF needs a file: name one with --output.")
        stream.write(content)


def _content(found: Assessment, authority: Authority, kind: str) -> bytes:
    if kind == "json":
        return json.dumps(as_json(found, authority=authority.code), indent=2).encode() + b"\n"
    report = stability_of(authority, found, made_on=timezone.localdate())
    if kind == "csv":
        return as_csv(report)
    try:
        return as_pdf(report, at_once=True)
    except pdf.DocumentFailed as problem:
        raise CommandError(str(problem)) from problem

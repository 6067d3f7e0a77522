"""Brings statutory returns in from the server, by the same steps as the pages.

Ends with 0 when the returns were imported, and with 2 when nothing was done. Rows that cannot be imported are said;
with --strict they make it end with 1, the others being imported all the same.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.audit import acting_as
from accounts.limits import take_as_long_as_it_takes
from accounts.models import Authority
from evaluation import queries, services
from evaluation.models import Return
from evaluation.returns import year as collection_year
from evaluation.returns.given import GivenReturn
from evaluation.returns.reading import MAX_BYTES, NoEpisodes, NotAReturn, read_returns
from evaluation.returns.rules import Severity
from reference.dates import london_today

SOME_ROWS_BLOCKED = 1
NOTHING_DONE = 2
LINES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One return among the paths."""

    place: Path
    given: GivenReturn


@dataclass(frozen=True, slots=True)
class Outcome:
    found: Found
    imported: Return
    is_unchanged: bool


class Command(BaseCommand):
    help = "Import statutory returns (SSDA903). The year of each is read from its episodes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths",
            nargs="+",
            type=Path,
            metavar="PATH",
            help="a folder with the files of one return or more, a folder of such folders, files or ZIP archives",
        )
        parser.add_argument("--authority", required=True, help="the authority's code")
        parser.add_argument(
            "--create-authority", action="store_true", help="add the authority if it is not there"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="read, check and report, and write nothing"
        )
        parser.add_argument(
            "--strict", action="store_true", help="end with 1 where a row cannot be imported"
        )
        parser.add_argument(
            "--json", action="store_true", help="report as JSON, with every finding"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        found = _in_order(self._read(options["paths"]))
        with acting_as(system="import_ssda903"), transaction.atomic():
            take_as_long_as_it_takes()
            authority = _authority(options["authority"], create=options["create_authority"])
            outcomes = [_import(each, authority) for each in found]
            if options["json"]:
                said = _as_json(authority, outcomes, dry_run=options["dry_run"])
                self.stdout.write(json.dumps(said, indent=2, ensure_ascii=False))
            else:
                self._report(outcomes, dry_run=options["dry_run"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        blocked = sum(outcome.imported.blocked_rows for outcome in outcomes)
        if blocked and options["strict"]:
            raise CommandError(
                f"{blocked:,} rows cannot be imported; the others can. Put them right and import again.",
                returncode=SOME_ROWS_BLOCKED,
            )

    def _read(self, paths: Sequence[Path]) -> list[Found]:
        found = []
        for place, files in _groups(paths):
            try:
                found += _returns(place, files) if files else self._in_folder(place)
            except NotAReturn as problem:
                raise CommandError(f"{place}: {problem}", returncode=NOTHING_DONE) from problem
        return found

    def _in_folder(self, folder: Path) -> list[Found]:
        """The returns whose files lie in the folder itself, or else in the folders in it.

        Raises:
            NoEpisodes: there are none.
            NotAReturn: nothing tells the year of one.
        """
        try:
            return _returns(folder, _files(folder))
        except NoEpisodes:
            inside = _subfolders(folder)
            if not inside:
                raise
        found = []
        for each in inside:
            try:
                found += self._in_folder(each)
            except NoEpisodes:
                self.stderr.write(f"{each}: no episodes, passed over.")
        if not found:
            raise NoEpisodes("There is no Episodes file in it, nor in the folders in it.")
        return found

    def _report(self, outcomes: Sequence[Outcome], *, dry_run: bool) -> None:
        for outcome in outcomes:
            one = outcome.imported
            self.stdout.write(f"{outcome.found.place}: {one.year_in_words}")
            for file in one.files.all():
                self.stdout.write(f"  {file.name}: {_file_in_words(file.kind, file.row_count)}")
            self.stdout.write(
                f"  {one.children:,} children, {one.episodes:,} episodes; {one.blocked_rows:,} rows not imported."
            )
            if outcome.is_unchanged:
                self.stdout.write("  The same as what is imported already. Nothing changes.")
            self._report_findings(one)
        words = "Dry run: nothing was written." if dry_run else "Imported."
        self.stdout.write(words if dry_run else self.style.SUCCESS(words))

    def _report_findings(self, one: Return) -> None:
        for each in queries.findings_by_rule(one):
            severity = each.rule.severity.value.lower()
            self.stdout.write(
                f"  {each.count:>7,}  {each.rule.code:<8} {severity:<8}  {each.rule.words}"
            )
            found = queries.findings(one, each.rule.code)
            if each.rule.severity != Severity.BLOCKING:
                found = found.filter(line=0)
            for finding in found[:LINES_SHOWN]:
                where = f", line {finding.line}" if finding.line else ""
                self.stdout.write(f"           {finding.file.name}{where}: {finding.words}")


def _groups(paths: Sequence[Path]) -> Iterator[tuple[Path, list[Path]]]:
    """Each folder, without files; and the files that were named, with the folder in which they lie."""
    named: dict[Path, list[Path]] = {}
    for path in paths:
        if path.is_dir():
            if not any(path.iterdir()):
                raise CommandError(f"{path} has no files.", returncode=NOTHING_DONE)
            yield path, []
        elif path.is_file():
            named.setdefault(path.parent, []).append(path)
        else:
            raise CommandError(f"{path} is not there.", returncode=NOTHING_DONE)
    yield from named.items()


def _returns(place: Path, files: Sequence[Path]) -> list[Found]:
    sources = [(path.name, _content(path)) for path in files]
    given = read_returns(sources, today=london_today(timezone.now()))
    return [Found(place, each) for each in given]


def _files(path: Path) -> list[Path]:
    return sorted(
        each for each in path.iterdir() if each.is_file() and not each.name.startswith(".")
    )


def _subfolders(path: Path) -> list[Path]:
    return sorted(
        each for each in path.iterdir() if each.is_dir() and not each.name.startswith(".")
    )


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = f"{MAX_BYTES // 1024 // 1024} MB"
            raise CommandError(f"{path} is larger than {limit}.", returncode=NOTHING_DONE)
        return path.read_bytes()
    except OSError as problem:
        words = f"{path} cannot be read: {problem.strerror}."
        raise CommandError(words, returncode=NOTHING_DONE) from problem


def _in_order(found: list[Found]) -> list[Found]:
    """By year, so that each return can be compared with the one before it."""
    by_year: dict[int, Found] = {}
    for each in found:
        if other := by_year.get(each.given.year):
            year = collection_year.in_words(each.given.year)
            words = f"{other.place} and {each.place} are both for the {year}. Import one of them."
            raise CommandError(words, returncode=NOTHING_DONE)
        by_year[each.given.year] = each
    return [by_year[year] for year in sorted(by_year)]


def _authority(code: str, *, create: bool) -> Authority:
    if found := Authority.objects.filter(code=code).first():
        return found
    if not create:
        known = ", ".join(Authority.objects.values_list("code", flat=True)) or "none yet"
        words = (
            f"No authority has the code “{code}”. There are: {known}. --create-authority adds it."
        )
        raise CommandError(words, returncode=NOTHING_DONE)
    try:
        validate_slug(code)
    except ValidationError as problem:
        raise CommandError(f"--authority: {problem.message}", returncode=NOTHING_DONE) from problem
    authority = Authority(code=code, name=code.replace("-", " ").title())
    accounts.add_authority(authority=authority, by=None, at=timezone.now())
    return authority


def _import(found: Found, authority: Authority) -> Outcome:
    at = timezone.now()
    imported = services.import_return(authority=authority, given=found.given, by=None, at=at)
    return Outcome(found, imported, is_unchanged=imported.received_at != at)


def _file_in_words(kind: str, rows: int) -> str:
    return f"{kind}, {rows:,} rows" if kind else "not read"


def _as_json(authority: Authority, outcomes: Sequence[Outcome], *, dry_run: bool) -> dict[str, Any]:
    return {
        "authority": authority.code,
        "dry_run": dry_run,
        "returns": [_return_as_json(outcome) for outcome in outcomes],
    }


def _return_as_json(outcome: Outcome) -> dict[str, Any]:
    one = outcome.imported
    return {
        "year": one.year,
        "path": str(outcome.found.place),
        "unchanged": outcome.is_unchanged,
        "compared_with": one.compared_with.year if one.compared_with else None,
        "files": [
            {"name": file.name, "kind": file.kind or None, "rows": file.row_count}
            for file in one.files.all()
        ],
        "children": one.children,
        "episodes": one.episodes,
        "blocked_rows": one.blocked_rows,
        "rules": [
            {
                "rule": each.rule.code,
                "severity": each.rule.severity.value.lower(),
                "count": each.count,
                "words": each.rule.words,
            }
            for each in queries.findings_by_rule(one)
        ],
        "findings": [
            {
                "rule": finding.rule,
                "file": finding.file.name,
                "line": finding.line or None,
                "child": finding.child or None,
                "words": finding.words,
            }
            for finding in one.findings.select_related("file").order_by("file", "line", "pk")
        ],
    }

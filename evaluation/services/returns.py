"""Bringing a statutory return in: keep its rows as given with what was found, then put it in force."""

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import count

from django.db import transaction

from accounts.audit import acting_as
from accounts.limits import take_as_long_as_it_takes
from accounts.models import Authority, User
from accounts.moves import check_move
from evaluation.lifecycle import RETURN_MOVES, ReturnStatus
from evaluation.models import Return, ReturnFile, ReturnFinding, ReturnRow
from evaluation.queries.returns import episodes_of
from evaluation.returns.checks import check
from evaluation.returns.given import GivenFile, GivenReturn, GivenRow, digest
from evaluation.returns.parsing import Parsed, parse
from evaluation.returns.reading import NotAReturn, read_returns
from evaluation.returns.rules import Finding
from evaluation.services.copying import array_of, copy_in
from evaluation.services.postcodes import in_the_directory
from reference.dates import london_today

ROWS_AT_ONCE = 2_000
LONGEST_NAME = 120
UNFORESEEN = "Something went wrong that is not the files' fault. Nothing was imported. Try again, or tell support."


class WorkFailed(Exception):
    """Reading a return failed for a reason that nobody foresaw."""

    def __init__(self, received: Return) -> None:
        self.received = received
        super().__init__(str(received.public_id))


@transaction.atomic
def import_return(
    *, authority: Authority, given: GivenReturn, by: User | None, at: dt.datetime
) -> Return:
    """Keep a return and put it in force at once. What is in force already is returned as it is.

    The findings of the return of the year after are made anew, because they speak of this one.

    Args:
        by: ``None`` for an operator on the server.
    """
    if same := _same_in_force(authority, given.year, digest(given.files)):
        return same
    received = Return.objects.create(authority=authority, received_by=by, received_at=at)
    _keep(received, given)
    _one_at_a_time(authority)
    return _put_in_force(received, by=by, at=at)


@transaction.atomic
def receive(
    *, authority: Authority, files: Sequence[tuple[str, bytes]], by: User | None, at: dt.datetime
) -> Return:
    """Keep files until they have been read. Previews of the same person that nobody confirmed end."""
    ready = Return.objects.filter(authority=authority, received_by=by, status=ReturnStatus.READY)
    for earlier in ready:
        discard(received=earlier, by=by, at=at)
    received = Return.objects.create(authority=authority, received_by=by, received_at=at)
    ReturnFile.objects.bulk_create(
        ReturnFile(for_return=received, name=name, packed=zlib.compress(content, level=1))
        for name, content in _named_once(files)
    )
    return received


@transaction.atomic
def read_received(*, received: Return, at: dt.datetime) -> Return:
    """Read the files, keep their rows and findings, and forget their bytes.

    Files of several years become a return each; the one that was received is the oldest, and is returned. What is
    no return ends as unreadable, with ``problem`` saying why.

    Raises:
        MoveNotAllowed: it was read already.
    """
    locked = _locked(received)
    check_move(RETURN_MOVES, ReturnStatus(locked.status), ReturnStatus.READY)
    files = [(file.name, zlib.decompress(file.packed or b"")) for file in locked.files.all()]
    locked.files.all().delete()
    try:
        first, *others = read_returns(files, today=london_today(at))
    except NotAReturn as problem:
        _move(locked, ReturnStatus.UNREADABLE)
        locked.problem = str(problem)
        locked.save()
    else:
        _keep(locked, first)
        for given in others:
            _keep(_another(locked), given)
    return locked


def _another(received: Return) -> Return:
    """For a further year among the files that somebody sent together."""
    return Return.objects.create(
        authority=received.authority,
        received_by=received.received_by,
        received_at=received.received_at,
    )


@transaction.atomic
def confirm(*, received: Return, by: User | None, at: dt.datetime) -> Return:
    """Put a return that was read in force. The one that was in force for its year is superseded.

    Where that one says the same, it stays, is returned, and the new one is discarded.

    Raises:
        MoveNotAllowed: it is not waiting for that.
    """
    _one_at_a_time(received.authority)
    locked = _locked(received)
    if same := _same_in_force(locked.authority, locked.year, locked.digest):
        discard(received=locked, by=by, at=at)
        return same
    return _put_in_force(locked, by=by, at=at)


@transaction.atomic
def discard(*, received: Return, by: User | None, at: dt.datetime) -> None:
    """Forget a return that nobody confirmed, with its rows.

    Raises:
        MoveNotAllowed: it is in force, or over.
    """
    locked = _locked(received)
    _move(locked, ReturnStatus.DISCARDED)
    locked.save()
    locked.files.all().delete()


@transaction.atomic
def read_next(*, at: dt.datetime) -> Return | None:
    """Read the return that has waited longest; ``None`` when none waits. Other workers pass it over meanwhile.

    Raises:
        WorkFailed: something unforeseen happened. Nothing of the step stays.
    """
    waiting = Return.objects.filter(status=ReturnStatus.WAITING).order_by("received_at", "pk")
    claimed = waiting.select_for_update(skip_locked=True, of=("self",)).first()
    if claimed is None:
        return None
    try:
        with transaction.atomic(), _acting_for(claimed):
            take_as_long_as_it_takes()
            return read_received(received=claimed, at=at)
    except Exception as problem:
        raise WorkFailed(claimed) from problem


@transaction.atomic
def give_up(*, received: Return, at: dt.datetime) -> Return:
    """End the work on a return after something unforeseen.

    Raises:
        MoveNotAllowed: it does not wait to be read.
    """
    locked = _locked(received)
    with _acting_for(locked):
        _move(locked, ReturnStatus.UNREADABLE)
        locked.problem = UNFORESEEN
        locked.save()
        locked.files.all().delete()
    return locked


def _keep(locked: Return, given: GivenReturn) -> None:
    """Store files, rows and findings. The return is then ready to be put in force."""
    _move(locked, ReturnStatus.READY)
    parsed = parse(given.files, given.year)
    locked.year, locked.digest = given.year, digest(given.files)
    locked.children, locked.episodes = len(parsed.numbers), len(parsed.episodes)
    locked.blocked_rows = len(parsed.blocked)
    locked.compared_with = _previous(locked)
    locked.save()
    files = _keep_files(locked, given)
    _keep_rows(files, given, parsed)
    about_files = [*given.not_read, *(note for file in given.files for note in file.notes)]
    _keep_findings(locked, files, [*about_files, *_found(locked, parsed)])


def _keep_files(locked: Return, given: GivenReturn) -> dict[str, ReturnFile]:
    read = [
        ReturnFile(for_return=locked, name=file.name, kind=file.kind, row_count=len(file.rows))
        for file in given.files
    ]
    not_read = [ReturnFile(for_return=locked, name=each.file) for each in given.not_read]
    created = ReturnFile.objects.bulk_create([*read, *not_read])
    return {file.name: file for file in created}


def _keep_rows(files: dict[str, ReturnFile], given: GivenReturn, parsed: Parsed) -> None:
    rows = (
        (
            files[file.name].pk,
            row.line,
            row.cells[0],
            array_of(row.cells),
            (file.name, row.line) not in parsed.blocked,
        )
        for file in given.files
        for row in file.rows
    )
    copy_in(ReturnRow, ("file", "line", "child", "cells", "is_imported"), rows)


def _found(locked: Return, parsed: Parsed) -> list[Finding]:
    previous = locked.compared_with
    return check(
        parsed,
        year=locked.year or 0,
        previous=episodes_of(previous) if previous else None,
        is_postcode=in_the_directory(),
    )


def _keep_findings(
    locked: Return, files: dict[str, ReturnFile], findings: Iterable[Finding]
) -> None:
    rows = (
        (
            locked.pk, files[each.file].pk, each.rule, each.severity.value, each.line, each.child, each.words,
        )
        for each in findings
    )  # fmt: skip
    columns = ("for_return", "file", "rule", "severity", "line", "child", "words")
    copy_in(ReturnFinding, columns, rows)


def _put_in_force(locked: Return, *, by: User | None, at: dt.datetime) -> Return:
    in_force = Return.objects.filter(authority_id=locked.authority_id).in_force()
    if earlier := in_force.filter(year=locked.year).select_for_update().first():
        _move(earlier, ReturnStatus.SUPERSEDED)
        earlier.superseded_at = at
        earlier.save()
    _move(locked, ReturnStatus.IN_FORCE)
    locked.imported_by, locked.imported_at = by, at
    locked.save()
    if locked.compared_with != _previous(locked):
        _check_again(locked)
    if later := in_force.filter(year=(locked.year or 0) + 1).first():
        _check_again(later)
    return locked


def _check_again(one: Return) -> None:
    """Make a return's findings anew from its stored rows, beside the return that is now the year before's."""
    one.compared_with = _previous(one)
    one.save()
    stored = tuple(_stored(one))
    files = {file.name: file for file in one.files.all()}
    one.findings.filter(line__gt=0).exclude(rule="CELLS").delete()
    _keep_findings(one, files, _found(one, parse(stored, one.year or 0)))


def _stored(one: Return) -> Iterator[GivenFile]:
    for file in one.files.exclude(kind=""):
        rows = file.rows.order_by("line").values_list("line", "cells")
        given = tuple(
            GivenRow(line, tuple(cells)) for line, cells in rows.iterator(chunk_size=ROWS_AT_ONCE)
        )
        yield GivenFile(file.name, file.kind, given)


def _previous(one: Return) -> Return | None:
    """The return in force for the year before."""
    in_force = Return.objects.filter(authority_id=one.authority_id).in_force()
    return in_force.filter(year=(one.year or 0) - 1).first()


def _same_in_force(authority: Authority, year: int | None, digest_of_files: str) -> Return | None:
    in_force = Return.objects.filter(authority=authority).in_force()
    return in_force.filter(year=year, digest=digest_of_files).first()


def _one_at_a_time(authority: Authority) -> None:
    """Keep other imports of the authority's returns waiting until the transaction ends."""
    Authority.objects.select_for_update(no_key=True).get(pk=authority.pk)


def _named_once(files: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Files with names that may be shown, no two the same."""
    taken: set[str] = set()
    for name, content in files:
        last = name.replace("\\", "/").rpartition("/")[2]
        plain = "".join(each for each in last if each.isprintable())[: LONGEST_NAME - 6] or "file"
        free = (plain if number == 1 else f"{plain} ({number})" for number in count(1))
        chosen = next(each for each in free if each not in taken)
        taken.add(chosen)
        yield chosen, content


def _locked(received: Return) -> Return:
    found = Return.objects.select_for_update(of=("self",)).select_related("authority")
    return found.get(pk=received.pk)


def _move(locked: Return, target: ReturnStatus) -> None:
    check_move(RETURN_MOVES, ReturnStatus(locked.status), target)
    locked.status = target


def _acting_for(received: Return) -> AbstractContextManager[None]:
    return acting_as(
        system="returns", user=received.received_by_id, authority=received.authority_id
    )

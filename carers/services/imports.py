"""Importing an approved list: receive the file, compare it with the records, and write what a person confirmed."""

import datetime as dt
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO

from django.db import transaction

from accounts.audit import acting_as
from accounts.models import FosteringService, User, agreed_services
from accounts.moves import check_move
from accounts.permissions import Permission, allows
from accounts.services import log_refusal
from carers.lifecycle import IMPORT_MOVES, ImportStatus
from carers.models import ApprovedListImport, Household, ImportFile, ImportRow
from carers.queries import sheets
from carers.services.progress import Progress, Tell, count_attempt
from carers.services.reading import stage
from carers.services.statistics import measure_tables
from carers.services.writing import ROWS_AT_ONCE, Writing, chunks, write_rows
from documents import tables
from reference.dates import london_today

AT_WORK = (ImportStatus.WAITING, ImportStatus.CONFIRMED)
MOST_ATTEMPTS = 3  # at one file; a worker that it killed counts as well
TRIED_TOO_OFTEN = (
    "The file could not be worked through. Nothing was imported. Split it and try again."
)
NO_LONGER_ALLOWED = (
    "Whoever confirmed this may no longer import the list. Nothing was imported. Somebody who may has to compare and "
    "confirm it again."
)
UNFORESEEN = "Something went wrong that is not the file's fault. Nothing was imported. Try again, or tell support."


class WorkFailed(Exception):
    """A step of an import failed for a reason that nobody foresaw."""

    def __init__(self, list_import: ApprovedListImport) -> None:
        self.list_import = list_import
        super().__init__(str(list_import.public_id))


class NotYourService(Exception):
    """This person may not import the service's list."""


@transaction.atomic
def receive(
    *,
    service: FosteringService,
    file: BinaryIO,
    name: str,
    by: User | None,
    at: dt.datetime,
) -> ApprovedListImport:
    """Keep the file until it has been compared and confirmed. Previews of the service that nobody confirmed end.

    Args:
        by: ``None`` for an operator on the server.

    Raises:
        NotYourService: see ``basis_for``.
    """
    basis = basis_for(service=service, by=by, on=london_today(at))
    for earlier in _waiting_for_a_person(service, by):
        discard(list_import=earlier, by=by, at=at)
    file.seek(0)
    content = file.read()
    list_import = ApprovedListImport.objects.create(
        service=service,
        authority=by.authority if by else None,
        basis=basis,
        file_name=_plain_name(name),
        uploaded_by=by,
        uploaded_at=at,
    )
    ImportFile.objects.create(
        for_import=list_import, packed=zlib.compress(content, level=1), size_bytes=len(content)
    )
    return list_import


def basis_for(
    *, service: FosteringService, by: User | None, on: dt.date
) -> ApprovedListImport.Basis:
    """Why this person may import the service's list.

    Raises:
        NotYourService: they are neither of the service, nor of the authority that runs it or that has an agreement
            with it that runs on the day.
    """
    if by is None:
        return ApprovedListImport.Basis.SERVER
    if by.service_id:
        if by.service_id == service.pk:
            return ApprovedListImport.Basis.OWN
    elif by.authority_id and service.authority_id == by.authority_id:
        return ApprovedListImport.Basis.RUN
    elif by.authority_id and agreed_services(by.authority_id, on=on).filter(pk=service.pk).exists():
        return ApprovedListImport.Basis.AGREEMENT
    raise NotYourService(f"You cannot import the list of {service}.")


@transaction.atomic
def compare_file(
    *, list_import: ApprovedListImport, at: dt.datetime, tell: Tell | None = None
) -> ApprovedListImport:
    """Read the file and keep what each row would change. Nothing of the households is touched.

    Comparing again starts afresh. A file that cannot be read ends the import, with ``problem`` saying why.

    Args:
        tell: called now and then with the rows done and the rows there are.

    Raises:
        MoveNotAllowed: the import is not waiting to be compared.
    """
    locked = _locked(list_import)
    check_move(IMPORT_MOVES, ImportStatus(locked.status), ImportStatus.READY)
    locked.rows.all().delete()
    file = ImportFile.objects.get(for_import=locked)
    content = zlib.decompress(file.packed)
    try:
        with transaction.atomic(), Progress(file, tell=tell) as progress:
            stage(locked, content, progress, on=london_today(at))
    except tables.UnreadableTable as problem:
        locked.problem, locked.status = str(problem), ImportStatus.UNREADABLE
        file.delete()
    else:
        locked.status, locked.compared_at = ImportStatus.READY, at
    locked.save()
    return locked


@transaction.atomic
def compare_again(
    *, list_import: ApprovedListImport, by: User | None, at: dt.datetime
) -> ApprovedListImport:
    """Have the same file compared with today's records, after somebody changed one of them.

    Raises:
        MoveNotAllowed: the import is not a preview that can go out of date.
    """
    locked = _locked(list_import)
    _move(locked, ImportStatus.WAITING)
    locked.confirmed_by = locked.confirmed_at = None
    locked.problem = ""
    locked.save()
    return locked


@transaction.atomic
def confirm(
    *, list_import: ApprovedListImport, by: User | None, at: dt.datetime
) -> ApprovedListImport:
    """Let the import be written. ``write`` does it, now or in the worker.

    Raises:
        MoveNotAllowed: it is not a preview, or somebody confirmed it already.
        NotYourService: the person may no longer import the service's list.
    """
    locked = _locked(list_import)
    basis_for(service=locked.service, by=by, on=london_today(at))
    _move(locked, ImportStatus.CONFIRMED)
    locked.confirmed_by, locked.confirmed_at = by, at
    locked.save()
    return locked


@transaction.atomic
def write(
    *, list_import: ApprovedListImport, at: dt.datetime, tell: Tell | None = None
) -> ApprovedListImport:
    """Write what was confirmed: all of it, or nothing where somebody changed one of the households since, or where
    whoever confirmed it may no longer do so.

    Raises:
        MoveNotAllowed: it is not confirmed, or it is written already.
    """
    locked = _locked(list_import)
    check_move(IMPORT_MOVES, ImportStatus(locked.status), ImportStatus.DONE)
    if not _still_may_import(locked, on=london_today(at)):
        return _refuse(locked, at=at)
    changed_since = _changed_since(locked)
    if changed_since:
        _move(locked, ImportStatus.STALE)
        locked.problem = _changed_since_in_words(changed_since)
        locked.save()
        return locked
    by = locked.confirmed_by
    writing = Writing(locked.service, sheets.scope_for(by), by, at)
    file = ImportFile.objects.get(for_import=locked)
    with Progress(file, total=locked.rows_to_write, tell=tell) as progress:
        for rows in chunks(_rows_to_write(locked), ROWS_AT_ONCE):
            write_rows(rows, writing)
            progress.add(len(rows))
    measure_tables(rows=locked.rows_to_write, app="carers")
    _move(locked, ImportStatus.DONE)
    locked.done_at = at
    locked.save()
    file.delete()
    return locked


@transaction.atomic
def discard(*, list_import: ApprovedListImport, by: User | None, at: dt.datetime) -> None:
    """End a preview without writing anything, and forget the file.

    Raises:
        MoveNotAllowed: it is being written, or it is over.
    """
    locked = _locked(list_import)
    _move(locked, ImportStatus.DISCARDED)
    locked.save()
    locked.rows.all().delete()
    ImportFile.objects.filter(for_import=locked).delete()


@transaction.atomic
def work_on_next(*, at: dt.datetime) -> ApprovedListImport | None:
    """Bring the import that has waited longest for a worker one step further; ``None`` when none waits.

    It stays locked meanwhile, so that other workers pass it over, and is free again when this one is killed.

    Raises:
        WorkFailed: something unforeseen happened. Nothing of the step stays.
    """
    waiting = ApprovedListImport.objects.filter(status__in=AT_WORK, file__isnull=False)
    free = waiting.order_by("uploaded_at", "pk").select_for_update(skip_locked=True, of=("self",))
    claimed = free.select_related("file").first()
    if claimed is None:
        return None
    try:
        with transaction.atomic(), acting_as(**_actor(claimed)):
            if count_attempt(claimed.file) > MOST_ATTEMPTS:
                return _give_up(claimed, TRIED_TOO_OFTEN)
            step = compare_file if claimed.status == ImportStatus.WAITING else write
            return step(list_import=claimed, at=at)
    except Exception as problem:
        raise WorkFailed(claimed) from problem


@transaction.atomic
def give_up(*, list_import: ApprovedListImport, at: dt.datetime) -> ApprovedListImport:
    """End the work on an import after something unforeseen. Nothing of it was written.

    Raises:
        MoveNotAllowed: it is not at work.
    """
    locked = _locked(list_import)
    with acting_as(**_actor(locked)):
        return _give_up(locked, UNFORESEEN)


def _give_up(locked: ApprovedListImport, words: str) -> ApprovedListImport:
    confirmed = locked.status == ImportStatus.CONFIRMED
    _move(locked, ImportStatus.STALE if confirmed else ImportStatus.UNREADABLE)
    locked.problem = words
    locked.save()
    if not confirmed:
        ImportFile.objects.filter(for_import=locked).delete()
    return locked


def _still_may_import(locked: ApprovedListImport, *, on: dt.date) -> bool:
    """Whether whoever confirmed it could confirm it now: hours may lie between that and the worker's turn."""
    by = locked.confirmed_by
    if by is None:
        return True
    try:
        basis_for(service=locked.service, by=by, on=on)
    except NotYourService:
        return False
    return by.is_active and allows(by, Permission.IMPORT_HOUSEHOLDS)


def _refuse(locked: ApprovedListImport, *, at: dt.datetime) -> ApprovedListImport:
    if locked.confirmed_by:
        log_refusal(
            by=locked.confirmed_by,
            page="carers:import-confirm",
            at=at,
            record_type=locked._meta.label_lower,
            record_id=str(locked.public_id),
            reason="Lost the right to import between confirming and writing",
        )
    return _give_up(locked, NO_LONGER_ALLOWED)


def _actor(list_import: ApprovedListImport) -> dict[str, Any]:
    """Who is behind an import: whoever confirmed it, or else sent it."""
    return {
        "system": "import",
        "user": list_import.confirmed_by_id or list_import.uploaded_by_id,
        "authority": list_import.authority_id,
    }


def _rows_to_write(locked: ApprovedListImport) -> Iterator[ImportRow]:
    outcomes = [ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED]
    rows = locked.rows.filter(outcome__in=outcomes).order_by("pk")
    return rows.iterator(chunk_size=ROWS_AT_ONCE)


def _changed_since(locked: ApprovedListImport) -> list[str]:
    """References whose household is no longer as it was compared. Locks those that will change, in id order."""
    rows = locked.rows.filter(outcome=ImportRow.Outcome.CHANGED)
    seen = dict(rows.values_list("household_id", "household_version"))
    now = Household.objects.filter(pk__in=seen).order_by("pk").select_for_update()
    changed = [
        reference
        for pk, reference, version in now.values_list("pk", "reference", "version")
        if seen[pk] != version
    ]
    new = locked.rows.filter(outcome=ImportRow.Outcome.NEW).values("reference")
    recorded = Household.objects.filter(service=locked.service, reference__in=new)
    return changed + list(recorded.values_list("reference", flat=True))


def _changed_since_in_words(references: Sequence[str]) -> str:
    if len(references) == 1:
        return f"Household {references[0]} was changed after the file was compared. Nothing was imported."
    some = ", ".join(sorted(references)[:5])
    return (
        f"{len(references)} households were changed after the file was compared, {some} among them. "
        "Nothing was imported."
    )


def _locked(list_import: ApprovedListImport) -> ApprovedListImport:
    return (
        ApprovedListImport.objects.select_for_update(of=("self",))
        .select_related("service", "uploaded_by__membership", "confirmed_by__membership")
        .get(pk=list_import.pk)
    )


def _move(locked: ApprovedListImport, target: ImportStatus) -> None:
    check_move(IMPORT_MOVES, ImportStatus(locked.status), target)
    locked.status = target


def _waiting_for_a_person(
    service: FosteringService, by: User | None
) -> Iterable[ApprovedListImport]:
    """The person's own previews of the service's list that a new file takes the place of."""
    ready = [ImportStatus.READY, ImportStatus.STALE]
    return ApprovedListImport.objects.filter(service=service, uploaded_by=by, status__in=ready)


def _plain_name(name: str) -> str:
    """The file's name as it may be shown: without folders and control characters, and short."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(character for character in last if character.isprintable())[:120] or "file"

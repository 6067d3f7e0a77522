"""Making a report that was asked for: the figures once, and every file from what was kept of them."""

import datetime as dt
from collections.abc import Callable, Mapping

from django.db import transaction

from accounts.audit import acting_as
from documents.pdf import DocumentFailed, DocumentTooBig
from evaluation.models import ReportFile, ReportJob
from evaluation.reporting import files, stored
from evaluation.reporting.shapes import Report
from evaluation.services import report_leases as leases
from evaluation.services.leases import MOST_ATTEMPTS, LeaseLost
from evaluation.services.making import CannotReport, Maker, Making
from evaluation.services.report_leases import Lease
from evaluation.services.report_schedule import tell_of_month

UNFORESEEN = "Something went wrong that is nobody's fault here. Try again, or tell support."
TOO_BIG = (
    "The report is too long: a PDF of it would take more than a minute, or more memory than one may have. Ask for less "
    "in it, for fewer years for instance."
)
FIGURES = "Working out the figures"
Format = ReportFile.Format
Writer = Callable[[Report], bytes]
# The quick ones first.
WRITERS: Mapping[Format, tuple[str, Writer]] = {
    Format.CSV: ("Writing the CSV file", files.as_csv),
    Format.XLSX: ("Writing the workbook", files.as_xlsx),
    Format.PDF: ("Writing the PDF", files.as_pdf),
}


class ReportFailed(Exception):
    """Making a report failed for a reason that nobody foresaw."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        super().__init__(str(lease.job.public_id))


def make_next(*, makers: Mapping[str, Maker], at: dt.datetime) -> ReportJob | None:
    """Make the report that has waited longest; ``None`` when none waits. Others take other reports meanwhile.

    What can be foreseen, a report that is too long for one, ends it with words that say why.

    Args:
        makers: who makes which kind.

    Raises:
        ReportFailed: something unforeseen happened. ``give_up_report`` ends it.
    """
    lease = leases.take_next()
    if lease is None:
        return None
    job = lease.job
    with acting_as(system="reports", user=job.asked_by_id, authority=job.authority_id):
        try:
            if job.attempts > MOST_ATTEMPTS:
                return _failed(lease, leases.TRIED_TOO_OFTEN, at=at)
            return _made(lease, makers[job.kind], at=at)
        except (CannotReport, DocumentFailed) as problem:
            words = TOO_BIG if isinstance(problem, DocumentTooBig) else str(problem)
            return _failed(lease, words, at=at)
        except LeaseLost:
            return job
        except Exception as problem:
            raise ReportFailed(lease) from problem


def give_up_report(*, lease: Lease, at: dt.datetime) -> None:
    """End a report after something unforeseen, unless another worker has it by now."""
    job = lease.job
    with acting_as(system="reports", user=job.asked_by_id, authority=job.authority_id):
        try:
            _failed(lease, UNFORESEEN, at=at)
        except LeaseLost:
            return


def _made(lease: Lease, make: Maker, *, at: dt.datetime) -> ReportJob:
    job, telling = lease.job, _Telling(lease)
    telling.progress(0, 1)
    report = make(
        Making(
            authority=job.authority,
            asked=job.asked,
            made_on=job.made_on,
            progress=telling.progress,
        )
    )
    kept = stored.as_json(report)
    report = stored.from_json(kept)
    contents: dict[str, bytes] = {Format.JSON: kept}
    for place, (name, (doing, write)) in enumerate(WRITERS.items()):
        telling.writes(place, doing)
        contents[name] = write(report)
    with transaction.atomic():
        made = leases.give_back_made(lease, contents, period=report.period, at=at)
        tell_of_month(job=made, at=at)
    return made


@transaction.atomic
def _failed(lease: Lease, words: str, *, at: dt.datetime) -> ReportJob:
    job = leases.give_back_failed(lease, problem=words)
    tell_of_month(job=job, at=at)
    return job


class _Telling:
    """Passes on how far it has come, a hundred times while the figures are worked out."""

    def __init__(self, lease: Lease) -> None:
        self._lease = lease
        self._steps, self._told = 1, (-1, 0)

    def progress(self, done: int, total: int) -> None:
        """What a maker says: so many of its own steps are done."""
        steps = max(total, 1)
        now = 100 * done // steps, steps
        if now != self._told:
            self._steps, self._told = steps, now
            leases.tell(self._lease, done=done, total=self._steps + len(WRITERS), doing=FIGURES)

    def writes(self, place: int, doing: str) -> None:
        total = self._steps + len(WRITERS)
        leases.tell(self._lease, done=self._steps + place, total=total, doing=doing)

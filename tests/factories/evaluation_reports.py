import datetime as dt
import hashlib

import factory
from factory.django import DjangoModelFactory

from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportFile, ReportJob, ReportSchedule, StoredFile
from evaluation.reporting.shapes import Report
from evaluation.reporting.stored import as_json
from evaluation.services.report_jobs import digest_of
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory


class ReportJobFactory(DjangoModelFactory):
    """A report about stability that waits to be made."""

    class Meta:
        model = ReportJob

    authority = factory.SubFactory(AuthorityFactory)
    kind = "STABILITY"
    title = "Stability: how settled children are"
    asked = factory.LazyFunction(lambda: {"year": "latest"})
    made_on = TODAY
    digest = factory.LazyAttribute(lambda job: digest_of(job.kind, job.asked, job.made_on))
    asked_at = NOON


class ReadyReportFactory(ReportJobFactory):
    """The same, made: a page and files that say next to nothing."""

    class Meta:
        skip_postgeneration_save = True

    status = ReportStatus.READY
    made_at = NOON

    @factory.post_generation
    def contents(self, create, given, **_):
        if create:
            for name, content in (given or contents_of()).items():
                digest = hashlib.sha256(content).hexdigest()
                kept = {"content": content, "size_bytes": len(content), "stored_at": NOON}
                file, _ = StoredFile.objects.get_or_create(sha256=digest, defaults=kept)
                ReportFile.objects.create(job=self, format=name, file=file)


def contents_of():
    said = Report("Stability", "Northshire", "2018", dt.date(2026, 3, 2), ["Little."], [])
    return {"JSON": as_json(said), "PDF": b"%PDF-", "XLSX": b"PK", "CSV": b"Section"}


class ReportScheduleFactory(DjangoModelFactory):
    """A report of every month that was last asked for in March 2026."""

    class Meta:
        model = ReportSchedule

    authority = factory.SubFactory(AuthorityFactory)
    kind = "STABILITY"
    title = "Stability: how settled children are"
    asked = factory.LazyFunction(lambda: {"year": "latest"})
    digest = factory.LazyAttribute(lambda schedule: digest_of(schedule.kind, schedule.asked))
    set_by = factory.SubFactory(UserFactory)
    set_at = NOON
    ordered_for = TODAY.replace(day=1)

"""Every kind of report there is can be asked for, made of whatever an authority has, and read in every format."""

import csv
import io

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from documents.formulas import is_suspicious
from evaluation import services
from evaluation.kinds import KINDS, MAKERS
from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportFile, ReportJob
from evaluation.queries import content_of
from evaluation.reporting.stored import from_json
from tests.factories import NOON, PlacementFactory, ReferralFactory, UserFactory

pytestmark = pytest.mark.django_db
OF_RECORDS = [kind for kind in KINDS if kind.code != "STABILITY"]  # that one is of returns


@pytest.fixture
def manager():
    manager = UserFactory(role="MANAGER")
    referral = ReferralFactory(authority=manager.authority)
    PlacementFactory(child=referral.children.get())
    return manager


@pytest.fixture
def asked(manager, sign_in):
    """Asks for a kind with the answers that its form begins with, where it has any."""

    def ask(kind):
        form = kind.ask(None, authority=manager.authority, today=NOON.date())
        answers = {"first": "2025", "last": "2025", "cohort": "ALL"}
        for bound in form:
            if bound.name not in answers or bound.initial:
                answers |= sent(bound)
        url = f"{reverse('evaluation:report-ask')}?kind={kind.slug}"
        client = sign_in(manager)
        assert "Make the report" in client.get(url).content.decode()
        client.post(url, answers)
        return ReportJob.objects.get(kind=kind.code)

    return ask


def sent(bound):
    value = bound.initial
    if hasattr(value, "year"):
        parts = {"day": value.day, "month": value.month, "year": value.year}
        return {f"{bound.name}_{name}": number for name, number in parts.items()}
    return {} if value is None else {bound.name: value}


@pytest.mark.parametrize("kind", OF_RECORDS, ids=lambda kind: kind.code)
def test_every_kind_is_asked_for_made_and_read_in_every_format(kind, asked, sign_in, manager):
    with time_machine.travel(NOON):
        job = asked(kind)
        services.make_next(makers=MAKERS, at=NOON)
        job.refresh_from_db()
        shown = sign_in(manager).get(job.get_absolute_url()).content.decode()

    assert job.status == ReportStatus.READY, job.problem
    files = {each.value: content_of(job, each) or b"" for each in ReportFile.Format}
    report = from_json(files["JSON"])
    assert files["PDF"].startswith(b"%PDF")
    assert report.title in shown
    sheets = load_workbook(io.BytesIO(files["XLSX"])).sheetnames
    assert len(sheets) == len(list(report.tables())) + 2
    lines = list(csv.reader(io.StringIO(files["CSV"].decode("utf-8-sig"))))[1:]
    assert [tuple(line) for line in lines] == [written(line) for line in report.lines()]


def written(line):
    """As in a file that somebody opens: nothing there is taken for a formula."""
    return tuple(f"'{cell}" if is_suspicious(cell) else cell for cell in line)

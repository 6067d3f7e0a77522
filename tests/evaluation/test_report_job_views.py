"""The pages on which a manager asks for a report, sees it being made, reads it and takes it away."""

import datetime as dt
import io

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessLog
from documents.pdf import DocumentTooBig
from evaluation import services, tasks
from evaluation.kinds import KINDS, Kind
from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportJob, ReportSchedule
from evaluation.returns.given import GivenReturn
from evaluation.services import report_leases, report_making
from tests.evaluation.reports import breaks, report
from tests.evaluation.returns import child, episode, given
from tests.factories import (
    NOON,
    AuthorityFactory,
    ReadyReportFactory,
    ReportJobFactory,
    ReportScheduleFactory,
    UserFactory,
)
from ui.crispy import FormHelper, Layout, Submit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def manager(authority):
    return UserFactory(role="MANAGER", authority=authority, name="Mo Manager")


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def _without_pdfs(monkeypatch):
    monkeypatch.setitem(report_making.WRITERS, "PDF", ("Writing the PDF", lambda _: b"%PDF"))


@pytest.fixture
def _imported(authority):
    """One small return in force: three children, so few that nothing of them may be told."""
    children = [child(CHILD=f"C{n}") for n in range(3)]
    episodes = [episode(CHILD=f"C{n}") for n in range(3)]
    files = (given("Header", *children), given("Episodes", *episodes))
    services.import_return(
        authority=authority, given=GivenReturn(2018, files, ()), by=None, at=NOON
    )


def ask(client, kind="stability", **answers):
    url = f"{reverse('evaluation:report-ask')}?kind={kind}"
    return client.post(url, answers or {"year": "latest"}, follow=True)


def act(client, what, job):
    return client.post(reverse(f"evaluation:report-{what}", args=[job.public_id]), follow=True)


def download(client, job, name):
    return client.get(reverse("evaluation:report-file", args=[job.public_id, name]))


@pytest.mark.usefixtures("_imported", "_without_pdfs")
def test_a_report_is_asked_for_made_read_and_taken_away(client):
    waiting = ask(client).content.decode()
    assert "Waiting to be made" in waiting
    assert "The latest one imported" in waiting
    assert "You may leave this page and come back" in waiting

    assert tasks.make_reports() is True
    assert tasks.make_reports() is False

    job = ReportJob.objects.get()
    page = client.get(job.get_absolute_url()).content.decode()
    assert "Stability: how settled children are" in page
    assert "What is known of the data" in page
    assert "Year ending 31 March 2018" in page
    for name in ("pdf", "xlsx", "csv"):
        answer = download(client, job, name)
        assert answer.status_code == 200
        assert f'filename="stability-2026-03-02.{name}"' in answer["Content-Disposition"]


@pytest.mark.usefixtures("_without_pdfs")
def test_the_matching_report_is_made_without_any_referral(client):
    ask(client, "matching", first="2025", last="latest")

    tasks.make_reports()

    page = client.get(ReportJob.objects.get().get_absolute_url()).content.decode()
    assert "No referral of these years can be looked at" in page
    assert "1 April 2025 to 31 March 2026" in page


def test_years_in_the_wrong_order_are_refused(client):
    ask(client, "matching", first="2025", last="latest")
    assert ReportJob.objects.count() == 1

    page = ask(client, "matching", first="1900", last="latest").content.decode()

    assert "Select the first year from the list" in page
    assert ReportJob.objects.count() == 1


def test_without_a_return_nothing_can_be_asked(client):
    page = ask(client).content.decode()

    assert "No return is imported yet. Import one, then ask again" in page
    assert not ReportJob.objects.exists()


@pytest.mark.parametrize("query", ["", "?kind=weather"])
def test_without_a_kind_one_is_to_be_chosen(client, query):
    answer = client.get(reverse("evaluation:report-ask") + query)

    assert answer.url == reverse("evaluation:report-list")


@pytest.mark.usefixtures("_imported")
def test_asking_twice_leads_to_the_same_page(client, sign_in, authority):
    first = ask(client)
    other = sign_in(UserFactory(role="REVIEWING_OFFICER", authority=authority))

    assert ask(client).redirect_chain == first.redirect_chain == ask(other).redirect_chain


def test_the_page_of_a_report_at_work_asks_for_itself_until_it_is_made(client, authority):
    job = ReportJobFactory(authority=authority)
    url = reverse("evaluation:report-progress", args=[job.public_id])
    assert "A worker will start on it" in client.get(url).content.decode()
    lease = report_leases.take_next()
    report_leases.tell(lease, done=3, total=7, doing="Writing the PDF")

    page = client.get(url)

    assert "3 of 7 steps done" in page.content.decode()
    assert "Writing the PDF." in page.content.decode()
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert "HX-Refresh" not in page.headers
    report_leases.give_back_failed(lease, problem="x")
    assert client.get(url).headers["HX-Refresh"] == "true"


@pytest.mark.usefixtures("_imported")
def test_a_report_that_is_too_long_says_so_and_can_be_tried_again(client, monkeypatch):
    def too_long(told):
        raise DocumentTooBig("This document is too long.")

    monkeypatch.setitem(report_making.WRITERS, "PDF", ("Writing the PDF", too_long))
    ask(client)
    tasks.make_reports()
    job = ReportJob.objects.get()
    page = client.get(job.get_absolute_url()).content.decode()
    assert "The report is too long: a PDF of it would take more than a minute" in page
    assert "Try again" in page

    assert "Waiting to be made" in act(client, "retry", job).content.decode()


@pytest.mark.usefixtures("_imported")
def test_something_unforeseen_is_logged_without_its_words_and_said_kindly(
    client, monkeypatch, caplog
):
    monkeypatch.setattr(tasks, "MAKERS", {"STABILITY": breaks})
    ask(client)

    assert tasks.make_reports() is True

    page = client.get(ReportJob.objects.get().get_absolute_url()).content.decode()
    assert "Something went wrong that is nobody" in page
    assert "RuntimeError" in caplog.text
    assert "Canary" not in caplog.text


def test_a_second_press_does_no_harm(client, authority):
    job = ReportJobFactory(authority=authority)

    for what in ("retry", "again"):
        page = act(client, what, job).content.decode()
        assert "Somebody has dealt with this report already" in page
    assert ReportJob.objects.count() == 1


def test_a_ready_report_can_be_made_again_and_stays_beside_the_new_one(client, authority):
    job = ReadyReportFactory(authority=authority)

    page = act(client, "again", job).content.decode()

    assert "Waiting to be made" in page
    assert "made again since" in client.get(job.get_absolute_url()).content.decode()


def test_a_report_is_made_every_month_until_somebody_stops_it(client, authority):
    job = ReadyReportFactory(authority=authority)
    page = act(client, "monthly", job).content.decode()
    assert "made on the first day of every month" in page
    assert "Set by Mo Manager on 2 March 2026" in page

    schedule = ReportSchedule.objects.get()
    stop = reverse("evaluation:reportschedule-stop", args=[schedule.public_id])
    page = client.post(stop, follow=True).content.decode()

    assert "no longer made every month" in page
    assert "Open a report that is ready to have it made every month" in page


def test_what_is_taken_away_is_written_down(client, authority):
    job = ReadyReportFactory(authority=authority)

    client.get(job.get_absolute_url())
    download(client, job, "csv")

    rows = AccessLog.objects.order_by("pk").values_list("action", "page", "record_id")
    assert list(rows) == [
        ("VIEW", "evaluation:report-detail", str(job.public_id)),
        ("EXPORT", "evaluation:report-file", str(job.public_id)),
    ]


@pytest.mark.parametrize("name", ["json", "exe", "pdf"])
def test_a_file_that_there_is_not_is_not_found(client, authority, name):
    job = ReportJobFactory(authority=authority)

    assert download(client, job, name).status_code == 404


def test_the_stored_json_is_no_download(client, authority):
    assert download(client, ReadyReportFactory(authority=authority), "json").status_code == 404


def test_another_authoritys_reports_are_not_found(client):
    job, schedule = ReadyReportFactory(), ReportScheduleFactory()

    assert client.get(job.get_absolute_url()).status_code == 404
    assert download(client, job, "pdf").status_code == 404
    for what in ("retry", "again", "monthly"):
        assert act(client, what, job).status_code == 404
    stop = reverse("evaluation:reportschedule-stop", args=[schedule.public_id])
    assert client.post(stop).status_code == 404
    page = client.get(reverse("evaluation:report-list")).content.decode()
    assert "No report has been asked for yet" in page
    assert "Every month" in page
    assert "Set by" not in page


def test_a_report_that_is_no_longer_kept_says_so(client, authority):
    job = ReadyReportFactory(authority=authority)
    services.forget_old_reports(at=NOON + dt.timedelta(days=4000))

    page = client.get(job.get_absolute_url()).content.decode()

    assert "No longer kept" in page
    assert "You can ask for it again" in page
    assert tasks.forget_old_reports() == 0


def test_the_list_takes_the_same_queries_for_one_and_for_many(
    client, authority, django_assert_max_num_queries
):
    for year in range(2001, 2021):
        ReportJobFactory(authority=authority, asked={"year": str(year)})

    with django_assert_max_num_queries(12):
        page = client.get(reverse("evaluation:report-list"))
    assert page.content.decode().count("Waiting to be made") == 20


def test_a_report_of_a_kind_that_is_gone_can_still_be_read(client, authority):
    job = ReadyReportFactory(authority=authority, kind="GONE")

    assert "Little." in client.get(job.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("_imported")
def test_few_children_are_hidden_in_what_is_taken_away(client):
    ask(client)
    tasks.make_reports()
    job = ReportJob.objects.get()
    assert job.status == ReportStatus.READY

    book = openpyxl.load_workbook(io.BytesIO(download(client, job, "xlsx").content))
    rows = {
        row[0].value: [cell.value for cell in row[1:]]
        for sheet in book
        for row in sheet.iter_rows()
    }

    assert rows["Year ending 31 March 2018"][:2] == ["Hidden", "Hidden"]


def test_every_kind_has_a_code_of_its_own_and_a_form_that_says_what_was_asked(authority):
    assert len({kind.code for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        form = kind.ask(None, authority=authority, today=NOON.date())
        assert callable(form.asked)
        assert kind.code == kind.slug.upper()


def test_a_form_that_asks_no_authority_is_a_kinds_form_too(authority):
    from django import forms

    class AskWhen(forms.Form):
        on = forms.CharField(label="When")

        def __init__(self, *args):
            super().__init__(*args)
            self.helper = FormHelper(self)
            self.helper.layout = Layout("on", Submit("show", "Show"))

        def asked(self):
            return self.cleaned_data

    kind = Kind("WHEN", "When", "Then.", AskWhen, report, told=())

    form = kind.ask({"on": "now"}, authority=authority, today=NOON.date())

    assert form.is_valid()
    words = kind.in_words({"on": "now", "gone": "x"}, authority=authority, today=NOON.date())
    assert words == [("When", "now")]


def test_the_tasks_of_the_month_and_of_retention_do_nothing_where_nothing_is_due():
    assert tasks.order_due_reports() == 0
    assert tasks.forget_old_reports() == 0

"""A report is asked for once, made by one worker, says why where it could not be made, and is forgotten in time."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.moves import MoveNotAllowed
from documents.pdf import DocumentTooBig
from evaluation import services
from evaluation.lifecycle import ReportStatus
from evaluation.models import ReportFile, ReportJob, ReportJobQuerySet, StoredFile
from evaluation.reporting.stored import from_json
from evaluation.services import report_leases, report_making
from tests.evaluation.reports import breaks, cannot, makes
from tests.factories import (
    NOON,
    AuthorityFactory,
    ReadyReportFactory,
    ReportJobFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATER = NOON + dt.timedelta(hours=2)
S = ReportStatus


@pytest.fixture
def manager():
    return UserFactory(role="MANAGER")


@pytest.fixture(autouse=True)
def _without_pdfs(monkeypatch):
    """A PDF takes a second; one test makes it."""
    writers = dict(report_making.WRITERS)
    writers["PDF"] = ("Writing the PDF", lambda _: b"%PDF")
    monkeypatch.setattr(report_making, "WRITERS", writers)


def ask(manager, at=NOON, **asked):
    return services.ask_for_report(
        authority=manager.authority,
        kind="STABILITY",
        title="Stability",
        asked=asked or {"year": "2018"},
        by=manager,
        at=at,
    )


def make(maker=makes, at=NOON):
    return services.make_next(makers={"STABILITY": maker}, at=at)


def test_asking_twice_for_the_same_gives_the_same_job(manager):
    first = ask(manager, year="2018", variant="carer")

    again = ask(UserFactory(role="MANAGER", authority=manager.authority), at=LATER,
                variant="carer", year="2018")  # fmt: skip
    make()

    assert again == first
    assert ask(manager, at=LATER, year="2018", variant="carer") == first
    assert ReportJob.objects.count() == 1


def test_other_answers_another_day_and_another_authority_are_other_jobs(manager):
    jobs = {
        ask(manager),
        ask(manager, year="2017"),
        ask(manager, at=NOON + DAY),
        ask(UserFactory(role="MANAGER")),
    }

    assert len(jobs) == 4


def test_a_day_begins_at_midnight_in_london(manager):
    late = dt.datetime(2026, 7, 1, 23, 30, tzinfo=dt.UTC)

    assert ask(manager, at=late).made_on == dt.date(2026, 7, 2)


def test_two_who_ask_in_one_moment_get_the_same_job(manager, monkeypatch):
    """Neither sees the other's, so the constraint decides."""
    first = ask(manager)
    looked = []
    real = ReportJobQuerySet.first

    def blind_at_first(queryset):
        looked.append(queryset)
        return None if len(looked) == 1 else real(queryset)

    monkeypatch.setattr(ReportJobQuerySet, "first", blind_at_first)

    assert ask(manager) == first


def test_it_is_made_with_a_page_and_three_files(manager):
    job = ask(manager)

    make()

    job.refresh_from_db()
    assert (job.status, job.made_at, job.lease_token) == (S.READY, NOON, None)
    assert job.period == "1 April 2017 to 31 March 2018"
    kept = {each.format: bytes(each.file.content) for each in job.files.select_related("file")}
    assert set(kept) == set(ReportFile.Format)
    assert from_json(kept["JSON"]).title == "How settled children are"
    assert make() is None


def test_the_longest_waiting_is_made_first(manager):
    second, first = ask(manager, at=LATER, year="2017"), ask(manager)

    assert [make(), make()] == [first, second]


def test_others_see_how_far_it_has_come(manager):
    ask(manager)
    seen = []

    def watched(making):
        for done in range(5):
            making.progress(done, 4)
            job = ReportJob.objects.get()
            seen.append((job.status, job.steps_done, job.steps_total, job.doing))
        return makes(making)

    make(watched)

    assert seen[0] == (S.AT_WORK, 0, 7, "Working out the figures")
    assert seen[-1] == (S.AT_WORK, 4, 7, "Working out the figures")
    assert ReportJob.objects.get().doing == ""


def test_a_maker_may_tell_how_far_it_is_as_often_as_it_likes(
    manager, django_assert_max_num_queries
):
    ask(manager)

    def chatty(making):
        for done in range(10_001):
            making.progress(done, 10_000)
        return makes(making)

    with django_assert_max_num_queries(300):
        make(chatty)


def test_what_cannot_be_reported_says_why_and_can_be_tried_again(manager):
    job = ask(manager)
    make(cannot)
    job.refresh_from_db()
    assert (job.status, job.problem) == (S.FAILED, "There is no return for that year.")

    assert services.retry_report(job=job, by=manager, at=LATER) == job
    assert make().status == S.READY
    assert ReportJob.objects.get().problem == ""


def test_asking_again_for_what_failed_tries_it_again(manager):
    job = ask(manager)
    make(cannot)

    assert ask(manager) == job
    job.refresh_from_db()
    assert job.status == S.WAITING


def test_trying_again_on_another_day_is_as_of_that_day(manager):
    job = ask(manager)
    make(cannot)

    other = services.retry_report(job=job, by=manager, at=NOON + DAY)

    assert other != job
    assert other.made_on == (NOON + DAY).date()


def test_what_is_not_over_cannot_be_tried_again(manager):
    with pytest.raises(MoveNotAllowed):
        services.retry_report(job=ask(manager), by=manager, at=NOON)


def test_something_unforeseen_ends_it_without_its_words(manager):
    job = ask(manager)
    with pytest.raises(services.ReportFailed) as failed:
        make(breaks)
    assert isinstance(failed.value.__cause__, RuntimeError)

    services.give_up_report(lease=failed.value.lease, at=NOON)

    job.refresh_from_db()
    assert (job.status, job.problem) == (S.FAILED, report_making.UNFORESEEN)


def test_a_report_that_is_too_long_says_what_to_do(manager, monkeypatch):
    def too_long(report):
        raise DocumentTooBig("This document is too long.")

    monkeypatch.setitem(report_making.WRITERS, "PDF", ("Writing the PDF", too_long))
    ask(manager)

    job = make()

    assert job.status == S.FAILED
    assert "Ask for less in it, for fewer years" in job.problem
    assert not StoredFile.objects.exists()


def killed(manager):
    """A job whose worker was killed at work, some time ago."""
    job = ask(manager)
    report_leases.take_next()
    ReportJob.objects.filter(pk=job.pk).update(lease_until=NOON - DAY)
    return job


def test_a_job_whose_worker_was_killed_is_taken_up_again(manager):
    job = killed(manager)

    assert make() == job
    job.refresh_from_db()
    assert (job.status, job.attempts) == (S.READY, 2)


def test_control_a_job_that_somebody_has_is_not_taken_from_them(manager):
    ask(manager)
    report_leases.take_next()

    assert make() is None


def test_each_step_keeps_the_lease(manager):
    ask(manager)
    lease = report_leases.take_next()
    ReportJob.objects.update(lease_until=NOON - DAY)

    report_leases.tell(lease, done=1, total=3, doing="Writing")

    assert make() is None


def test_a_worker_that_was_thought_dead_writes_nothing_more(manager):
    job = ask(manager)

    def slow(making):
        ReportJob.objects.update(lease_token=uuid.uuid4())  # another has it by now
        return makes(making)

    make(slow)

    job.refresh_from_db()
    assert job.status == S.AT_WORK
    assert not StoredFile.objects.exists()


def test_one_that_lost_its_job_does_not_end_it_either(manager):
    job = ask(manager)
    lease = report_leases.take_next()
    ReportJob.objects.update(lease_token=uuid.uuid4())

    services.give_up_report(lease=lease, at=NOON)

    job.refresh_from_db()
    assert job.status == S.AT_WORK


def test_what_kills_every_worker_is_given_up(manager):
    job = killed(manager)
    for _ in range(2):
        report_leases.take_next()
        ReportJob.objects.update(lease_until=NOON - DAY)

    make()

    job.refresh_from_db()
    assert (job.status, job.problem) == (S.FAILED, report_leases.TRIED_TOO_OFTEN)


def test_what_is_ready_can_be_made_again_from_the_records_of_the_same_day(manager):
    job = ask(manager)
    make()

    again = services.make_report_again(job=job, by=manager, at=LATER)

    job.refresh_from_db()
    assert (job.status, again.status) == (S.REPLACED, S.WAITING)
    assert job.files.count() == 4
    with pytest.raises(MoveNotAllowed):
        services.make_report_again(job=job, by=manager, at=LATER)


def test_the_same_bytes_are_kept_once(manager):
    make_two = [ask(manager), ask(manager, year="2017")]
    make()
    make()

    assert ReportFile.objects.count() == 8
    assert StoredFile.objects.filter(uses__job__in=make_two).distinct().count() == 4


def test_old_reports_are_forgotten_with_their_files(manager, settings):
    settings.REPORTS_KEPT_DAYS = 30
    old, young = ask(manager), ask(manager, at=NOON + 2 * DAY)
    make()
    make()
    failed = ask(manager, year="2001")
    make(cannot)

    assert services.forget_old_reports(at=NOON + 30 * DAY) == 0
    assert services.forget_old_reports(at=NOON + 31 * DAY) == 2

    statuses = dict(ReportJob.objects.values_list("pk", "status"))
    assert statuses == {old.pk: S.FORGOTTEN, failed.pk: S.FORGOTTEN, young.pk: S.READY}
    assert not old.files.exists()
    assert young.files.count() == 4


def test_a_file_that_a_younger_report_has_too_stays(settings):
    settings.REPORTS_KEPT_DAYS = 30
    authority = AuthorityFactory()
    ReadyReportFactory(authority=authority)
    ReadyReportFactory(authority=authority, asked={"year": "2018"}, asked_at=NOON + 20 * DAY)

    services.forget_old_reports(at=NOON + 31 * DAY)

    assert StoredFile.objects.count() == 4
    assert services.forget_old_reports(at=NOON + 60 * DAY) == 1
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("leased_while_at_work", {"status": S.AT_WORK}),
        ("leased_while_at_work", {"lease_token": uuid.uuid4(), "lease_until": NOON}),
        ("says_why_it_failed", {"status": S.FAILED}),
        ("says_why_it_failed", {"problem": "Something."}),
        ("ready_at_a_time", {"status": S.READY}),
    ],
)
def test_the_database_refuses_a_job_that_cannot_be(constraint, wrong):
    with pytest.raises(IntegrityError, match=f"evaluation_reportjob_{constraint}"):
        ReportJobFactory(**wrong)


def test_the_database_refuses_a_second_job_for_a_question():
    job = ReportJobFactory()

    with pytest.raises(IntegrityError, match="evaluation_reportjob_one_for_each_question"):
        ReportJobFactory(authority=job.authority)


def test_the_database_refuses_bytes_under_another_name():
    with (
        pytest.raises(IntegrityError, match="evaluation_storedfile_is_named_by_its_content"),
        transaction.atomic(),
    ):
        StoredFile.objects.create(sha256="0" * 64, content=b"x", size_bytes=1, stored_at=NOON)


def test_the_database_refuses_to_change_a_stored_file():
    report_leases.store(b"x", at=NOON)

    with (
        pytest.raises(IntegrityError, match="evaluation_storedfile_is_named_by_its_content"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE evaluation_storedfile SET content = 'y'")


def test_a_report_has_one_file_of_a_format():
    job = ReadyReportFactory()
    file = StoredFile.objects.first()

    with pytest.raises(IntegrityError, match="evaluation_reportfile_one_of_each_format"):
        ReportFile.objects.create(job=job, format="PDF", file=file)

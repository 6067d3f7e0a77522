"""A report of every month is asked for once a month, and managers are sent a link to it."""

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError

from accounts.models import Membership
from evaluation import services
from evaluation.models import ReportJob, ReportNotice, ReportSchedule
from evaluation.services import report_making
from notifications import delivery
from notifications.models import OutgoingMessage
from tests.evaluation.reports import cannot, makes
from tests.factories import (
    NOON,
    ReadyReportFactory,
    ReportJobFactory,
    ReportScheduleFactory,
    UserFactory,
)
from tests.notifications.canaries import assert_nothing_personal

pytestmark = pytest.mark.django_db
APRIL = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


@pytest.fixture
def manager():
    return UserFactory(role="MANAGER", name="Quillon Marrowby", email="qm@authority.example")


@pytest.fixture
def schedule(manager):
    return ReportScheduleFactory(authority=manager.authority, set_by=manager)


@pytest.fixture(autouse=True)
def _without_pdfs(monkeypatch):
    monkeypatch.setitem(report_making.WRITERS, "PDF", ("Writing the PDF", lambda _: b"%PDF"))


def make(maker=makes, at=APRIL):
    return services.make_next(makers={"STABILITY": maker}, at=at)


def test_it_is_asked_for_once_a_month_however_often_beat_asks(schedule):
    days = [APRIL + n * DAY for n in range(70)]

    orders = [services.order_due_reports(at=day) for day in days for _ in range(2)]

    assert sum(orders) == 3
    on = ReportJob.objects.order_by("made_on").values_list("made_on", flat=True)
    assert list(on) == [dt.date(2026, 4, 1), dt.date(2026, 5, 1), dt.date(2026, 6, 1)]


def test_nothing_is_asked_for_in_the_month_in_which_it_was_set_up(schedule):
    assert services.order_due_reports(at=dt.datetime(2026, 3, 31, 22, 59, tzinfo=dt.UTC)) == 0


def test_a_month_begins_at_midnight_in_london(schedule):
    assert services.order_due_reports(at=dt.datetime(2026, 3, 31, 23, 1, tzinfo=dt.UTC)) == 1


def test_managers_are_sent_a_link_and_not_the_report(schedule, manager):
    UserFactory(role="MANAGER", authority=manager.authority, email="two@authority.example")
    UserFactory(role="BROKER", authority=manager.authority)
    UserFactory(role="MANAGER", authority=manager.authority, is_active=False)
    UserFactory(role="MANAGER")
    services.order_due_reports(at=APRIL)
    assert OutgoingMessage.objects.count() == 0

    job = make()
    delivery.send_due(at=APRIL)

    assert sorted(each.to[0] for each in mail.outbox) == [
        "qm@authority.example",
        "two@authority.example",
    ]
    for email in mail.outbox:
        assert str(job.public_id) in email.body
        assert "1,412" not in email.body
        assert [each.mimetype for each in email.alternatives] == ["text/html"]
        assert email.attachments == []
    assert_nothing_personal(mail.outbox, ["Quillon", "Marrowby", "Northshire"])


def test_nobody_is_told_twice(schedule, manager):
    services.order_due_reports(at=APRIL)
    job = make()

    for _ in range(3):
        services.report_schedule.tell_of_month(job=job, at=APRIL + MINUTE)

    assert OutgoingMessage.objects.count() == 1


def test_a_report_that_was_there_already_is_told_of_at_once(schedule):
    ready = ReadyReportFactory(authority=schedule.authority, made_on=APRIL.date(), asked_at=APRIL)

    services.order_due_reports(at=APRIL)

    schedule.refresh_from_db()
    assert schedule.job == ready
    assert OutgoingMessage.objects.get().kind == "report-ready"


def test_nobody_is_told_of_a_report_that_a_person_asked_for(manager):
    ReportJobFactory(authority=manager.authority)

    make(at=NOON)

    assert not OutgoingMessage.objects.exists()


def test_nobody_is_written_to_in_the_night(schedule):
    early = dt.datetime(2026, 4, 1, 2, tzinfo=dt.UTC)
    services.order_due_reports(at=early)
    make(at=early)

    delivery.send_due(at=early + MINUTE)
    assert mail.outbox == []
    delivery.send_due(at=dt.datetime(2026, 4, 1, 7, 1, tzinfo=dt.UTC))
    assert len(mail.outbox) == 1


def test_managers_are_told_that_it_could_not_be_made_and_again_once_it_is(schedule, manager):
    services.order_due_reports(at=APRIL)
    job = make(cannot)
    delivery.send_due(at=APRIL)
    assert mail.outbox[0].subject == "A report could not be made"
    assert "no return" not in mail.outbox[0].body

    services.retry_report(job=job, by=manager, at=APRIL)
    make()
    delivery.send_due(at=APRIL + MINUTE)

    assert mail.outbox[1].subject == "A report is ready to read"


def test_who_is_no_manager_any_more_is_not_told(schedule, manager):
    services.order_due_reports(at=APRIL)
    make()
    Membership.objects.filter(user=manager).update(role="BROKER")

    delivery.send_due(at=APRIL)

    assert mail.outbox == []
    assert OutgoingMessage.objects.get().problem == "This person no longer sees reports."


def test_what_was_made_again_meanwhile_is_not_told_of(schedule, manager):
    services.order_due_reports(at=APRIL)
    services.make_report_again(job=make(), by=manager, at=APRIL)

    delivery.send_due(at=APRIL)

    assert mail.outbox == []


def test_a_report_can_be_made_every_month_from_next_month_on(manager):
    job = ReadyReportFactory(authority=manager.authority)

    schedule = services.make_monthly(job=job, by=manager, at=NOON)

    assert (schedule.kind, schedule.asked) == (job.kind, job.asked)
    assert services.order_due_reports(at=NOON + DAY) == 0
    assert services.order_due_reports(at=APRIL) == 1
    assert services.make_monthly(job=job, by=manager, at=APRIL) == schedule


def test_what_was_stopped_is_made_no_more(schedule, manager):
    services.stop_schedule(schedule=schedule, by=manager, at=NOON)
    services.stop_schedule(schedule=schedule, by=UserFactory(), at=APRIL)

    schedule.refresh_from_db()
    assert (schedule.stopped_by, schedule.stopped_at) == (manager, NOON)
    assert services.order_due_reports(at=APRIL) == 0


def test_after_it_was_stopped_it_can_be_set_up_again(schedule, manager):
    services.stop_schedule(schedule=schedule, by=manager, at=NOON)
    job = ReadyReportFactory(authority=manager.authority)

    assert services.make_monthly(job=job, by=manager, at=NOON) != schedule


def test_the_database_refuses_the_same_report_twice_a_month(schedule):
    with pytest.raises(IntegrityError, match="evaluation_reportschedule_runs_once"):
        ReportScheduleFactory(authority=schedule.authority)


@pytest.mark.parametrize(
    ("constraint", "wrong"),
    [
        ("stopped_by_somebody", {"stopped_at": NOON}),
        ("ordered_for_a_month", {"ordered_for": dt.date(2026, 3, 2)}),
    ],
)
def test_the_database_refuses_a_schedule_that_cannot_be(constraint, wrong):
    with pytest.raises(IntegrityError, match=f"evaluation_reportschedule_{constraint}"):
        ReportScheduleFactory(**wrong)


def test_the_database_refuses_to_tell_somebody_twice_of_a_report(schedule, manager):
    services.order_due_reports(at=APRIL)
    make()
    notice = ReportNotice.objects.get()

    with pytest.raises(IntegrityError, match="evaluation_reportnotice_once_for_each_person"):
        ReportNotice.objects.create(job=notice.job, membership=notice.membership)


def test_two_workers_that_order_at_once_ask_for_it_once(schedule, monkeypatch):
    """Both saw the schedule as due; the second looks again under the lock."""
    services.order_due_reports(at=APRIL)

    assert services.report_schedule._order(schedule.pk, at=APRIL) is False
    assert ReportJob.objects.count() == 1
    assert ReportSchedule.objects.get().ordered_for == dt.date(2026, 4, 1)

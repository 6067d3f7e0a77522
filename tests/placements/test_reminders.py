"""People are told once that something is due, and once that it is overdue; emails name nobody."""

import datetime as dt

import pytest
from django.core import mail

from accounts.models import Role
from notifications import delivery
from notifications.models import OutgoingMessage
from placements import reminders
from tests.factories import (
    TODAY,
    ChildFactory,
    ReviewFactory,
    UserFactory,
)
from tests.notifications.canaries import assert_nothing_personal

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def child():
    """Looked after since today: the first review is due on 30 March."""
    officer = UserFactory(role=Role.REVIEWING_OFFICER, email="io@authority.example")
    return ChildFactory(
        authority=officer.authority,
        reviewing_officer=officer,
        looked_after_from=TODAY,
        first_name="Quillon",
        last_name="Marrowby",
    )


DUE = dt.datetime(2026, 3, 30, 12, tzinfo=dt.UTC)


def remind(child, at):
    return reminders.remind(authority=child.authority, at=at)


def kinds():
    return sorted(OutgoingMessage.objects.values_list("kind", flat=True))


def test_nobody_is_told_too_early(child):
    assert remind(child, DUE - 11 * DAY) == 0


def test_the_owner_is_told_once_before_and_once_when_it_is_overdue(child):
    days = [DUE + n * DAY for n in range(-10, 9)]

    assert sum(remind(child, day) for day in days for _ in range(3)) == 2
    assert kinds() == ["clock-overdue", "clock-soon"]


def test_what_was_overdue_long_before_stays_on_the_list_alone(child):
    assert remind(child, DUE + 8 * DAY) == 0


def test_a_review_that_is_planned_needs_no_reminder(child):
    ReviewFactory(child=child, planned_at=DUE)

    assert remind(child, DUE - 5 * DAY) == 0


def test_the_email_says_what_and_by_when_and_names_nobody(child):
    remind(child, DUE - 5 * DAY)
    delivery.send_due(at=DUE - 5 * DAY)
    (message,) = mail.outbox

    assert message.to == ["io@authority.example"]
    assert "30 March 2026" in message.subject
    assert "First review" in message.body
    names = [child.first_name, child.last_name, child.reference, str(child.public_id)]
    assert_nothing_personal(mail.outbox, names)


def test_what_was_done_meanwhile_is_not_written_about(child):
    remind(child, DUE - 5 * DAY)
    ReviewFactory(child=child, held=True)
    delivery.send_due(at=DUE - 5 * DAY)

    assert mail.outbox == []
    assert OutgoingMessage.objects.get().status == "CANCELLED"


def test_nobody_is_written_to_in_the_night(child):
    night = dt.datetime(2026, 3, 25, 2, tzinfo=dt.UTC)
    remind(child, night)

    assert OutgoingMessage.objects.get().send_after == night.replace(hour=8)


def test_where_nobody_is_named_nothing_is_queued(child):
    child.reviewing_officer = None
    child.save()

    assert remind(child, DUE - 5 * DAY) == 0

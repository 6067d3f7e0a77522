"""Who is told that a plan waits for approval, or is approved; and that no email names anybody."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Role
from notifications import delivery
from notifications.composing import Withheld, composer_for
from notifications.models import OutgoingMessage
from placements import services
from placements.models import ApprovalAsked
from placements.queries import plans as queries
from tests.factories import (
    NOON,
    TODAY,
    ChildFactory,
    GoalFactory,
    PlacementFactory,
    UserFactory,
    VoiceFactory,
)
from tests.notifications.canaries import assert_nothing_personal

pytestmark = pytest.mark.django_db


@pytest.fixture
def child():
    """With everybody who works with a child, in a household that was asked."""
    worker = UserFactory(role=Role.SOCIAL_WORKER, email="sw@authority.example")
    others = {
        name: UserFactory(role=role, authority=worker.authority, email=f"{name}@authority.example")
        for name, role in (("iro", Role.REVIEWING_OFFICER), ("coach", Role.COACH))
    }
    child = ChildFactory(
        authority=worker.authority, social_worker=worker, reviewing_officer=others["iro"],
        coach=others["coach"], first_name="Quillon", last_name="Marrowby",
    )  # fmt: skip
    PlacementFactory(
        child=child,
        status="STARTED",
        starts_on=TODAY,
        household__service__email="carers@ifa.example",
    )
    plan = services.start_plan(child=child, by=worker, at=NOON)
    goal = GoalFactory(plan=plan)
    for whose in ("CHILD", "CARER"):
        VoiceFactory(plan=plan, whose=whose)
        VoiceFactory(plan=plan, goal=goal, whose=whose)
    return child


@pytest.fixture
def manager(child):
    return UserFactory(role=Role.MANAGER, authority=child.authority, email="m@authority.example")


def fingerprint(child):
    return queries.working(child.care_plan, today=TODAY).fingerprint


def approve(child, manager):
    return services.approve_plan(
        plan=child.care_plan, fingerprint=fingerprint(child), reason="New.", by=manager, at=NOON
    )


def ask(child):
    return services.ask_for_approval(
        plan=child.care_plan, fingerprint=fingerprint(child), by=child.social_worker, at=NOON
    )


def composed():
    messages = OutgoingMessage.objects.order_by("pk")
    return [composer_for(each.kind).compose(each, at=NOON) for each in messages]


def sent_to():
    return sorted(each.to for each in composed() if not isinstance(each, Withheld))


def test_everybody_who_works_with_the_child_is_told_and_the_carers_service(child, manager):
    approve(child, manager)

    assert sent_to() == [
        "carers@ifa.example", "coach@authority.example", "iro@authority.example", "sw@authority.example",
    ]  # fmt: skip


def test_the_social_workers_email_alone_says_who_is_still_to_be_told(child, manager):
    approve(child, manager)

    told = {each.to: each.text for each in composed()}
    assert "goes to none of them" in told["sw@authority.example"]
    assert "goes to none of them" not in told["iro@authority.example"]
    assert "/plan-versions/" not in told["carers@ifa.example"]


def test_carers_who_were_not_asked_are_not_told_of(child, manager):
    child.care_plan.voices.filter(whose="CARER").delete()
    approve(child, manager)

    assert "carers@ifa.example" not in sent_to()
    assert [each.reason for each in composed() if isinstance(each, Withheld)] == [
        "There is nobody to tell: the service of the carers who were asked."
    ]


def test_nobody_is_told_of_a_version_once_there_is_a_later_one(child, manager):
    approve(child, manager)
    GoalFactory(plan=child.care_plan, words="Swims").voices.create(
        plan=child.care_plan, whose="CHILD", stance="AGREES", words="Yes.", how="SAID", gathered_on=TODAY,
        gathered_by="Sam", recorded_by=manager, recorded_at=NOON,
    )  # fmt: skip
    approve(child, manager)

    said = composed()
    assert len(said) == 8
    assert [isinstance(each, Withheld) for each in said] == [True] * 4 + [False] * 4


def test_somebody_who_has_left_is_not_told(child, manager):
    child.social_worker.is_active = False
    child.social_worker.save()
    approve(child, manager)

    assert "sw@authority.example" not in sent_to()


def test_every_manager_is_asked_once_however_often_the_same_plan_is_sent(child, manager):
    UserFactory(role=Role.MANAGER, authority=child.authority, email="n@authority.example")
    UserFactory(role=Role.MANAGER, authority=child.authority, is_active=False)
    UserFactory(role=Role.MANAGER)

    assert ask(child) == ask(child)

    assert sent_to() == ["m@authority.example", "n@authority.example"]


def test_a_plan_that_was_changed_is_sent_again(child, manager):
    ask(child)
    services.update_plan(plan=child.care_plan, version=1, aim="A home.", by=manager, at=NOON)
    ask(child)

    assert ApprovalAsked.objects.count() == 2
    assert len(sent_to()) == 2


def test_once_it_is_approved_no_manager_is_asked_any_more(child, manager):
    ask(child)
    approve(child, manager)

    assert sent_to().count("m@authority.example") == 0


def test_what_cannot_be_approved_is_not_sent_for_approval(child, manager):
    child.care_plan.voices.filter(whose="CHILD").delete()

    with pytest.raises(services.ViewMissing):
        ask(child)
    assert not OutgoingMessage.objects.exists()


def test_no_email_names_anybody(child, manager):
    ask(child)
    delivery.send_due(at=NOON)
    approve(child, manager)
    delivery.send_due(at=NOON)

    assert len(mail.outbox) == 5
    assert_nothing_personal(mail.outbox, [child.first_name, child.last_name, child.reference])


def test_the_outbox_shows_them_to_those_alone_who_may_see_the_child(child, manager):
    ask(child)
    approve(child, manager)
    stranger = UserFactory(role=Role.MANAGER)

    for row in OutgoingMessage.objects.all():
        about = composer_for(row.kind).about([row], viewer=manager)
        assert str(child.public_id) in about[row.pk].url
        assert composer_for(row.kind).about([row], viewer=stranger) == {}


def test_the_social_worker_sends_it_with_one_button_and_sees_that_it_is_sent(
    child, manager, sign_in
):
    page = reverse("placements:plan-detail", args=[child.public_id])
    browser = sign_in(child.social_worker)
    assert b"Send it for approval" in browser.get(page).content

    browser.post(
        reverse("placements:plan-ask", args=[child.public_id]),
        {"fingerprint": fingerprint(child)},
    )

    assert ApprovalAsked.objects.get().asked_by == child.social_worker
    shown = browser.get(page).content
    assert b"Sent for approval" in shown
    assert b"Send it for approval" not in shown


def test_a_plan_that_changed_since_it_was_read_is_not_sent(child, manager, sign_in):
    url = reverse("placements:plan-ask", args=[child.public_id])
    said = sign_in(child.social_worker).post(url, {"fingerprint": "x" * 64}, follow=True)

    assert b"Somebody changed the plan after you had opened it" in said.content
    assert not ApprovalAsked.objects.exists()

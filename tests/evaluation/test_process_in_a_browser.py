"""The pages about the desk's work in a real browser, on a desk and on a phone: nothing that axe finds."""

import pytest
import time_machine

from accounts.models import Role
from tests.factories import NOON, TODAY, InvitationFactory, UserFactory
from tests.journeys.browsing import WAYS, Person

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("scripts", "size"), WAYS.values(), ids=WAYS)
def test_a_figure_is_entered_and_read_in_the_report(new_context, live_server, scripts, size):
    with time_machine.travel(NOON, tick=True):
        user = UserFactory(role=Role.MANAGER)
        InvitationFactory(round__referral__authority=user.authority)
        manager = Person(new_context, live_server.url, scripts=scripts, size=size).as_user(user)

        manager.goes_to("/reports/").clicks_on("Brokerage: how the desk works")
        manager.reads("Nobody has entered the day on which the desk began")
        manager.clicks_on("Enter when the desk began").clicks_on("Change")
        manager.fills_in(began_on=TODAY, source="Cabinet paper 12").presses("Save")
        manager.clicks_on("Add a figure", role="button").presses("Add the figure")
        manager.reads("Enter the value")
        manager.fills_in(measure="FREED", value="4.5", starts_on=TODAY, ends_on=TODAY)
        manager.fills_in(source="A diary").presses("Add the figure").reads("4.5 hours")
        manager.clicks_on("Brokerage: how the desk works").reads("A diary")
        manager.reads("The desk began on 2 March 2026 (Cabinet paper 12).")

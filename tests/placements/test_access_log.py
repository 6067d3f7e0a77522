"""Whoever opens a page about a child is written down, whichever way they came."""

import pytest

from accounts.models import AccessLog, Role
from tests.architecture.access_table import MAY_OPEN, Case
from tests.architecture.test_access import PAGES, address
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# Lists of many children, and pages about no child: templates, timings, and what a household holds.
NOT_ONE_CHILD = {
    "placements:worklist", "placements:radar", "placements:template-list", "placements:clockrule-list",
    "placements:clockrule-change",
}  # fmt: skip
ABOUT_A_CHILD = sorted(
    name
    for name, page in MAY_OPEN.items()
    if name.startswith("placements:") and "GET" in page.methods and Role.ADMINISTRATOR not in page.roles
    and name not in NOT_ONE_CHILD
)  # fmt: skip


def test_nothing_is_left_out_by_mistake():
    assert len(ABOUT_A_CHILD) > 50
    assert set(PAGES) >= NOT_ONE_CHILD


@pytest.mark.parametrize("name", ABOUT_A_CHILD)
def test_opening_it_leaves_a_row_in_the_access_log(sign_in, name):
    page, case = MAY_OPEN[name], Case()
    role = next(role for role in Role if role in page.roles)
    case.worker = UserFactory(role=role, authority=case.authority, service=case.service)
    url = address(name, case)

    sign_in(case.worker).get(url)

    rows = AccessLog.objects.filter(user=case.worker).exclude(action=AccessLog.Action.REFUSED)
    assert rows.exists()

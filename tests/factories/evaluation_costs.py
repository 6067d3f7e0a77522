import factory
from factory.django import DjangoModelFactory

from evaluation.models import PublishedResult, UnitCostVersion
from evaluation.value.assumptions import Assumptions
from evaluation.value.figures import Figures
from tests.factories import NOON, TODAY
from tests.factories.accounts import AuthorityFactory, UserFactory

__all__ = ["PublishedResultFactory", "UnitCostVersionFactory"]

TEN_WEEKS = Figures(
    moves=1, days=70, other=5_000_000, actual=1_000_000, low=3_000_000, net=4_000_000, high=5_000_000,
    net_plain=4_000_000, rows=[], effects=[], break_even=0, weeks=10, avoided_low=70, avoided=70,
    avoided_high=70, left_out={}, not_costed=[], support_unknown=0, unplanned=0, national=[], years=[],
)  # fmt: skip
ASKED = {
    "came_from": "RESIDENTIAL",
    "went_to": "FAMILY",
    "first_day": "2024-03-02",
    "last_day": "2026-03-02",
}


class UnitCostVersionFactory(DjangoModelFactory):
    """A table without rows: everything is as in the starting values."""

    class Meta:
        model = UnitCostVersion

    authority = factory.SubFactory(AuthorityFactory)
    number = factory.Sequence(lambda number: number + 1)
    changed = "HOME"
    why = "Our own contracts."
    made_by = factory.SubFactory(UserFactory, authority=factory.SelfAttribute("..authority"))
    made_at = NOON


class PublishedResultFactory(DjangoModelFactory):
    """A cohort's result: ten weeks for £10,000 instead of £50,000."""

    class Meta:
        model = PublishedResult

    authority = factory.SubFactory(AuthorityFactory)
    title = "Step-downs of two years"
    note = "For the budget meeting."
    asked = Assumptions().as_text() | ASKED
    prices = factory.LazyFunction(list)
    figures = TEN_WEEKS.as_json()
    looked_on = TODAY
    made_by = factory.SubFactory(UserFactory, authority=factory.SelfAttribute("..authority"))
    made_at = NOON

import datetime as dt
import hashlib
import uuid

import factory
from factory.django import DjangoModelFactory

from accounts.models import Role
from brokerage.lifecycle import ReferralStatus
from brokerage.models import (
    AcceptedRemedy,
    Answer,
    Decision,
    Invitation,
    Referral,
    ReferralChild,
    RequiredApproval,
    Round,
    ShortlistEntry,
)
from tests.factories import MOVE_IN, NOON
from tests.factories.accounts import AuthorityFactory, UserFactory
from tests.factories.carers import HouseholdFactory
from tests.factories.children import ChildFactory

__all__ = [
    "AcceptedRemedyFactory",
    "AnswerFactory",
    "DecisionFactory",
    "InvitationFactory",
    "ReferralFactory",
    "RequiredApprovalFactory",
    "RoundFactory",
    "ShortlistEntryFactory",
]


class ReferralFactory(DjangoModelFactory):
    """One child's referral, with the desk and being searched for. ``child=…`` names the child, ``child=None`` none."""

    class Meta:
        model = Referral
        skip_postgeneration_save = True

    authority = factory.SubFactory(AuthorityFactory)
    reference = factory.Sequence(lambda n: f"R{n:05}")
    status = ReferralStatus.SEARCHING
    needed_by = MOVE_IN
    profile = "A girl of ten who loves drawing and swimming, and who likes to know what comes next."
    created_by = factory.SubFactory(
        UserFactory, role=Role.SOCIAL_WORKER, authority=factory.SelfAttribute("..authority")
    )
    created_at = NOON
    updated_at = NOON

    @factory.post_generation
    def child(referral, create, extracted, **fields):  # noqa: N805
        if extracted is None:
            extracted = ChildFactory(
                **{"authority": referral.authority, "social_worker": referral.created_by} | fields
            )
        if extracted:
            ReferralChild.objects.create(referral=referral, child=extracted, position=1)


class RoundFactory(DjangoModelFactory):
    class Meta:
        model = Round

    referral = factory.SubFactory(ReferralFactory, status=ReferralStatus.ASKING)
    number = 1
    profile = factory.SelfAttribute("referral.profile")
    opened_at = NOON
    opened_by = factory.SubFactory(
        UserFactory, authority=factory.SelfAttribute("..referral.authority")
    )
    reply_by = NOON + dt.timedelta(days=2)
    idempotency_key = factory.LazyFunction(uuid.uuid4)


class InvitationFactory(DjangoModelFactory):
    """An invitation whose link's token is ``token``."""

    class Meta:
        model = Invitation

    class Params:
        token = factory.Sequence(lambda n: f"token-{n}")

    round = factory.SubFactory(RoundFactory)
    household = factory.SubFactory(HouseholdFactory)
    token_hash = factory.LazyAttribute(lambda o: hashlib.sha256(o.token.encode()).hexdigest())
    invited_at = NOON


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    invitation = factory.SubFactory(InvitationFactory)
    choice = Answer.Choice.INTERESTED
    first_at = NOON
    at = NOON


class ShortlistEntryFactory(DjangoModelFactory):
    class Meta:
        model = ShortlistEntry

    referral = factory.SubFactory(ReferralFactory)
    household = factory.SubFactory(HouseholdFactory)
    added_by = factory.SubFactory(UserFactory)
    added_at = NOON


class DecisionFactory(DjangoModelFactory):
    class Meta:
        model = Decision

    referral = factory.SubFactory(ReferralFactory, status=ReferralStatus.DECIDING)
    household = factory.SubFactory(HouseholdFactory)
    starts_on = MOVE_IN
    setting = "U6"
    purpose = "BRIDGE"
    reason = "Known to her, near her school, and trained for her epilepsy."
    decided_by = factory.SubFactory(UserFactory)
    decided_at = NOON


class RequiredApprovalFactory(DjangoModelFactory):
    """An approval that nobody has given yet."""

    class Meta:
        model = RequiredApproval

    decision = factory.SubFactory(DecisionFactory)
    kind = RequiredApproval.Kind.OUT_OF_AREA
    office = "NOMINATED_OFFICER"
    source = "Care Planning Regulations 2010, regulation 11"


class AcceptedRemedyFactory(DjangoModelFactory):
    """A training that a broker accepted, due on the day of the move."""

    class Meta:
        model = AcceptedRemedy

    referral = factory.SubFactory(ReferralFactory)
    household = factory.SubFactory(HouseholdFactory)
    rule = "SKL-1"
    remedy = "TRAINING"
    covers = factory.LazyFunction(list)
    words = "Training in tube feeding"
    owner = "Ann Green, supervising social worker"
    due_on = MOVE_IN
    approved_on = NOON.date()
    by = factory.SubFactory(UserFactory, authority=factory.SelfAttribute("..referral.authority"))
    at = NOON
    reason = "Everything else fits."

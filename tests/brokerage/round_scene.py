"""A desk with a referral and carers to ask, for the tests about rounds and replies."""

import datetime as dt
import re
import uuid

from django.conf import settings
from django.core import mail

from brokerage.services import rounds
from notifications import delivery
from tests.factories import (
    NOON,
    AgreementFactory,
    AuthorityFactory,
    HouseholdFactory,
    ReferralFactory,
    ServiceFactory,
    UserFactory,
)

IN_TWO_DAYS = NOON + dt.timedelta(days=2)
POSTCODE = "SG1 1AA"


class Scene:
    """One authority's desk; ``households(3)`` live with a service that it has an agreement with."""

    def __init__(self):
        self.authority = AuthorityFactory()
        self.service = ServiceFactory()
        AgreementFactory(authority=self.authority, service=self.service)
        self.broker = UserFactory(authority=self.authority)
        self.referral = ReferralFactory(authority=self.authority)

    def households(self, number, **fields):
        return [HouseholdFactory(service=self.service, **fields) for _ in range(number)]

    def open(self, households, **changes):
        return rounds.open_round(
            **{
                "referral_id": self.referral.pk,
                "household_ids": [household.pk for household in households],
                "reply_by": IN_TWO_DAYS,
                "note": "",
                "left_out": {},
                "search": None,
                "idempotency_key": uuid.uuid4(),
                "by": self.broker,
                "at": NOON,
            }
            | changes
        )


def send(at=NOON):
    """Send what is due and return the emails that left just now."""
    before = len(mail.outbox)
    delivery.send_due(at=at)
    return mail.outbox[before:]


def link_in(message):
    """The path of the carer's link in an email."""
    return re.search(rf"{re.escape(settings.SITE_URL)}(/r/[\w-]+)", message.body)[1]

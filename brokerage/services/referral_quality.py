"""Checking a referral's quality, and keeping what was found as it was at that moment."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from brokerage.models import QualityCheck, Referral
from brokerage.quality.check import check
from brokerage.queries.referral_quality import material_of
from reference.dates import london_today


@transaction.atomic
def check_quality(*, referral: Referral, by: User, at: dt.datetime) -> QualityCheck:
    """Check what the referral says now and store the result; earlier results stay as they were."""
    checked = check(material_of(referral, today=london_today(at)))
    return QualityCheck.objects.create(
        referral=referral,
        at=at,
        by=by,
        score=checked.score,
        scores={str(part): score for part, score in checked.scores.items()},
        findings=[finding.as_plain() for finding in checked.findings],
    )

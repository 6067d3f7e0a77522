"""Where a finding of the quality check is put right."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission, allows
from brokerage.lifecycle import ReferralStatus, may_be_written
from brokerage.models import Referral
from brokerage.quality.findings import Finding, severest_first
from brokerage.queries.referral_answers import anchor
from brokerage.queries.referrals import section_url
from brokerage.questions import DAYS
from brokerage.sections import BY_CODE


@dataclass(frozen=True, slots=True)
class LinkedFinding:
    """``url`` leads to the control that the finding is about, or to the answer for those who may not change it."""

    finding: Finding
    section: str
    url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    title: str
    findings: list[LinkedFinding]


def finding_groups(
    findings: Iterable[Finding], referral: Referral, *, viewer: User
) -> list[FindingGroup]:
    """By severity, the gravest first; each with its way to the question."""
    ordered = severest_first(list(findings))
    return [
        FindingGroup(severity.label, [_linked(finding, referral, viewer) for finding in group])
        for severity, group in groupby(ordered, key=lambda finding: finding.severity)
    ]


def _linked(finding: Finding, referral: Referral, viewer: User) -> LinkedFinding:
    title = BY_CODE[finding.section].title
    return LinkedFinding(finding, title, finding_url(finding, referral, viewer=viewer))


def control_id(finding: Finding) -> str:
    """The id of the question's first control on its section's page."""
    is_day = (finding.section, finding.question) in DAYS
    return f"id_{finding.question}-day" if is_day else f"id_{finding.question}"


def finding_url(finding: Finding, referral: Referral, *, viewer: User) -> str:
    ids = {"referral_id": referral.public_id}
    is_open = may_be_written(
        ReferralStatus(referral.status), rest_is_due=bool(referral.rest_due_at)
    )
    control = f"#{control_id(finding)}" if finding.question else ""
    if allows(viewer, Permission.WRITE_REFERRAL) and is_open:
        return f"{section_url(referral, finding.section)}{control}"
    if allows(viewer, Permission.CHECK_REFERRAL) and finding.section == "profile":
        return f"{reverse('brokerage:referral-profile', kwargs=ids)}{control}"
    place = anchor(finding.section, finding.question) if finding.question else finding.section
    return f"{reverse('brokerage:referral-needs', kwargs=ids)}#{place}"

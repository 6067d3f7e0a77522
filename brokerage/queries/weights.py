"""The authority's sets of weights as its managers read them: versions, and what differs between two, in words."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accounts.models import User
from brokerage.matching.factors import FACTORS
from brokerage.matching.weights import STARTING_WEIGHTS
from brokerage.models import WeightSet

PLURAL = {"SKILLS", "WISHES"}  # factors whose names are plural: skills count, distance counts


@dataclass(frozen=True, slots=True)
class Versions:
    """The authority's sets, latest first. Without one in force the starting weights are."""

    drafts: Sequence[WeightSet]
    approved: Sequence[WeightSet]
    in_force: WeightSet | None
    weights: Mapping[str, float]

    @property
    def rows(self) -> list[tuple[str, str]]:
        return in_words(self.weights)


def versions(user: User, *, at: dt.datetime) -> Versions:
    """What the authority of this person has drafted and approved."""
    sets = list(
        WeightSet.objects.visible_to(user)
        .select_related("created_by", "approved_by")
        .order_by("-approved_at", "-version")
    )
    drafts = [each for each in sets if each.approved_at is None]
    approved = [each for each in sets if each.approved_at is not None and each.approved_at <= at]
    now = approved[0] if approved else None
    return Versions(drafts, approved, now, now.weights if now else STARTING_WEIGHTS.as_mapping())


def weights_before(weight_set: WeightSet) -> tuple[str, Mapping[str, float]]:
    """What was in force before a set, or what is in force while it is a draft: its name and its weights."""
    earlier = WeightSet.objects.approved().filter(authority=weight_set.authority)
    if weight_set.approved_at:
        earlier = earlier.filter(approved_at__lt=weight_set.approved_at)
    before = earlier.order_by("-approved_at", "-version").first()
    if before is None:
        return STARTING_WEIGHTS.name, STARTING_WEIGHTS.as_mapping()
    return str(before), before.weights


def in_words(weights: Mapping[str, float]) -> list[tuple[str, str]]:
    """Each factor's name and weight, in the order in which factors are shown."""
    return [(factor.label, f"{weights.get(factor.code, 0.0):g}") for factor in FACTORS]


def differences(before: Mapping[str, float], after: Mapping[str, float]) -> list[str]:
    """A sentence for each factor that counts more or less than it did: the largest change first."""
    changes = [
        (after.get(factor.code, 0.0) - before.get(factor.code, 0.0), factor) for factor in FACTORS
    ]
    changed = sorted((c for c in changes if c[0]), key=lambda change: -abs(change[0]))
    return [
        f"{factor.label} count{'' if factor.code in PLURAL else 's'} {'more' if by > 0 else 'less'}: "
        f"from {before.get(factor.code, 0.0):g} to {after.get(factor.code, 0.0):g}."
        for by, factor in changed
    ]

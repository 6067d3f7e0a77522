"""What each person says about whether a child is ready, side by side. Nothing is averaged."""

from collections.abc import Sequence
from dataclasses import dataclass

from children.models import Child
from placements.models import ReadinessDomain, ReadinessView

Judgement = ReadinessView.Judgement
Whose = ReadinessView.Whose


@dataclass(frozen=True, slots=True)
class Said:
    """What one person says now; ``view`` is None where that person has said nothing."""

    whose: str
    view: ReadinessView | None


@dataclass(frozen=True, slots=True)
class DomainLine:
    """One domain: the latest of each person, and what was said before."""

    domain: str
    label: str
    said: Sequence[Said]
    earlier: Sequence[ReadinessView]

    @property
    def differs(self) -> bool:
        """Two people judge it differently. "Cannot say" differs from nothing, and nothing said is no judgement."""
        judged = {
            each.view.judgement
            for each in self.said
            if each.view and each.view.judgement != Judgement.CANNOT_SAY
        }
        return len(judged) > 1

    @property
    def missing(self) -> int:
        return sum(each.view is None for each in self.said)


def lines(child: Child) -> list[DomainLine]:
    """The ten domains: those where people differ first, then those where somebody has not been heard."""
    views = list(child.readiness.order_by("-on", "-pk"))
    found = [_line(ReadinessDomain(code), views) for code in ReadinessDomain.values]
    return sorted(found, key=lambda line: (not line.differs, -line.missing))


def _line(domain: ReadinessDomain, views: Sequence[ReadinessView]) -> DomainLine:
    mine = [view for view in views if view.domain == domain]
    said = [
        Said(whose.label, next((view for view in mine if view.whose == whose), None))
        for whose in Whose
    ]
    latest = {each.view.pk for each in said if each.view}
    return DomainLine(
        domain.value, domain.label, said, [view for view in mine if view.pk not in latest]
    )

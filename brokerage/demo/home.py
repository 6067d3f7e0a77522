"""One household of the demonstration, while years of stays are laid out over it."""

import datetime as dt
from dataclasses import dataclass, field

from carers.models import ApprovalTerms, Household


@dataclass
class Home:
    """A household as the history is laid out over it: its terms, and what takes each of its places when."""

    household: Household
    terms: list[ApprovalTerms]
    taken_by_others: int
    stays: dict[int, list[tuple[dt.date, dt.date | None]]] = field(default_factory=dict)

    def terms_on(self, day: dt.date) -> ApprovalTerms | None:
        return next(
            (
                t
                for t in self.terms
                if t.starts_on <= day and (t.ends_on is None or t.ends_on > day)
            ),
            None,
        )

    def free_place(self, starts: dt.date, ends: dt.date | None) -> int | None:
        """A place that nobody takes on any day of the stay, or None."""
        terms = self.terms_on(starts)
        if terms is None or terms.status != ApprovalTerms.Status.APPROVED:
            return None
        for number in range(1, terms.places - self.taken_by_others + 1):
            if not any(_overlap(starts, ends, *other) for other in self.stays.get(number, [])):
                return number
        return None


def _overlap(a: dt.date, a_end: dt.date | None, b: dt.date, b_end: dt.date | None) -> bool:
    return (b_end is None or a < b_end) and (a_end is None or b < a_end)

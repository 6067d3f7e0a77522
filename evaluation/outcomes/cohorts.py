"""Which children a report about outcomes is made of."""

from enum import StrEnum


class Cohort(StrEnum):
    ALL = "ALL"
    DESK = "DESK"
    PATHWAY = "PATHWAY"

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        return _MEANINGS[self]


_LABELS = {
    Cohort.ALL: "All children",
    Cohort.DESK: "Children placed through the desk",
    Cohort.PATHWAY: "Children on a step-down pathway",
}
_MEANINGS = {
    Cohort.ALL: "Children who were in a placement on any day of the period. Short breaks do not count.",
    Cohort.DESK: (
        "Children who were in a placement that the desk found for a referral, on any day of the period. Short breaks "
        "do not count."
    ),
    Cohort.PATHWAY: (
        "Children who were in a placement on any day of the period, and whose step-down pathway was under way on "
        "one. Short breaks do not count."
    ),
}

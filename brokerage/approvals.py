"""Which approvals a placement needs before it may be booked, and who may give them.

Plain functions of facts, so that each can be told from its source:

- Care Planning, Placement and Case Review (England) Regulations 2010, regulation 11 (as amended in 2013): a placement
  outside the area needs a nominated officer's approval; one "at a distance" (outside it and not in an adjoining
  authority's area) the director of children's services'.
- The same, regulation 10: a move that disrupts schooling in key stage 4 needs a nominated officer's approval.
- The same, regulation 23: in an emergency a child may be placed outside the terms of approval, for six working days
  at most. Who approves that is left to local procedure; here, a nominated officer.
- Children Act 1989, Schedule 7: over the usual fostering limit only with an exemption. That a second person confirms
  its use is this product's own safeguard.
"""

import datetime as dt
from dataclasses import dataclass

from accounts.models import Office
from brokerage.models import RequiredApproval
from reference.dates import add_working_days, age_on

Kind = RequiredApproval.Kind

USUAL_FOSTERING_LIMIT = 3  # children; Children Act 1989, Schedule 7, paragraph 2
EMERGENCY_WORKING_DAYS = 6  # regulation 23
# Key stage 4 is school years 10 and 11: a child who is 14 or 15 on 31 August before the school year begins.
KEY_STAGE_4_AGES = frozenset({14, 15})
# Rules about the terms of approval, which an emergency may go outside.
TERMS_RULES = frozenset({"APR-2", "APR-3", "APR-4"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the approvals depend on, for one home on the day of the move.

    ``district_code`` is the home's; ``own_districts`` and ``bordering_districts`` are the authority's areas as its
    administrators recorded them. ``children_there`` counts the fostered children who would live there together.
    """

    district_code: str
    own_districts: frozenset[str]
    bordering_districts: frozenset[str]
    in_key_stage_4: bool
    keeps_school_place: bool
    outside_terms: bool
    children_there: int
    all_siblings: bool


@dataclass(frozen=True, slots=True)
class Needed:
    kind: RequiredApproval.Kind
    office: Office
    source: str


REGULATIONS = "Care Planning, Placement and Case Review (England) Regulations 2010"
DISTANCE = Needed(
    Kind.AT_A_DISTANCE, Office.DIRECTOR, f"{REGULATIONS}, regulation 11, as amended in 2013"
)
OUT_OF_AREA = Needed(Kind.OUT_OF_AREA, Office.NOMINATED_OFFICER, f"{REGULATIONS}, regulation 11")
SCHOOLING = Needed(Kind.SCHOOLING, Office.NOMINATED_OFFICER, f"{REGULATIONS}, regulation 10")
OUTSIDE_TERMS = Needed(
    Kind.OUTSIDE_TERMS,
    Office.NOMINATED_OFFICER,
    f"{REGULATIONS}, regulation 23; the office by local procedure",
)
OVER_LIMIT = Needed(
    Kind.OVER_LIMIT,
    Office.NOMINATED_OFFICER,
    "Children Act 1989, Schedule 7; a second person by local procedure",
)


def needed(facts: Facts) -> list[Needed]:
    """The approvals to get, in the order in which they are asked for.

    A home whose district is not known counts as at a distance, because nobody can say that it is not.
    """
    found = []
    if facts.district_code not in facts.own_districts:
        bordering = facts.district_code in facts.bordering_districts
        found.append(OUT_OF_AREA if bordering else DISTANCE)
    if facts.in_key_stage_4 and not facts.keeps_school_place:
        found.append(SCHOOLING)
    if facts.outside_terms:
        found.append(OUTSIDE_TERMS)
    if facts.children_there > USUAL_FOSTERING_LIMIT and not facts.all_siblings:
        found.append(OVER_LIMIT)
    return found


def in_key_stage_4(birth_date: dt.date, *, on: dt.date) -> bool:
    """Whether the child is in school year 10 or 11 on the day; the school year begins on 1 September."""
    year = on.year if on.month >= 9 else on.year - 1
    before_school_year = dt.date(year, 8, 31)
    if birth_date > before_school_year:
        return False
    return age_on(birth_date, before_school_year) in KEY_STAGE_4_AGES


def latest_emergency_end(starts_on: dt.date) -> dt.date:
    """The first day on which a placement outside the terms of approval must be over."""
    return add_working_days(starts_on, EMERGENCY_WORKING_DAYS)

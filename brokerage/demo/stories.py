"""The few homes and children of the demonstration that are made on purpose, so that there is something to see.

**Three children and three homes.** Children who need nursing care at home, and the only households near by that hold
what they need. Each child could live in two of the three homes. The most urgent of them does best where the other two
could live as well; the one home that the others cannot take would do. Whoever chooses one home after another leaves one
child without, in whichever order: only a plan for the whole desk has a home for all three.

**Brothers and sisters.** Four who came into care together. No household is approved for four, so they are parted
whatever happens: how, is what there is to look at.

**A missing certificate.** A child for whom the home that fits lacks one course; the course is agreed, and booked with
the stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from brokerage.lifecycle import ReferralStatus

NURSED = {"MOB": 4, "FEED": 3, "CON": 3}
TRAINED = ("MEDIC", "MOVE", "PEG", "EPIL")


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeHome:
    """A household with one place for a child with complex health needs. ``outcode`` is where it is."""

    outcode: str
    skills: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    years: int
    children: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeChild:
    """``needs`` are severities by code; ``lives_in`` the placement code of where the child lives today."""

    age: int
    needs: Mapping[str, int]
    lives_in: str
    legal: str = "C2"
    days_in_care: int = 500


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Story:
    """Children who are referred together, and how far their referral has come.

    Args:
        authority: the code of the one that looks after them.
        outcode: where they are at home, and go to school.
        begun_days: how long ago their social worker began to write.
        needed_days: in how many days they need a home.
        reason, why_now: in the referral's words.
    """

    authority: str
    outcode: str
    status: ReferralStatus
    kind: str
    urgency: str
    begun_days: int
    needed_days: int
    reason: str
    why_now: str
    children: tuple[MadeChild, ...]


DESK = "fenwick-broads"
HOMES = (
    MadeHome(outcode="NR1", skills=(*TRAINED, "AIRWAY", "DIABC"), years=9, children=5),
    MadeHome(outcode="PE30", skills=(*TRAINED, "DIABC"), lacks=("STORE",), years=2, children=1),
    MadeHome(outcode="NR7", skills=(*TRAINED, "AIRWAY"), years=4, children=2),
)


def _nursed(age: int, needs: Mapping[str, int], *, urgency: str, begun_days: int) -> Story:
    return Story(
        authority=DESK,
        outcode="NR1",
        status=ReferralStatus.SEARCHING,
        kind="SPECIALIST",
        urgency=urgency,
        begun_days=begun_days,
        needed_days=21,
        reason="STEP_DOWN",
        why_now="The hospital's outreach nurses will train and visit a family, and can begin this month.",
        children=(MadeChild(age=age, needs={**NURSED, **needs}, lives_in="R1"),),
    )


def _sibling(age: int) -> MadeChild:
    needs = {"ANX": 2} if age > 4 else {}
    return MadeChild(age=age, needs=needs, lives_in="U6", legal="C1", days_in_care=40)


STORIES = (
    _nursed(8, {"DIAB": 3}, urgency="URGENT", begun_days=26),
    _nursed(6, {"BREATH": 4}, urgency="PLANNED", begun_days=22),
    _nursed(10, {"BREATH": 4}, urgency="PLANNED", begun_days=19),
    Story(
        authority="hartsmere",
        outcode="SG1",
        status=ReferralStatus.SEARCHING,
        kind="SHORT",
        urgency="URGENT",
        begun_days=12,
        needed_days=14,
        reason="SIBLINGS",
        why_now="They came into care in one night, live in different homes, and ask for each other.",
        children=tuple(_sibling(age) for age in (11, 9, 6, 3)),
    ),
    Story(
        authority="hartsmere",
        outcode="AL1",
        status=ReferralStatus.PLACED,
        kind="SHORT",
        urgency="PLANNED",
        begun_days=18,
        needed_days=40,
        reason="STEP_DOWN",
        why_now="The plan says a family, and the home agrees that the time is right.",
        children=(MadeChild(age=7, needs={"CON": 3}, lives_in="K2"),),
    ),
)

"""What a review must consider, and how a child took part: the lists of law and of the national return."""

from dataclasses import dataclass

from placements.clocks import Standing

SOURCE = "Care Planning, Placement and Case Review (England) Regulations 2010, Schedule 7"
STANDING = Standing.PARTLY  # the contents were read, not each paragraph's words
OLDEST_WITHOUT_VIEWS = 4  # years; from this birthday on PN0 is not for the child


@dataclass(frozen=True, slots=True)
class Consideration:
    code: str
    label: str


CONSIDERATIONS = (
    Consideration("CHANGES", "What has changed since the last review, and with what effect"),
    Consideration("DECISIONS", "What came of the decisions of the last review"),
    Consideration("LEGAL", "Legal status: is it still right?"),
    Consideration("PERMANENCE", "The plan for a home until grown up"),
    Consideration("CONTACT", "Contact with parents, brothers and sisters, and others"),
    Consideration("PLACEMENT", "Is this still the right home? What needs to change?"),
    Consideration("EDUCATION", "Education and training"),
    Consideration("LEISURE", "Leisure, interests and friends"),
    Consideration("HEALTH", "Health"),
    Consideration("IDENTITY", "Identity, culture, faith and language"),
    Consideration("ADVICE", "Advice, assistance and support that the child has"),
    Consideration("TRANSITION", "The next step, and preparing for it"),
    Consideration("VISITS", "How often the child is visited"),
)
CODES = frozenset(each.code for each in CONSIDERATIONS)


def participation_fits(code: str, *, age_years: int) -> bool:
    """PN0 is for children under 4 alone, and all other codes for children from 4."""
    return (code == "PN0") == (age_years < OLDEST_WITHOUT_VIEWS)

"""Which attributes are looked at, in the order in which they are shown.

Never the carers' age, sex, ethnicity, faith, health or marital status, and nothing of a child but what has to be
allowed for: who is asked to care for whom is no luck. How many carers there are is not whether they are married.
"""

from evaluation.success.stays import AsOf, Attribute

CARERS = (
    Attribute("YEARS", "Approved for five more years", AsOf.DATED, step=5, is_yes_or_no=False),
    Attribute(
        "EXPERIENCE",
        "Five more years of experience with a need",
        AsOf.HISTORY,
        step=5,
        is_yes_or_no=False,
    ),
    Attribute("SKILLS", "Three more skills held", AsOf.DATED, step=3, is_yes_or_no=False),
    Attribute("TRAINED", "Trained for half of the child's needs or more", AsOf.HISTORY),
    Attribute("SPECIALIST", "Approved for specialist placements", AsOf.DATED),
    Attribute("TWO", "Two carers or more", AsOf.HISTORY),
    Attribute("ATHOME", "A carer at home in the day", AsOf.HISTORY),
    Attribute("OWN", "Carers' own children under 18 at home", AsOf.HISTORY),
    Attribute("FOSTERED", "Another fostered child there", AsOf.HISTORY),
    Attribute("PETS", "A pet at home", AsOf.HISTORY),
    Attribute("PERMANENCE", "Offers a home until the child is grown up", AsOf.HISTORY),
    Attribute("LOCAL", "The authority's own service, not an agency", AsOf.TODAY),
    Attribute("FAR", "More than 20 miles from the child's home", AsOf.DATED),
    Attribute("SUPPORT", "Support planned before the stay began", AsOf.DATED),
)
CHILD = (
    Attribute("AGE", "The child's age", AsOf.DATED, of_child=True, is_yes_or_no=False),
    Attribute("TEENAGE", "The child is 12 or older", AsOf.DATED, of_child=True),
    Attribute("EARLIER", "Earlier stays", AsOf.DATED, of_child=True, is_yes_or_no=False),
    Attribute("LONG", "Meant for the long term", AsOf.DATED, of_child=True),
)
ATTRIBUTES = (*CARERS, *CHILD)

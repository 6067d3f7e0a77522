"""What a total of the Strengths and Difficulties Questionnaire is called, and when the next is due. Plain Python.

Only scores are known here. The questions belong to their authors, and their electronic use needs leave.
"""

import datetime as dt

from reference.dates import age_on

CARER = "CARER"
BANDS = ((13, "Close to average"), (16, "Borderline"), (40, "Cause for concern"))
BANDS_SOURCE = (
    "Published bands of the total that a carer's questionnaire gives: 0 to 13, 14 to 16, 17 to 40 "
    "(Lancashire County Council's guidance on personal education plans). Teachers' and children's own totals have "
    "other bands, and so have the sub-scales; they are shown as numbers."
)
AGES = range(4, 17)  # completed years
LOOKED_AFTER = dt.timedelta(days=365)
AGAIN_AFTER = dt.timedelta(days=365)
DUE_SOURCE = (
    "Once a year for children aged 4 to 16 who have been looked after for 12 months: SSDA903 return, "
    "emotional and behavioural health"
)


def band(total: int, *, informant: str) -> str:
    """The published band of a carer's total, from 0 to 40; empty for any other informant."""
    if informant != CARER:
        return ""
    return next(words for most, words in BANDS if total <= most)


def is_asked_of(*, birth_date: dt.date, looked_after_from: dt.date | None, today: dt.date) -> bool:
    """Aged 4 to 16 and looked after for 12 months; False where it is not known since when."""
    if looked_after_from is None or birth_date > today:
        return False
    return age_on(birth_date, today) in AGES and today - looked_after_from >= LOOKED_AFTER


def next_due(
    *,
    birth_date: dt.date,
    looked_after_from: dt.date | None,
    last_on: dt.date | None,
    today: dt.date,
) -> dt.date | None:
    """The day by which the next is due; None for a child of whom none is asked.

    ``last_on`` is the latest that was scored. Without one it is due as soon as the child is looked after for 12 months.
    """
    if looked_after_from is None or not is_asked_of(
        birth_date=birth_date, looked_after_from=looked_after_from, today=today
    ):
        return None
    return last_on + AGAIN_AFTER if last_on else looked_after_from + LOOKED_AFTER

"""Which remedies only wait, and who may accept one: what the tables of remedies need to know.

Apart from ``brokerage.remedies``, which reads the rules, so that a process that ranks nothing does not load the core.
"""

from django.db.models import TextChoices

# These are a later day or a short stay, never a thing to be done: the day is moved, or the decision plans the stay.
WAITING = ("LATER_DATE", "NEXT_AVAILABLE", "EMERGENCY_6_DAYS")


class Approval(TextChoices):
    """Who may accept a remedy, beside holding the right to decide."""

    DESK = "DESK", "Whoever decides for the desk"
    MANAGER = "MANAGER", "A manager of the desk"
    OUTSIDE = "OUTSIDE", "Somebody outside the desk, who is named with the day they approved"

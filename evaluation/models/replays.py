"""Searches ranked again, once each, for the figures about matching."""

from django.db import models

from brokerage.models import Search
from carers.models import Household


class Replay(models.Model):
    """A search ranked again from what it kept, for the figures about matching. Searches never change: once is enough.

    Args:
        household: whoever was chosen for the referral; none while nobody is.
        agrees: whether ranking again gave the same result to the last bit.
        rank: the chosen household's place on the list as it was shown; none if it was ruled out.
        failed: the rules that ruled it out. was_considered: whether the search looked at it at all.
        values: each factor's value for it, where it applied and something was known.
        top: each factor's mean over the first ten; ``known`` the mean of their known shares.
    """

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="replay")
    household = models.ForeignKey(Household, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField()
    agrees = models.BooleanField()
    was_considered = models.BooleanField(default=False)
    rank = models.PositiveIntegerField(null=True)
    failed = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    top = models.JSONField(default=dict)
    known = models.FloatField(null=True)

    def __str__(self) -> str:
        return f"Replay of {self.search_id}"

"""What was written down by mistake is struck out with a reason, and kept.

It stays in its table and its history, is shown struck out to those who could have written it, and counts nowhere:
whoever reads such rows to count or draw them asks for those that stand (``NOT_STRUCK``).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

NOT_STRUCK = Q(struck_at=None)


class Strikeable(models.Model):
    """A row that can be struck out."""

    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    struck_reason = models.TextField(blank=True, help_text="Why it was a mistake")

    class Meta:
        abstract = True

    @property
    def is_struck(self) -> bool:
        return self.struck_at is not None


def struck_for_a_reason(model: str) -> models.CheckConstraint:
    """For the constraints of a model that can be struck out; ``model`` is its name in small letters."""
    stands = Q(struck_at__isnull=True, struck_by__isnull=True, struck_reason="")
    struck = Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason="")
    return models.CheckConstraint(
        condition=stands | struck, name=f"placements_{model}_struck_out_for_a_reason"
    )

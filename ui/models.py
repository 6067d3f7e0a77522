"""What people have typed and not yet saved."""

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """What one person has typed into one form about one record, until they save it, give it up or leave it lying.

    ``answers`` maps each question's name to what was sent for it. It is theirs alone: nobody else is shown it, and no
    history is kept of it. Use it through ``ui.drafts``.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    form = models.CharField(max_length=40, help_text="Which form")
    key = models.CharField(max_length=80, help_text="The public id of the record it is about")
    answers = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "form", "key"], name="ui_draft_one_of_each_form_and_record"
            ),
        ]
        indexes = [models.Index(fields=["saved_at"], name="ui_draft_by_age")]

    def __str__(self) -> str:
        return f"Draft {self.pk}"

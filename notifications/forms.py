from typing import Any
from uuid import UUID

from django import forms

from notifications.models import OutgoingMessage

Status = OutgoingMessage.Status


class ChooseStatus(forms.Form):
    status = forms.ChoiceField(choices=Status.choices)

    @classmethod
    def chosen(cls, data: Any) -> OutgoingMessage.Status:
        """The status asked for; failed messages, which somebody must see to, for anything else."""
        form = cls(data)
        return Status(form.cleaned_data["status"]) if form.is_valid() else Status.FAILED


class RetryFailed(forms.Form):
    message = forms.UUIDField(required=False)

    def chosen(self) -> list[UUID] | None:
        """The one message named; None for all."""
        named = self.cleaned_data["message"]
        return [named] if named else None

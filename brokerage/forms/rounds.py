"""What the desk is asked when it asks carers, and when carers answer on the telephone."""

import datetime as dt
import uuid
from typing import Any

from django import forms
from django.utils import timezone

from brokerage.forms.replies import LONGEST_WORDS
from brokerage.models import Answer
from brokerage.quality.identifying import Identity, find_identifying
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import DateField, TimeField

MOST_HOUSEHOLDS = 10_000


class AskCarers(forms.Form):
    """``identity`` is what the note must not give away."""

    reply_on = DateField(
        label="Answers are due on",
        help_text="For example, 27 3 2026",
        missing="Enter the day that answers are due",
        name="The day that answers are due",
    )
    reply_at = TimeField(
        label="At",
        help_text="For example, 5pm or 17:00",
        error_messages={"required": "Enter the time that answers are due"},
    )
    note = forms.CharField(
        label="A few words to the carers",
        help_text="They read it below the profile. Nothing that tells who the child is.",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea,
        error_messages={"max_length": f"Use at most {LONGEST_WORDS} characters"},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, identity: Identity, reply_by: dt.datetime, now: dt.datetime, **kwargs: Any
    ) -> None:
        here = timezone.localtime(reply_by)
        kwargs["initial"] = {
            "reply_on": here.date(),
            "reply_at": here.time(),
            "key": uuid.uuid4(),
        }
        super().__init__(*args, **kwargs)
        self.identity, self.now, self.suggested = identity, now, reply_by
        self.helper = FormHelper(self)
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout("reply_on", Field("reply_at", width=5), Field("note", rows=3))

    @property
    def reply_by(self) -> dt.datetime:
        """As typed, or as suggested where what was typed makes no sense."""
        if self.is_bound and {"reply_on", "reply_at"} <= self.cleaned_data.keys():
            return self._typed()
        return self.suggested

    def clean_note(self) -> str:
        note: str = self.cleaned_data["note"]
        certain = [found for found in find_identifying(note, self.identity) if found.is_certain]
        if certain:
            raise forms.ValidationError(
                f"This would tell carers who the child is: it holds {certain[0].kind}"
            )
        return note

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"reply_on", "reply_at"} <= cleaned.keys() and self._typed() <= self.now:
            self.add_error("reply_on", "Answers must be due in the future")
        return cleaned

    def _typed(self) -> dt.datetime:
        """In the hour that comes twice when the clocks go back, the later: carers are told no day's second hour."""
        moment = dt.datetime.combine(self.cleaned_data["reply_on"], self.cleaned_data["reply_at"])
        return timezone.make_aware(moment.replace(fold=1)).astimezone(dt.UTC)


class Selection(forms.Form):
    """Which households an address or a form names; what is no id is passed over."""

    def __init__(self, data: Any) -> None:
        super().__init__()
        self.households = _ids(data.getlist("household"))
        self.offered = _ids(data.get("offered", "").split(","))
        self.search = next(iter(_ids([data.get("search", "")])), None)


class RecordAnswer(forms.Form):
    choice = forms.ChoiceField(
        label="What did they say?",
        widget=forms.RadioSelect,
        choices=Answer.Choice.choices,
        error_messages={"required": "Select what they said"},
    )
    reasons = forms.MultipleChoiceField(
        label="Why not this time?",
        widget=forms.CheckboxSelectMultiple,
        choices=Answer.Reason.choices,
        required=False,
    )
    conditions = forms.CharField(
        label="What would they need, or want us to know?",
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("choice", reveals={Answer.Choice.NOT_NOW: [Field("reasons", small=True)]}),
            Field("conditions", rows=3),
            Submit("submit", "Record the answer"),
        )


def _ids(texts: list[str]) -> list[uuid.UUID]:
    found = []
    for text in texts[:MOST_HOUSEHOLDS]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found

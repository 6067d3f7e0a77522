"""Finding households, and sending a list in."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.forms import DayField
from accounts.models import FosteringService
from carers.models import ApprovalTerms
from carers.queries.lists import NO_TERMS, NOT_ON_THE_MAP, Wanted
from reference import vocabulary
from ui.crispy import FormHelper, Layout, Submit

ANY = [("", "Any")]


class FilterHouseholds(forms.Form):
    words = forms.CharField(label="Name or reference", max_length=120, required=False)
    service = forms.ModelChoiceField(
        label="Fostering service",
        queryset=FosteringService.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Any",
    )
    status = forms.ChoiceField(
        label="Approval",
        choices=[*ANY, *ApprovalTerms.Status.choices, (NO_TERMS, "No terms on record")],
        required=False,
    )
    free = forms.BooleanField(label="Only with a free place", required=False)
    on = DayField(
        label="On which day?",
        help_text="Today if you leave it empty, like 27/3/2026",
        required=False,
    )
    kind = forms.ChoiceField(
        label="Kind of placement",
        choices=ANY + vocabulary.choices(vocabulary.PLACEMENT_KINDS),
        required=False,
    )
    skill = forms.ChoiceField(
        label="Training",
        choices=[*ANY, *vocabulary.grouped_choices(vocabulary.SKILLS)],
        required=False,
    )
    area = forms.ChoiceField(label="Lives in", required=False)

    def __init__(
        self,
        *args: Any,
        services: QuerySet[FosteringService],
        areas: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        nowhere = (NOT_ON_THE_MAP, "Not found on the map")
        self.fields["area"].choices = [*ANY, *areas, nowhere]  # type: ignore[attr-defined]

    def wanted(self, *, today: dt.date) -> Wanted:
        """What to find; everything where nothing, or nothing that makes sense, was asked for."""
        answers = self.cleaned_data if self.is_bound and self.is_valid() else {}
        return Wanted(
            on=answers.get("on") or today,
            words=answers.get("words", ""),
            service=answers.get("service"),
            status=answers.get("status", ""),
            kind=answers.get("kind", ""),
            skill=answers.get("skill", ""),
            area=answers.get("area", ""),
            only_free=answers.get("free", False),
        )


class SendList(forms.Form):
    service = forms.ModelChoiceField(
        label="Whose approved list is it?",
        queryset=FosteringService.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose the fostering service"},
    )
    file = forms.FileField(
        label="The list",
        help_text="A CSV file or an Excel workbook (.xlsx), up to 50,000 rows and 30 MB",
        error_messages={
            "required": "Choose a file",
            "empty": "The file is empty. Choose one with a row of headings and a row for each household",
        },
    )

    def __init__(self, *args: Any, services: QuerySet[FosteringService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        if len(services) == 1:
            self.initial["service"] = services[0].public_id
        self.helper = FormHelper(self)
        self.helper.layout = Layout("service", "file", Submit("submit", "Read the file"))

"""Questions about people, agreements and the access log."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import (
    AccessLog,
    Agreement,
    Authority,
    FosteringService,
    Membership,
    Office,
    Role,
    User,
)

DAY_FORMATS = ["%d/%m/%Y", "%d %m %Y", "%d %B %Y", "%Y-%m-%d"]
AUTHORITY_ROLES = [(role.value, role.label) for role in Role if role != Role.FOSTERING_OFFICER]


class DayField(forms.DateField):
    """A day typed in one box."""

    def __init__(self, **kwargs: Any) -> None:
        wrong = {"invalid": "Enter a real date, like 27/3/2026"}
        super().__init__(
            input_formats=DAY_FORMATS,
            error_messages=wrong | kwargs.pop("error_messages", {}),
            widget=forms.DateInput(format="%d/%m/%Y"),
            **kwargs,
        )


class AddPerson(forms.Form):
    name = forms.CharField(
        label="Full name", max_length=120, error_messages={"required": "Enter the person's name"}
    )
    email = forms.EmailField(
        label="Work email address",
        help_text="They sign in with it",
        max_length=254,
        error_messages={"required": "Enter the person's work email address"},
    )
    phone = forms.CharField(label="Work phone", max_length=30, required=False)
    role = forms.ChoiceField(
        label="What is their role?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )
    service = forms.ModelChoiceField(
        label="Which fostering service?",
        help_text="Only for a supervising social worker",
        queryset=FosteringService.objects.none(),
        to_field_name="public_id",
        required=False,
    )
    offices = forms.MultipleChoiceField(
        label="Which approvals may they give?",
        choices=Office.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, services: QuerySet[FosteringService], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = Role.choices if services else AUTHORITY_ROLES  # type: ignore[attr-defined]
        self.fields["service"].queryset = services  # type: ignore[attr-defined]
        if not services:
            del self.fields["service"]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        at_a_service = answers.get("role") == Role.FOSTERING_OFFICER
        if at_a_service and not answers.get("service"):
            self.add_error("service", "Choose the fostering service they work for")
        if not at_a_service:
            answers["service"] = None
        return answers


class ChangeRole(forms.Form):
    role = forms.ChoiceField(
        label="What is their role?",
        choices=AUTHORITY_ROLES,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a role"},
    )
    offices = forms.MultipleChoiceField(
        label="Which approvals may they give?",
        choices=Office.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class SwitchMembership(forms.Form):
    membership = forms.ModelChoiceField(
        label="Who do you want to work as?",
        queryset=Membership.objects.none(),
        to_field_name="public_id",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose one of your roles"},
    )

    def __init__(self, *args: Any, memberships: QuerySet[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["membership"]
        field.queryset = memberships
        field.label_from_instance = lambda one: (
            f"{one.get_role_display()}, {one.authority or one.service}"
        )


class DemoPerson(forms.Form):
    membership = forms.UUIDField()


class AuthoritySettings(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Authority
        fields = (
            "desk_phone",
            "desk_email",
            "requires_second_factor",
            "expects_reply_within_hours",
            "carer_email_limit",
            "carer_email_limit_days",
            "review_tolerance_days",
            "distance_limit_miles",
            "neighbours",
        )
        labels = {
            "desk_phone": "Phone of the brokerage desk",
            "desk_email": "Email address of the brokerage desk",
            "requires_second_factor": "Everybody must use two-step sign-in",
            "expects_reply_within_hours": "Hours that carers are usually given to reply",
            "carer_email_limit": "Most new requests to one household",
            "carer_email_limit_days": "In how many days",
            "review_tolerance_days": "Days that a carer's annual review may be overdue",
            "distance_limit_miles": "Miles at which a home stops scoring for nearness",
            "neighbours": "Neighbouring authorities",
        }
        help_texts = {
            "carer_email_limit": "Reminders and outcomes do not count",
            "review_tolerance_days": "",
            "distance_limit_miles": "",
        }
        widgets = {"neighbours": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["neighbours"]
        field.queryset = Authority.objects.exclude(pk=self.instance.pk)


class RecordAgreement(forms.ModelForm):  # type: ignore[type-arg]
    service = forms.ModelChoiceField(
        label="Fostering service",
        queryset=FosteringService.objects.filter(kind=FosteringService.Kind.INDEPENDENT),
        to_field_name="public_id",
        error_messages={"required": "Choose a fostering service"},
    )
    starts_on = DayField(
        label="First day",
        help_text="For example, 27/3/2026",
        error_messages={"required": "Enter the agreement's first day"},
    )
    ends_on = DayField(
        label="Day it ends",
        help_text="The first day that it no longer runs. Leave it blank while none is agreed",
        required=False,
    )

    class Meta:
        model = Agreement
        fields = ("service", "starts_on", "ends_on", "reference")
        labels = {"reference": "Your reference"}


class FilterAccessLog(forms.Form):
    """Every answer is optional; a date that is none is refused in words."""

    record_type = forms.ChoiceField(label="Kind of record", required=False)
    person = forms.ModelChoiceField(
        label="Person",
        queryset=User.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label="Anybody",
    )
    action = forms.ChoiceField(
        label="What they did", choices=[("", "Anything"), *AccessLog.Action.choices], required=False
    )
    since = DayField(label="From", help_text="For example, 27/3/2026", required=False)
    until = DayField(label="To", required=False)
    record_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        people: QuerySet[Membership],
        record_types: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["record_type"]
        kind.choices = [("", "Any"), *record_types]
        person: Any = self.fields["person"]
        person.queryset = User.objects.filter(memberships__in=people).distinct()

    def chosen(self) -> dict[str, Any]:
        """What was asked for, without what could not be read."""
        answers = getattr(self, "cleaned_data", {})
        return {
            name: str(value) if name == "record_id" else value
            for name, value in answers.items()
            if value
        }

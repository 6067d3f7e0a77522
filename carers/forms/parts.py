"""Lists of what belongs to a household: one small form for each item, and one more to add another."""

from typing import Any, cast

from django import forms
from django.forms.models import BaseModelFormSet, modelformset_factory

from accounts.models import Authority
from carers.forms.fields import one_line
from carers.models import (
    ApprovalTerms,
    Experience,
    Household,
    LimitExemption,
    NamedApproval,
    Resident,
    StatutoryCheck,
    Training,
    Unavailability,
)
from reference import vocabulary
from ui.crispy import Field, FormHelper, Layout
from ui.fields import DateField
from ui.formsets import AddAnother

REMOVED_MEANWHILE = "Somebody has removed this in the meantime. Go back to the household and begin again"
WHOLE_HOUSEHOLD = "Nobody in particular"


class PartForm(forms.ModelForm):  # type: ignore[type-arg]
    """One item. The database checks it among the household's others; services put its refusals in words."""

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.household = household

    def validate_unique(self) -> None:
        """See the class."""

    def validate_constraints(self) -> None:
        """See the class."""


class PartFormSet(AddAnother, BaseModelFormSet):  # type: ignore[type-arg]
    """A household's items of one kind. ``removed`` and ``saved`` are what the person asked for."""

    item_name = "Item"
    layout: Layout

    def __init__(self, data: Any, *, household: Household, queryset: Any, **kwargs: Any) -> None:
        super().__init__(
            data,
            queryset=queryset,
            prefix="items",
            form_kwargs={"household": household, **kwargs},
        )
        self.extra = 0 if self.initial_form_count() else 1
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = self.layout

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        identity: Any = form.fields["id"]
        identity.queryset = self.get_queryset()
        identity.error_messages["invalid_choice"] = REMOVED_MEANWHILE
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = f"Remove {self.item_name.lower()} {(index or 0) + 1}"
            if not form.instance.pk:
                del form.fields["DELETE"]

    def refuse(self, words: str) -> None:
        self.non_form_errors().append(words)

    @property
    def removed(self) -> list[Any]:
        return [form.instance for form in self.initial_forms if form in self.deleted_forms]

    @property
    def saved(self) -> list[Any]:
        return [
            form.save(commit=False)
            for form in self.forms
            if form.has_changed() and form not in self.deleted_forms
        ]


class AdultField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """One of the adults of the household, or nobody in particular."""

    def __init__(self, household: Household, label: str) -> None:
        adults = household.residents.filter(kind__in=[Resident.Kind.CARER, Resident.Kind.ADULT])
        super().__init__(adults, label=label, required=False, empty_label=WHOLE_HOUSEHOLD)

    def label_from_instance(self, obj: Any) -> str:
        return obj.name or str(obj)


class TermsForm(PartForm):
    starts_on = DateField(
        label="From", missing="Enter the first day of these terms", name="The first day"
    )
    ends_on = DateField(
        label="Until",
        help_text="The first day on which they no longer hold",
        name="The last day",
        required=False,
    )
    kinds = forms.MultipleChoiceField(
        label="Kinds of placement",
        choices=vocabulary.choices(vocabulary.PLACEMENT_KINDS),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one kind of placement"},
    )

    class Meta:
        model = ApprovalTerms
        fields = [
            "status", "starts_on", "ends_on", "min_age_years", "max_age_years", "sex", "kinds", "places",
            "is_for_named_children_only",
        ]  # fmt: skip
        labels = {
            "status": "Approval",
            "min_age_years": "Youngest age",
            "max_age_years": "Oldest age",
            "sex": "Girls or boys",
            "is_for_named_children_only": "Only for children approved by name",
        }


TERMS_LAYOUT = (
    "status",
    "starts_on",
    "ends_on",
    Field("min_age_years", width=2),
    Field("max_age_years", width=2),
    "sex",
    Field("kinds", small=True),
    Field("places", width=2),
    "is_for_named_children_only",
)


class NewTermsForm(TermsForm):
    """Terms that begin now and end those that run."""

    def __init__(self, data: Any, *, household: Household) -> None:
        super().__init__(data, household=household, instance=ApprovalTerms(household=household))
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(*TERMS_LAYOUT)

    def refuse(self, words: str) -> None:
        self.add_error(None, words)


class ResidentForm(PartForm):
    name = one_line(label="Name", longest=120, required=False)
    birth_date = DateField(label="Date of birth", name="The date of birth", required=False)
    stays_until = DateField(
        label="If they are fostered: when is their place free?",
        name="The day on which the place is free",
        required=False,
    )
    sibling_group = forms.RegexField(
        r"^\w{1,20}$",
        label="If they are fostered with siblings",
        help_text="A word that you give to each of them, like A",
        error_messages={"invalid": "Use one word of letters and figures"},
        required=False,
    )

    class Meta:
        model = Resident
        fields = ["kind", "name", "birth_date", "sex", "stays_until", "sibling_group"]
        labels = {"kind": "Who is it?"}


class TrainingForm(PartForm):
    certificate = one_line(label="Certificate", longest=60, required=False)
    gained_on = DateField(label="Gained on", name="The day it was gained", required=False)
    expires_on = DateField(
        label="Valid until",
        help_text="The last day on which it is valid",
        name="The last day",
        required=False,
    )

    class Meta:
        model = Training
        fields = ["skill", "resident", "certificate", "gained_on", "expires_on"]

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, household=household, **kwargs)
        self.fields["resident"] = AdultField(household, "Who holds it?")
        if self.instance.resident_id:
            self.initial["resident"] = self.instance.resident_id


class CheckForm(PartForm):
    done_on = DateField(label="Done on", name="The day it was done", required=False)
    due_on = DateField(
        label="Due again on", missing="Enter when it is due again", name="The day it is due"
    )

    class Meta:
        model = StatutoryCheck
        fields = ["kind", "resident", "done_on", "due_on"]
        labels = {"kind": "Check"}

    def __init__(self, *args: Any, household: Household, **kwargs: Any) -> None:
        super().__init__(*args, household=household, **kwargs)
        self.fields["resident"] = AdultField(household, "Whose is it?")


class ExperienceForm(PartForm):
    class Meta:
        model = Experience
        fields = ["need", "years", "children"]
        labels = {"years": "Years of experience", "children": "Children with this need cared for"}
        help_texts = {"children": ""}


class AwayForm(PartForm):
    starts_on = DateField(label="From", missing="Enter the first day", name="The first day")
    ends_on = DateField(
        label="Until",
        help_text="The first day on which they are available again",
        name="The last day",
        required=False,
    )
    reason = one_line(label="Why?", longest=200, required=False)

    class Meta:
        model = Unavailability
        fields = ["starts_on", "ends_on", "reason"]

    def clean(self) -> dict[str, Any]:
        self.instance.kind = Unavailability.Kind.UNAVAILABLE
        return super().clean() or self.cleaned_data


class NamedChildForm(PartForm):
    starts_on = DateField(label="From", missing="Enter the first day", name="The first day")
    ends_on = DateField(
        label="Until", help_text="The first day without it", name="The last day", required=False
    )
    child_reference = one_line(
        label="Child's reference",
        longest=20,
        help_text="The authority's own number for the child",
        error_messages={"required": "Enter the child's reference"},
    )

    class Meta:
        model = NamedApproval
        fields = ["authority", "child_reference", "starts_on", "ends_on"]

    def __init__(self, *args: Any, authorities: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = authorities  # type: ignore[attr-defined]


class ExemptionForm(NamedChildForm):
    class Meta:
        model = LimitExemption
        fields = [
            "authority", "child_reference", "most_children", "starts_on", "ends_on", "conditions",
        ]  # fmt: skip
        labels = {"most_children": "How many children may live there?"}
        help_texts = {"most_children": ""}


def _formset(form: Any, name: str, *layout: Any) -> type[PartFormSet]:
    """The class of a list of items called ``name``."""
    base = type(
        f"{form.__name__}Set",
        (PartFormSet,),
        {"item_name": name, "layout": Layout(*layout, "DELETE")},
    )
    made: Any = modelformset_factory(
        form._meta.model,
        form=form,
        formset=base,
        extra=0,
        can_delete=True,
        max_num=60,
        absolute_max=100,
    )
    return cast("type[PartFormSet]", made)


Terms = _formset(TermsForm, "Terms", *TERMS_LAYOUT)
People = _formset(
    ResidentForm,
    "Person",
    "kind",
    "name",
    "birth_date",
    "sex",
    "stays_until",
    Field("sibling_group", width=10),
)
Trainings = _formset(
    TrainingForm, "Training", "skill", "resident", "certificate", "gained_on", "expires_on"
)
Checks = _formset(CheckForm, "Check", "kind", "resident", "done_on", "due_on")
Experiences = _formset(
    ExperienceForm, "Experience", "need", Field("years", width=2), Field("children", width=2)
)
TimesAway = _formset(AwayForm, "Time away", "starts_on", "ends_on", "reason")
NamedChildren = _formset(
    NamedChildForm, "Child", "authority", Field("child_reference", width=20), "starts_on", "ends_on"
)
Exemptions = _formset(
    ExemptionForm,
    "Exemption",
    "authority",
    Field("child_reference", width=20),
    Field("most_children", width=2),
    "starts_on",
    "ends_on",
    "conditions",
)


def authorities_for(user_authority_id: int | None) -> Any:
    """Whose children a person may name: their own authority's, or, at a fostering service, any."""
    authorities = Authority.objects.all()
    return authorities.filter(pk=user_authority_id) if user_authority_id else authorities

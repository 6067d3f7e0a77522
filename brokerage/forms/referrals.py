"""What is asked when a referral is started, accepted, returned, given to somebody, withdrawn, or looked for."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Q

from accounts.models import User
from brokerage.lifecycle import WITH_THE_DESK, ReferralStatus
from brokerage.models import Referral
from children.models import Child, SiblingLink
from ui.crispy import Field, FormHelper, Layout, Submit
from ui.fields import Choice

NOBODY = "nobody"


class StartReferral(forms.Form):
    children = forms.ModelMultipleChoiceField(
        queryset=Child.objects.none(),
        to_field_name="public_id",
        label="Who needs a home?",
        help_text="Choose more than one only for brothers and sisters who should live together. "
        "The first on the list stands for all of them.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose who needs a home",
            "invalid_choice": "Choose from the children on the list",
            "invalid_pk_value": "Choose from the children on the list",
        },
    )

    reason = forms.ChoiceField(
        choices=[("", "Not said yet"), *Referral.Reason.choices],
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        """``reason`` comes from the page that the person was on; it is for them to confirm with the request."""
        super().__init__(*args, **kwargs)
        children: Any = self.fields["children"]
        children.queryset = offered
        children.label_from_instance = lambda child: f"{child.name}, {child.reference}"
        self.helper = FormHelper(self)
        self.helper.layout = Layout("children", "reason", Submit("submit", "Start the referral"))

    def clean_children(self) -> list[Child]:
        children = list(self.cleaned_data["children"])
        if len(children) > 1 and not _are_siblings(children):
            raise forms.ValidationError(
                "These children are not recorded as brothers and sisters: add that to their records first"
            )
        return children


def _are_siblings(children: Sequence[Child]) -> bool:
    """Every child is recorded as a sibling of the first."""
    first, *others = children
    links = SiblingLink.objects.filter(
        Q(child=first, sibling__in=others) | Q(sibling=first, child__in=others)
    )
    return links.count() == len(others)


class ReturnReferral(forms.Form):
    reason = forms.CharField(
        label="What should the social worker do?",
        help_text="They get an email that it is returned, and read this when they sign in.",
        widget=forms.Textarea,
        max_length=5000,
        error_messages={"required": "Enter what the social worker should do"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("reason", rows=8), Submit("submit", "Return to the social worker")
        )


class ChooseBroker(forms.Form):
    """``people`` may own a referral. Their public ids are the answers."""

    broker = forms.ChoiceField(
        label="Who will find the home?",
        error_messages={"required": "Choose who will find the home"},
    )
    button = "Save"

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        names = [(key, person.name) for key, person in self.people.items()]
        self.fields["broker"].choices = [("", "Choose one"), *names]  # type: ignore[attr-defined]
        self.helper = FormHelper(self)
        self.helper.layout = Layout(*self.questions(), Submit("submit", self.button))

    def questions(self) -> list[Any]:
        return ["broker"]

    @property
    def person(self) -> User:
        return self.people[self.cleaned_data["broker"]]


class AcceptReferral(ChooseBroker):
    button = "Accept and start the search"

    despite = forms.CharField(
        label="Why can the search not wait for what must be fixed?",
        help_text="Kept with the referral's history.",
        widget=forms.Textarea,
        max_length=2000,
        required=False,
    )

    def __init__(self, *args: Any, must_be_fixed: bool = False, **kwargs: Any) -> None:
        self.must_be_fixed = must_be_fixed
        super().__init__(*args, **kwargs)

    def questions(self) -> list[Any]:
        return ["broker", *([Field("despite", rows=3)] if self.must_be_fixed else [])]

    def ask_why(self, problem: str) -> None:
        """Ask for the reason that turned out to be needed."""
        self.must_be_fixed = True
        self.helper.layout = Layout(*self.questions(), Submit("submit", self.button))
        self.add_error("despite", problem)


class WithdrawReferral(forms.Form):
    reason = forms.CharField(
        label="Why is a home no longer being looked for?",
        widget=forms.Textarea,
        max_length=2000,
        error_messages={"required": "Enter why a home is no longer being looked for"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Field("reason", rows=4), Submit("submit", "Withdraw the referral")
        )


class InboxFilter(forms.Form):
    """The filters beside the list. References only: a name in an address would be kept in logs."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    reference = forms.CharField(label="Reference", required=False, max_length=20)
    stage = forms.MultipleChoiceField(
        label="Stage",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            (status.value, status.label) for status in ReferralStatus if status in WITH_THE_DESK
        ],
    )
    urgency = forms.MultipleChoiceField(
        label="Urgency",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            Choice(value, label.partition(":")[0]) for value, label in Referral.Urgency.choices
        ],
    )
    owner = forms.ChoiceField(label="Owner", required=False)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(person.public_id), person.name) for person in people]
        owners = [("", "Anybody"), (NOBODY, "Nobody yet"), *names]
        self.fields["owner"].choices = owners  # type: ignore[attr-defined]

    @property
    def is_used(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "view")

    def narrowed(self, referrals: Any) -> Any:
        """The referrals that pass the filters. A filter that makes no sense is passed over."""
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        if reference := asked.get("reference"):
            theirs = Q(reference__icontains=reference)
            referrals = referrals.filter(
                theirs | Q(referral_children__child__reference__iexact=reference)
            ).distinct()
        if stages := asked.get("stage"):
            referrals = referrals.filter(status__in=stages)
        if urgencies := asked.get("urgency"):
            referrals = referrals.filter(urgency__in=urgencies)
        if owner := asked.get("owner"):
            of = Q(broker=None) if owner == NOBODY else Q(broker__public_id=owner)
            referrals = referrals.filter(of)
        return referrals

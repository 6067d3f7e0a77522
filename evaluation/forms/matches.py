"""Taking a return over to the desk, and resolving where the two disagree."""

from collections.abc import Sequence
from typing import Any

from django import forms

from children.forms.fields import text
from evaluation.lifecycle import DisagreementStatus
from ui.crispy import FormHelper, Layout, Submit

COMPARE, ADD = "COMPARE", "ADD"


class MatchReturn(forms.Form):
    """``may_add``: whether somebody can have seen what would be added."""

    what = forms.ChoiceField(
        label="What should be done?",
        widget=forms.RadioSelect,
        choices=[
            (COMPARE, "Compare only, and list where the desk and the return disagree"),
            (ADD, "Add what the desk does not have, and compare"),
        ],
        error_messages={"required": "Select whether to add anything"},
    )

    def __init__(self, *args: Any, may_add: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what = self.fields["what"]
        if not may_add and isinstance(what, forms.ChoiceField):
            what.choices = [
                (COMPARE, "Compare only. What could be added is counted, and nothing is")
            ]
            what.initial = COMPARE
        self.helper = FormHelper(self)
        self.helper.layout = Layout("what", Submit("submit", "Continue"))

    @property
    def adds(self) -> bool:
        """Only after the form was found valid."""
        return bool(self.cleaned_data["what"] == ADD)


class ResolveDisagreement(forms.Form):
    """``desk`` and ``return_says`` are the two values in words; ``can_take`` whether the second may be recorded."""

    how = forms.ChoiceField(
        label="Which is right?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which is right"},
    )
    note = text(
        label="Note",
        required=False,
        help_text="Needed where nothing is decided. Say who was asked, and what is to be put right where",
    )

    def __init__(
        self, *args: Any, desk: str, return_says: str, can_take: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (DisagreementStatus.KEPT.value, f"The desk’s record: {desk}"),  # noqa: RUF001
            (DisagreementStatus.TAKEN.value, f"The return: {return_says}. Record it on the desk"),
            (DisagreementStatus.NOTED.value, "Neither, or not known yet. Only note it"),
        ]
        how = self.fields["how"]
        if isinstance(how, forms.ChoiceField):
            taken = DisagreementStatus.TAKEN.value
            how.choices = [each for each in choices if can_take or each[0] != taken]
        self.helper = FormHelper(self)
        self.helper.layout = Layout("how", "note", Submit("submit", "Resolve"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == DisagreementStatus.NOTED and not cleaned.get("note"):
            self.add_error("note", "Write what is to be known about it")
        return cleaned

    def decided(self) -> tuple[DisagreementStatus, str]:
        """How it is resolved, and the note. Only after the form was found valid."""
        return DisagreementStatus(self.cleaned_data["how"]), self.cleaned_data["note"]


class ChooseReturnYear(forms.Form):
    """The collection year to hand out, by the year in which it ends. Without an answer: the first of ``years``."""

    year = forms.TypedChoiceField(
        label="Collection year",
        coerce=int,
        error_messages={"invalid_choice": "Select a year from the list"},
    )

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        kwargs["initial"] = {"year": years[0]}
        super().__init__(*args, **kwargs)
        self.years = years
        year = self.fields["year"]
        if isinstance(year, forms.TypedChoiceField):
            year.choices = [(each, f"1 April {each - 1} to 31 March {each}") for each in years]
        self.helper = FormHelper(self)
        self.helper.form_method = "get"
        self.helper.layout = Layout("year", Submit("show", "Show this year"))

    @property
    def chosen(self) -> int:
        if self.is_bound and self.is_valid():
            return int(self.cleaned_data["year"])
        return self.years[0]

"""The questions beside the list of children."""

from typing import Any

from django import forms

from children.queries.lists import AGE_BANDS, Wanted
from reference import vocabulary
from reference.validators import validate_plain_text
from ui.crispy import Field, FormHelper, Layout

_BANDS = [
    (key, f"{youngest} to {oldest}" if oldest else f"{youngest} and over")
    for key, (youngest, oldest) in AGE_BANDS.items()
]


class SearchChildren(forms.Form):
    """Sent by POST: a child's name in an address would be kept in logs."""

    search = forms.CharField(
        label="Name or reference", required=False, max_length=100, validators=[validate_plain_text]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.layout = Layout(Field("search", width=30, show_optional=False))

    def words(self) -> str:
        return str(self.cleaned_data["search"]) if self.is_valid() else ""


class FilterChildren(forms.Form):
    """The filters in the address. What makes no sense is passed over."""

    update = forms.MultipleChoiceField(
        label="Record",
        required=False,
        choices=[("needed", "Needs an update")],
        widget=forms.CheckboxSelectMultiple,
    )
    age = forms.ChoiceField(label="Age", required=False, choices=[("", "Any"), *_BANDS])
    need = forms.ChoiceField(
        label="Need",
        required=False,
        choices=[("", "Any"), *vocabulary.grouped_choices(vocabulary.NEEDS)],
    )
    worker = forms.ChoiceField(label="Social worker", required=False)

    def __init__(self, *args: Any, workers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(workers) > 1:
            self.fields["worker"].choices = [("", "Anybody"), *workers]  # type: ignore[attr-defined]
        else:
            del self.fields["worker"]

    def wanted(self, *, search: str) -> Wanted:
        self.is_valid()
        answers = self.cleaned_data
        return Wanted(
            search=search,
            worker=answers.get("worker", ""),
            age_band=answers.get("age", ""),
            need=answers.get("need", ""),
            needs_update=bool(answers.get("update")),
        )

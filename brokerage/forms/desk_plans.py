"""What a meeting fixes in a plan before it is made again."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

KEEP, REFUSE = "keep", "refuse"
CHOICES = (("", "Leave it open"), (KEEP, "Keep this one"), (REFUSE, "Not this one"))


class Locks(forms.Form):
    """One question for each referral that has a home in the plan.

    Args:
        rows: of the plan's record, by the referral's id in addresses.
    """

    def __init__(self, *args: Any, rows: Mapping[str, Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = rows
        for name, row in rows.items():
            self.fields[name] = forms.ChoiceField(
                choices=CHOICES,
                required=False,
                initial=KEEP if row["kept"] else "",
                widget=forms.Select(attrs={"class": "govuk-select"}),
            )

    @property
    def kept(self) -> Sequence[int]:
        return [row["referral"] for row in self._answered(KEEP)]

    @property
    def refused(self) -> Sequence[tuple[int, int]]:
        """Each referral with each of the homes that it was given."""
        return [
            (row["referral"], home["household"])
            for row in self._answered(REFUSE)
            for home in row["homes"]
        ]

    def _answered(self, choice: str) -> list[Mapping[str, Any]]:
        return [row for name, row in self._rows.items() if self.cleaned_data.get(name) == choice]

"""What the desk types on the pages of a search."""

from typing import Any

from django import forms
from django.db.models import Q

from carers.models import Household

MOST_FOUND = 20
FEWEST_LETTERS = 2


class FindHousehold(forms.Form):
    """Looks a household up by name or reference. It is sent by POST: a name in an address would be kept in logs."""

    name = forms.CharField(
        label="Name or reference of a household",
        min_length=FEWEST_LETTERS,
        max_length=120,
        error_messages={
            "required": "Enter a name or a reference",
            "min_length": "Enter at least two letters of the name",
        },
    )

    def found(self, households: Any) -> list[Household]:
        """The first twenty of ``households`` that fit, in order of name."""
        asked = self.cleaned_data["name"]
        fitting = Q(name__icontains=asked) | Q(reference__iexact=asked)
        return list(households.filter(fitting).select_related("service")[:MOST_FOUND])

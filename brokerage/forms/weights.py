"""What is asked about weights: one number for each factor, and why."""

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime

from brokerage.matching.factors import COST, FACTORS
from brokerage.matching.weights import MOST_FOR_COST, TOTAL
from ui.crispy import Field, Fieldset, FormHelper, Layout, Submit

LONGEST_REASON = 2000


class DraftWeights(forms.Form):
    """One weight from 0 to 100 for each factor; together they make 100."""

    reason = forms.CharField(
        label="Why should they change?",
        help_text="Whoever approves reads it, and so does anybody who asks later why lists changed.",
        widget=forms.Textarea,
        max_length=LONGEST_REASON,
        error_messages={"required": "Enter why the weights should change"},
    )

    def __init__(self, *args: Any, weights: Mapping[str, float], **kwargs: Any) -> None:
        given = {factor.code: f"{weights.get(factor.code, 0.0):g}" for factor in FACTORS}
        kwargs["initial"] = given | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for factor in FACTORS:
            self.fields[factor.code] = _weight(factor.label, is_cost=factor is COST)
        self.helper = FormHelper(self)
        self.helper.layout = Layout(
            Fieldset(
                "How much each factor counts",
                *(Field(factor.code, width=5) for factor in FACTORS),
                hint="Together they make 100, so that a weight reads as a share.",
            ),
            Field("reason", rows=5),
            Submit("submit", "Save the draft"),
        )

    @property
    def weights(self) -> dict[str, float]:
        return {factor.code: float(self.cleaned_data[factor.code]) for factor in FACTORS}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if all(factor.code in cleaned for factor in FACTORS):
            total = math.fsum(float(cleaned[factor.code]) for factor in FACTORS)
            if not math.isclose(total, TOTAL, abs_tol=1e-6):
                self.add_error(
                    FACTORS[0].code, f"The weights must add up to 100. They add up to {total:g}"
                )
        return cleaned


def _weight(label: str, *, is_cost: bool) -> forms.DecimalField:
    most = int(MOST_FOR_COST if is_cost else TOTAL)
    too_much = f"{label} must be {most} or less"
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        decimal_places=1,
        help_text="5 at most: a dear home that fits is never far behind a cheap one."
        if is_cost
        else "",
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={
            "required": f"Enter a number for {label[:1].lower()}{label[1:]}",
            "invalid": f"{label} must be a number, like 10 or 7.5",
            "min_value": f"{label} must be 0 or more",
            "max_value": too_much,
            "max_decimal_places": f"{label} must have one decimal place at most",
        },
    )


class ApproveWeights(forms.Form):
    """A reason, for the draft as it was when the page was opened."""

    reason = forms.CharField(
        label="Why do you approve these weights?",
        help_text="For example: agreed at the desk meeting of 3 November, after looking at the last 50 searches.",
        widget=forms.Textarea,
        max_length=LONGEST_REASON,
        error_messages={"required": "Enter why you approve these weights"},
    )
    seen_at = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, seen_at: dt.datetime, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen_at": seen_at.isoformat()}
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.render_hidden_fields = True
        self.helper.layout = Layout(
            Field("reason", rows=4), Submit("submit", "Approve these weights")
        )

    def clean_seen_at(self) -> dt.datetime:
        moment = parse_datetime(self.cleaned_data["seen_at"])
        if moment is None or moment.tzinfo is None:
            raise forms.ValidationError("Open the page again")
        return moment

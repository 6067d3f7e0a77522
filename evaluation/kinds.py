"""The kinds of report there are: what each asks, and who makes it. A new kind is one line here.

It stands beside the layers, because a form and a maker meet in it: forms know no services, and services no forms.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import Authority
from evaluation.forms.asking import AskForReport
from evaluation.forms.reports import AskMatching, AskStability
from evaluation.services.making import Maker
from evaluation.services.report_makers import make_matching, make_stability


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    Args:
        code: stored with each report, and in lower case part of an address; never used for another kind.
        form: asks what it is to be about, in a method ``asked``. An ``AskForReport`` is told the authority and the day.
    """

    code: str
    title: str
    description: str
    form: type[forms.Form]
    make: Maker

    @property
    def slug(self) -> str:
        return self.code.lower()

    def ask(
        self, answers: Mapping[str, Any] | None, *, authority: Authority, today: dt.date
    ) -> forms.Form:
        if issubclass(self.form, AskForReport):
            return self.form(answers, authority=authority, today=today)
        return self.form(answers)

    def in_words(
        self, asked: Mapping[str, str], *, authority: Authority, today: dt.date
    ) -> list[tuple[str, str]]:
        """What was asked, as question and answer."""
        form = self.ask(None, authority=authority, today=today)
        return [
            (str(form.fields[name].label), _answer(form.fields[name], value))
            for name, value in asked.items()
            if name in form.fields
        ]


KINDS = (
    Kind(
        "STABILITY",
        "Stability: how settled children are",
        "The national figures about placements and moves, long-term stability and how long placements last, from the "
        "imported returns.",
        AskStability,
        make_stability,
    ),
    Kind(
        "MATCHING",
        "Matching: what the evidence says",
        "Where the households that were chosen stood on the list, how their stays went, and whether groups of children "
        "are met differently.",
        AskMatching,
        make_matching,
    ),
)
KIND_BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
MAKERS: Mapping[str, Maker] = {kind.code: kind.make for kind in KINDS}


def _answer(field: forms.Field, value: str) -> str:
    choices = getattr(field, "choices", ())
    return {str(code): str(words) for code, words in choices}.get(value, value)

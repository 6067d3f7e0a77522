"""The kinds of report there are: what each asks, and who makes it. A new kind is one line here.

It stands beside the layers, because a form and a maker meet in it: forms know no services, and services no forms.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from accounts.models import Authority
from evaluation.forms import AskOutcomes, AskProcess, AskSufficiency
from evaluation.forms.reports import AskMatching, AskStability
from evaluation.forms.supposing import AskCosts
from evaluation.services import costs_report, outcomes_report, process_report, success_report
from evaluation.services.making import Maker
from evaluation.services.report_makers import make_matching, make_stability
from ui.crispy import Layout, Submit


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report.

    Args:
        code: stored with each report, and in lower case part of an address; never used for another kind.
        form: asks what it is to be about, in a method ``asked``.
        told: what of the authority and of today the form is told, by the names of its arguments.
    """

    code: str
    title: str
    description: str
    form: Callable[..., forms.Form]
    make: Maker
    told: tuple[str, ...] = ("authority", "today")

    @property
    def slug(self) -> str:
        return self.code.lower()

    def ask(
        self, answers: Mapping[str, Any] | None, *, authority: Authority, today: dt.date
    ) -> forms.Form:
        known: dict[str, Any] = {"authority": authority, "today": today}
        form = self.form(answers, **{name: known[name] for name in self.told})
        return _sent_by_a_button(form)

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
    Kind(
        "OUTCOMES",
        "Outcomes of a cohort",
        "How far children have come on their goals and in the questionnaire (SDQ), and how many were not measured.",
        AskOutcomes,
        outcomes_report.make,
        told=(),
    ),
    Kind(
        "BROKERAGE",
        "Brokerage: how the desk works",
        "Waits, offers, answers, reasons for declining, quality, and what changed when the desk began.",
        AskProcess,
        process_report.make,
        told=(),
    ),
    Kind(
        "COSTS",
        "Cost and benefit of moves",
        "What a cohort's moves cost against a path that did not happen.",
        AskCosts,
        costs_report.make,
        told=("today",),
    ),
    Kind(
        "SUFFICIENCY",
        "Carers who succeed, and carers who are missing",
        "What is recorded about carers and goes with stays that lasted, and which kinds of carer real referrals could "
        "not find in their district.",
        AskSufficiency,
        success_report.make,
    ),
)
KIND_BY_CODE: Mapping[str, Kind] = {kind.code: kind for kind in KINDS}
MAKERS: Mapping[str, Maker] = {kind.code: kind.make for kind in KINDS}


def _sent_by_a_button(form: Any) -> forms.Form:
    """A form that on its own page shows its answers at once, as one that asks for a report."""
    helper = form.helper
    helper.form_tag, helper.disable_csrf, helper.form_method = True, False, "post"
    questions = [part for part in helper.layout.fields if not isinstance(part, Submit)]
    helper.layout = Layout(*questions, Submit("ask", "Make the report"))
    asks: forms.Form = form
    return asks


def _answer(field: forms.Field, value: str) -> str:
    choices = getattr(field, "choices", ())
    return {str(code): str(words) for code, words in choices}.get(value, value)

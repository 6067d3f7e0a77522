"""What somebody types into a long form is kept on the server until they save it.

It is sent every ten seconds, and on leaving a field.

One line in the view, one in its template's form:

    writing = drafts.begin(request, "goal", goal.public_id)      # before the form is made
    form = Goal(request.POST or None, …)
    writing.fill(form)                                           # fills it in where the person asked for their draft
    …
    drafts.end(by=request.user, form="goal", key=goal.public_id) # once it is saved

    {% draft_banner writing %} <form method="post"> {% autosave writing %} … </form>

Nothing is kept in the browser: computers are shared. Without scripts there are no drafts, and the form works as ever.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict

from accounts.models import User
from accounts.permissions import SignedInRequest
from ui.models import Draft

KEPT_FOR = dt.timedelta(days=14)
LARGEST = 200_000  # characters of one draft
MOST = 100  # drafts of one person
ASKED = "draft"  # the name in the address by which a person asks for their draft

_NEVER_KEPT = {"csrfmiddlewaretoken", "draft_form", "draft_key"}
_FORM = re.compile(r"[a-z][a-z0-9-]{0,39}")
_KEY = re.compile(r"[A-Za-z0-9:_-]{1,80}")


class NotKept(Exception):
    """It cannot be kept as a draft. The words are for the person who typed."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A form on a page, and the draft that waits for it. ``restoring`` where the person asked for it."""

    form: str
    key: str
    draft: Draft | None
    restoring: bool

    @property
    def waiting(self) -> Draft | None:
        """The draft that the page should offer."""
        return None if self.restoring else self.draft

    def fill(self, *fillable: forms.BaseForm) -> None:
        """Show the draft's answers in forms that were not sent. Nothing is checked until they are."""
        if not self.restoring or self.draft is None:
            return
        sent = _as_sent(self.draft.answers)
        for form in fillable:
            if form.is_bound:
                continue
            for name, field in form.fields.items():
                typed = field.widget.value_from_datadict(sent, {}, form.add_prefix(name))
                form.initial[name] = typed

    def seen(self, version: int) -> int:
        """The version of the record that the page is made from: of a draft, the one that it was begun on."""
        if not self.restoring or self.draft is None:
            return version
        kept = self.draft.answers.get("version", [""])[0]
        return int(kept) if kept.isdecimal() else version


def begin(request: SignedInRequest, form: str, key: Any) -> Writing:
    """What the signed-in person has left of this form about this record; on a page that was not just sent."""
    if request.method not in {"GET", "HEAD"}:
        return Writing(form, str(key), draft=None, restoring=False)
    found = Draft.objects.filter(user=request.user, form=form, key=str(key)).first()
    return Writing(form, str(key), draft=found, restoring=bool(found) and ASKED in request.GET)


@transaction.atomic
def keep(*, by: User, form: str, key: str, answers: QueryDict, at: dt.datetime) -> Draft:
    """Keep what was typed, in place of what was kept of it before.

    Raises:
        NotKept: it is too large, the person keeps too many, or form and key name nothing.
    """
    if not _FORM.fullmatch(form) or not _KEY.fullmatch(key):
        raise NotKept("This page's drafts are not kept.")
    kept = {name: answers.getlist(name) for name in answers if name not in _NEVER_KEPT}
    if len(json.dumps(kept)) > LARGEST:
        raise NotKept("This is too long to be kept as a draft. Save it to keep it.")
    others = Draft.objects.filter(user=by).exclude(form=form, key=key)
    if others.count() >= MOST:
        raise NotKept("You keep too many drafts. Save this to keep it.")
    draft, _ = Draft.objects.update_or_create(
        user=by, form=form, key=key, defaults={"answers": kept, "saved_at": at}
    )
    return draft


def end(*, by: User, form: str, key: Any) -> None:
    """The form is saved, or the person has given its draft up."""
    Draft.objects.filter(user=by, form=form, key=str(key)).delete()


def discard_old(*, at: dt.datetime) -> int:
    """Remove the drafts that nobody has touched for ``KEPT_FOR``; returns how many."""
    _, removed = Draft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()
    return removed.get(Draft._meta.label, 0)


def _as_sent(answers: dict[str, Iterable[str]]) -> QueryDict:
    sent = QueryDict(mutable=True)
    for name, values in answers.items():
        sent.setlist(name, list(values))
    return sent

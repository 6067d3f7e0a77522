"""What is typed and not saved is kept for its writer, offered again, and gone once it is saved."""

import datetime as dt
import io
import logging

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import NOON, UserFactory
from ui import drafts
from ui.fields import DateField
from ui.models import Draft

pytestmark = pytest.mark.django_db


class Note(forms.Form):
    words = forms.CharField(required=False)
    on = DateField(required=False)
    kinds = forms.MultipleChoiceField(
        choices=[("A", "A"), ("B", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )


TYPED = "words=Half+a+sent&on_day=3&on_month=3&on_year=&kinds=A&kinds=B&version=4&csrfmiddlewaretoken=secret"


@pytest.fixture
def user():
    return UserFactory()


def keep(user, typed=TYPED, *, form="note", key="k1", at=NOON):
    return drafts.keep(by=user, form=form, key=key, answers=QueryDict(typed), at=at)


def writing(user, query="", *, form="note", key="k1", method="get"):
    request = getattr(RequestFactory(), method)(f"/x/?{query}")
    request.user = user
    return drafts.begin(request, form, key)


def test_what_was_typed_comes_back_as_it_was_unchecked_and_with_the_version_it_was_begun_on(user):
    keep(user)
    form, begun = Note(), writing(user, "draft=1")

    begun.fill(form)

    assert not form.is_bound
    assert form["words"].value() == "Half a sent"
    assert form["on"].value() == ["3", "3", ""]
    assert form["kinds"].value() == ["A", "B"]
    assert begun.seen(9) == 4
    assert "csrfmiddlewaretoken" not in Draft.objects.get().answers


def test_a_draft_is_offered_before_it_is_filled_in(user):
    keep(user)
    form, begun = Note(), writing(user)

    begun.fill(form)

    assert begun.waiting is not None
    assert form["words"].value() is None
    assert begun.seen(9) == 9
    assert writing(user, "draft=1").waiting is None


def test_a_draft_is_its_writers_alone_and_of_one_form_about_one_record(user):
    keep(user)

    assert writing(UserFactory(), "draft=1").draft is None
    assert writing(user, key="k2").draft is None
    assert writing(user, form="other").draft is None
    assert writing(user, method="post").draft is None


def test_a_later_draft_takes_the_place_of_the_earlier_and_saving_ends_it(user):
    keep(user)
    keep(user, "words=More", at=NOON + dt.timedelta(seconds=10))

    assert Draft.objects.get().answers == {"words": ["More"]}
    drafts.end(by=user, form="note", key="k1")
    assert not Draft.objects.exists()


def test_a_draft_that_was_left_lying_is_removed(user):
    keep(user, key="old", at=NOON - drafts.KEPT_FOR - dt.timedelta(seconds=1))
    keep(user, key="new", at=NOON - drafts.KEPT_FOR)

    assert drafts.discard_old(at=NOON) == 1
    assert Draft.objects.get().key == "new"


@pytest.mark.parametrize(
    "asked", [{"form": "No!"}, {"key": ""}, {"key": "x" * 81}, {"typed": "words=" + "x" * 200_001}]
)
def test_what_is_too_large_or_names_nothing_is_not_kept(user, asked):
    with pytest.raises(drafts.NotKept):
        keep(user, **asked)


def test_one_person_cannot_fill_the_server(user, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 1)
    keep(user)
    keep(user)

    with pytest.raises(drafts.NotKept):
        keep(user, key="k2")


def test_the_page_is_told_when_its_draft_was_kept_and_no_words_are_logged(sign_in, user):
    seen = io.StringIO()
    handler = logging.StreamHandler(seen)
    logging.getLogger().addHandler(handler)
    try:
        response = sign_in(user).post(
            reverse("ui:draft-save"), {"draft_form": "note", "draft_key": "k1", "words": "Seagull"}
        )
    finally:
        logging.getLogger().removeHandler(handler)

    assert response.status_code == 200
    assert "Draft saved" in response.content.decode()
    assert Draft.objects.get().answers == {"words": ["Seagull"]}
    assert "Seagull" not in seen.getvalue()


def test_a_draft_can_be_given_up_and_leads_back_to_our_own_pages_only(sign_in, user):
    client = sign_in(user)
    names = {"draft_form": "note", "draft_key": "k1"}
    for back, leads in (("/children/", "/children/"), ("//elsewhere.example/", "/")):
        keep(user)
        response = client.post(reverse("ui:draft-discard"), names | {"next": back})
        assert response["Location"] == leads
        assert not Draft.objects.exists()


def test_any_form_is_kept_by_one_tag(user):
    keep(user)
    page = Template("{% load ui %}{% draft_banner writing %}<form>{% autosave writing %}</form>")

    offered = page.render(Context({"writing": writing(user)}))
    going_on = page.render(Context({"writing": writing(user, "draft=1")}))

    assert "2 March 2026 at midday" in offered
    assert 'hx-trigger="autosave"' in offered
    assert "&quot;draft_key&quot;: &quot;k1&quot;" in offered
    assert "You began this" not in going_on
    assert "This is your draft" in going_on

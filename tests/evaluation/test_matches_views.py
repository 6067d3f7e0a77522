"""The pages on which a manager holds a return against the desk and resolves where they disagree."""

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from children.models import Child
from evaluation.models import Disagreement, Return
from tests.evaluation.returns import child, csv_of, episode
from tests.evaluation.test_matches import bring_in, known
from tests.evaluation.test_return_views import act, named, send
from tests.factories import AuthorityFactory, DisagreementFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def client(sign_in, authority):
    return sign_in(UserFactory(role=Role.MANAGER, authority=authority))


def match(client, one, what="ADD"):
    url = reverse("evaluation:return-match", args=[one.public_id])
    return client.post(url, {"what": what}, follow=True).content.decode()


def test_an_imported_return_offers_to_be_compared_and_says_what_would_be_added(client, authority):
    one = bring_in(authority, episode())

    assert "Compare it with the desk" in client.get(one.get_absolute_url()).content.decode()
    page = client.get(reverse("evaluation:return-match", args=[one.public_id])).content.decode()

    assert "1 child with 1 stay." in page
    assert not Child.objects.exists()


def test_children_are_added_when_somebody_says_so(client, authority):
    said = match(client, bring_in(authority, episode()))

    assert (
        "1 child, 1 stay and 1 period of legal status were added. 0 new disagreements found."
        in said
    )
    assert Child.objects.get().name == "Child C1"


def test_nothing_is_added_without_an_answer(client, authority):
    assert "Select whether to add anything" in match(client, bring_in(authority, episode()), "")
    assert not Child.objects.exists()


def test_a_return_that_is_not_the_latest_is_not_matched(client, authority):
    older = bring_in(authority, episode())
    bring_in(authority, episode(DEC="01/05/2018", REC="E4A"))

    assert "Only the latest return" in match(client, older)
    assert "Compare it with" not in client.get(older.get_absolute_url()).content.decode()


def test_both_values_are_shown_with_their_sources_and_one_is_chosen(client, authority):
    known(authority, sex="F")
    listed = match(client, bring_in(authority, episode()), "COMPARE")
    for words in ("1 new disagreement found", "Female (F)", "Male (M)", "line 2"):
        assert words in listed

    one = Disagreement.objects.get()
    page = client.post(one.get_absolute_url(), {"how": "TAKEN"}, follow=True).content.decode()

    assert "Sex is resolved." in page
    assert "Nothing to resolve" in page
    assert Child.objects.get().sex == "M"
    resolved = client.get(reverse("evaluation:disagreement-list"), {"resolved": "yes"})
    assert "return&#x27;s was taken over" in resolved.content.decode()


def test_a_note_needs_words(client, authority):
    one = DisagreementFactory(child__authority=authority)

    refused = client.post(one.get_absolute_url(), {"how": "NOTED"}).content.decode()
    client.post(one.get_absolute_url(), {"how": "NOTED", "note": "Asked the nurse."})

    assert "Write what is to be known about it" in refused
    one.refresh_from_db()
    assert (one.status, one.note) == ("NOTED", "Asked the nurse.")


def test_what_cannot_be_taken_says_why(client, authority):
    one = DisagreementFactory(
        child__authority=authority, about="ETHNICITY", desk_value="WBRI", return_value="X"
    )

    page = client.post(one.get_absolute_url(), {"how": "TAKEN"}).content.decode()

    assert "not an ethnicity that the desk knows" in page


def test_a_stay_that_the_return_lacks_cannot_be_taken(client, authority):
    one = DisagreementFactory(
        child__authority=authority, about="STAY", desk_value="U4", return_value=""
    )

    page = client.get(one.get_absolute_url()).content.decode()

    assert "No stay" in page
    assert "Record it on the desk" not in page


def test_a_second_answer_changes_nothing(client, authority):
    one = DisagreementFactory(child__authority=authority)
    client.post(one.get_absolute_url(), {"how": "KEPT"})

    page = client.post(one.get_absolute_url(), {"how": "TAKEN"}, follow=True).content.decode()

    assert "Somebody has resolved this already" in page
    assert Disagreement.objects.get().status == "KEPT"


def test_opening_a_disagreement_is_in_the_access_log(client, authority):
    one = DisagreementFactory(child__authority=authority)
    client.get(one.get_absolute_url())

    assert AccessLog.objects.get(record_id=str(one.public_id)).action == "VIEW"


def test_the_list_asks_as_many_questions_for_many_as_for_one(
    client, authority, django_assert_max_num_queries
):
    for number in range(5):
        DisagreementFactory(child__authority=authority, child__reference=f"C{number}")

    with django_assert_max_num_queries(14):
        page = client.get(reverse("evaluation:disagreement-list"))

    assert page.content.decode().count("Male (M)") == 5


def test_files_of_two_years_become_two_returns_that_know_of_each_other(client):
    files = [
        named("a.csv", csv_of("Episodes", episode(DEC="01/06/2017", REC="E4A"))),
        named("b.csv", csv_of("Episodes", episode(DEC="01/06/2018", REC="E4A"))),
        named("c.csv", csv_of("Header", child())),
    ]
    url = reverse("evaluation:return-add")

    page = client.post(url, {"sent": files}, follow=True).content.decode()

    assert list(Return.objects.order_by("year").values_list("year", "status")) == [
        (2018, "READY"),
        (2019, "READY"),
    ]
    assert "Sent together with it" in page
    assert "year ending 31 March 2019" in page


def test_a_return_sent_alone_knows_of_no_other(client):
    assert "Sent together" not in send(client, episode()).content.decode()
    assert "Sent together" not in act(client, "confirm").content.decode()

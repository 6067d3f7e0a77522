"""The pages on which a manager sends a return, reads what was found and puts it in force."""

import io

import pytest
from django.urls import reverse

from accounts.models import AccessLog, Role
from evaluation import queries, tasks
from evaluation.lifecycle import ReturnStatus
from evaluation.models import Return, ReturnRow
from evaluation.views import returns as return_views
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import (
    AuthorityFactory,
    ReturnFactory,
    ReturnFileFactory,
    ReturnFindingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def client(sign_in, authority):
    return sign_in(UserFactory(role=Role.MANAGER, authority=authority))


def named(name, content):
    file = io.BytesIO(content.encode())
    file.name = name
    return file


def send(client, *episodes):
    files = [
        named("a.csv", csv_of("Header", child())),
        named("b.csv", csv_of("Episodes", *episodes)),
    ]
    return client.post(reverse("evaluation:return-add"), {"sent": files}, follow=True)


def act(client, what, one=None):
    one = one or Return.objects.get()
    return client.post(reverse(f"evaluation:return-{what}", args=[one.public_id]), follow=True)


def test_files_are_sent_looked_at_and_imported(client, authority):
    preview = send(client, episode(LS="C9"), episode(CHILD="C2", DECOM="soon")).content.decode()
    assert "Check before you import" in preview
    assert "1 row cannot be imported. The others can, without it." in preview
    assert "The legal status is not a code of that year" in preview
    assert queries.load_rows(authority)[1] == []

    done = act(client, "confirm").content.decode()
    assert "Imported" in done
    assert len(queries.load_rows(authority)[1]) == 1


def test_the_findings_of_a_rule_are_listed_by_file_line_and_child(client):
    send(client, episode(LS="C9"))

    page = client.get(Return.objects.get().get_absolute_url(), {"rule": "144"}).content.decode()

    for words in ("b.csv", ">C1<", "LS “C9” is not a code of 2017-2018."):
        assert words in page


def test_a_rule_that_nobody_broke_lists_nothing(client):
    send(client, episode())

    page = client.get(Return.objects.get().get_absolute_url(), {"rule": "<b>"})

    assert page.context["shown"] is None


def test_findings_are_counted_and_listed_in_few_queries(
    client, authority, django_assert_max_num_queries
):
    file = ReturnFileFactory(for_return__authority=authority)
    ReturnFindingFactory.create_batch(60, file=file, for_return=file.for_return)

    with django_assert_max_num_queries(25):
        page = client.get(file.for_return.get_absolute_url(), {"rule": "144"})
    assert page.context["page"].paginator.num_pages == 2


def test_all_findings_can_be_taken_away_and_that_is_written_down(client):
    send(client, episode(LS="C9"), episode(CHILD="C2", DECOM="soon"))
    url = reverse("evaluation:return-findings-file", args=[Return.objects.get().public_id])

    lines = client.get(url).content.decode("utf-8-sig").splitlines()

    assert lines[0] == "Rule,Severity,File,Line,Child,What was found"
    assert lines[1].startswith("141,Blocking,b.csv,3,C2,")
    assert AccessLog.objects.filter(page="evaluation:return-findings-file").exists()


def test_a_large_return_is_left_to_the_worker(client, monkeypatch):
    monkeypatch.setattr(return_views, "BYTES_READ_AT_ONCE", 10)

    waiting = send(client, episode())
    found = Return.objects.get()
    assert "Waiting to be read" in waiting.content.decode()
    progress = reverse("evaluation:return-progress", args=[found.public_id])
    assert "HX-Refresh" not in client.get(progress).headers

    assert tasks.read_returns() == 1
    assert client.get(progress).headers["HX-Refresh"] == "true"
    assert "Check before you import" in client.get(found.get_absolute_url()).content.decode()


def test_the_worker_goes_on_after_a_return_that_fails(client, monkeypatch):
    monkeypatch.setattr(return_views, "BYTES_READ_AT_ONCE", 10)
    send(client, episode())

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("evaluation.services.returns.parse", broken)
    assert tasks.read_returns() == 1
    assert Return.objects.get().status == ReturnStatus.UNREADABLE


def test_what_is_no_return_says_why(client):
    files = [named("a.csv", "Subject\nhello\n")]

    page = client.post(reverse("evaluation:return-add"), {"sent": files}, follow=True)

    assert "There is no Episodes file among the 1 files" in page.content.decode()


def test_no_file_and_too_many_files_are_refused(client):
    url = reverse("evaluation:return-add")

    assert " multiple" in client.get(url).content.decode()
    assert "Choose the files of the return" in client.post(url).content.decode()
    many = [named(f"{n}.csv", "a") for n in range(31)]
    assert "Choose no more than 30 files" in client.post(url, {"sent": many}).content.decode()
    assert not Return.objects.exists()


def test_a_discarded_return_is_forgotten(client):
    send(client, episode())

    page = act(client, "discard")

    assert "The files are forgotten" in page.content.decode()
    assert not ReturnRow.objects.exists()


def test_a_second_press_does_nothing_more(client):
    send(client, episode())
    act(client, "confirm")

    assert "Somebody has dealt with this return already" in act(client, "discard").content.decode()
    assert Return.objects.get().status == ReturnStatus.IN_FORCE


def test_the_same_return_again_changes_nothing(client):
    send(client, episode())
    act(client, "confirm")
    send(client, episode())

    again = act(client, "confirm", Return.objects.get(status=ReturnStatus.READY))

    assert "says what is imported already" in again.content.decode()
    assert Return.objects.in_force().count() == 1


def test_a_new_file_takes_the_place_of_ones_own_preview(client):
    send(client, episode())
    send(client, episode(LS="C1"))

    statuses = Return.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [ReturnStatus.DISCARDED, ReturnStatus.READY]


def test_the_list_shows_ones_own_authoritys_returns(client, authority):
    ReturnFactory(authority=authority)
    ReturnFactory(year=2011)

    page = client.get(reverse("evaluation:return-list")).content.decode()

    assert "year ending 31 March 2018" in page
    assert "2011" not in page


def test_a_return_of_another_authority_is_not_found(client):
    assert client.get(ReturnFactory().get_absolute_url()).status_code == 404

"""A large return is held against the desk by a worker: asked for once, in portions, taken up again, or says why not."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from children.models import Child
from evaluation import services, tasks
from evaluation.lifecycle import MatchStatus
from evaluation.matches.counts import Found, Matched
from evaluation.models import Disagreement, ReturnMatch, ReturnMatchQuerySet
from evaluation.services import match_jobs
from evaluation.views import matches as match_views
from placements.models import Placement
from tests.evaluation.returns import child, episode
from tests.evaluation.test_matches import bring_in, known, match
from tests.factories import NOON, AuthorityFactory, UserFactory

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
NUMBERS = ["C1", "C2", "C3", "C4", "C5"]
S = MatchStatus


class Killed(BaseException):
    """As a worker is: nothing catches it."""


@pytest.fixture
def authority():
    return AuthorityFactory()


@pytest.fixture
def manager(authority):
    return UserFactory(role=Role.MANAGER, authority=authority)


@pytest.fixture(autouse=True)
def _two_at_once(monkeypatch):
    monkeypatch.setattr(match_jobs, "CHILDREN_AT_ONCE", 2)


@pytest.fixture
def one(authority):
    """A return of five children, of whom the desk has the first and says another sex."""
    known(authority, sex="F")
    return bring_in(
        authority,
        *(episode(CHILD=number) for number in NUMBERS),
        headers=[child(CHILD=number) for number in NUMBERS[:4]],
    )


def ask(one, manager, *, add=True, at=NOON):
    return services.ask_to_match(one=one, add=add, by=manager, at=at)


def work():
    return services.match_next(at=NOON)


def kill_on_portion(number, monkeypatch):
    """The worker is killed at the end of that portion, before it is kept."""
    real, begun = match_jobs.match_some, []

    def until_killed(*args, **kwargs):
        begun.append(args)
        done = real(*args, **kwargs)
        if len(begun) == number:
            raise Killed
        return done

    with monkeypatch.context() as patched:
        patched.setattr(match_jobs, "match_some", until_killed)
        with pytest.raises(Killed):
            work()


def time_passes():
    """Nobody was heard of for longer than a lease."""
    ReturnMatch.objects.update(lease_until=NOON - DAY)


def test_it_does_what_is_done_at_once_for_a_small_return(one, manager):
    job = ask(one, manager)

    assert work() == job

    job.refresh_from_db()
    assert (job.status, job.ended_at, job.lease_token) == (S.DONE, NOON, None)
    assert Matched.from_json(job.done) == Matched(children=3, stays=4, statuses=4, disagreements=1)
    again = match(one, manager)
    assert again == Matched()
    assert work() is None


def test_comparing_counts_what_could_be_added_and_adds_nothing(one, manager):
    ask(one, manager, add=False)

    job = work()

    assert Found.from_json(job.found) == Found(
        children=5, on_desk=1, new=3, stays_of_new=3, stays_of_known=1, statuses=4,
        unfit={"C5": "Not in the Header file"},
    )  # fmt: skip
    assert Found.from_json(job.found) == services.takeover(one).found
    assert Matched.from_json(job.done) == Matched(disagreements=1)
    assert Child.objects.count() == 1


def test_what_was_found_is_told_as_it_is_once_added(one, manager):
    ask(one, manager)

    assert Found.from_json(work().found) == services.takeover(one).found


def test_others_see_how_far_it_has_come(one, manager, monkeypatch):
    ask(one, manager)
    seen = []
    real = match_jobs.match_some

    def watched(*args, **kwargs):
        job = ReturnMatch.objects.get()
        seen.append((job.status, job.children_done, job.children_total))
        return real(*args, **kwargs)

    monkeypatch.setattr(match_jobs, "match_some", watched)
    work()

    assert seen == [(S.AT_WORK, 0, 0), (S.AT_WORK, 2, 5), (S.AT_WORK, 4, 5)]


def test_asking_twice_is_one_job(one, manager):
    first = ask(one, manager)

    assert ask(one, UserFactory(role=Role.MANAGER, authority=one.authority)) == first
    work()
    assert work() is None
    assert Child.objects.count() == 4


def test_two_who_ask_in_one_moment_get_the_same_job(one, manager, monkeypatch):
    """Neither sees the other's, so the constraint decides."""
    first = ask(one, manager)
    looked = []
    real = ReturnMatchQuerySet.first

    def blind_at_first(queryset):
        looked.append(queryset)
        return None if len(looked) == 1 else real(queryset)

    monkeypatch.setattr(ReturnMatchQuerySet, "first", blind_at_first)

    assert ask(one, manager) == first


def test_control_without_the_constraint_there_would_be_two(one, manager):
    ask(one, manager)

    with (
        pytest.raises(IntegrityError, match="evaluation_returnmatch_one_at_a_time"),
        transaction.atomic(),
    ):
        ReturnMatch.objects.create(for_return=one, adds=True, asked_by=manager, asked_at=NOON)


def test_once_it_is_over_it_can_be_asked_again(one, manager):
    first = ask(one, manager)
    work()

    second = ask(one, manager, at=NOON + DAY)

    assert second != first
    assert Matched.from_json(work().done) == Matched()


def test_a_killed_worker_leaves_no_gap_and_nothing_twice(one, manager, monkeypatch):
    job = ask(one, manager)
    kill_on_portion(2, monkeypatch)
    job.refresh_from_db()
    assert (job.status, job.children_done) == (S.AT_WORK, 2)
    assert set(Child.objects.values_list("reference", flat=True)) == {"C1", "C2"}

    time_passes()
    assert work() == job

    job.refresh_from_db()
    assert (job.status, job.children_done) == (S.DONE, 5)
    assert Matched.from_json(job.done) == Matched(children=3, stays=4, statuses=4, disagreements=1)
    assert (Child.objects.count(), Placement.objects.count()) == (4, 4)


def test_control_without_portions_of_their_own_the_kill_undoes_all(one, manager, monkeypatch):
    monkeypatch.setattr(match_jobs, "CHILDREN_AT_ONCE", 500)
    job = ask(one, manager)

    kill_on_portion(1, monkeypatch)

    job.refresh_from_db()
    assert job.children_done == 0
    assert Child.objects.count() == 1


def test_control_what_a_worker_has_is_not_taken_from_it(one, manager, monkeypatch):
    ask(one, manager)
    kill_on_portion(2, monkeypatch)

    assert work() is None


def test_a_worker_that_was_thought_dead_does_nothing_more(one, manager, monkeypatch):
    job = ask(one, manager)
    taken_over_after_the_first_portion(monkeypatch)

    work()

    job.refresh_from_db()
    assert (job.status, job.children_done) == (S.AT_WORK, 2)
    assert Child.objects.count() == 2


def test_control_without_its_turn_looked_at_it_would(one, manager, monkeypatch):
    ask(one, manager)
    taken_over_after_the_first_portion(monkeypatch)
    monkeypatch.setattr(match_jobs, "_ours", lambda turn: ReturnMatch.objects.get(pk=turn.job.pk))

    work()

    assert Child.objects.count() == 4


def taken_over_after_the_first_portion(monkeypatch):
    real, begun = match_jobs._do, []

    def slow(turn, *args, **kwargs):
        begun.append(turn)
        if len(begun) == 2:
            ReturnMatch.objects.update(lease_token=uuid.uuid4())  # another has it by now
        real(turn, *args, **kwargs)

    monkeypatch.setattr(match_jobs, "_do", slow)


def test_what_kills_every_worker_fails_and_says_so(one, manager, monkeypatch):
    job = ask(one, manager)
    for _ in range(match_jobs.MOST_ATTEMPTS):
        kill_on_portion(1, monkeypatch)
        time_passes()

    work()

    job.refresh_from_db()
    assert (job.status, job.problem) == (S.FAILED, match_jobs.TRIED_TOO_OFTEN)


def test_workers_that_come_on_are_not_counted_against_it(one, manager, monkeypatch):
    job = ask(one, manager)
    monkeypatch.setattr(match_jobs, "CHILDREN_AT_ONCE", 1)
    for _ in range(4):
        kill_on_portion(2, monkeypatch)
        time_passes()

    assert work() == job

    job.refresh_from_db()
    assert (job.status, job.children_done) == (S.DONE, 5)


def test_something_unforeseen_says_so_keeps_what_was_done_and_goes_on_behind_it(
    one, manager, monkeypatch
):
    job = ask(one, manager)
    break_on_portion(3, monkeypatch)
    assert tasks.match_returns()
    job.refresh_from_db()
    assert (job.status, job.problem, job.ended_at is None) == (
        S.FAILED,
        match_jobs.UNFORESEEN,
        False,
    )
    assert job.children_done == 4
    assert not tasks.match_returns()
    monkeypatch.undo()

    services.retry_match(job=job, by=manager, at=NOON)
    with pytest.raises(MoveNotAllowed):
        services.retry_match(job=job, by=manager, at=NOON)
    work()

    job.refresh_from_db()
    assert (job.status, job.problem, job.children_done) == (S.DONE, "", 5)
    assert Matched.from_json(job.done).children == 3


def test_what_is_tried_again_is_recorded_by_whoever_tried(one, authority, manager, monkeypatch):
    job = ask(one, manager)
    break_on_portion(1, monkeypatch)
    assert tasks.match_returns()
    monkeypatch.undo()
    other = UserFactory(role=Role.MANAGER, authority=authority)

    services.retry_match(job=job, by=other, at=NOON + DAY)
    work()

    job.refresh_from_db()
    assert (job.asked_by, job.asked_at) == (other, NOON + DAY)
    recorded = [event for stay in Placement.objects.all() for event in stay.events.all()]
    assert {event.pgh_context["user"] for event in recorded} == {other.pk}


def break_on_portion(number, monkeypatch):
    real, begun = match_jobs.match_some, []

    def broken(*args, **kwargs):
        begun.append(args)
        if len(begun) == number:
            raise RuntimeError
        return real(*args, **kwargs)

    monkeypatch.setattr(match_jobs, "match_some", broken)


def test_a_return_imported_meanwhile_ends_it_and_trying_again_begins_again(
    authority, one, manager, monkeypatch
):
    job = ask(one, manager)
    real, begun = match_jobs.match_some, []

    def with_another(*args, **kwargs):
        begun.append(args)
        if len(begun) == 1:
            bring_in(authority, episode(DEC="01/03/2017", REC="E4A", DECOM="01/05/2016"))
        return real(*args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(match_jobs, "match_some", with_another)
        work()
    job.refresh_from_db()
    assert (job.status, job.problem, job.children_done) == (S.FAILED, match_jobs.REPLACED, 0)

    services.retry_match(job=job, by=manager, at=NOON)
    work()

    job.refresh_from_db()
    assert (job.status, job.children_done) == (S.DONE, 5)
    assert Found.from_json(job.found).children == 5


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"status": "AT_WORK"}, "evaluation_returnmatch_leased_while_at_work"),
        ({"status": "FAILED", "ended_at": NOON}, "evaluation_returnmatch_says_why_it_failed"),
        ({"status": "DONE"}, "evaluation_returnmatch_ended_at_a_time"),
    ],
)
def test_the_database_refuses_what_cannot_be(one, manager, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        ReturnMatch.objects.create(
            for_return=one, adds=True, asked_by=manager, asked_at=NOON, **wrong
        )


@pytest.fixture
def client(sign_in, manager):
    return sign_in(manager)


@pytest.fixture
def _large(monkeypatch):
    monkeypatch.setattr(match_views, "EPISODES_MATCHED_AT_ONCE", 1)


def page_of(client, one, what=None, name="match"):
    url = reverse(f"evaluation:return-{name}", args=[one.public_id])
    answer = client.get(url) if what is None else client.post(url, {"what": what}, follow=True)
    return answer.content.decode()


@pytest.mark.usefixtures("_large")
def test_a_large_return_is_compared_by_the_worker_and_then_offers_to_add(client, one):
    offered = page_of(client, one)
    assert "This return is large" in offered
    assert "Add what the desk does not have" not in offered
    assert "Waiting to be compared" in page_of(client, one, "COMPARE")
    progress = reverse("evaluation:return-match-progress", args=[one.public_id])
    assert "HX-Refresh" not in client.get(progress).headers

    assert tasks.match_returns()

    assert client.get(progress).headers["HX-Refresh"] == "true"
    page = page_of(client, one)
    for words in ("1 new disagreement found.", "3 children with 3 stays", "Child C5: not in the"):
        assert words in page
    assert "Waiting to be compared" in page_of(client, one, "ADD")
    tasks.match_returns()
    assert "3 children, 4 stays and 4 periods of legal status were added." in page_of(client, one)
    assert Child.objects.count() == 4
    assert Disagreement.objects.count() == 1


@pytest.mark.usefixtures("_large")
def test_nothing_of_a_large_return_is_added_before_somebody_could_see_what(client, one):
    assert "Select a valid choice" in page_of(client, one, "ADD")
    assert not ReturnMatch.objects.exists()


def test_control_a_small_return_is_compared_at_once(client, one):
    assert "1 new disagreement found." in page_of(client, one, "COMPARE")
    assert not ReturnMatch.objects.exists()


@pytest.mark.usefixtures("_large")
def test_the_page_reads_no_row_of_a_large_return(client, one, monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError

    monkeypatch.setattr("evaluation.queries.matches.load_rows", never)

    page_of(client, one)
    page_of(client, one, "COMPARE")
    assert "Waiting to be compared" in page_of(client, one)


@pytest.mark.usefixtures("_large")
def test_a_failure_is_said_with_what_was_done_and_can_be_tried_again(client, one, monkeypatch):
    page_of(client, one, "COMPARE")
    break_on_portion(2, monkeypatch)
    tasks.match_returns()

    page = page_of(client, one)
    assert "Something went wrong that is not the return" in page
    assert "2 of 5 children were done. 1 new disagreement found." in page
    monkeypatch.undo()

    assert "Waiting to be compared" in page_of(client, one, "", name="match-retry")
    assert "Waiting to be compared" in page_of(client, one, "", name="match-retry")
    assert ReturnMatch.objects.get().status == S.WAITING

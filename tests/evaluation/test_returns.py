"""Bringing a statutory return in, replacing it, and reading its rows back."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Role
from accounts.moves import MoveNotAllowed
from evaluation import queries, services
from evaluation.lifecycle import ReturnStatus
from evaluation.models import Return, ReturnFile, ReturnFinding, ReturnRow
from evaluation.returns.reading import read_returns
from tests.evaluation.returns import child, csv_of, episode
from tests.factories import NOON, TODAY, AuthorityFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(hours=1)


@pytest.fixture
def authority():
    return AuthorityFactory()


def files_of(*episodes):
    return [
        ("header.csv", csv_of("Header", child()).encode()),
        ("episodes.csv", csv_of("Episodes", *episodes).encode()),
    ]


def bring_in(authority, *episodes, at=NOON):
    (given,) = read_returns(files_of(*episodes), today=TODAY)
    return services.import_return(authority=authority, given=given, by=None, at=at)


def rules_of(one):
    return set(one.findings.values_list("rule", flat=True))


def test_a_return_is_in_force_with_its_year_counts_and_rows_as_given(authority):
    one = bring_in(authority, episode(LS=" C2 "), episode(CHILD="C2", DECOM="?"))

    assert (one.status, one.year) == (ReturnStatus.IN_FORCE, 2018)
    assert (one.children, one.episodes, one.blocked_rows) == (1, 1, 1)
    rows = ReturnRow.objects.filter(file__kind="Episodes").order_by("line")
    assert [(row.line, row.child, row.is_imported) for row in rows] == [
        (2, "C1", True),
        (3, "C2", False),
    ]
    assert rows[1].cells[1] == "?"


def test_a_finding_names_its_file_line_child_and_rule(authority):
    one = bring_in(authority, episode(), episode(CHILD="C2", DECOM="?"))

    finding = one.findings.get(rule="141")
    assert (finding.file.name, finding.line, finding.child) == ("episodes.csv", 3, "C2")
    assert finding.severity == "BLOCKING"
    assert "“?”" in finding.words


def test_only_rows_that_are_not_blocked_are_loaded_with_their_place(authority):
    bring_in(authority, episode(DEC="2017-09-01", REC="E4A"), episode(CHILD="C2", DECOM="?"))

    children, episodes = queries.load_rows(authority)

    assert [(each.child, each.dob, each.year) for each in children] == [
        ("C1", dt.date(2008, 6, 15), 2018)
    ]
    (found,) = episodes
    assert (found.decom, found.dec) == (dt.date(2017, 5, 1), dt.date(2017, 9, 1))
    assert (found.year, found.file, found.line) == (2018, "episodes.csv", 2)


def test_rows_of_several_years_come_by_year(authority):
    bring_in(authority, episode(DECOM="01/05/2018"))
    bring_in(authority, episode())

    assert [each.year for each in queries.load_rows(authority)[1]] == [2018, 2019]
    assert [each.year for each in queries.load_rows(authority, years=[2019])[1]] == [2019]


def test_importing_the_same_again_changes_nothing(authority):
    first = bring_in(authority, episode())
    again = bring_in(authority, episode(), at=LATER)

    assert again == first
    assert again.imported_at == NOON
    assert (Return.objects.count(), ReturnFile.objects.count()) == (1, 2)
    assert first.events.count() == Return.objects.get().events.count()


def test_the_latest_return_of_a_year_wins_and_the_earlier_is_kept(authority):
    first = bring_in(authority, episode())
    second = bring_in(authority, episode(LS="C1"), at=LATER)

    first.refresh_from_db()
    assert (first.status, first.superseded_at) == (ReturnStatus.SUPERSEDED, LATER)
    assert second.status == ReturnStatus.IN_FORCE
    assert [each.ls for each in queries.load_rows(authority)[1]] == ["C1"]
    assert ReturnRow.objects.filter(file__for_return=first).count() == 2


def test_a_return_is_compared_with_the_one_before(authority):
    before = bring_in(authority, episode())
    after = bring_in(authority, episode(LS="C1", DEC="01/05/2018", REC="E4A"))

    assert after.compared_with == before
    assert rules_of(after) >= {"503B"}


def test_replacing_a_return_makes_the_next_ones_findings_anew(authority):
    after = bring_in(authority, episode(LS="C1", DEC="01/05/2018", REC="E4A"))
    assert "503B" not in rules_of(after)

    before = bring_in(authority, episode())
    after.refresh_from_db()
    assert after.compared_with == before
    assert "503B" in rules_of(after)

    bring_in(authority, episode(LS="C1"))
    assert "503B" not in rules_of(after)


def test_returns_of_other_authorities_are_neither_loaded_nor_compared_nor_seen(authority):
    other = AuthorityFactory()
    bring_in(other, episode(LS="C1"))
    one = bring_in(authority, episode(DEC="01/05/2018", REC="E4A"))

    assert one.compared_with is None
    assert {each.ls for each in queries.load_rows(authority)[1]} == {"C2"}
    manager = UserFactory(role=Role.MANAGER, authority=authority)
    assert list(Return.objects.visible_to(manager)) == [one]


def test_one_year_has_one_return_in_force(authority):
    one = bring_in(authority, episode())

    with (
        pytest.raises(IntegrityError, match="evaluation_return_one_in_force_for_each_year"),
        transaction.atomic(),
    ):
        Return.objects.create(
            authority=authority,
            status="IN_FORCE",
            year=one.year,
            received_at=NOON,
            imported_at=NOON,
        )


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        ({"status": "READY"}, "evaluation_return_is_for_a_year_once_read"),
        ({"status": "IN_FORCE", "year": 2018}, "evaluation_return_imported_at_a_time"),
        ({"imported_at": NOON}, "evaluation_return_imported_at_a_time"),
    ],
)
def test_the_database_refuses_a_return_that_cannot_be(authority, wrong, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Return.objects.create(authority=authority, received_at=NOON, **wrong)


def test_two_files_of_a_name_and_two_rows_of_a_line_are_refused(authority):
    file = ReturnFile.objects.filter(for_return=bring_in(authority, episode())).first()

    with (
        pytest.raises(IntegrityError, match="evaluation_returnfile_named_once"),
        transaction.atomic(),
    ):
        ReturnFile.objects.create(for_return=file.for_return, name=file.name)
    with (
        pytest.raises(IntegrityError, match="evaluation_returnrow_one_on_each_line"),
        transaction.atomic(),
    ):
        ReturnRow.objects.create(file=file, line=2, child="C1", cells=[], is_imported=True)


def receive(authority, *episodes, files=None, by=None):
    return services.receive(authority=authority, files=files or files_of(*episodes), by=by, at=NOON)


def test_what_was_received_is_read_by_the_worker_and_counts_once_confirmed(authority):
    received = receive(authority, episode())
    assert bytes(received.files.first().packed)

    ready = services.read_next(at=NOON)
    assert (ready, ready.status, ready.year) == (received, ReturnStatus.READY, 2018)
    assert not ReturnFile.objects.filter(packed__isnull=False).exists()
    assert queries.load_rows(authority) == ([], [])
    assert services.read_next(at=NOON) is None

    services.confirm(received=ready, by=None, at=LATER)
    assert len(queries.load_rows(authority)[1]) == 1


def test_what_is_no_return_ends_with_the_reason(authority):
    received = receive(authority, files=[("a.csv", b"name\nx\n")])
    read = services.read_received(received=received, at=NOON)

    assert read.status == ReturnStatus.UNREADABLE
    assert "There is no Episodes file" in read.problem
    assert not ReturnFile.objects.exists()


def test_files_of_one_name_are_told_apart(authority):
    files = [("a/e.csv", csv_of("Episodes", episode()).encode()), ("b/e.csv", b"name\nx\n")]
    read = services.read_received(received=receive(authority, files=files), at=NOON)

    assert list(read.files.values_list("name", "kind")) == [
        ("e.csv", "Episodes"),
        ("e.csv (2)", ""),
    ]
    assert read.findings.get(rule="FILE").file.name == "e.csv (2)"


def test_confirming_what_is_in_force_already_changes_nothing(authority):
    first = bring_in(authority, episode())
    read = services.read_received(received=receive(authority, episode()), at=NOON)

    assert services.confirm(received=read, by=None, at=LATER) == first
    read.refresh_from_db()
    assert read.status == ReturnStatus.DISCARDED


def test_a_discarded_return_leaves_no_rows(authority):
    read = services.read_received(received=receive(authority, episode()), at=NOON)
    services.discard(received=read, by=None, at=LATER)

    assert not ReturnRow.objects.exists()
    assert not ReturnFinding.objects.exists()
    with pytest.raises(MoveNotAllowed):
        services.confirm(received=read, by=None, at=LATER)


def test_a_return_in_force_cannot_be_discarded(authority):
    one = bring_in(authority, episode())

    with pytest.raises(MoveNotAllowed):
        services.discard(received=one, by=None, at=LATER)


def test_work_that_fails_unforeseen_keeps_nothing_and_can_be_given_up(authority, monkeypatch):
    received = receive(authority, episode())

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("evaluation.services.returns.parse", broken)
    with pytest.raises(services.WorkFailed) as failed:
        services.read_next(at=NOON)
    assert failed.value.received == received
    services.give_up(received=received, at=NOON)
    received.refresh_from_db()
    assert received.status == ReturnStatus.UNREADABLE
    assert "not the files' fault" in received.problem


def test_a_preview_that_nobody_confirms_is_forgotten_in_time(authority, settings):
    settings.IMPORT_ROWS_KEPT_DAYS = 30
    services.read_received(received=receive(authority, episode()), at=NOON)
    in_force = bring_in(authority, episode(DECOM="01/05/2018"))

    assert services.forget_old_previews(at=NOON + dt.timedelta(days=30)) == 0
    assert services.forget_old_previews(at=NOON + dt.timedelta(days=31)) == 1
    assert set(ReturnRow.objects.values_list("file__for_return", flat=True)) == {in_force.pk}

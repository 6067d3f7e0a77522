"""Columns that a process keeps are at any moment those that it would read afresh."""

import datetime as dt
import threading
from dataclasses import replace

import numpy as np
import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from brokerage import tasks
from brokerage.matching import storage
from brokerage.models import HouseholdChange, KeptColumns
from brokerage.profiles import (
    cold,
    columns_for,
    forget_columns,
    households,
    kept,
    load_columns,
    moments,
)
from brokerage.services import kept_columns, searches
from carers.models import ApprovalTerms, Household, Training, Unavailability, Willingness
from children.models import Need, SiblingLink
from placements.models import Placement
from tests.factories import (
    NOON,
    AgreementFactory,
    ChildFactory,
    HouseholdFactory,
    InvitationFactory,
    NeedFactory,
    PlacementFactory,
    ReferralFactory,
    TermsFactory,
    TrainingFactory,
    UnavailabilityFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.date(2026, 3, 9)
WEEK = dt.timedelta(days=7)
LONG_OVER = 10  # the number of a transaction from when the server was made


@pytest.fixture(autouse=True)
def _nothing_kept(transactional_db):
    """And a log that goes back to before whatever transaction other runs of tests have at work on the server."""
    HouseholdChange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO brokerage_householdchange DEFAULT VALUES")
    renumber(LONG_OVER)
    forget_columns()
    yield
    forget_columns()


def renumber(xact, *, after=0):
    """As if one transaction had written all that is in the log, or all that was written after another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE brokerage_householdchange SET xact = %s::text::xid8"
            " WHERE xact > %s::text::xid8",
            [xact, after],
        )


@pytest.fixture
def agreement():
    return AgreementFactory()


@pytest.fixture
def home(agreement):
    HouseholdFactory(service=agreement.service)
    return HouseholdFactory(service=agreement.service)


@pytest.fixture
def reads(monkeypatch):
    """How many households each reading from the tables asked for; None for all of them."""
    asked, read = [], households.read

    def noted(*, household_ids=None, **others):
        asked.append(None if household_ids is None else len(household_ids))
        return read(household_ids=household_ids, **others)

    monkeypatch.setattr(households, "read", noted)
    return asked


@pytest.fixture
def elsewhere():
    """A second connection, whose transactions begin and end when the test says so."""
    known = connection.get_connection_params()
    names = ("dbname", "host", "port", "user", "password")
    with psycopg.connect(**{name: known[name] for name in names if name in known}) as other:
        yield other
        other.rollback()


def found(agreement, day=DAY):
    return columns_for(authority_id=agreement.authority_id, day=day)


def is_right(agreement, day=DAY):
    fresh = load_columns(authority_id=agreement.authority_id, day=day)
    return storage.digest(found(agreement, day)) == storage.digest(fresh)


def dogs(agreement, home):
    columns = found(agreement)
    return int(columns.dogs[columns.row_of(home.pk)])


def give_dogs(other, home, *, has_dogs=True):
    other.execute("UPDATE carers_household SET has_dogs = %s WHERE id = %s", [has_dogs, home.pk])


def test_unchanged_households_are_read_from_the_tables_once(agreement, home, reads):
    first = found(agreement)

    assert found(agreement) is first
    assert reads == [None]


def test_only_the_households_that_changed_are_read_again(agreement, home, reads):
    found(agreement)

    Household.objects.filter(pk=home.pk).update(has_dogs=True)

    assert dogs(agreement, home) == 1
    assert reads == [None, 1]


def test_without_the_version_check_a_change_is_not_seen(agreement, home, monkeypatch):
    found(agreement)
    unasked = lambda since: moments.News(since, is_whole=True, others=0, own=0)  # noqa: E731
    monkeypatch.setattr(moments, "news_since", unasked)

    Household.objects.filter(pk=home.pk).update(has_dogs=True)

    assert dogs(agreement, home) == -1
    assert not is_right(agreement)


def test_a_transaction_that_began_first_and_ends_last_is_seen(agreement, home, elsewhere):
    """Numbers of transactions are given out in order, and they end in any order."""
    give_dogs(elsewhere, home)
    Household.objects.exclude(pk=home.pk).update(has_cats=True)
    assert dogs(agreement, home) == -1

    elsewhere.commit()

    assert dogs(agreement, home) == 1
    assert is_right(agreement)


def test_a_reader_that_has_a_number_of_its_own_misses_nothing_that_it_writes_later(
    agreement, home, elsewhere
):
    reads_then_writes(agreement, home, elsewhere)

    assert dogs(agreement, home) == 1
    assert is_right(agreement)


def test_a_reader_that_took_itself_for_over_would_miss_it(agreement, home, elsewhere, monkeypatch):
    monkeypatch.setattr(moments, "_without", lambda snapshot, own: snapshot)
    reads_then_writes(agreement, home, elsewhere)

    assert dogs(agreement, home) == -1


def reads_then_writes(agreement, home, elsewhere):
    """Another transaction ends after ours has its number, so that ours looks over in our own snapshot."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
        elsewhere.execute("UPDATE carers_household SET has_cats = true WHERE id <> %s", [home.pk])
        elsewhere.commit()
        assert dogs(agreement, home) == -1
        Household.objects.filter(pk=home.pk).update(has_dogs=True)


def test_what_is_undone_was_never_kept(agreement, home):
    assert dogs(agreement, home) == -1

    with transaction.atomic():
        Household.objects.filter(pk=home.pk).update(has_dogs=True)
        assert dogs(agreement, home) == 1
        Household.objects.filter(pk=home.pk).update(has_dogs=False)
        assert dogs(agreement, home) == 0
        transaction.set_rollback(True)

    assert dogs(agreement, home) == -1
    assert is_right(agreement)


def test_what_is_undone_up_to_a_savepoint_was_never_kept(agreement, home):
    with transaction.atomic():
        with transaction.atomic():
            Household.objects.filter(pk=home.pk).update(has_dogs=True)
            assert dogs(agreement, home) == 1
            transaction.set_rollback(True)
        assert dogs(agreement, home) == -1
    assert is_right(agreement)


def test_a_childs_need_recorded_while_the_stay_was_being_booked_is_seen(agreement, home, elsewhere):
    """The writer of the need cannot know of the stay yet: the reader finds the home when both are there."""
    child = ChildFactory()
    with transaction.atomic():
        PlacementFactory(child=child, household=home, starts_on=DAY - WEEK)
        elsewhere.execute(
            "INSERT INTO children_need (child_id, code, severity, is_essential, note)"
            " VALUES (%s, 'AUT', 4, false, '')",
            [child.pk],
        )
    columns = found(agreement)
    assert columns.stays.need_levels.tolist() == [-1]

    elsewhere.commit()

    assert found(agreement).stays.need_levels.tolist() == [4]


def test_a_change_that_comes_while_households_are_read_is_in_the_same_answer(
    agreement, home, elsewhere, monkeypatch
):
    """A child moves while the columns are patched: never in both homes, never in none."""
    other = Household.objects.exclude(pk=home.pk).get()
    stay = PlacementFactory(household=home, starts_on=DAY - WEEK)
    found(agreement)
    read, moves = households.read, iter([other.pk])

    def read_and_then_move(**asked):
        reading = read(**asked)
        for household in moves:
            move = "UPDATE placements_placement SET household_id = %s WHERE id = %s"
            elsewhere.execute(move, [household, stay.pk])
            elsewhere.commit()
        return reading

    monkeypatch.setattr(households, "read", read_and_then_move)
    Household.objects.filter(pk=other.pk).update(has_dogs=True)

    columns = found(agreement)

    assert np.diff(columns.stays.offsets)[columns.row_of(other.pk)] == 1
    assert len(columns.stays.child_ids) == 1


def test_columns_older_than_the_log_are_read_again(agreement, home, reads):
    found(agreement)
    Household.objects.filter(pk=home.pk).update(has_dogs=True)

    HouseholdChange.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO brokerage_householdchange DEFAULT VALUES")

    assert dogs(agreement, home) == 1
    assert reads == [None, None]


def test_emptying_a_table_is_a_change_of_everything(agreement, home, reads):
    TrainingFactory(household=home)
    found(agreement)

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE carers_training")

    assert is_right(agreement)
    assert reads[:2] == [None, None]


def test_a_process_that_starts_reads_what_was_stored_and_what_changed_since(agreement, home, reads):
    assert kept_columns.keep(authority_id=agreement.authority_id, day=DAY, at=NOON)
    Household.objects.filter(pk=home.pk).update(has_dogs=True)
    forget_columns()

    assert dogs(agreement, home) == 1
    assert is_right(agreement, DAY + WEEK)
    assert reads == [None, 1, None]


@pytest.mark.parametrize(
    "damage",
    [
        {"cluster": "of another server"},
        {"data": b""},
        {"data": b"\0" * 400},
        {"snapshot": "1:1:"},
        {"snapshot": f"{10**9}:{10**9}:"},
    ],
)
def test_what_was_stored_elsewhere_or_is_damaged_is_not_used(agreement, home, reads, damage):
    kept_columns.keep(authority_id=agreement.authority_id, day=DAY, at=NOON)
    KeptColumns.objects.update(**damage)
    forget_columns()

    assert is_right(agreement)
    assert reads == [None, None, None]


def test_one_changed_byte_of_what_was_stored_is_noticed(agreement, home):
    kept_columns.keep(authority_id=agreement.authority_id, day=DAY, at=NOON)
    stored = bytearray(KeptColumns.objects.get().data)
    stored[-100] ^= 1
    KeptColumns.objects.update(data=bytes(stored))

    assert cold.stored(agreement.authority_id) is None


def test_what_may_yet_be_undone_is_not_stored(agreement, home):
    with transaction.atomic():
        Household.objects.filter(pk=home.pk).update(has_dogs=True)
        assert not kept_columns.keep(authority_id=agreement.authority_id, day=DAY, at=NOON)
    assert not KeptColumns.objects.exists()


def test_a_cut_log_is_noticed_by_whoever_needs_its_start(agreement, home, reads):
    found(agreement)
    known = kept._store.find(agreement.authority_id, DAY)
    before = replace(known, moment=replace(known.moment, snapshot=f"{LONG_OVER}:{LONG_OVER}:"))
    kept._store.keep(agreement.authority_id, before)
    renumber(LONG_OVER)
    Household.objects.filter(pk=home.pk).update(has_dogs=True)
    renumber(LONG_OVER + 1, after=LONG_OVER)

    assert kept_columns.cut_log(at=timezone.now() + WEEK) > 0

    assert [row.xact for row in HouseholdChange.objects.all()] == [LONG_OVER + 1]
    assert dogs(agreement, home) == 1
    assert reads == [None, None]
    assert found(agreement) is found(agreement)


def test_the_log_of_two_days_stays(agreement, home):
    kept_columns.cut_log(at=timezone.now())

    assert HouseholdChange.objects.filter(household_id=home.pk).exists()


def test_the_log_is_not_cut_where_a_transaction_may_still_write(agreement, home, elsewhere, reads):
    """Else its row would come to stand before the cut, as if nothing behind it were gone."""
    give_dogs(elsewhere, home)
    found(agreement)
    Household.objects.exclude(pk=home.pk).update(has_cats=True)

    kept_columns.cut_log(at=timezone.now() + WEEK)
    elsewhere.commit()

    assert is_right(agreement)
    assert reads == [None, None, 2]


def test_a_log_of_another_servers_counting_is_begun_again(agreement, home):
    """After a dump was restored: its numbers are those of transactions that have yet to come here."""
    renumber(2**60)
    found(agreement)

    assert kept_columns.cut_log(at=NOON) > 0

    assert HouseholdChange.objects.get().xact < 2**60
    assert is_right(agreement)
    renumber(LONG_OVER)  # as it is once every transaction at work has ended
    found(agreement)
    assert found(agreement) is found(agreement)


def test_another_day_is_made_from_the_day_at_hand(agreement, home, reads):
    Household.objects.update(commitment_months=6)
    UnavailabilityFactory(household=home, starts_on=DAY - WEEK, ends_on=DAY + WEEK)
    found(agreement)

    for day in (DAY + 2 * WEEK, DAY - 2 * WEEK, DAY + dt.timedelta(days=22)):
        assert storage.digest(found(agreement, day)) == storage.digest(
            kept._read(agreement.authority_id, day)[0].columns
        )
    assert reads[0] is None
    assert [asked for asked in reads[1:] if asked is not None] == [1, 1, 1]


def test_two_threads_read_once_between_them(agreement, home, reads):
    together, answers = threading.Barrier(2), []

    def ask():
        together.wait(timeout=30)
        answers.append(found(agreement))
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert reads == [None]
    assert storage.digest(answers[0]) == storage.digest(answers[1])


def test_what_is_kept_has_a_limit(agreement, home, monkeypatch):
    monkeypatch.setattr(kept, "MOST_BYTES", 1)

    for days in range(4):
        found(agreement, DAY + dt.timedelta(days=days))

    assert len(kept._store) == 1


WHEN = st.integers(-20, 20).map(lambda days: DAY + dt.timedelta(days=days))


class Desk(RuleBasedStateMachine):
    """Any writes in any order, some of them undone, while the columns are used for different days."""

    def __init__(self):
        super().__init__()
        self.agreements = [AgreementFactory() for _ in range(2)]
        service = AgreementFactory(authority=self.agreements[0].authority).service
        services = [*(each.service for each in self.agreements), service]
        self.services = services
        self.homes = [HouseholdFactory(service=services[n % 3]).pk for n in range(5)]
        self.children = [ChildFactory(needs_reviewed_on=None).pk for _ in range(3)]
        self.day = DAY

    def write(self, work, *, undone):
        """Refused by the database is as good as not written. What is undone is looked at before."""
        try:
            with transaction.atomic():
                work()
                if undone:
                    self.columns_are_those_of_the_database()
                    transaction.set_rollback(True)
        except DatabaseError:
            pass

    @rule(home=st.integers(0, 4), on=WHEN, undone=st.booleans(), what=st.integers(0, 9))
    def change_a_home(self, home, on, undone, what):
        home = self.homes[home]
        rows = Household.objects.filter(pk=home)
        works = [
            lambda: rows.update(has_dogs=on.day % 2 == 0),
            lambda: rows.update(commitment_months=on.day),
            lambda: rows.update(postcode=f"AL{on.day} 1AA", district_code=f"E0700{on.day:04}"),
            lambda: rows.update(service=self.services[on.day % 3]),
            lambda: rows.update(version=on.day),
            lambda: ApprovalTerms.objects.filter(household=home).update(starts_on=on),
            lambda: TermsFactory(
                household_id=home, starts_on=on, ends_on=on + WEEK, status="SUSPENDED"
            ),
            lambda: Unavailability.objects.create(
                household_id=home, starts_on=on, ends_on=on + WEEK, kind="UNAVAILABLE"
            ),
            lambda: TrainingFactory(household_id=home, expires_on=on),
            lambda: Willingness.objects.update_or_create(
                household_id=home, need="AUT", defaults={"answer": "NO", "confirmed_on": on}
            ),
        ]
        self.write(works[what], undone=undone)

    @rule(home=st.integers(0, 4), undone=st.booleans(), what=st.integers(0, 4))
    def take_something_away(self, home, undone, what):
        home = self.homes[home]
        works = [
            lambda: ApprovalTerms.objects.filter(household=home).delete(),
            lambda: Training.objects.filter(household=home).delete(),
            lambda: Unavailability.objects.all().delete(),
            lambda: Placement.objects.filter(household=home).delete(),
            lambda: Household.objects.filter(pk=home).delete(),
        ]
        self.write(works[what], undone=undone)

    @rule(home=st.integers(0, 4), child=st.integers(0, 2), on=WHEN, undone=st.booleans())
    def book(self, home, child, on, undone):
        self.write(
            lambda: PlacementFactory(
                household_id=self.homes[home],
                child_id=self.children[child],
                place_number=child + 1,
                starts_on=on,
                planned_end_on=on + WEEK,
            ),
            undone=undone,
        )

    @rule(child=st.integers(0, 2), on=WHEN, undone=st.booleans(), what=st.integers(0, 5))
    def change_a_child_or_a_stay(self, child, on, undone, what):
        child = self.children[child]
        stays = Placement.objects.filter(child=child)
        ended = {"status": "ENDED", "end_reason": "NEXT_HOME", "end_was_planned": True}
        works = [
            lambda: NeedFactory(child_id=child, code="AUT", severity=1 + on.day % 4),
            lambda: Need.objects.filter(child=child).delete(),
            lambda: SiblingLink.objects.get_or_create(
                child_id=min(self.children), sibling_id=max(self.children)
            ),
            lambda: stays.update(ends_on=on, **ended),
            lambda: stays.update(status="CANCELLED", cancel_reason="The plan changed."),
            lambda: stays.update(household=self.homes[on.day % 5]),
        ]
        self.write(works[what], undone=undone)

    @rule(home=st.integers(0, 4), undone=st.booleans())
    def ask(self, home, undone):
        self.write(lambda: InvitationFactory(household_id=self.homes[home]), undone=undone)

    @rule(at=st.integers(0, 1), on=WHEN, undone=st.booleans(), gone=st.booleans())
    def change_an_agreement(self, at, on, undone, gone):
        agreement = self.agreements[at]
        rows = type(agreement).objects.filter(pk=agreement.pk)
        self.write(
            rows.delete if gone else lambda: rows.update(ends_on=on + 500 * WEEK), undone=undone
        )

    @rule(service=st.integers(0, 2), undone=st.booleans())
    def join(self, service, undone):
        home = HouseholdFactory.build(service=self.services[service], terms=None)
        self.write(home.save, undone=undone)

    @rule(day=WHEN)
    def look_at_another_day(self, day):
        self.day = day

    @rule()
    def start_again_from_what_was_stored(self):
        kept_columns.keep(authority_id=self.agreements[0].authority_id, day=self.day, at=NOON)
        forget_columns()

    @invariant()
    def columns_are_those_of_the_database(self):
        for agreement in self.agreements:
            assert is_right(agreement, self.day)


def test_after_any_writes_the_kept_columns_are_those_of_the_database():
    steps = hypothesis_settings(max_examples=15, stateful_step_count=15, deadline=None)
    run_state_machine_as_test(Desk, settings=steps)


def test_the_worker_stores_the_columns_of_desks_that_search_and_not_every_time(
    agreement, home, monkeypatch
):
    monkeypatch.setattr(kept_columns, "WORTH_KEEPING", 2)
    assert kept_columns.keep_all(at=NOON) == 0
    referral = ReferralFactory(authority=agreement.authority)
    searches.run_search(referral_id=referral.public_id, by=None, at=NOON)

    assert kept_columns.keep_all(at=NOON) == 1
    assert kept_columns.keep_all(at=NOON + dt.timedelta(minutes=5)) == 0
    assert kept_columns.keep_all(at=NOON + dt.timedelta(minutes=15)) == 1
    assert kept_columns.keep_all(at=NOON + 2 * WEEK) == 0


def test_a_small_desks_columns_are_not_stored(agreement, home):
    referral = ReferralFactory(authority=agreement.authority)
    searches.run_search(referral_id=referral.public_id, by=None, at=NOON)

    assert kept_columns.keep_all(at=NOON) == 0
    assert tasks.keep_columns() == 0
    assert not KeptColumns.objects.exists()

import os
import shutil
import stat
from collections import namedtuple

import psycopg
import pytest

from config import embedded
from config.embedded import binaries, cluster, keeper
from tests.platform.conftest import (
    ask,
    connect,
    eventually,
    keeper_of,
    kill,
    port_of,
    postmaster,
    wait_until_unkept,
)

CANARY = "Amelia-Quill-1931"


def test_a_server_is_made_on_first_use_with_the_newest_version(shared):
    assert ask(shared, "SHOW server_version").startswith("18.")


def test_text_is_utf8_and_sorts_alike_on_every_machine(shared):
    shown = ask(shared, "SELECT string_agg(v, '' ORDER BY v) FROM unnest('{é,b,Z,a}'::text[]) v")

    assert ask(shared, "SHOW server_encoding") == "UTF8"
    assert shown == "Zabé"


def test_two_processes_share_one_server(private, owner):
    assert owner().port == owner().port == private.attach().port


def test_the_last_one_out_stops_the_server(private, owner):
    first, second = owner(), owner()
    pid = postmaster(private)

    first.communicate()
    assert keeper.serves(pid, private.folder / "data")
    second.communicate()
    wait_until_unkept(private)

    assert not keeper.serves(pid, private.folder / "data")


def test_an_owner_that_is_killed_leaves_no_orphan(private, owner):
    process = owner()
    pid = postmaster(private)

    process.kill()
    wait_until_unkept(private)

    assert not keeper.serves(pid, private.folder / "data")


def test_one_owner_that_is_killed_does_not_take_the_server_from_another(private, owner):
    process = owner()
    private.attach()

    process.kill()
    process.wait()

    assert ask(private, "SELECT 1") == 1


def test_r06_a_server_that_is_killed_comes_back_with_what_was_committed(private):
    ask(private, "CREATE TABLE kept (n) AS VALUES (7)")
    port, pid = port_of(private), postmaster(private)

    kill(pid)
    eventually(lambda: answers(private) and postmaster(private) != pid)

    assert ask(private, "SELECT n FROM kept") == 7
    assert port_of(private) == port


def test_a_keeper_that_is_killed_takes_its_server_along(private):
    private.attach()
    pid = postmaster(private)

    kill(keeper_of(private))

    eventually(lambda: not keeper.serves(pid, private.folder / "data"))
    assert ask(private, "SELECT 1") == 1


def test_a_server_that_lost_everybody_is_stopped_by_the_next_to_come(private, monkeypatch):
    private.attach()
    stray = postmaster(private)
    monkeypatch.setattr(keeper, "stop_stray", lambda data: None)
    # Stopped, the shell that watches over the server cannot see that its keeper has gone.
    watcher = children_of(keeper_of(private)) - {stray}
    for pid in watcher:
        kill(pid)
    kill(keeper_of(private))
    wait_until_unkept(private)
    assert keeper.serves(stray, private.folder / "data")

    assert ask(private, "SELECT 1") == 1

    assert postmaster(private) != stray
    assert not keeper.serves(stray, private.folder / "data")


def test_a_lock_file_that_names_another_program_does_not_stop_the_start(private):
    private.attach()
    private.detach()
    wait_until_unkept(private)
    stale = private.folder / "data" / "postmaster.pid"
    stale.write_text(f"{os.getpid()}\n{private.folder / 'data'}\n0\n0\n\n\n0 0\nready\n")

    assert ask(private, "SELECT 1") == 1


def test_what_an_interrupted_first_start_left_is_no_obstacle(private):
    (private.folder / "data.new" / "base").mkdir(parents=True)

    assert ask(private, "SELECT 1") == 1


def test_the_server_does_not_run_as_root(shared):
    shared.attach()

    assert (shared.folder / "data").stat().st_uid != 0
    assert stat.S_IMODE((shared.folder / "data").stat().st_mode) == 0o700


def test_only_the_owner_may_read_the_address_and_the_password(shared):
    shared.attach()

    for name in ("server.json", "password"):
        assert stat.S_IMODE((shared.folder / name).stat().st_mode) == 0o600


def test_folders_that_were_there_keep_their_permissions(shared, folder):
    shared.attach()

    assert stat.S_IMODE(folder.stat().st_mode) == 0o751


def test_a_folder_that_the_account_cannot_pass_is_named_and_not_opened(tmp_path):
    tmp_path.chmod(0o700)

    with pytest.raises(embedded.CannotStart, match=r"The account nobody cannot pass /"):
        cluster.Cluster(tmp_path / "cluster", account="nobody").attach()

    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.parametrize("changes", [{"password": "wrong"}, {"user": "postgres"}])
def test_nobody_gets_in_without_the_password_nor_as_the_superuser(shared, changes):
    with pytest.raises(psycopg.OperationalError, match=r"authentication failed|no pg_hba.conf"):
        connect(shared, **changes)


def test_it_listens_on_loopback_only(shared):
    assert ask(shared, "SHOW listen_addresses") == "127.0.0.1"
    socket_folder = (shared.folder / "data" / "postmaster.pid").read_text().splitlines()[4]
    assert socket_folder == ""


def test_p02_the_servers_log_has_no_values(shared):
    make_errors(shared)

    assert CANARY not in (shared.folder / "postgres.log").read_text()


def test_p02_control_with_postgresqls_own_settings_the_log_has_them(private, monkeypatch):
    usual = {name: value for name, value in cluster.SETTINGS.items() if "log_" not in name}
    monkeypatch.setattr(cluster, "SETTINGS", usual)

    make_errors(private)

    assert CANARY in (private.folder / "postgres.log").read_text()


def test_o03_a_disk_without_room_is_said_in_one_sentence(private, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**9, 10**9 - 5_000_000, 5_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    with pytest.raises(embedded.CannotStart, match="has 5 MB free; the local database needs 300"):
        private.attach()


def test_o03_a_disk_that_fills_up_is_said_in_one_sentence(tmp_path):
    log = tmp_path / "postgres.log"
    log.write_text('FATAL:  could not write lock file "postmaster.pid": No space left on device\n')

    assert keeper.explain(log) == (
        f"The disk that holds {tmp_path} is full, so the database cannot start."
    )


def test_data_of_a_version_that_is_not_installed_is_refused(tmp_path):
    (tmp_path / "PG_VERSION").write_text("9\n")

    with pytest.raises(embedded.CannotStart, match="needs PostgreSQL 9"):
        binaries.find(for_data=tmp_path)


def test_a_server_that_cannot_start_says_why_and_its_data_stays(durable):
    break_data(durable)

    with pytest.raises(embedded.CannotStart, match=r"its log, .*postgres.log, says: "):
        durable.attach()

    assert (durable.folder / "data" / "PG_VERSION").exists()


def test_broken_data_of_tests_is_made_anew(private):
    break_data(private)

    assert ask(private, "SELECT 1") == 1


def test_settings_alone_start_and_make_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster, "ROOT_FOLDER", tmp_path / "root")

    settings = embedded.settings_for("", home=tmp_path)

    assert settings["ENGINE"] == "config.embedded.backend"
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_was_started_meanwhile_is_the_one_that_the_first_connection_finds(private):
    embedded.start_meanwhile({"CLUSTER": private}).join()
    found = postmaster(private)

    assert ask(private, "SELECT 1") == 1
    assert postmaster(private) == found


def test_one_that_cannot_start_meanwhile_is_told_by_the_first_connection(durable):
    break_data(durable)

    embedded.start_meanwhile({"CLUSTER": durable}).join()

    with pytest.raises(embedded.CannotStart, match=r"its log, .*postgres.log, says: "):
        durable.attach()


def test_another_database_is_used_as_it_is(tmp_path):
    settings = embedded.settings_for("postgresql://desk:pw@db.example:5433/live", home=tmp_path)

    assert settings["ENGINE"] == "django.db.backends.postgresql"
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "live")
    assert embedded.start_meanwhile(settings) is None


def test_the_product_and_its_tests_have_clusters_of_their_own(tmp_path):
    run, test = (cluster.cluster_for(tmp_path, purpose=purpose) for purpose in ("run", "test"))

    assert run.folder != test.folder
    assert run.durable
    assert not test.durable


def break_data(own):
    own.attach()
    own.detach()
    wait_until_unkept(own)
    (own.folder / "data" / "global" / "pg_control").unlink()


def make_errors(own):
    """A value that is there already, one of the wrong type, and one in a broken statement."""
    ask(own, "CREATE TABLE person (name text UNIQUE)")
    ask(own, f"INSERT INTO person VALUES ('{CANARY}')")
    for statement in (
        f"INSERT INTO person VALUES ('{CANARY}')",
        f"SELECT '{CANARY}'::int",
        f"SELECT '{CANARY}' FRM person",
    ):
        with pytest.raises(psycopg.Error):
            ask(own, statement)


def answers(own):
    try:
        return ask(own, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def children_of(pid):
    listed = f"/proc/{pid}/task/{pid}/children"
    with open(listed) as file:  # noqa: PTH123
        return set(map(int, file.read().split()))

"""What scripts/setup says on machines that lack something, played by a PATH of our own making."""

import shutil
import subprocess

import pytest

from tests.platform.conftest import HOME

MODERN = 'case "$*" in *--version*) echo Python 3.12.1;; *CDLL*) exit 1;; esac'
PANGO = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
OLD = 'case "$*" in *--version*) echo Python 3.9.2;; *) exit 1;; esac'


@pytest.fixture
def machine(tmp_path):
    """Runs setup where only the named programs exist; each is given as a line of shell."""

    def setup(purpose, system="debian", **programs):
        folder, release = tmp_path / "bin", tmp_path / "os-release"
        release.write_text(f'NAME="x"\nID={system}\n')
        folder.mkdir()
        for name in ("dirname", "env", "sh", "mktemp", "rm", "tail", "cat", "uname", "grep"):
            (folder / name).symlink_to(shutil.which(name))
        for name, line in programs.items():
            program = folder / name.replace("_", "-")
            program.unlink(missing_ok=True)
            program.write_text(f"#!/bin/sh\n{line}\n")
            program.chmod(0o755)
        return subprocess.run(
            [shutil.which("sh"), "scripts/setup", purpose],
            cwd=HOME,
            env={"PATH": str(folder), "VENV": str(tmp_path / "venv"), "OS_RELEASE": str(release)},
            capture_output=True,
            text=True,
            check=False,
        )

    yield setup
    assert not (tmp_path / "venv").exists(), "nothing may be made before something is found missing"


def test_an_old_python_is_said_in_one_sentence(machine):
    done = machine("run", python3=OLD)

    assert done.returncode == 1
    assert done.stderr == "Python 3.11, 3.12 or 3.13 is needed; this machine has Python 3.9.2.\n"


@pytest.mark.parametrize(
    ("purpose", "system", "packages"),
    [
        ("run", "debian", PANGO),
        ("test", "debian", f"{PANGO} redis-server chromium-headless-shell"),
        ("test", "ubuntu", f"{PANGO} redis-server chromium"),
    ],
)
def test_without_the_right_to_install_the_one_command_to_type_is_given(
    machine, purpose, system, packages
):
    if shutil.which("redis-server", path="/usr/sbin"):
        packages = packages.replace(" redis-server", "")

    done = machine(purpose, system, python3=MODERN, id="echo 1000", apt_get="exit 9", sudo="exit 1")

    assert done.returncode == 1
    assert done.stderr == (
        "Type this, then try again:  "
        f"sudo apt-get update && sudo apt-get install --yes {packages}\n"
    )


def test_on_a_mac_the_command_is_homebrews(machine):
    done = machine("run", python3=MODERN, brew="exit 1", uname="echo Darwin")

    assert done.returncode == 1
    assert done.stderr == "Type this, then try again:  brew install pango\n"


def test_without_apt_the_packages_are_named(machine):
    done = machine("run", python3=MODERN, id="echo 0")

    assert done.returncode == 1
    assert "package manager" in done.stderr
    assert "libpango-1.0-0" in done.stderr


def test_packages_that_cannot_be_installed_stop_the_setup(machine):
    done = machine("run", python3=MODERN, id="echo 0", apt_get="echo no network; exit 100")

    assert done.returncode == 1
    assert done.stderr.startswith("no network\nThe packages could not be installed: libpango-1.0-0")


def test_a_disk_that_is_nearly_full_is_said_in_one_sentence(machine):
    modern = 'case "$*" in *--version*) echo Python 3.12.1;; esac'
    disk = 'printf "Filesystem 1024-blocks Used Available\\nx 1000000 900000 102400\\n"'

    done = machine("run", python3=modern, df=disk, awk='exec /usr/bin/awk "$@"', cksum="echo 1")

    assert done.returncode == 1
    assert done.stderr == (
        f"The disk that holds {HOME} is nearly full: 100 MB free, and 1000 MB are needed.\n"
    )

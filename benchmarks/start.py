"""What it costs to start a process, beside the least that Django can do.

    python -m benchmarks.start [--rounds 9]

The least is a Django project of two of its own apps on PostgreSQL that is set up and does nothing. ``manage.py help``
loads every model and no command. ``manage.py stepdown_radar`` lists a desk's children, whole process: it needs the
demonstration (``make seed``) in this checkout's own database, whose server a process here keeps running meanwhile, as
``make run`` does; and once it is asked without, which starts the server first. They take turns. Seconds of the
processor are the process's own; a busy machine stretches those on the wall.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HOME = Path(__file__).resolve().parent.parent
AREA = "start"
MOST_SECONDS, MOST_RATIO = 1.0, 2.5
BARE = """
from django.conf import settings
settings.configure(
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth"],
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "none"}},
)
import django
django.setup()
"""
KEEPS = """
import sys, django
django.setup()
from django.db import connection
connection.ensure_connection()
print("ready", flush=True)
sys.stdin.read()
"""
FIRST = """
import django
django.setup()
from accounts.models import Authority
print(Authority.objects.order_by("code").values_list("code", flat=True).first() or "")
"""


def _environment() -> dict[str, str]:
    return {**os.environ, "DEMO": "1", "DJANGO_SETTINGS_MODULE": "config.settings"}


def _taken(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of the processor, and on the wall, of one process."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        cwd=HOME,
        env=_environment(),
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


@contextmanager
def _server() -> Iterator[None]:
    """The private server, kept running by a process that does nothing else."""
    with subprocess.Popen(
        [sys.executable, "-c", KEEPS],
        cwd=HOME,
        env=_environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        if process.stdin is None or process.stdout is None or not process.stdout.readline():
            raise SystemExit("The private server did not start.")
        yield
        process.stdin.close()


def _authority() -> str:
    asked = [sys.executable, "-c", FIRST]
    done = subprocess.run(
        asked, cwd=HOME, env=_environment(), capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def measure(report: Any, *, rounds: int = 9) -> None:
    """Add every line to a ``benchmarks.report.Report``; the command's only where the demonstration is loaded."""
    ways = {"bare": ["-c", BARE], "help": ["manage.py", "help"]}
    with _server():
        if code := _authority():
            ways["radar"] = ["manage.py", "stepdown_radar", "--authority", code]
        found = {name: [_taken(way)] for name, way in ways.items()}
        for _ in range(rounds - 1):
            for name, way in ways.items():
                found[name].append(_taken(way))
    least = _median(found["bare"], 0)
    for name, words in (
        ("bare", "bare Django"),
        ("help", "manage.py help"),
        ("radar", "manage.py stepdown_radar"),
    ):
        if name in found:
            said = f"{_median(found[name], 0):,.2f} / {_median(found[name], 1):,.2f} s"
            report.add(AREA, f"{words}: processor / wall, p50", said)
            if name != "bare":
                ratio = _median(found[name], 0) / least
                report.most(AREA, f"{words} / bare Django", value=ratio, most=MOST_RATIO, unit="x")
    if "radar" in found:
        report.most(AREA, "stepdown_radar, whole process, p50", value=_median(found["radar"], 1),
                    most=MOST_SECONDS, unit="s")  # fmt: skip
        alone = _taken(ways["radar"])[1]
        report.add(AREA, "stepdown_radar where the private server has to start", f"{alone:,.2f} s")


def _median(taken: Sequence[tuple[float, float]], place: int) -> float:
    return statistics.median(each[place] for each in taken)


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--rounds", type=int, default=9)
    asked = words.parse_args()
    from benchmarks.report import Report as Measurements

    measure(Measurements(), rounds=asked.rounds)


if __name__ == "__main__":
    main()

"""What bringing a large statutory return in costs, beside the least that can be done with the same files.

    python -m benchmarks.returns [--episodes 50000]

The children are invented with a fixed seed: about two episodes each and two reviews, most of them right, one in twenty
with a code that does not fit and one in four with a postcode that is none. The command ``import_ssda903`` reads the
files, holds every rule against them and stores rows and findings. The baseline reads the same files by ``csv`` and
writes their cells by COPY into a table without index or constraint; nothing is looked at. Each is a process of its own
with a database of its own. Wall time has the database's share in it, and depends on what else the machine does; the
processor's seconds are this process's alone; memory is the most that it held at once.
"""

import argparse
import csv
import datetime as dt
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from itertools import count, islice
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # before the models are imported

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from evaluation.returns.columns import COLUMNS  # noqa: E402
from reference import postcodes  # noqa: E402
from tests import database  # noqa: E402

HOME = Path(__file__).resolve().parent.parent
AREA = "return"
SEED = 20260309
MOST_SECONDS, MOST_MEMORY, MOST_RATIO = 30, 500, 6.0
UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
OUTWARD = (
    "AL1",
    "BN1",
    "CB4",
    "DE1",
    "EX4",
    "GL1",
    "HP1",
    "IP1",
    "LE2",
    "ME7",
    "NR2",
    "SG1",
    "WD1",
)
PLACES = (("U4", "PR1"), ("U6", "PR4"), ("U1", "PR1"), ("K2", "PR4"), ("H5", "PR5"))
KNOWN_POSTCODES = 2_000


def write_files(folder: Path, episodes: int) -> None:
    """The files of one return, invented."""
    chance = random.Random(SEED)
    known = _known_postcodes(chance)
    cares = list(
        islice((row for child in count() for row in _care(child, chance, known)), episodes)
    )
    born = {row[0]: _day(2002, chance.randrange(5_000)) for row in cares}
    header = (
        [child, chance.choice("12"), day, "WBRI", "UN1", "", ""] for child, day in born.items()
    )
    reviews = (
        [child, day, _day(2017, 90 + chance.randrange(365)), "PN1"]
        for child, day in born.items()
        for _ in range(2)
    )
    for kind, rows in (("Header", header), ("Episodes", cares), ("Reviews", reviews)):
        with (folder / f"{kind.lower()}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([COLUMNS[kind], *rows])


def _care(number: int, chance: random.Random, known: list[str]) -> Iterator[list[str]]:
    """The episodes of one child: one to three placements, one after another."""
    began, moves, home = 90 + chance.randrange(200), chance.randrange(3), _postcode(chance, known)
    for place_in_row in range(moves + 1):
        is_last = place_in_row == moves
        ended = began + chance.randrange(1, 50)
        place, provider = chance.choice(PLACES)
        reason = "S" if place_in_row == 0 else "P"
        stays = is_last and chance.random() < 0.6
        yield [
            f"C{number:06}", _day(2017, began), chance.choice("LTBU") if chance.random() < 0.05 else reason,
            "C2", "N1", place, provider, "" if stays else _day(2017, ended),
            "" if stays else "E4A" if is_last else "X1", "" if is_last else "CARPL",
            home, _postcode(chance, known), f"{chance.randrange(10**6, 10**7)}",
        ]  # fmt: skip
        began = ended


def _day(year: int, after: int) -> str:
    return f"{dt.date(year, 1, 1) + dt.timedelta(days=after):%d/%m/%Y}"


def _postcode(chance: random.Random, known: list[str]) -> str:
    return chance.choice(known) if chance.random() < 0.75 else _guess(chance)


def _known_postcodes(chance: random.Random) -> list[str]:
    guesses = (_guess(chance) for _ in count())
    found = (text for text in guesses if _is_known(text))
    return list(islice(found, KNOWN_POSTCODES))


def _guess(chance: random.Random) -> str:
    unit = "".join(chance.choices(UNIT_LETTERS, k=2))
    return f"{chance.choice(OUTWARD)} {chance.randrange(1, 9)}{unit}"


def _is_known(text: str) -> bool:
    place = postcodes.place(text)
    return place is not None and place.precision == "postcode"


def product(folder: Path) -> int:
    said = io.StringIO()
    call_command("import_ssda903", folder, authority="invented", create_authority=True, stdout=said)
    return _counted("SELECT sum(episodes) FROM evaluation_return")


def plain(folder: Path) -> int:
    """Every cell in a table, and nothing worked out."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # it writes a file in one statement
        cursor.execute("CREATE UNLOGGED TABLE plain (line integer, cells text[])")
        for path in folder.iterdir():
            with (
                path.open(newline="") as file,
                cursor.copy("COPY plain (line, cells) FROM STDIN") as copy,
            ):
                for line, cells in enumerate(csv.reader(file), start=1):
                    copy.write_row((line, cells))
    return _counted("SELECT count(*) FROM plain WHERE cardinality(cells) = 13 AND line > 1")


def _counted(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (number,) = cursor.fetchone()
    return int(number)


WAYS: Mapping[str, Callable[[Path], int]] = {"product": product, "plain": plain}


def one(way: str, folder: Path) -> dict[str, Any]:
    """Episodes, wall and processor seconds, and memory (MB) of this process. Ask it in a process of its own."""
    name = f"test_placements_{settings.RUN}_return"
    database.make(name)
    try:
        began, used = time.perf_counter(), _processor()
        episodes = WAYS[way](folder)
        return {
            "episodes": episodes,
            "seconds": time.perf_counter() - began,
            "processor": _processor() - used,
            "memory": _most_memory(),
        }
    finally:
        database.drop(name)


def _most_memory() -> float:
    """MB. ``ru_maxrss`` would count what the process that started this one held; Linux knows better."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _measured(way: str, folder: Path) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.returns", "--one", way, "--folder", str(folder)],
        stdout=subprocess.PIPE,
        check=True,
        cwd=HOME,
    )
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def measure(report: Any, *, episodes: int = 50_000) -> None:
    """Add every line to a ``benchmarks.report.Report``."""
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), episodes)
        made, least = (_measured(way, Path(folder)) for way in ("product", "plain"))
    about = f"{episodes:,} episodes"
    report.add(AREA, f"{about}: read", f"{made['episodes']:,}", target=f"{least['episodes']:,}",
               met=made["episodes"] == least["episodes"] == episodes)  # fmt: skip
    report.most(AREA, f"{about}: import", value=made["seconds"], most=MOST_SECONDS, unit="s")
    report.add(AREA, f"{about}: time of the processor", f"{made['processor']:,.2f} s")
    report.most(AREA, f"{about}: memory", value=made["memory"], most=MOST_MEMORY, unit="MB")
    said = f"{least['seconds']:,.2f} s, {least['processor']:,.2f} s, {least['memory']:,.0f} MB"
    report.add(AREA, f"{about}: csv and COPY alone, wall, processor, memory", said)
    ratio = made["processor"] / least["processor"]
    report.most(
        AREA, "processor's time / that of csv and COPY", value=ratio, most=MOST_RATIO, unit="x"
    )


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--episodes", type=int, default=50_000)
    words.add_argument("--one", choices=list(WAYS), help="one way alone, as JSON")
    words.add_argument("--folder", type=Path, help="where --one finds the files")
    words.add_argument("--write", type=Path, help="only write the files into this folder")
    asked = words.parse_args()
    if asked.write:
        write_files(asked.write, asked.episodes)
    elif asked.one:
        print(json.dumps(one(asked.one, asked.folder)))
    else:
        from benchmarks.report import Report

        measure(Report(), episodes=asked.episodes)


if __name__ == "__main__":
    main()

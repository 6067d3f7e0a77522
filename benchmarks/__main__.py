"""Every measurement that needs a desk's database, as one table: ``python -m benchmarks [--households 45000]``.

Each is a ratio inside this run, or a time that depends on the machine and on what else it does. With ``--write`` the
table becomes ``benchmarks/RESULTS.md``. ``benchmarks.ranking_core`` and ``benchmarks.email`` are run by themselves;
``benchmarks.desk_plan``, where it is there, is part of this.
"""

import argparse
import importlib.util

from django.db import connection
from django.utils import timezone

from benchmarks import (
    desk_database,
    fresh_columns,
    pages,
    ranking_compared,
    report_pdf,
    returns,
    start,
)
from benchmarks.report import RESULTS, Report, machine

HEAD = """# What the benchmarks measured

`make bench` prints this and writes it. Ratios compare designs inside one run and can be trusted; times depend on the
machine and on what else it was doing. Targets are in [ADR 0026](../docs/adr/0026-kept-columns.md).

{day}, {households:,} households. {machine}

{table}
"""


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--households", type=int, default=45_000)
    words.add_argument("--rounds", type=int, default=15)
    words.add_argument("--write", action="store_true", help="into benchmarks/RESULTS.md")
    asked = words.parse_args()
    report = Report()
    with desk_database.desk(asked.households) as authority:
        objects = ranking_compared.measure(report, authority, rounds=asked.rounds)
        fresh_columns.measure(report, authority, objects=objects, rounds=asked.rounds)
        pages.measure(report, authority, rounds=asked.rounds * 2)
        report_pdf.measure(report)
        start.measure(report)
        returns.measure(report)
        if importlib.util.find_spec("benchmarks.desk_plan"):
            importlib.import_module("benchmarks.desk_plan").measure(report)
        with connection.cursor() as cursor:
            about = machine(cursor)
    if asked.write:
        day = f"{timezone.localdate():%-d %B %Y}"
        RESULTS.write_text(
            HEAD.format(
                day=day, households=asked.households, machine=about, table=report.markdown()
            )
        )


if __name__ == "__main__":
    main()

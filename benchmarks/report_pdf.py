"""What a long report costs as a PDF, beside the least that the same library can do with the same tables.

    python -m benchmarks.report_pdf [--children 2000]

A report with a row for each child, invented with a fixed seed, and six columns; two charts, definitions and a page on
the data. It is made as the worker makes it: from what was stored, by ``evaluation.reporting.files``, in a process of
its own within its limits. The baseline is the same tables as a plain untagged PDF: no contents, no headers, no tags, no
charts, no style sheet. Both start a process, load WeasyPrint and read fonts. Seconds are of the processor, which a busy
machine does not stretch; memory is the most that the process held at once.
"""

import argparse
import datetime as dt
import io
import json
import os
import random
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import django
import pypdf

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # before the templates are loaded

from django.template.loader import render_to_string  # noqa: E402

from documents import pdf  # noqa: E402
from evaluation.reporting import files  # noqa: E402
from evaluation.reporting.shapes import Part, Report, Section  # noqa: E402
from evaluation.reporting.stored import settled  # noqa: E402
from ui.charts import Bar, BarChart, Line, LineChart, Point  # noqa: E402
from ui.tables import Heading, Table  # noqa: E402

HOME = Path(__file__).resolve().parent.parent
AREA = "report as PDF"
SEED = 20260302
MOST_SECONDS, MOST_MEMORY, LEAST_PAGES, MOST_RATIO = 60, 512, 40, 3.0
KINDS = ("Foster care", "With relatives", "Children's home", "Supported accommodation")
PLAIN = """
import sys, weasyprint
sys.stdout.buffer.write(weasyprint.HTML(string=sys.stdin.read()).write_pdf())
"""
NAMES = ("Kind of placement", "Placements", "Moves", "Days in the last", "Weekly cost")


def invented(children: int) -> Report:
    chance = random.Random(SEED)
    rows = [_row(number, chance) for number in range(1, children + 1)]
    table = Table(
        caption="Children one by one",
        headings=[
            Heading("Child"),
            *(Heading(name, numeric=place > 0) for place, name in enumerate(NAMES)),
        ],
        rows=rows,
        caption_hidden=True,
    )
    counts = [sum(row[1] == kind for row in rows) for kind in KINDS]
    bars = BarChart(
        id="kinds",
        title="Children by kind of placement",
        description="Invented.",
        series=["Children"],
        bars=[Bar(kind, (count,)) for kind, count in zip(KINDS, counts, strict=True)],
    )
    points = [Point(30.0 * month, 0.97**month) for month in range(25)]
    lines = LineChart(
        id="lasting",
        title="Placements that last",
        description="Invented.",
        x_label="Days",
        lines=[Line("All", points)],
        x_ticks=[(0, "0"), (365, "1 year"), (720, "2 years")],
    )
    meaning = Table(
        caption="Definitions",
        headings=[Heading("Figure"), Heading("How it is counted")],
        rows=[[name, "As the national definition has it. " * 3] for name in NAMES],
    )
    return Report(
        title="Children one by one",
        authority="An invented authority",
        period="1 April 2025 to 31 March 2026",
        made_on=dt.date(2026, 3, 2),
        summary=["Everybody here is invented."],
        sections=[
            Section("As a whole", [], [Part("Kinds", [], None, bars), Part("Time", [], None, lines)]),
            Section("Children one by one", [], [Part("Children", [], table)]),
        ],
        definitions=Section("How it is counted", [], [Part("Definitions", [], meaning)]),
        quality=Section("What is known of the data", ["They are invented."], []),
    )  # fmt: skip


def _row(number: int, chance: random.Random) -> list[str]:
    return [
        f"Child {number:05}",
        chance.choice(KINDS),
        str(chance.randint(1, 6)),
        str(chance.randint(0, 5)),
        f"{chance.randint(1, 2400):,}",
        f"£{chance.randint(350, 6200):,}",
    ]


def product(children: int) -> bytes:
    # The processor's time and the memory are limited as ever; only a busy machine may let it wait for longer.
    pdf.LONG = replace(pdf.LONG, wait_seconds=3_600)
    return files.as_pdf(settled(invented(children)))


def plain(children: int) -> bytes:
    """Every table of the report, one after another, as the library makes them when nothing is asked of it."""
    tables = [
        render_to_string("evaluation/_report_paper_table.html", {"table": table, "name": name})
        for _, name, table in settled(invented(children)).tables()
    ]
    page = f"<!DOCTYPE html><html><body>{''.join(tables)}</body></html>"
    made = subprocess.run(
        [sys.executable, "-c", PLAIN], input=page.encode(), capture_output=True, check=True
    )
    return made.stdout


WAYS: Mapping[str, Callable[[int], bytes]] = {"product": product, "plain": plain}


def one(way: str, children: int) -> dict[str, Any]:
    """Pages, processor seconds and memory (MB) of the process that one way starts. Ask it in a process of its own."""
    content = WAYS[way](children)
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "pages": len(pypdf.PdfReader(io.BytesIO(content)).pages),
        "seconds": used.ru_utime + used.ru_stime,
        "memory": used.ru_maxrss / 1024,
        "kilobytes": len(content) / 1024,
    }


def _measured(way: str, children: int) -> dict[str, Any]:
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.report_pdf", "--one", way, "--children", str(children)],
        capture_output=True,
        check=True,
        cwd=HOME,
    )
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def measure(report: Any, *, children: int = 2_000) -> None:
    """Add every line to a ``benchmarks.report.Report``."""
    found = {way: _measured(way, children) for way in WAYS}
    made, least = found["product"], found["plain"]
    about = f"{children:,} children"
    pages = made["pages"]
    report.add(AREA, f"{about}: pages of the report", f"{pages}", target=f"at least {LEAST_PAGES}",
               met=pages >= LEAST_PAGES)  # fmt: skip
    report.most(
        AREA, f"{about}: time of the processor", value=made["seconds"], most=MOST_SECONDS, unit="s"
    )
    report.most(AREA, f"{about}: memory", value=made["memory"], most=MOST_MEMORY, unit="MB")
    said = f"{least['seconds']:,.1f} s, {least['memory']:,.0f} MB, {least['pages']} pages"
    report.add(AREA, f"{about}: plain untagged tables, by the same library", said)
    ratio = (made["seconds"] / made["pages"]) / (least["seconds"] / least["pages"])
    report.most(AREA, "time for a page / a plain one", value=ratio, most=MOST_RATIO, unit="x")


def main() -> None:
    words = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    words.add_argument("--children", type=int, default=2_000)
    words.add_argument("--one", choices=list(WAYS), help="one way alone, as JSON")
    asked = words.parse_args()
    if asked.one:
        print(json.dumps(one(asked.one, asked.children)))
        return
    from benchmarks.report import Report as Measurements

    measure(Measurements(), children=asked.children)


if __name__ == "__main__":
    main()

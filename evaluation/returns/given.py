"""A return as it was given: recognised files, their rows, and nothing worked out yet but the year."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from evaluation.returns.rules import Finding


@dataclass(frozen=True, slots=True)
class GivenRow:
    """``cells`` are in the order of the kind's ``COLUMNS``, as sent but for spaces around them."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GivenFile:
    """One recognised file with everything in it that the return asks for."""

    name: str
    kind: str
    rows: tuple[GivenRow, ...]
    notes: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenReturn:
    """All files of one collection year.

    ``not_read`` are files that are none of a return's, each with the finding that says why.
    """

    year: int
    files: tuple[GivenFile, ...]
    not_read: tuple[Finding, ...] = ()


def digest(files: Iterable[GivenFile]) -> str:
    """A name for what the files say. Encoding, order of columns and files' names do not change it."""
    summed = []
    for file in files:
        content = hashlib.sha256(file.kind.encode())
        for row in file.rows:
            content.update(json.dumps([row.line, row.cells]).encode())
        summed.append(content.hexdigest())
    return hashlib.sha256("".join(sorted(summed)).encode()).hexdigest()

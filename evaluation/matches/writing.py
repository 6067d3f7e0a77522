"""A return as files: one CSV file for each kind, and a list of what is blank in them."""

import codecs
import io
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from documents import tables
from evaluation.matches.shapes import Exported
from evaluation.returns.columns import COLUMNS

LIST_OF_BLANKS = "not-known.csv"
_HEADINGS = ("File", "Child", "Column", "Why it is blank")
_AT_MIDNIGHT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Blank:
    """How often a column is blank for one reason."""

    file: str
    column: str
    why: str
    count: int


def files(exported: Exported) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file: UTF-8 without a mark, columns in the order of the specification."""
    for kind, rows in exported.rows.items():
        yield f"{kind.lower()}.csv", _csv(COLUMNS[kind], rows)
    gaps = [(gap.file, gap.child, gap.column, gap.why) for gap in exported.gaps]
    yield LIST_OF_BLANKS, _csv(_HEADINGS, gaps)


def archive(exported: Exported) -> bytes:
    """The files in one ZIP archive: the same bytes for the same content."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, content in files(exported):
            member = zipfile.ZipInfo(name, date_time=_AT_MIDNIGHT)
            member.compress_type = zipfile.ZIP_DEFLATED
            into.writestr(member, content)
    return packed.getvalue()


def blanks(exported: Exported) -> list[Blank]:
    """What is blank, counted, the most frequent first."""
    counted = Counter((gap.file, gap.column, gap.why) for gap in exported.gaps)
    return [Blank(*key, count) for key, count in counted.most_common()]


def _csv(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    return tables.write_csv(headings, rows).removeprefix(codecs.BOM_UTF8)

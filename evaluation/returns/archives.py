"""Files as they are sent: some in a ZIP archive, some with bytes that are no text."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePosixPath

from documents.archives import UnsafeArchive, open_archive

MOST_MEMBERS = 300
LONGEST_NAME = 110

_ARCHIVE = b"PK\x03\x04"
_A_WORKBOOK_HAS = "[Content_Types].xml"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_NO_CHARACTERS = "\ufffd"

Source = tuple[str, bytes]


class BadArchive(Exception):
    """The archive cannot be unpacked. The words are for the sender."""


def unpacked(sources: Iterable[Source]) -> Iterator[Source]:
    """The files, with those inside ZIP archives in their place; no two of one name.

    Raises:
        BadArchive: one is damaged, locked with a password, or holds too much.
    """
    taken: set[str] = set()
    for name, content in sources:
        members = _members(name, content) if _is_archive(content) else [(name, content)]
        for member, inside in members:
            plain = member[-LONGEST_NAME:]
            free = (plain if number == 1 else f"{plain} ({number})" for number in count(1))
            chosen = next(each for each in free if each not in taken)
            taken.add(chosen)
            yield chosen, inside


def unpacked_bytes(sources: Iterable[Source]) -> int:
    """How much there is to read, by what archives say of themselves."""
    return sum(max(len(content), _declared(content)) for _, content in sources)


def legible(content: bytes) -> tuple[bytes, str]:
    """The content with every byte that is no text as the sign for that, and a sentence about it where there is one.

    Whatever is text in UTF-8, UTF-16 or Windows-1252 stays as it is, and so does what is no text at all.
    """
    if content.startswith((_ARCHIVE, *_MARKS)) or _is_mostly_nul(content):
        return content, ""
    if b"\0" not in content and any(_decodes(content, code) for code in ("utf-8", "cp1252")):
        return content, ""
    texts = [content.decode(code, errors="replace") for code in ("utf-8", "cp1252")]
    read = [text.replace("\0", _NO_CHARACTERS) for text in texts]
    text = min(read, key=lambda each: each.count(_NO_CHARACTERS))
    bad = text.count(_NO_CHARACTERS)
    if bad * 100 > len(text):
        return content, ""
    line = text[: text.index(_NO_CHARACTERS)].count("\n") + 1
    said = "1 byte is" if bad == 1 else f"{bad:,} bytes are"
    return text.encode(), f"{said} no text, read as “{_NO_CHARACTERS}”, the first on line {line}."


def _is_archive(content: bytes) -> bool:
    """Whether it holds files; a workbook is one, and so is what is too damaged or large to tell."""
    if not content.startswith(_ARCHIVE):
        return False
    try:
        return _A_WORKBOOK_HAS not in open_archive(io.BytesIO(content)).namelist()
    except UnsafeArchive:
        return True


def _declared(content: bytes) -> int:
    if not content.startswith(_ARCHIVE):
        return 0
    try:
        return sum(each.file_size for each in open_archive(io.BytesIO(content)).infolist())
    except UnsafeArchive:
        return 0


def _members(name: str, content: bytes) -> list[Source]:
    try:
        archive = open_archive(io.BytesIO(content))
        wanted = [each for each in archive.infolist() if _is_wanted(each)]
        if len(wanted) > MOST_MEMBERS:
            raise UnsafeArchive("The file has too many parts.")
        return [(each.filename, archive.read(each)) for each in wanted]
    except (UnsafeArchive, zipfile.BadZipFile, zlib.error, OSError, EOFError) as problem:
        reason = str(problem) if isinstance(problem, UnsafeArchive) else "The file is damaged."
        words = f"{name} cannot be unpacked. {reason} Send its files without the archive."
        raise BadArchive(words) from problem


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    """Macs add a folder of their own to every archive, and hidden files."""
    path = PurePosixPath(member.filename)
    return not member.is_dir() and not any(part.startswith((".", "__")) for part in path.parts)


def _is_mostly_nul(content: bytes) -> bool:
    return content[:4096].count(0) * 5 > len(content[:4096])


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

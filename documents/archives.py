"""Opens a zip file that a person sent, if its directory shows that unpacking it is safe."""

import stat
import struct
import zipfile
from typing import BinaryIO

MAX_ENTRIES = 1_000
MAX_UNPACKED_BYTES = 100 * 1024 * 1024
MAX_RATIO = 200  # unpacked to packed; a workbook of 50,000 like rows comes to about 30

# A member this small is harmless at any ratio.
SMALL_BYTES = 1024 * 1024

# What the flags of a member say: locked with a password; only a change to another file, or locked as a whole.
_LOCKED, _UNREADABLE = 0x01, 0x60

# The record that ends a zip file, and the one before it in files too large for the first.
_END = struct.Struct("<4s4H2LH")
_END_MARK, _ZIP64_MARK = b"PK\x05\x06", b"PK\x06\x07"
_ZIP64_LOCATOR_BYTES = 20
_LONGEST_COMMENT = 65_535
_MAX_DIRECTORY_BYTES = MAX_ENTRIES * 512


class UnsafeArchive(Exception):
    """The archive is broken, or would unpack to more than is allowed."""


def open_archive(file: BinaryIO) -> zipfile.ZipFile:
    """Open a zip file after judging it by its directory; nothing is unpacked.

    The sizes there can be trusted as limits: ``zipfile`` never reads more of a member than its
    directory says.

    Raises:
        UnsafeArchive: as above.
    """
    _check_directory_size(file)
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise UnsafeArchive("The file is damaged.") from problem
    members = archive.infolist()
    if len(members) > MAX_ENTRIES:
        raise UnsafeArchive("The file has too many parts.")
    if sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise UnsafeArchive("The file is too large when unpacked.")
    for member in members:
        _check_member(member)
    return archive


def _check_directory_size(file: BinaryIO) -> None:
    """Refuse a directory of hundreds of thousands of entries before ``zipfile`` lists them."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_COMMENT - _END.size - _ZIP64_LOCATOR_BYTES))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(_END_MARK)
    if end < 0 or len(tail) - end < _END.size:
        raise UnsafeArchive("The file is damaged.")
    directory_bytes = _END.unpack_from(tail, end)[5]
    is_zip64 = tail[max(0, end - _ZIP64_LOCATOR_BYTES) :].startswith(_ZIP64_MARK)
    if directory_bytes > _MAX_DIRECTORY_BYTES or is_zip64:
        raise UnsafeArchive("The file has too many parts.")


def _check_member(member: zipfile.ZipInfo) -> None:
    large = member.file_size > SMALL_BYTES
    if large and member.file_size > MAX_RATIO * max(member.compress_size, 1):
        raise UnsafeArchive("The file is too large when unpacked.")
    is_known = member.compress_type in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if not is_known or member.flag_bits & _UNREADABLE:
        raise UnsafeArchive("The file is packed in a way that cannot be read.")
    if member.flag_bits & _LOCKED:
        raise UnsafeArchive("The file is protected with a password.")
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or stat.S_ISLNK(member.external_attr >> 16):
        raise UnsafeArchive("The file is damaged.")

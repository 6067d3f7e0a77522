"""Turns HTML into a PDF, in a process of its own that ``documents.pdf`` starts.

It reads one JSON object from standard input and writes the PDF to standard output. The process is
limited in memory and processor time before WeasyPrint is loaded, and imports no Django: it knows no
settings, no secrets and no database. It says what went wrong by its exit status alone, because a
message could hold a child's name.
"""

import contextlib
import gc
import importlib
import json
import mimetypes
import resource
import sys
import traceback
from enum import IntEnum
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from documents import tags

# The address that the document seems to come from. "invalid" can never be a real domain.
ORIGIN = "http://document.invalid"

# What a document may be made of, by the ends of the names of our static files.
ASSET_KINDS = {".css", ".woff2", ".woff", ".ttf", ".svg", ".png", ".jpg"}

# Python announces these before it does them, whoever asks.
_OUTSIDE = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


class Outcome(IntEnum):
    MADE = 0
    FAILED = 10
    ASSET_NOT_ALLOWED = 11
    TOO_BIG = 12


def main() -> Outcome:
    job = json.load(sys.stdin.buffer)
    limit(memory_bytes=job["memory_bytes"], seconds=job["seconds"])
    sys.addaudithook(_stay_inside)
    try:
        _load()
        pdf = make(job["html"], title=job["title"], prefix=job["prefix"], folders=job["folders"])
    except MemoryError:
        return Outcome.TOO_BIG
    except Exception as problem:
        sys.stderr.write(f"{type(problem).__name__} at {_where(problem)}\n")
        return Outcome.FAILED
    except BaseException as problem:
        # WeasyPrint stops over an asset with what is no Exception, unnameable until it is loaded.
        if type(problem).__name__ != "FatalURLFetchingError":
            raise
        return Outcome.ASSET_NOT_ALLOWED
    if len(pdf) > job["pdf_bytes"]:
        return Outcome.TOO_BIG
    sys.stdout.buffer.write(pdf)
    return Outcome.MADE


def limit(*, memory_bytes: int, seconds: int) -> None:
    """Let this process take no more. A system that cannot limit memory still limits the time."""
    for kind, most in (
        (resource.RLIMIT_DATA, memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def _stay_inside(event: str, _: tuple[Any, ...]) -> None:
    """Refuse the network and other programs, should something get past the fetcher."""
    if event.startswith(_OUTSIDE):
        raise PermissionError(event)


def _load() -> None:
    """Load WeasyPrint, once the limits hold, and spare the garbage collector from looking at it."""
    importlib.import_module("weasyprint")
    gc.freeze()


def make(html: str, *, title: str, prefix: str, folders: list[str]) -> bytes:
    """Return a tagged PDF that tells its title and language.

    Args:
        prefix: the path below which addresses are assets, such as ``/static/``.
        folders: where the assets are; the first that has one gives it.
    """
    from weasyprint import HTML

    page = HTML(string=html, base_url=f"{ORIGIN}/", url_fetcher=_own_assets(prefix, folders))
    document = page.render(pdf_variant="pdf/ua-1")
    document.metadata.title = title
    document.metadata.lang = document.metadata.lang or "en-GB"
    document.metadata.attachments = []
    pdf: bytes = document.write_pdf(pdf_variant="pdf/ua-1", finisher=tags.mend)
    return pdf


def _own_assets(prefix: str, folders: list[str]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnAssets(URLFetcher):  # type: ignore[misc]  # the package has no types
        def fetch(self, url: str, _headers: Any = None) -> Any:
            path = find_asset(url, prefix=prefix, folders=folders)
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnAssets(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)


def find_asset(url: str, *, prefix: str, folders: list[str]) -> Path:
    """The static file that an address in the document stands for.

    Raises:
        PermissionError: it stands for none: another origin, another kind, or outside the folders.
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    if f"{parts.scheme}://{parts.netloc}" != ORIGIN or not path.startswith(prefix):
        raise PermissionError(url)
    for folder in folders:
        root = Path(folder).resolve()
        file = (root / path.removeprefix(prefix)).resolve()
        if file.is_relative_to(root) and file.suffix in ASSET_KINDS and file.is_file():
            return file
    raise PermissionError(url)


def _where(problem: BaseException) -> str:
    """The place in the code, without the values that a message or a traceback may show."""
    last = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"


if __name__ == "__main__":
    sys.exit(main())

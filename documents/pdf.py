"""Makes PDFs from templates."""

import json
import logging
import os
import re
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from documents.weasy import Outcome

SECONDS = 30
MEMORY_BYTES = 512 * 1024 * 1024
MAX_HTML_BYTES = 5 * 1024 * 1024
MAX_PDF_BYTES = 30 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What making one document may take, and how long it may become.

    Args:
        seconds: of the processor. wait_seconds: by the clock, which on a busy machine are more.
    """

    seconds: int
    wait_seconds: int
    memory_bytes: int
    html_bytes: int
    pdf_bytes: int


# For what a worker makes while nobody waits at a page.
LONG = Limits(
    seconds=60,
    wait_seconds=180,
    memory_bytes=MEMORY_BYTES,
    html_bytes=12 * 1024 * 1024,
    pdf_bytes=MAX_PDF_BYTES,
)

_ROOT = Path(__file__).resolve().parent.parent

# All that the process is told of this one's surroundings: no secret key, no database.
_ENVIRONMENT = {
    "PATH",
    "HOME",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
}

# How it ends when it has used up its time, or when the text library finds no memory.
_USED_UP = {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT, -signal.SIGTRAP}

# What the process says of a mistake. The rest of its standard error may hold words of the document.
_WHERE = re.compile(rb"^\w+ at \w+\.py:\d+$", re.MULTILINE)

log = logging.getLogger(__name__)


class DocumentFailed(Exception):
    """The document could not be made. The words may be shown to the person who asked for it."""


class DocumentTooBig(DocumentFailed):
    """It has more in it than one document may have, or took too long."""


class AssetNotAllowed(DocumentFailed):
    """Its template refers to something that is not one of our static files."""


def render(
    template: str, context: dict[str, Any], *, title: str, limits: Limits | None = None
) -> bytes:
    """Return the template as a PDF: tagged for screen readers (PDF/UA), with title and language.

    Nothing is read from the network, nor from outside the static files: printing a document about a
    child must tell no other server that it was printed. The work is done in a process of its own,
    which may take 30 seconds and 512 MB, or what ``limits`` says.

    Args:
        template: extends ``layouts/pdf.html``. It gets ``title`` besides the context.

    Raises:
        AssetNotAllowed: as above.
        DocumentTooBig: as above.
        DocumentFailed: anything else went wrong.
    """
    most = limits or Limits(
        seconds=SECONDS,
        wait_seconds=SECONDS,
        memory_bytes=MEMORY_BYTES,
        html_bytes=MAX_HTML_BYTES,
        pdf_bytes=MAX_PDF_BYTES,
    )
    html = render_to_string(template, {**context, "title": title})
    if len(html.encode()) > most.html_bytes:
        raise DocumentTooBig("This document is too long. Choose less to put in it.")
    job = {
        "html": html,
        "title": title,
        "prefix": settings.STATIC_URL,
        "folders": [str(folder) for folder in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)],
        "memory_bytes": most.memory_bytes,
        "seconds": most.seconds,
        "pdf_bytes": most.pdf_bytes,
    }
    return _run(job, template, wait_seconds=most.wait_seconds)


def _run(job: dict[str, Any], template: str, *, wait_seconds: int) -> bytes:
    try:
        done = subprocess.run(
            [sys.executable, "-m", "documents.weasy"],
            input=json.dumps(job).encode(),
            capture_output=True,
            timeout=wait_seconds,
            check=False,
            cwd=_ROOT,
            env={key: value for key, value in os.environ.items() if key in _ENVIRONMENT},
        )
    except subprocess.TimeoutExpired:
        log.error("A document took too long: %s", template)
        raise DocumentTooBig(
            "This document took too long to make. Choose less to put in it."
        ) from None
    if done.returncode == Outcome.MADE:
        return done.stdout
    where = _WHERE.search(done.stderr)
    log.error(
        "A document failed: %s, status %s, %s",
        template,
        done.returncode,
        where and where[0].decode(),
    )
    if done.returncode == Outcome.ASSET_NOT_ALLOWED:
        raise AssetNotAllowed("This document refers to something outside the service.")
    if done.returncode == Outcome.TOO_BIG or done.returncode in _USED_UP:
        raise DocumentTooBig("This document is too long. Choose less to put in it.")
    raise DocumentFailed("This document could not be made.")

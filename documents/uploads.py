"""What people send to us and fetch from us as files."""

import re
import unicodedata
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import StopFutureHandlers, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

LONGEST_NAME = 120

# Separators of folders, and what Windows does not allow in a name.
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]+')


class UploadTooBig(RequestDataTooBig):
    """The request carries more than ``UPLOAD_MAX_BYTES`` in files.

    Django answers it with ``handler400``; a handler that reads ``status_code`` can say 413.
    """

    status_code = 413

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(f"The file must be smaller than {limit_bytes / 1024 / 1024:.3g} MB.")


class StopsAtLimit(TemporaryFileUploadHandler):
    """Keeps files on disk while the request lasts, up to ``UPLOAD_MAX_BYTES`` together.

    A browser tells the length beforehand, so what is too large is refused unread. A sender that
    does not tell is stopped at the limit. Either way nothing is left on disk; Django itself would
    leave the files until the interpreter finds that nobody needs them.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._received_bytes = 0
        self._files: list[TemporaryUploadedFile] = []

    def handle_raw_input(
        self,
        _input: IO[bytes],
        _meta: dict[str, str],
        content_length: int,
        *_: Any,
    ) -> None:
        # The form's other fields are in that length too, and have this limit of their own.
        most = settings.UPLOAD_MAX_BYTES + (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0)
        if content_length > most:
            raise UploadTooBig(settings.UPLOAD_MAX_BYTES)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._files.append(self.file)
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._received_bytes += len(raw_data)
        if self._received_bytes > settings.UPLOAD_MAX_BYTES:
            self._discard()
            raise UploadTooBig(settings.UPLOAD_MAX_BYTES)
        super().receive_data_chunk(raw_data, start)

    def upload_interrupted(self) -> None:
        self._discard()

    def _discard(self) -> None:
        for file in self._files:
            file.close()


def safe_download(content: bytes, filename: str, content_type: str) -> HttpResponse:
    """Answer with a file that a browser saves, never shows or runs, and does not keep.

    ``filename`` may be what a person once typed: folders, controls and characters that turn the
    reading direction are taken out, and it is shortened before its ending.
    """
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(
        as_attachment=True, filename=_safe_name(filename)
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _safe_name(filename: str) -> str:
    last_part = filename.replace("\\", "/").rpartition("/")[2]
    plain = "".join(each for each in last_part if unicodedata.category(each)[0] != "C")
    name = _NOT_IN_NAMES.sub("-", plain).strip(" .") or "download"
    stem, dot, ending = name.rpartition(".")
    if not stem:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(ending) - 1] + dot + ending[:20]

import gc
import io
import logging

import pytest
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path

from documents.uploads import UploadTooBig, safe_download

KILOBYTE = 1024
LIMIT = 100 * KILOBYTE


def receive(request):
    return HttpResponse(",".join(f"{file.size}" for file in request.FILES.values()))


def bad_request(request, exception):
    return HttpResponse(str(exception), status=getattr(exception, "status_code", 400))


urlpatterns = [path("send/", receive)]
handler400 = bad_request


@pytest.fixture(autouse=True)
def _small_limit(settings, tmp_path):
    settings.UPLOAD_MAX_BYTES = LIMIT
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = KILOBYTE
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_HANDLERS = [
        "documents.uploads.StopsAtLimit",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    logging.disable(logging.CRITICAL)  # a kept log record would keep the refused request alive
    yield
    logging.disable(logging.NOTSET)


class Wire(io.BytesIO):
    """The request's body, which tells how much of it was read."""

    @property
    def read_bytes(self):
        return self.tell()


def send(*sizes, said_length=None):
    """Post files of these sizes and return the answer and the wire."""
    files = {f"file{n}": SimpleUploadedFile("a.csv", b"x" * size) for n, size in enumerate(sizes)}
    wire = Wire(encode_multipart(BOUNDARY, files))
    length = len(wire.getvalue()) if said_length is None else said_length
    request = RequestFactory().generic(
        "POST",
        "/send/",
        CONTENT_TYPE=MULTIPART_CONTENT,
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": wire},
    )
    handler = BaseHandler()
    handler.load_middleware()
    return handler.get_response(request), wire


def left_on_disk(folder):
    gc.collect()
    return list(folder.iterdir())


def test_a_file_below_the_limit_is_taken():
    response, _ = send(LIMIT)

    assert (response.status_code, response.content) == (200, b"%d" % LIMIT)


def test_i04_a_file_above_the_limit_is_refused_unread_with_413(tmp_path):
    response, wire = send(5 * LIMIT)

    assert response.status_code == 413
    assert response.content == b"The file must be smaller than 0.1 MB."
    assert wire.read_bytes == 0
    assert left_on_disk(tmp_path) == []


def test_i04_a_length_that_lies_is_no_way_round():
    response, wire = send(5 * LIMIT, said_length=LIMIT)

    assert response.status_code != 500
    assert wire.read_bytes <= LIMIT


def test_i04_a_little_too_much_is_stopped_at_the_limit_and_nothing_is_left(tmp_path):
    response, wire = send(LIMIT + 500)

    assert response.status_code == 413
    assert wire.read_bytes > 0
    assert left_on_disk(tmp_path) == []


def test_i04_several_files_count_together(tmp_path):
    response, _ = send(LIMIT // 2, LIMIT // 2 + 500)

    assert response.status_code == 413
    assert left_on_disk(tmp_path) == []


def test_i04_without_the_handler_the_file_would_be_taken(settings):
    settings.FILE_UPLOAD_HANDLERS = settings.FILE_UPLOAD_HANDLERS[1:]

    response, _ = send(5 * LIMIT)
    assert response.status_code == 200


def test_the_refusal_is_one_that_django_answers_with_400_by_itself():
    refusal = UploadTooBig(30 * 1024 * 1024)

    assert isinstance(refusal, RequestDataTooBig)
    assert str(refusal) == "The file must be smaller than 30 MB."


def test_a_download_is_saved_and_never_shown_run_or_kept():
    response = safe_download(b"<script>", "report.html", "text/html")

    assert response.content == b"<script>"
    assert response["Content-Disposition"] == 'attachment; filename="report.html"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("plan.pdf", 'filename="plan.pdf"'),
        ("..\\..\\w.exe", 'filename="w.exe"'),
        ("/etc/passwd", 'filename="passwd"'),
        ("<img onerror=x>.png", 'filename="-img onerror=x-.png"'),
        ('a"; b.csv', 'filename="a-; b.csv"'),
        ("a\r\nSet-Cookie: x.csv", 'filename="aSet-Cookie- x.csv"'),
        ("Siân.pdf", "filename*=utf-8''Si%C3%A2n.pdf"),
        ("gpj\u202efdp.exe", 'filename="gpjfdp.exe"'),
        ("a\0.pdf", 'filename="a.pdf"'),
        ("..", 'filename="download"'),
        ("", 'filename="download"'),
    ],
)
def test_i05_a_downloads_name_is_made_safe(typed, sent):
    assert safe_download(b"", typed, "text/csv")["Content-Disposition"] == f"attachment; {sent}"


def test_i05_a_long_name_keeps_its_ending():
    disposition = safe_download(b"", "x" * 400 + ".pdf", "application/pdf")["Content-Disposition"]

    assert disposition.endswith('x.pdf"')
    assert len(disposition) < 150

import io
from pathlib import Path
from typing import NamedTuple

import pytest
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.base import BaseHandler
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import path

from documents.uploads import UploadTooBig, safe_download

KILOBYTE = 1024
LIMIT = 512 * KILOBYTE


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


class Answer(NamedTuple):
    status_code: int
    content: bytes
    read_bytes: int
    left_on_disk: list


def send(*sizes, said_length=None):
    """Post files of these sizes."""
    files = {f"file{n}": SimpleUploadedFile("a.csv", b"x" * size) for n, size in enumerate(sizes)}
    wire = io.BytesIO(encode_multipart(BOUNDARY, files))
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
    response = handler.get_response(request)
    kept = list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    request.close()
    return Answer(response.status_code, response.content, wire.tell(), kept)


def test_a_file_below_the_limit_is_taken():
    answer = send(LIMIT)

    assert (answer.status_code, answer.content) == (200, b"%d" % LIMIT)


def test_i04_a_file_above_the_limit_is_refused_unread_with_413():
    answer = send(5 * LIMIT)

    assert answer.status_code == 413
    assert answer.content == b"The file must be smaller than 0.5 MB."
    assert answer.read_bytes == 0
    assert answer.left_on_disk == []


def test_i04_a_length_that_lies_is_no_way_round():
    answer = send(5 * LIMIT, said_length=LIMIT)

    assert answer.status_code != 500
    assert answer.read_bytes <= LIMIT


def test_i04_a_little_too_much_is_stopped_at_the_limit_and_nothing_is_left():
    answer = send(LIMIT + 500)

    assert answer.status_code == 413
    assert answer.read_bytes > 0
    assert answer.left_on_disk == []


def test_i04_several_files_count_together():
    answer = send(LIMIT // 2, LIMIT // 2 + 500)

    assert answer.status_code == 413
    assert answer.left_on_disk == []


def test_i04_without_the_handler_the_file_would_be_taken(settings):
    settings.FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

    answer = send(5 * LIMIT)
    assert answer.status_code == 200


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

"""Writing many rows at once: text arrives as it was, whatever signs are in it."""

import pytest
from django.db import connection

from evaluation.services.copying import array_of

pytestmark = pytest.mark.django_db
AWKWARD = [
    "", " ", "NULL", "null", "{}", ",", '"', "\\", '\\"', "a\\b", "a\nb", "\t", "é", "\\N", "'", "😀",
]  # fmt: skip


@pytest.mark.parametrize("texts", [[], ["a"], AWKWARD, [each * 3 for each in AWKWARD]])
def test_an_array_of_texts_is_read_back_as_it_was(texts):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE told (texts text[]) ON COMMIT DROP")
        with cursor.copy("COPY told FROM STDIN") as copy:
            copy.write_row((array_of(texts),))
        cursor.execute("SELECT texts FROM told")
        assert cursor.fetchone() == (texts,)


def test_control_signs_that_are_not_quoted_would_not_be():
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text[]", ["{" + ",".join(AWKWARD[2:4]) + "}"])
        assert cursor.fetchone() == ([None, None],)

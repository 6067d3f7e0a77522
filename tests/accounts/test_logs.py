"""Nothing personal in the logs. The canary is the name and address of an invented person."""

import json
import logging
import uuid

import pytest
from django.urls import reverse

from accounts.logs import logger
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.pages")]

CANARY = "asha.canary@home.example"
TOKEN = "kNd3-secret-token-of-a-personal-link"


def lines(log):
    return [json.loads(line) for line in log.getvalue().splitlines()]


def line_about(log, event):
    return next(line for line in lines(log) if line["event"] == event)


def repeat(client):
    client.raise_request_exception = False
    return client.post(reverse("repeat-email", kwargs={"email": CANARY}))


def test_p02_a_value_that_the_database_refuses_is_in_neither_answer_nor_log(
    sign_in, ann, log_lines
):
    UserFactory(email=CANARY)

    response = repeat(sign_in(ann))

    assert response.status_code == 500
    assert "canary" not in response.content.decode().lower()
    assert "canary" not in log_lines.getvalue().lower()
    (problem,) = [line for line in lines(log_lines) if line.get("error")]
    assert problem["error"] == "IntegrityError"
    assert problem["constraint"] == "accounts_user_email_is_unique"
    assert any(place.startswith("accounts/pages.py:") for place in problem["trace"])


def test_p02_an_ordinary_log_would_have_told(sign_in, ann, ordinary_log):
    UserFactory(email=CANARY)

    repeat(sign_in(ann))

    assert CANARY in ordinary_log.getvalue()


@pytest.mark.parametrize("address", [f"/r/{TOKEN}/", f"/help/?token={TOKEN}"])
def test_l11_no_log_holds_the_address_of_a_page(client, log_lines, address):
    client.get(address)

    assert TOKEN not in log_lines.getvalue()
    assert line_about(log_lines, "request")["status"] in {200, 404}


def test_l11_nor_does_that_of_a_page_that_breaks(sign_in, ann, log_lines):
    client = sign_in(ann)
    client.raise_request_exception = False

    client.get(
        reverse("change-then", kwargs={"membership_id": ann.membership.public_id, "how": "break"})
    )

    assert str(ann.membership.public_id) not in log_lines.getvalue()
    assert "Asha" not in log_lines.getvalue()
    assert line_about(log_lines, "request")["page"] == "change-then"


def test_a_request_is_one_line_with_its_id_its_person_and_its_page(sign_in, ann, log_lines):
    response = sign_in(ann).get(reverse("accounts:profile"))

    line = line_about(log_lines, "request")
    assert line["request_id"] == response["X-Request-ID"]
    assert (line["user"], line["page"], line["method"]) == (ann.pk, "accounts:profile", "GET")
    assert (line["status"], line["level"]) == (200, "info")
    assert isinstance(line["milliseconds"], int)


def test_one_requests_person_is_not_the_nexts(sign_in, ann, client, log_lines):
    sign_in(ann).get(reverse("accounts:profile"))
    client.get(reverse("accounts:help"))

    assert [line["user"] for line in lines(log_lines) if line["event"] == "request"] == [
        ann.pk,
        None,
    ]


def test_an_invented_method_is_not_copied_into_the_log(client, log_lines):
    client.generic("ASHA-CANARY", "/help/")

    assert "CANARY" not in log_lines.getvalue()


def test_a_key_that_nobody_allowed_is_dropped_and_its_name_kept(log_lines):
    logger("brokerage").info("searched", child_name="Asha Canary", count=3)

    line = line_about(log_lines, "searched")
    assert line["count"] == 3
    assert line["dropped"] == ["child_name"]
    assert "Canary" not in log_lines.getvalue()


def test_a_librarys_message_keeps_its_template_and_loses_what_was_filled_in(log_lines):
    logging.getLogger("somewhere.else").warning("Could not write to %s", CANARY)

    line = line_about(log_lines, "Could not write to %s")
    assert line["where"].startswith("test_logs:")
    assert CANARY not in log_lines.getvalue()


def test_a_librarys_message_that_was_put_together_is_withheld(log_lines):
    logging.getLogger("somewhere.else").warning(f"Could not write to {CANARY}")

    assert line_about(log_lines, "message withheld")["logger"] == "somewhere.else"
    assert CANARY not in log_lines.getvalue()


def test_i14_a_name_with_a_line_break_is_still_one_line(log_lines):
    logger("brokerage").info("searched", error=f"a\nb{uuid.uuid4()}")

    assert len(log_lines.getvalue().splitlines()) == 1

"""Sending 2,000 messages through the outbox, beside a connection for each message, to the same server in one run.

    .venv/bin/python -m benchmarks.email [--messages 2000] [--connections 4] [--away 0]

``--away 20`` lets the mail server answer 20 milliseconds later, as one across a network does. The outbox's figure
includes what the other's does not: claiming, composing, checking and marking each message. Uses a database of its
own, which it drops.
"""

# ruff: noqa: E402  # Django is set up before its models are imported

import argparse
import os
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()  # before the models are imported

from django.conf import settings
from django.core import mail
from django.test.utils import override_settings
from django.utils import timezone

from benchmarks import smtp_sink
from notifications import delivery, services, writing
from notifications.models import OutgoingMessage
from tests import database
from tests.notifications.composers import Note


def main():
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--messages", type=int, default=2000)
    words.add_argument("--connections", type=int, default=4)
    words.add_argument(
        "--away", type=float, default=0, help="milliseconds, and processor seconds of the sender"
    )
    asked = words.parse_args()
    name = f"test_placements_{settings.RUN}_bench"
    database.make(name)
    try:
        with (
            smtp_sink.running(away=asked.away / 1000) as port,
            override_settings(**sending_to(port)),
        ):
            compare(asked.messages, asked.connections, port)
    finally:
        database.drop(name)


def sending_to(port):
    return {
        "MESSAGE_KINDS": {"note": "tests.notifications.composers.Note"},
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": port,
        "EMAIL_USE_TLS": False,
        "OUTBOX_PER_MINUTE": 0,
    }


def compare(number, connections, port):
    queue(number)
    print(f"{number} messages, seconds, and processor seconds of the sender")
    one_each = timed("a connection for each message", lambda: a_connection_each(number))
    kept = timed("the same emails, one connection kept", lambda: one_connection(number))
    ours = timed(
        f"the outbox, {connections} connections kept",
        lambda: delivery.send_due(connections=connections),
    )
    assert OutgoingMessage.objects.filter(status="SENT").count() == number
    taken, made = smtp_sink.counted(port)
    assert taken == 3 * number, taken
    print(f"  the server counted {made} connections")
    print(f"a connection each / the outbox: {one_each / ours:.2f}")
    print(f"one connection kept / the outbox: {kept / ours:.2f}")


def queue(number):
    subjects = {f"note:{one}": one for one in range(number)}
    began = time.perf_counter()
    services.enqueue_many(
        kind="note", subjects=subjects, authority_id=None, by=None, at=timezone.now()
    )
    print(f"queued in {(time.perf_counter() - began) * 1000:.0f} ms")


def emails(number):
    now = timezone.now()
    for one in range(number):
        message = OutgoingMessage(subject_id=one, message_id=f"<{one}@desk.example>")
        yield writing.email_of(message, Note().compose(message, at=now))


def a_connection_each(number):
    for email in emails(number):
        email.send()


def one_connection(number):
    mail.get_connection().send_messages(list(emails(number)))


def timed(name, work):
    began, used = time.perf_counter(), time.process_time()
    work()
    took, used = time.perf_counter() - began, time.process_time() - used
    print(f"  {name:<40} {took:6.2f}  {used:6.2f}")
    return took


if __name__ == "__main__":
    main()

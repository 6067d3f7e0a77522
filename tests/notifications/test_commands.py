import builtins

import pytest
from django.core import mail
from django.core.management import call_command

from notifications import doorbell, tasks
from notifications.models import Sending
from tests.notifications.composers import Note


@pytest.fixture(autouse=True)
def _not_ending():
    yield
    tasks._ending[0] = 0


def test_send_due_once_sends_and_ends(queue_notes, capsys):
    queue_notes(1, 2)
    call_command("send_due", "--once")
    assert len(mail.outbox) == 2
    assert capsys.readouterr().out.startswith("2 sent")


def test_pause_and_resume(queue_notes, capsys):
    queue_notes(1)
    call_command("pause_sending", "--because", "Restored last night.")
    call_command("send_due", "--once")
    assert mail.outbox == []
    assert Sending.objects.get().paused_because == "Restored last night."
    call_command("pause_sending")
    assert "already" in capsys.readouterr().out
    call_command("resume_sending", "--yes")
    call_command("send_due", "--once")
    assert len(mail.outbox) == 1


def test_resuming_asks_first_and_says_how_many_would_leave(queue_notes, monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(builtins, "input", lambda question: asked.append(question) or "n")
    queue_notes(1, 2, 3)
    call_command("pause_sending")
    call_command("resume_sending")
    assert asked[0].startswith("3 messages are waiting")
    assert "Nothing changed." in capsys.readouterr().out
    assert Sending.objects.get().paused_at


def test_the_task_is_the_one_that_rings_and_sweeps_ask_for(queue_notes):
    assert tasks.send_due.name == doorbell.TASK
    queue_notes(1)
    assert tasks.send_due().startswith("1 sent")


def test_r24_the_task_stops_claiming_when_the_worker_is_asked_to_end(
    queue_notes, monkeypatch, note
):
    note.before = staticmethod(lambda message: tasks.finish_the_current_mail())
    assert note is Note
    queue_notes(1, 2, 3)
    assert tasks.send_due().startswith("1 sent")
    assert tasks.ending()


def test_r24_control_not_told_it_would_go_on_with_all_that_is_due(queue_notes, monkeypatch, note):
    monkeypatch.setattr(tasks, "_ending", [0])
    ended = []
    note.before = staticmethod(ended.append)  # asked to end, and nobody tells the task
    queue_notes(1, 2, 3)
    assert tasks.send_due().startswith("3 sent")
    assert len(ended) == 3

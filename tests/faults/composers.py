import os
import signal

from tests.notifications import composers


class Note(composers.Note):
    """Dies or freezes in the middle of the first message, where its process was told to."""

    signals = [getattr(signal, name) for name in os.environ.get("FAULT_SIGNAL", "").split()]

    def before(self, message):
        if self.signals:
            os.kill(os.getpid(), self.signals.pop())

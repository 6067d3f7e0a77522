"""A mail server that takes everything and keeps nothing but numbers: as little work for each message as can be.

``python -m benchmarks.smtp_sink [seconds that each answer takes]`` prints its port and serves until it is ended. The
made-up command ``COUNT`` answers ``250 messages connections``.
"""

import asyncio
import contextlib
import smtplib
import subprocess
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
ANSWERS = {b"EHLO": b"250 sink", b"HELO": b"250 sink", b"DATA": b"354 go on", b"QUIT": b"221 bye"}
END = b"\r\n.\r\n"


class Sink(asyncio.Protocol):
    messages = connections = 0
    away = 0.0  # seconds

    def connection_made(self, transport):
        Sink.connections += 1
        self.transport, self.waiting, self.in_data = transport, b"", False
        self.say(b"220 sink")

    def data_received(self, data):
        self.waiting += data
        while (end := END if self.in_data else b"\r\n") in self.waiting:
            line, self.waiting = self.waiting.split(end, 1)
            self.say(self.answer(line))

    def say(self, words):
        if self.away:
            asyncio.get_running_loop().call_later(self.away, self.transport.write, words + b"\r\n")
        else:
            self.transport.write(words + b"\r\n")

    def answer(self, line):
        if self.in_data:
            self.in_data = False
            Sink.messages += 1
            return b"250 taken"
        verb = line[:4].upper()
        self.in_data = verb == b"DATA"
        if verb == b"COUN":
            return f"250 {Sink.messages} {Sink.connections - 1}".encode()
        return ANSWERS.get(verb, b"250 fine")


@contextlib.contextmanager
def running(*, away=0.0):
    """Start one in a process of its own, whose answers take ``away`` seconds, and give its port."""
    words = [sys.executable, "-m", "benchmarks.smtp_sink", str(away)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=HOME) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


def counted(port):
    """Messages taken so far, and connections made but for this one."""
    with smtplib.SMTP("127.0.0.1", port) as asking:
        messages, connections = asking.docmd("COUNT")[1].split()
    return int(messages), int(connections)


async def main(away):
    Sink.away = away
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.0))

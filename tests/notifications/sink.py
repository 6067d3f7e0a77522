"""A real SMTP server on a free port that answers as a test tells it to, and keeps what it took."""

import asyncio
import email
import email.policy
import logging
import threading
from dataclasses import dataclass

from aiosmtpd.smtp import SMTP

logging.getLogger("mail.log").setLevel(logging.ERROR)  # it writes down every line of every message


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self):
        return email.message_from_bytes(self.data, policy=email.policy.default)

    @property
    def message_id(self):
        return self.message["Message-ID"]


class Sink:
    """``with Sink() as sink:`` gives ``sink.port`` and ``sink.received``.

    ``on(stage, address)`` is asked at "GREET", "EHLO", "MAIL", "RCPT", "DATA" (the message has come, and is kept if it
    is not refused) and "DONE" (it is kept). It returns the reply as a string, DROP to cut the connection, a number of
    seconds to wait before going on, or None.
    """

    DROP = object()

    def __init__(self, on=lambda stage, address: None):
        self.on = on
        self.received = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        start = self._loop.create_server(self._protocol, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(_made(start), self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _protocol(self):
        self.connections += 1
        if answer := self.on("GREET", ""):
            return _Refusal(answer)
        return SMTP(self, hostname="sink.example", loop=self._loop)

    async def _close(self):
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0)

    async def _asked(self, server, stage, address=""):
        answer = self.on(stage, address)
        if answer is self.DROP:
            server.transport.abort()
            return "421 cut"
        if isinstance(answer, int | float):
            await asyncio.sleep(answer)
            return None
        return answer

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        answer = await self._asked(server, "EHLO")
        return [answer] if answer else responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self._asked(server, "MAIL", address)
        if answer is None:
            envelope.mail_from = address
        return answer or "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = await self._asked(server, "RCPT", address)
        if answer is None:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        received = Received(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.content)
        address = received.recipients[0]
        answer = await self._asked(server, "DATA", address)
        if answer is None:
            self.received.append(received)
            self.on("DONE", address)
        return answer or "250 OK"


class _Refusal(asyncio.Protocol):
    def __init__(self, words):
        self.words = words

    def connection_made(self, transport):
        transport.write(f"{self.words}\r\n".encode())
        transport.close()


async def _made(start):
    return await start

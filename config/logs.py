"""What reaches the logs: names of events, numbers and ids, and nothing that describes a person.

Our own code logs ``log.info("event_name", key=value)``. A key that is not in ``KEYS`` is dropped and its name listed
under ``dropped``; add it there once it can hold no personal data. Other libraries' messages keep their template and
lose what was filled in. Exceptions keep their class, their place and the name of the constraint, never their words:
PostgreSQL puts the offending value into them.
"""

import logging
import traceback
from collections.abc import MutableMapping
from typing import Any

KEYS = frozenset(
    {
        "event", "level", "logger", "timestamp", "request_id", "user", "method", "page", "status", "milliseconds",
        "person", "provider", "error", "constraint", "sqlstate", "trace", "where", "task", "message", "round",
        "referral", "count", "kind", "attempt", "seconds", "queue", "dropped",
    }
)  # fmt: skip
LONGEST_VALUE = 120  # characters
OWN_FRAMES, LAST_FRAMES = 12, 3
# Their messages without arguments are fixed words about the machinery.
PLAIN_SPOKEN = ("celery.", "kombu.", "gunicorn.")

EventDict = MutableMapping[str, Any]


def settings_for(*, local: bool) -> dict[str, Any]:
    """JSON lines, or words on somebody's own machine, on standard error: commands print results on standard output."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"safe": {"()": "config.logs.Formatter", "local": local}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "safe",
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            # Each request has its own line already, without its address.
            "django.request": {"level": "ERROR", "propagate": True},
            "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
            "pgtrigger": {"level": "WARNING"},
            "fontTools": {"level": "ERROR"},
            "weasyprint": {"level": "ERROR"},
        },
    }


class Formatter(logging.Formatter):
    """Made with the first line: a process that has nothing to log does not load what writes it."""

    def __init__(self, *, local: bool) -> None:
        super().__init__()
        self._local = local
        self._made: logging.Formatter | None = None

    def format(self, record: logging.LogRecord) -> str:
        self._made = self._made or _formatter(local=self._local)
        return self._made.format(record)


def _formatter(*, local: bool) -> logging.Formatter:
    from accounts.logs import structlog

    render = (
        structlog.dev.ConsoleRenderer(colors=False)
        if local
        else structlog.processors.JSONRenderer()
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.add_log_level,
            _template_only,
        ],
        processors=[
            _exception_without_words,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _known_keys_only,
            render,
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


def _template_only(_: Any, __: str, event: EventDict) -> EventDict:
    """A library's record: its template without what was filled in, and where it came from."""
    record: logging.LogRecord = event["_record"]
    template = str(record.msg)
    fixed = event.pop("positional_args", None) or record.name.startswith(PLAIN_SPOKEN)
    event["event"] = template if fixed else "message withheld"
    event["where"] = f"{record.module}:{record.lineno}"
    if status := getattr(record, "status_code", None):
        event["status"] = status
    return event


def _exception_without_words(_: Any, __: str, event: EventDict) -> EventDict:
    info = event.pop("exc_info", None)
    problem = info[1] if isinstance(info, tuple) else info
    if not isinstance(problem, BaseException):
        return event
    event["error"] = type(problem).__name__
    event["trace"] = _places(problem)
    cause = problem.__cause__ or problem
    if constraint := getattr(getattr(cause, "diag", None), "constraint_name", None):
        event["constraint"] = constraint
    if sqlstate := getattr(cause, "sqlstate", None):
        event["sqlstate"] = sqlstate
    return event


def _known_keys_only(_: Any, __: str, event: EventDict) -> EventDict:
    kept = {key: _plain(value) for key, value in event.items() if key in KEYS}
    dropped = sorted(key for key in event if key not in KEYS and not key.startswith("_"))
    return {**kept, "dropped": dropped} if dropped else kept


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return str(value)[:LONGEST_VALUE]


def _places(problem: BaseException) -> list[str]:
    """Where it happened: our own lines, and the last few of whatever they called."""
    frames = traceback.extract_tb(problem.__traceback__)
    ours = [frame for frame in frames[:-LAST_FRAMES] if "site-packages" not in frame.filename]
    kept = [*ours[-OWN_FRAMES:], *frames[-LAST_FRAMES:]]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in kept]


def _short(filename: str) -> str:
    return "/".join(filename.rsplit("/", 2)[-2:])

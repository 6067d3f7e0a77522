"""Our own log lines: ``log = logger(__name__)``, then ``log.info("event_name", key=value)``.

The one place that sets structlog up, so that a process that has nothing to log does not load it. What may be in a line,
and how it is written, is in ``config.logs``.
"""

import sys
from typing import Any

# structlog would load rich where a developer has it, to draw the values in an exception. Nobody may see those.
_rich = sys.modules.setdefault("rich", None)  # type: ignore[arg-type]  # None is how Python says: not here
import structlog  # noqa: E402
from structlog.contextvars import bind_contextvars, bound_contextvars  # noqa: E402

if _rich is None:
    del sys.modules["rich"]

__all__ = ["bind_contextvars", "bound_contextvars", "logger", "structlog"]

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
    cache_logger_on_first_use=True,
)


def logger(name: str) -> Any:
    """The logger of a module. Keys that ``config.logs`` does not know are dropped."""
    return structlog.get_logger(name)  # noqa: TID251

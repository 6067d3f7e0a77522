"""Which Chromium the browser journeys and the pictures use: this machine's own, not a download."""

import shutil

# Without a window to keep, the shell takes a quarter less time. It draws pages with the same engine.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find() -> str | None:
    """The first that is here, or None."""
    return next(filter(None, map(shutil.which, NAMES)), None)

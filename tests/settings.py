"""Settings of the tests: the product's, on a database, mailbox and broker of the run's own."""

import os

os.environ.pop("DEMO", None)  # a test that is about the demonstration says so

from config import embedded
from config.settings import *  # noqa: F403, TID251
from config.settings import BASE_DIR, DATABASE_URL, DATABASES  # noqa: TID251

# Workers of one run share its number; another run on this machine has its own.
RUN = os.environ.setdefault("PLACEMENTS_TEST_RUN", str(os.getpid()))
DATABASES["default"] |= embedded.settings_for(DATABASE_URL, home=BASE_DIR, purpose="test")

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
OUTBOX_CONNECTIONS, OUTBOX_PER_MINUTE = 1, 0
CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = "memory://", {}
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}

# A folder that is there: the real one is made when static files are collected.
STATIC_ROOT = BASE_DIR / "static"

# Playwright keeps an event loop in the thread that the tests run in, and Django refuses the
# database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

# Static files are found where they are written, so that no test needs them collected first.
WHITENOISE_AUTOREFRESH = True

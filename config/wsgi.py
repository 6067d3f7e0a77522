"""The product as a WSGI application, for gunicorn."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# Here, once, and not while the first person who causes an email waits.
import_module("config.celery")

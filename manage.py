#!/usr/bin/env python
"""Django's command line, on the private database unless DATABASE_URL names another."""

import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config import embedded

WITHOUT_DATABASE = {"help", "check", "collectstatic", "--help", "-h", "--version"}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        if sys.argv[1:] and not WITHOUT_DATABASE.intersection(sys.argv):
            embedded.start_meanwhile(settings.DATABASES["default"])
        execute_from_command_line(sys.argv)
    except (embedded.CannotStart, ImproperlyConfigured) as problem:
        sys.exit(f"{problem}")

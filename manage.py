#!/usr/bin/env python
"""Django's command line, on the private database unless DATABASE_URL names another."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from config.embedded import CannotStart

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(sys.argv)
    except (CannotStart, ImproperlyConfigured) as problem:
        sys.exit(f"{problem}")

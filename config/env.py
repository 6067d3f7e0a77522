"""Readers for the environment. Each names the variable whose value it cannot use, and why."""

import os
from typing import Any

import psycopg.conninfo
from django.core.exceptions import ImproperlyConfigured

SHORTEST_SECRET = 50  # characters, Django's own measure
TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def required(name: str, *, because: str) -> str:
    """Return the variable's value.

    Raises:
        ImproperlyConfigured: it is unset or blank; ``because`` says why it is needed.
    """
    value = text(name)
    if not value:
        raise ImproperlyConfigured(f"Set {name}: {because}.")
    return value


def any_of(*names: str) -> bool:
    return any(text(name) for name in names)


def secret(name: str, *, because: str) -> str:
    """Return the variable's value, which must be long enough and not a sample.

    Raises:
        ImproperlyConfigured: it is unset, a placeholder, or has fewer than 50 characters.
    """
    value = required(name, because=because)
    if len(value) < SHORTEST_SECRET or "change-me" in value:
        raise ImproperlyConfigured(
            f"{name} is too easy to guess: write {SHORTEST_SECRET} random characters or more."
        )
    return value


def hosts(name: str, *, because: str) -> list[str]:
    """Return the host names that the installation answers to.

    Raises:
        ImproperlyConfigured: there is none, or one of them stands for any name.
    """
    required(name, because=because)
    if "*" in (found := words(name)):
        raise ImproperlyConfigured(f"{name} is *: name the hosts, because {because}.")
    return found


def flag(name: str, *, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "").strip().lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}; write 1 or 0.")


def integer(name: str, default: int) -> int:
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list, without blanks."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database_from(url: str) -> dict[str, Any]:
    """Turn a libpq address (``postgresql://user:password@host:port/name?option=…``) into Django's
    settings.

    Raises:
        ImproperlyConfigured: the address is not PostgreSQL's, or names no database.
    """
    try:
        parts: dict[str, Any] = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its own message repeats the address, password and all
        raise ImproperlyConfigured(
            "DATABASE_URL is not a PostgreSQL address: postgresql://user:password@host:port/name"
        ) from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured("DATABASE_URL names no database: end it with /name.")
    return {
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }

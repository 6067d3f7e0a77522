"""Write docs/data-register.md: every field of every model, why it is held, what it is, and how long it is kept.

    python -m scripts.register

What cannot be read from the models is said in docs/register/*.toml. A field that nobody has said anything about, and a
line about a field that is gone, are problems: exit status 1 and one line for each.
"""

import os
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django
from django.apps import apps

HOME = Path(__file__).resolve().parent.parent
SOURCE = HOME / "docs" / "register"
REGISTER = HOME / "docs" / "data-register.md"
KEYS = {"id", "public_id"}

OPENING = """\
# Data register

Every field of every table, why it is held, what kind of information it is, and how long it is kept. `make docs` writes
this page from the models and `docs/register/`, and a test fails for a field that nobody has accounted for.

For the person in the authority who keeps its record of processing. It describes the software. Which legal basis
applies, and what the local retention schedule says, is the authority's to decide; so is every time marked "to be
checked".

The service removes nothing from a child's, a carer's or a referral's record by itself when its time is up: that is done
by a person. What it does remove is said below.

Every table has an internal number (`id`), and what can be opened by an address has a random one (`public_id`); neither
says anything about anybody.
"""

HISTORY = """\
## History

The tables marked "with history" have a second one, named with `event` at its end. A trigger writes a row there at
every insert, change and removal: all the fields above (but not a person's password hash or time of last sign-in), when
it happened, and who did it as the name of a user, an authority or a part of the service. It is kept as long as the
record itself and refuses to be changed. Removing a record for good therefore means removing its history as well, which
the application cannot do: it takes a database administrator and a recorded reason.

## Beside the tables

| where | what | how long |
|---|---|---|
| logs | names of events, internal numbers and times; nothing that describes a person | local |
| `accounts_cache` | counts of attempts to sign in, by network address or hash of an email address | minutes to hours |
| the same | guesses at carers' links, and links used from one place, by a keyed hash | a day at most |
| the broker (Redis, or files in `.local/celery`) | "there is something to do", without saying about whom | seconds |
| emails sent | see docs/adr/0010-what-is-kept-and-what-leaves.md | the receiver's |
| backups | everything above | local |
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said about one model: ``fields`` maps a field's name to its category, purpose and retention."""

    about: str
    keep: str
    fields: dict[str, tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    label: str
    fields: tuple[str, ...]
    has_history: bool


def entries() -> dict[str, Entry]:
    """What docs/register says, by the model's label."""
    said = {}
    for path in sorted(SOURCE.glob("[a-z]*.toml")):
        for name, told in tomllib.loads(path.read_text()).items():
            label = name if "." in name else f"{path.stem}.{name}"
            said[label] = _entry(told)
    return said


def _entry(told: dict[str, Any]) -> Entry:
    fields = {}
    for category, purpose, names, *keep in told["holds"]:
        for name in names.split():
            fields[name] = (category, purpose, keep[0] if keep else told["keep"])
    return Entry(told["about"], told["keep"], fields)


def terms() -> dict[str, Any]:
    return tomllib.loads((SOURCE / "_terms.toml").read_text())


def tables() -> list[Table]:
    """Every table of the installation but those of history, whose fields are the tracked model's."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and not hasattr(model, "pgh_tracked_model")
    ]
    tracked = {
        event.pgh_tracked_model
        for event in apps.get_models()
        if hasattr(event, "pgh_tracked_model")
    }
    return [_table(model, has_history=model in tracked) for model in models]


def _table(model: Any, *, has_history: bool) -> Table:
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    names = tuple(field.name for field in fields if field.name not in KEYS)
    return Table(model._meta.label, names, has_history)


def problems(
    found: Iterable[Table], said: dict[str, Entry], known: dict[str, Any]
) -> Iterator[str]:
    """Yield what is missing, left over, or uses a term that does not exist."""
    present = {table.label: set(table.fields) for table in found}
    for label in sorted(present.keys() | said.keys()):
        listed = set(said[label].fields) if label in said else set()
        for name in sorted(present.get(label, set()) - listed):
            yield f"{label}.{name} is not in docs/register"
        for name in sorted(listed - present.get(label, set())):
            yield f"{label}.{name} is in docs/register, and not in the models"
    for label, entry in said.items():
        for name, (category, _, keep) in entry.fields.items():
            if category not in known["categories"] or keep not in known["keep"]:
                yield f"{label}.{name} has a category or retention that is not in _terms.toml"


def written(found: Iterable[Table], said: dict[str, Entry], known: dict[str, Any]) -> str:
    """The page, as it should be: our own tables first, then those that packages bring."""
    ours = sorted(path.stem for path in SOURCE.glob("[a-z]*.toml") if path.stem != "packages")
    chapters: dict[str, list[str]] = {app: [] for app in [*ours, "packages"]}
    for table in sorted(found, key=lambda table: table.label):
        app = table.label.split(".")[0]
        section = _section(table, said[table.label], known)
        chapters[app if app in ours else "packages"].append(section)
    parts = [OPENING, _how_long(known), _categories(known)]
    for app, sections in chapters.items():
        parts += [f"## {app.capitalize()}\n", *sections]
    return "\n".join([*parts, HISTORY])


def _how_long(known: dict[str, Any]) -> str:
    rows = [
        f"| {keep['label']} | {keep['words']} | {keep['source']}{'' if keep['checked'] else ' (to be checked)'} |"
        for keep in known["keep"].values()
    ]
    return "\n".join(
        ["## How long", "", "| kept | which means | source |", "|---|---|---|", *rows, ""]
    )


def _categories(known: dict[str, Any]) -> str:
    rows = [f"| {name} | {words} |" for name, words in known["categories"].items()]
    return "\n".join(
        ["## Kinds of information", "", "| kind | what it is |", "|---|---|", *rows, ""]
    )


def _section(table: Table, entry: Entry, known: dict[str, Any]) -> str:
    history = ", with history" if table.has_history else ""
    label = known["keep"][entry.keep]["label"]
    lines = [f"### {table.label}", "", f"{entry.about} Kept {label}{history}.", ""]
    lines += ["| fields | kind | why |", "|---|---|---|"]
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name in table.fields:
        groups.setdefault(entry.fields[name], []).append(f"`{name}`")
    for (category, purpose, keep), names in groups.items():
        apart = "" if keep == entry.keep else f"; kept {known['keep'][keep]['label']}"
        lines.append(f"| {', '.join(names)} | {category} | {purpose}{apart} |")
    return "\n".join([*lines, ""])


def ready() -> None:
    """Load the models. No database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()


def write() -> list[str]:
    """Write the page, or return what is wrong and leave the page alone."""
    found, said, known = tables(), entries(), terms()
    wrong = list(problems(found, said, known))
    if not wrong:
        REGISTER.write_text(written(found, said, known))
    return wrong


if __name__ == "__main__":
    ready()
    if wrong := write():
        sys.exit("The data register is not complete:\n" + "\n".join(wrong))

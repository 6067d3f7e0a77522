"""The catalogue of faults and abuses: what could go wrong, by id, and the tests that show that it does not.

``docs/faults.toml`` says what could go wrong. A test carries the ids it stands for at the start of its name:
``test_r07_the_same_task_delivered_five_times_sends_once``. Its control, which switches the defence off and sees the bad
thing happen, has "control" or "without" in its name.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
CATALOGUE, PAGE = HOME / "docs" / "faults.toml", HOME / "docs" / "tests.md"
NAMED = re.compile(r"^(?:async )?def test_((?:[a-z]\d\d_)+)\w*\(", re.MULTILINE)

OPENING = """# What could go wrong, and the tests that show it does not

`make docs` writes this page from [faults.toml](faults.toml) and from the names of the tests: the test of fault R07 is
called `test_r07_...`. Most have a control beside them, which switches the defence off and sees the bad thing happen.
"Not shown" says what no test shows, and why.
"""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way in which it could go wrong. ``not_shown``: what no test shows, and why; often empty."""

    id: str
    what: str
    not_shown: str = ""


def catalogue() -> dict[str, list[Fault]]:
    """The faults of ``docs/faults.toml``, by the heading that they stand under."""
    sections = tomllib.loads(CATALOGUE.read_text())
    return {
        section.pop("title"): [_fault(name, said) for name, said in section.items()]
        for section in sections.values()
    }


def shown() -> dict[str, list[str]]:
    """The files that have a test of each id, from their names."""
    found: dict[str, set[str]] = {}
    for path in (HOME / "tests").rglob("test_*.py"):
        for ids in NAMED.findall(path.read_text()):
            for one in ids.strip("_").split("_"):
                found.setdefault(one.upper(), set()).add(path.relative_to(HOME).as_posix())
    return {one: sorted(files) for one, files in found.items()}


def problems(sections: Mapping[str, list[Fault]], found: Mapping[str, list[str]]) -> Iterator[str]:
    known = {fault.id for faults in sections.values() for fault in faults}
    for one in sorted(found.keys() - known):
        yield f"{one} is in the name of a test, and not in docs/faults.toml"
    for faults in sections.values():
        for fault in faults:
            if fault.id not in found and not fault.not_shown:
                yield f"{fault.id} has no test of its name, and docs/faults.toml does not say why"


def written(sections: Mapping[str, list[Fault]], found: Mapping[str, list[str]]) -> str:
    parts = [OPENING]
    for title, faults in sections.items():
        rows = [f"| {fault.id} | {fault.what} | {_where(fault, found)} |" for fault in faults]
        head = [f"## {title}", "", "| Id | What could go wrong | Shown in |", "|---|---|---|"]
        parts.append("\n".join([*head, *rows]) + "\n")
    return "\n".join(parts)


def write() -> list[str]:
    """Write the page anew, unless something is missing; return what is."""
    sections, found = catalogue(), shown()
    wrong = list(problems(sections, found))
    if not wrong:
        PAGE.write_text(written(sections, found))
    return wrong


def _fault(name: str, said: str | dict[str, str]) -> Fault:
    return Fault(name, said) if isinstance(said, str) else Fault(name, **said)


def _where(fault: Fault, found: Mapping[str, list[str]]) -> str:
    files = "<br>".join(f"`{name}`" for name in found.get(fault.id, []))
    reason = f"Not shown: {fault.not_shown}" if fault.not_shown else ""
    return "<br>".join(part for part in (files, reason) if part)

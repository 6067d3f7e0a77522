"""Write the data register and the page of tests, and check that links between documents lead somewhere.

Exit status 1 and one line for each problem. A link to a heading must find it. Links to other sites are not followed.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import faults, register

HOME = Path(__file__).resolve().parent.parent
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return [*sorted(HOME.glob("*.md")), *sorted((HOME / "docs").rglob("*.md"))]


def broken(document: Path) -> Iterator[str]:
    """Yield the links in the document that lead to no file, or to no heading of one."""
    for target in LINK.findall(FENCE.sub("", document.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        if not path.exists() or (heading and heading not in anchors(path)):
            yield target


def anchors(document: Path) -> set[str]:
    """The names that a reader of Markdown gives to the document's headings."""
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", document.read_text()), re.MULTILINE)
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings
    }


if __name__ == "__main__":
    register.ready()
    if wrong := register.write():
        sys.exit("The data register is not complete:\n" + "\n".join(wrong))
    if wrong := faults.write():
        sys.exit("The catalogue of faults is not complete:\n" + "\n".join(wrong))
    lost = [
        f"{document.relative_to(HOME)}: {target}"
        for document in documents()
        for target in broken(document)
    ]
    if lost:
        sys.exit("These links lead nowhere:\n" + "\n".join(lost))
    print(f"{len(documents())} documents, every link leads somewhere")

"""Whether static/css is what static/scss compiles to, told without Node.

    python -m scripts.styles            exit status 1, with what differs, where it is not
    python -m scripts.styles --write    note what was compiled just now; make css does

The note, in the form of sha256sum, holds every source, what fixes the compiler and the libraries, and every result.
"""

import hashlib
import sys
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
NOTE = Path("static/scss/compiled.sum")


def files(home: Path) -> list[Path]:
    """Everything that the styles depend on, and the styles."""
    styles = [*home.glob("static/scss/**/*.scss"), *home.glob("static/css/*.css")]
    return sorted([home / "package.json", home / "package-lock.json", *styles])


def sums(home: Path) -> dict[str, str]:
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files(home)
    }


def write(home: Path) -> None:
    lines = [f"{digest}  {name}\n" for name, digest in sums(home).items()]
    (home / NOTE).write_text("".join(lines))


def differing(home: Path) -> list[str]:
    """The files that are not as they were when the styles were compiled, new and lost ones too."""
    lines = (home / NOTE).read_text().splitlines()
    noted = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    now = sums(home)
    return sorted(name for name in noted.keys() | now.keys() if noted.get(name) != now.get(name))


def main(arguments: list[str]) -> int:
    if "--write" in arguments:
        write(HOME)
        return 0
    changed = differing(HOME)
    if changed:
        print("Changed since static/css was compiled: " + ", ".join(changed), file=sys.stderr)
        print("Run make css, and commit what it writes.", file=sys.stderr)
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

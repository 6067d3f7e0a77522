"""Reading the project's own source."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "accounts",
    "brokerage",
    "carers",
    "children",
    "documents",
    "evaluation",
    "notifications",
    "placements",
    "reference",
    "ui",
)
PACKAGES = (*APPS, "config")


def files(*layers):
    """The apps' modules of these layers: ``files("views")`` is every ``views.py`` and ``views/*.py``."""
    found = [
        path
        for app in APPS
        for layer in layers
        for path in [ROOT / app / f"{layer}.py", *sorted((ROOT / app / layer).rglob("*.py"))]
        if path.exists()
    ]
    assert found, f"no file of the layers {layers}"
    return found


def every_file():
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def calls(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def called(call):
    """The last word of what is called: ``save`` for ``form.save()``."""
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")

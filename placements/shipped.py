"""The paths that ship with the product, read from ``data/pathways.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).parent / "data" / "pathways.toml"


@dataclass(frozen=True, slots=True)
class ShippedMilestone:
    words: str
    child_words: str
    owner_role: str
    due_after_weeks: int
    measure: str


@dataclass(frozen=True, slots=True)
class ShippedStage:
    """``entry_criteria`` and ``exit_criteria`` have one criterion a line."""

    name: str
    purpose: str
    child_words: str
    source: str
    usual_weeks: int
    leads_to_search: bool
    entry_criteria: str
    exit_criteria: str
    milestones: tuple[ShippedMilestone, ...]


@dataclass(frozen=True, slots=True)
class ShippedTemplate:
    name: str
    version: int
    about: str
    sources: str
    stages: tuple[ShippedStage, ...]


@cache
def shipped_templates() -> tuple[ShippedTemplate, ...]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        ShippedTemplate(
            name=each["name"],
            version=each["version"],
            about=_flowing(each["about"]),
            sources=_flowing(each["sources"]),
            stages=tuple(_stage(stage) for stage in each["stage"]),
        )
        for each in read["template"]
    )


def _stage(read: dict[str, Any]) -> ShippedStage:
    return ShippedStage(
        name=read["name"],
        purpose=read["purpose"],
        child_words=read["child_words"],
        source=read.get("source", ""),
        usual_weeks=read["usual_weeks"],
        leads_to_search=read.get("leads_to_search", False),
        entry_criteria="\n".join(read["entry"]),
        exit_criteria="\n".join(read["exit"]),
        milestones=tuple(_milestone(each) for each in read["milestone"]),
    )


def _milestone(read: dict[str, Any]) -> ShippedMilestone:
    return ShippedMilestone(
        words=read["words"],
        child_words=read.get("child", ""),
        owner_role=read["owner"],
        due_after_weeks=read["weeks"],
        measure=read.get("measure", ""),
    )


def _flowing(text: str) -> str:
    """One paragraph, without the line breaks of the file."""
    return " ".join(text.split())

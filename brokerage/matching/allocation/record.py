"""A plan's problem as plain JSON values and back, exactly, so that a kept plan can be made again years later."""

import hashlib
import json
import zlib
from typing import Any

import numpy as np

from brokerage.matching.allocation.problem import (
    Forbid,
    Group,
    Home,
    Keep,
    Mover,
    Part,
    Problem,
    Stay,
)

SCHEMA = 1


def to_bytes(problem: Problem) -> bytes:
    """Compressed JSON; the same problem gives the same bytes, whatever the order of its groups."""
    text = json.dumps(to_record(problem), sort_keys=True, separators=(",", ":"))
    return zlib.compress(text.encode(), 6)


def from_bytes(data: bytes) -> Problem:
    return from_record(json.loads(zlib.decompress(data)))


def digest(problem: Problem) -> str:
    """SHA-256 of the record, as hexadecimal."""
    text = json.dumps(to_record(problem), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def to_record(problem: Problem) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "groups": [_group(group) for group in sorted(problem.groups, key=lambda each: each.key)],
        "homes": [_home(problem.homes[home_id]) for home_id in sorted(problem.homes)],
        "keeps": [
            [keep.key, [[sorted(children), home] for children, home in keep.parts]]
            for keep in problem.keeps
        ],
        "forbids": [[forbid.key, forbid.home_id] for forbid in problem.forbids],
    }


def from_record(record: dict[str, Any]) -> Problem:
    """Read back what ``to_record`` wrote.

    Raises:
        ValueError: it is of another version.
    """
    if record.get("schema") != SCHEMA:
        raise ValueError("A plan of another version.")
    homes = [
        Home(home_id, places, tuple(Stay(*stay) for stay in stays), hold_back)
        for home_id, places, stays, hold_back in record["homes"]
    ]
    return Problem(
        groups=tuple(_group_from(item) for item in record["groups"]),
        homes={home.home_id: home for home in homes},
        keeps=tuple(
            Keep(key, tuple((frozenset(children), home) for children, home in parts))
            for key, parts in record["keeps"]
        ),
        forbids=tuple(Forbid(key, home_id) for key, home_id in record["forbids"]),
    )


def _home(home: Home) -> list[Any]:
    stays = [[stay.child_id, stay.sibling_group, stay.starts, stay.ends] for stay in home.stays]
    return [home.home_id, home.places, stays, home.hold_back]


def _group(group: Group) -> dict[str, Any]:
    return {
        "key": group.key,
        "weight": group.weight,
        "arrived": group.arrived,
        "starts": group.starts,
        "ends": group.ends,
        "ways": [[_part(part) for part in way] for way in group.ways],
    }


def _group_from(record: dict[str, Any]) -> Group:
    ways = tuple(tuple(_part_from(part) for part in way) for way in record["ways"])
    return Group(**{name: record[name] for name in record if name != "ways"}, ways=ways)


def _part(part: Part) -> dict[str, Any]:
    return {
        "children": [[c.child_id, c.birth, sorted(c.sibling_ids)] for c in part.children],
        "homes": part.home_ids.tolist(),
        "scores": part.scores.tolist(),
        "alone": part.alone,
        "others_born_by": part.others_born_by,
        "others_born_from": part.others_born_from,
        "excluded": sorted(part.excluded_child_ids),
        "most_children": sorted(part.most_children.items()),
    }


def _part_from(record: dict[str, Any]) -> Part:
    return Part(
        children=tuple(
            Mover(child_id, birth, frozenset(siblings))
            for child_id, birth, siblings in record["children"]
        ),
        home_ids=np.array(record["homes"], np.int64),
        scores=np.array(record["scores"], np.float64),
        alone=record["alone"],
        others_born_by=record["others_born_by"],
        others_born_from=record["others_born_from"],
        excluded_child_ids=frozenset(record["excluded"]),
        most_children=dict(record["most_children"]),
    )

"""Reads the middles of areas, and the districts (``letters`` reads postcodes). Use it through ``postcodes``."""

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import attrgetter
from pathlib import Path

from reference import grids

DATA = Path(__file__).parent / "data"

# A grid reference in metres on the British grid, and a district code.
Found = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class District:
    lad_code: str
    authority_code: str
    authority_name: str
    dfe_number: str
    region: str
    easting_m: int
    northing_m: int
    postcodes: int


def find_area(code: str) -> Found | None:
    """Look up the middle of a sector (``"AB1 2"``) or of an outward code (``"AB1"``)."""
    return _areas().get(code)


@cache
def districts_by_authority() -> tuple[tuple[District, ...], ...]:
    with (DATA / "authorities.csv").open(encoding="utf-8", newline="") as file:
        districts = [_district(row) for row in csv.DictReader(file)]
    authority = attrgetter("authority_code")
    return tuple(tuple(each) for _, each in groupby(sorted(districts, key=authority), authority))


def _district(row: dict[str, str]) -> District:
    return District(
        lad_code=row["lad_code"],
        authority_code=row["authority_code"],
        authority_name=row["authority_name"],
        dfe_number=row["dfe_number"],
        region=row["region"],
        easting_m=int(row["easting_m"]),
        northing_m=int(row["northing_m"]),
        postcodes=int(row["postcodes"]),
    )


@cache
def _areas() -> dict[str, Found]:
    return {
        code: _on_the_british_grid(int(easting), int(northing), lad_code)
        for name in ("outcodes", "sectors")
        for code, easting, northing, lad_code in _rows(DATA / f"{name}.csv.gz")
    }


def _rows(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="ascii", newline="") as file:
        return list(csv.reader(file))[1:]


def _on_the_british_grid(easting: int, northing: int, lad_code: str) -> Found:
    if lad_code.startswith("N"):
        easting, northing = map(round, grids.british_from_irish(easting, northing))
    return easting, northing, lad_code

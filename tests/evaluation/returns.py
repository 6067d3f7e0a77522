"""Small made-up returns for tests: each row says only what the test is about."""

from evaluation.returns.columns import COLUMNS
from evaluation.returns.given import GivenFile, GivenRow

EPISODE = {
    "CHILD": "C1",
    "DECOM": "01/05/2017",
    "RNE": "S",
    "LS": "C2",
    "CIN": "N1",
    "PLACE": "U4",
    "PLACE_PROVIDER": "PR1",
    "HOME_POST": "ZZ1 1AA",
    "PL_POST": "ZZ2 2BB",
    "URN": "SC000001",
}
CHILD = {"CHILD": "C1", "SEX": "1", "DOB": "15/06/2008", "ETHNIC": "WBRI"}


def episode(**cells):
    return EPISODE | cells


def child(**cells):
    return CHILD | cells


def csv_of(kind, *rows, columns=None, newline="\r\n"):
    columns = columns or COLUMNS[kind]
    lines = [columns, *([row.get(column, "") for column in columns] for row in rows)]
    return newline.join(",".join(line) for line in lines) + newline


def given(kind, *rows, name=None):
    cells = [tuple(row.get(column, "") for column in COLUMNS[kind]) for row in rows]
    numbered = tuple(GivenRow(line, each) for line, each in enumerate(cells, start=2))
    return GivenFile(name or f"{kind.lower()}.csv", kind, numbered)

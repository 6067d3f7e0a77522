"""Downloads of this app's own lists."""

import csv
import re
from collections.abc import Iterable

from django.http import HttpResponse

# A spreadsheet runs a cell that starts with one of these, after anything that it does not show.
_RUNS_AS_FORMULA = re.compile(r"^[\s\ufeff\u200b]*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def csv_response(name: str, header: list[str], rows: Iterable[list[str]]) -> HttpResponse:
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return response


def _inert(cell: str) -> str:
    return f"'{cell}" if _RUNS_AS_FORMULA.match(cell) else cell

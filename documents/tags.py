"""Puts right what WeasyPrint leaves out of the tags of a PDF, before it is written.

A screen reader goes by them, and PDF/UA-1 says what may stand in what (ISO 32000-1, 14.8.4): an item of a list holds
its mark and one body, a header of a table says whether it heads a row or a column, and no heading stands in a heading.
"""

from collections.abc import Iterator
from typing import Any

# Boxes that the layout makes within one of these are tagged as one more of them.
ONCE = {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/P"}


def mend(_document: Any, pdf: Any) -> None:
    """WeasyPrint calls this with the PDF, all of whose objects can still be changed (``finisher``)."""
    Tags(pdf).mend()


class Tags:
    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        dictionaries: list[Any] = [thing for thing in pdf.objects if isinstance(thing, dict)]
        self.by_reference = {
            thing.reference: thing for thing in dictionaries if thing.get("Type") == "/StructElem"
        }

    def mend(self) -> None:
        for tag in list(self.by_reference.values()):
            if tag["S"] == "/TR":
                self._say_what_headers_head(tag)
            elif tag["S"] == "/LI":
                self._gather_body(tag)
            elif tag["S"] in ONCE:
                for inner in self._within(tag):
                    if inner["S"] == tag["S"]:
                        inner["S"] = "/NonStruct"
        for tag in list(self.by_reference.values()):
            if tag["S"] == "/L":
                self._put_lists_into_items(tag)

    def _within(self, tag: Any) -> Iterator[Any]:
        for each in tag["K"]:
            if inner := self.by_reference.get(each):
                yield inner

    def _say_what_headers_head(self, row: Any) -> None:
        cells = list(self._within(row))
        in_head = self.by_reference[row["P"]]["S"] == "/THead"
        heads_columns = in_head or all(cell["S"] == "/TH" for cell in cells)
        for cell in cells:
            if cell["S"] == "/TH":
                cell["A"]["Scope"] = "/Column" if heads_columns else "/Row"

    def _gather_body(self, item: Any) -> None:
        """Everything but the mark in one body: what is laid out as a block stands beside it otherwise."""
        inner = list(self._within(item))
        marks = [each for each in inner if each["S"] == "/Lbl"]
        bodies = [each for each in inner if each["S"] == "/LBody"]
        rest = [each for each in inner if each["S"] != "/Lbl"]
        if rest == bodies[:1]:
            return
        body = bodies[0] if bodies else self._add_body(item)
        gathered = []
        for each in rest:
            if each["S"] == "/LBody":
                gathered += [
                    (reference, self.by_reference.get(reference)) for reference in each["K"]
                ]
            else:
                gathered.append((each.reference, each))
        body["K"][:] = [reference for reference, _ in gathered]
        for _, each in gathered:
            if each is not None:
                each["P"] = body.reference
        item["K"][:] = [each.reference for each in (*marks, body)]

    def _put_lists_into_items(self, outer: Any) -> None:
        """A list within a list belongs to the item before it, whose body it is part of."""
        body = None
        for inner in list(self._within(outer)):
            if inner["S"] == "/LI":
                body = next((each for each in self._within(inner) if each["S"] == "/LBody"), None)
            elif inner["S"] == "/L" and body is not None:
                outer["K"].remove(inner.reference)
                body["K"].append(inner.reference)
                inner["P"] = body.reference

    def _add_body(self, item: Any) -> Any:
        body = type(item)(
            {"Type": "/StructElem", "S": "/LBody", "Pg": item["Pg"], "P": item.reference}
        )
        body["K"] = type(item["K"])([])
        self.pdf.add_object(body)
        self.by_reference[body.reference] = body
        return body

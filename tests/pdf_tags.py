"""What is wrong with a PDF for somebody who has it read aloud.

PDF/UA-1 itself is checked by an independent validator (the package ``page-validation``), with every rule of its that a
machine can check. What is asked here besides is stricter than it: a title, lists and tables that are what they say, and
no block within a line of words.
"""

import io
from collections.abc import Iterator

import page
import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

HEADINGS = {f"H{level}" for level in range(1, 7)}
# What stands in a line of words, and what is one. What means nothing may stand there too, with the same in it.
INLINE = {"Span", "Quote", "Reference", "BibEntry", "Code", "Link", "Annot", "Note", "Figure", "Form"}  # fmt: skip
LINES = HEADINGS | {"P", "Span", "Link", "Lbl"}
HOLDERS = {"L", "LI", "Table", "TR", "TOC", "TOCI"}


def problems(content: bytes) -> list[str]:
    """What is wrong with the document, each thing once: of PDF/UA-1 by the validator's rule, of our own in words."""
    report = page.validate_pdf_bytes(content, profile=page.ValidationProfile.PDF_UA_1)
    found = [f"{each.rule_id}: {each.message}" for each in report.failures]
    return list(dict.fromkeys([*found, *_stricter(content)]))


def _stricter(content: bytes) -> Iterator[str]:
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"].get("/StructTreeRoot")
    tags = list(_tags(root.get_object())) if root else []
    if not any(_name(tag) in HEADINGS for tag in tags):
        yield "it has no heading"
    for tag in tags:
        name = _name(tag)
        if name in HOLDERS and not _kids(tag):
            yield f"{name} is empty"
        if name in LINES:
            yield from (f"{name} holds {kid}" for kid in _blocks(tag))
        if name == "TH" and _attribute(tag, "/Scope") not in {"/Row", "/Column", "/Both"}:
            yield "TH does not say what it heads"
        if name == "Table" and not any(_name(cell) == "TH" for cell in _tags(tag)):
            yield "Table has no headers"


def _blocks(line) -> Iterator[str]:
    """What stands in a line of words and is none."""
    for kid in filter(_is_tag, _kids(line)):
        if _name(kid) == "NonStruct":
            yield from _blocks(kid)
        elif _name(kid) not in INLINE:
            yield _name(kid)


def _tags(above) -> Iterator[DictionaryObject]:
    for kid in filter(_is_tag, _kids(above)):
        yield kid
        yield from _tags(kid)


def _name(tag) -> str:
    return tag["/S"][1:]


def _kids(tag):
    below = tag.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    return [each.get_object() for each in (below if isinstance(below, ArrayObject) else [below])]


def _is_tag(kid) -> bool:
    return isinstance(kid, DictionaryObject) and "/S" in kid


def _attribute(tag, name):
    held = tag.get("/A", [])
    held = held.get_object() if hasattr(held, "get_object") else held
    for each in held if isinstance(held, ArrayObject) else [held]:
        if isinstance(each, DictionaryObject) and name in each:
            return each[name]
    return None

"""Reads a PDF's tags as a strict checker of PDF/UA does, and says in words what it would refuse.

The rules are ISO 32000-1's (14.7 and 14.8, what may stand in what) and ISO 14289-1's (PDF/UA-1): the clause is named
where a rule is one of the latter. It does not look at what is drawn: only at tags, attributes and the catalogue.
"""

import io
import re
from collections.abc import Iterator

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject

GROUPS = {"Document", "Part", "Art", "Sect", "Div", "BlockQuote", "NonStruct", "Private"}
HEADINGS = {f"H{level}" for level in range(1, 7)}
BLOCKS = (
    GROUPS
    | HEADINGS
    | {"P", "L", "Table", "TOC", "Index", "Figure", "Formula", "Form", "Note", "Caption"}
)
INLINE = {
    "Span",
    "Quote",
    "Reference",
    "BibEntry",
    "Code",
    "Link",
    "Annot",
    "Ruby",
    "Warichu",
    "Note",
}
LINES = HEADINGS | {"P", "Span", "Link", "Lbl"}
# What may stand directly in each; content itself is None. Whatever is not named here may hold blocks, inlines, content.
ALLOWED = {
    "StructTreeRoot": {"Document"},
    "Document": BLOCKS | INLINE,
    "Part": BLOCKS | INLINE,
    "Art": BLOCKS | INLINE,
    "Sect": BLOCKS | INLINE,
    "L": {"LI", "Caption"},
    "LI": {"Lbl", "LBody"},
    "Table": {"TR", "THead", "TBody", "TFoot", "Caption"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
    "TOC": {"TOCI", "TOC", "Caption"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
    **dict.fromkeys(LINES, INLINE | {"Figure", "Form", None}),
}  # fmt: skip
# What stands in nothing else.
PARENTS = {
    "LI": {"L"}, "LBody": {"LI"}, "TR": {"Table", "THead", "TBody", "TFoot"}, "THead": {"Table"}, "TBody": {"Table"},
    "TFoot": {"Table"}, "TH": {"TR"}, "TD": {"TR"}, "TOCI": {"TOC"}, "Document": {"StructTreeRoot"},
}  # fmt: skip
KNOWN = BLOCKS | INLINE | set(PARENTS) | {"Lbl", "NonStruct"}


def problems(content) -> list[str]:
    """What a strict checker would refuse, each once; none for a document that it accepts: bytes, or a PdfReader."""
    reader = pypdf.PdfReader(io.BytesIO(content)) if isinstance(content, bytes) else content
    root = reader.trailer["/Root"]
    tree = Tree(root.get("/StructTreeRoot"))
    found = [*_catalogue(root), *tree.problems(), *_pages(reader, tree)]
    return list(dict.fromkeys(found))


class Tree:
    """The structure tree. ``parents`` are the names of the tags around each, from the outermost."""

    def __init__(self, root):
        self.root = root.get_object() if root else None
        self.roles = dict(self.root.get("/RoleMap", {})) if self.root else {}

    def name(self, tag):
        name = tag.get("/S", "/StructTreeRoot")
        return str(self.roles.get(name, name))[1:]

    def tags(self, tag=None, parents=("StructTreeRoot",)) -> Iterator[tuple]:
        for kid in kids(self.root if tag is None else tag):
            if is_tag(kid):
                yield kid, parents
                yield from self.tags(kid, (*parents, self.name(kid)))

    def links(self):
        """Which annotations stand in which tag."""
        for tag, _ in self.tags():
            for kid in kids(tag):
                if isinstance(kid, DictionaryObject) and kid.get("/Type") == "/OBJR":
                    yield kid["/Obj"], self.name(tag)

    def problems(self):
        if self.root is None:
            yield "it has no tags (7.1)"
            return
        yield from self._nesting(self.root, "StructTreeRoot")
        yield from self._headings()
        for tag, _ in self.tags():
            name = self.name(tag)
            if name not in KNOWN:
                yield f"{name} is no standard tag (7.1)"
            if (
                name in {"Figure", "Formula"}
                and not str(tag.get("/Alt", tag.get("/ActualText", ""))).strip()
            ):
                yield f"{name} has no words in its place (7.3)"
            if name == "TH" and attribute(tag, "/Scope") not in {"/Row", "/Column", "/Both"}:
                yield "TH does not say what it heads (7.5)"
            if name == "Note" and not tag.get("/ID"):
                yield "Note has no ID (7.9)"
            if name == "Table":
                yield from self._table(tag)

    def _nesting(self, tag, name):
        for kid in self._held(tag, name):
            below = self.name(kid) if is_tag(kid) else None
            if name in ALLOWED and below not in ALLOWED[name]:
                yield f"{name} holds {below or 'content'}"
            if below in PARENTS and name not in PARENTS[below]:
                yield f"{below} stands in {name}"
            if below:
                yield from self._nesting(kid, below)
        if name in {"L", "LI", "Table", "TR", "TOC", "TOCI"} and not kids(tag):
            yield f"{name} is empty"

    def _held(self, tag, name):
        """What a tag holds. NonStruct means nothing, so what it holds in a line of words stands in that line."""
        for kid in kids(tag):
            if name in LINES and is_tag(kid) and self.name(kid) == "NonStruct":
                yield from self._held(kid, name)
            else:
                yield kid

    def _headings(self):
        last = 0
        for tag, _ in self.tags():
            if (name := self.name(tag)) in HEADINGS:
                level = int(name[1])
                if level > last + 1:
                    yield f"H{level} follows {f'H{last}' if last else 'nothing'} (7.4.2)"
                last = level
        if not last:
            yield "it has no heading"

    def _table(self, table):
        """Rows of the same length, and a header for every cell (7.5)."""
        rows = [tag for tag, _ in self.tags(table, ("Table",)) if self.name(tag) == "TR"]
        widths = {
            sum(attribute(cell, "/ColSpan", 1) for cell in kids(row) if is_tag(cell))
            for row in rows
        }
        spans = any(attribute(c, "/RowSpan", 1) > 1 for row in rows for c in kids(row) if is_tag(c))
        if len(widths) > 1 and not spans:
            yield f"Table has rows of {sorted(widths)} cells (7.2)"
        if not any(self.name(cell) == "TH" for row in rows for cell in kids(row) if is_tag(cell)):
            yield "Table has no headers (7.5)"


def _catalogue(root):
    if not root.get("/MarkInfo", {}).get("/Marked"):
        yield "it does not say that it is tagged (7.1)"
    if not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", str(root.get("/Lang", ""))):
        yield "it does not say its language (7.2)"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "its title is not shown (7.1)"
    about = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    if not re.search(r"pdfuaid:part\W+1\W", about):
        yield "it does not say that it keeps to PDF/UA-1 (clause 5)"
    if not re.search(
        r"<dc:title>.*?\S.*?</dc:title>", re.sub(r"<rdf:[^>]*>|</rdf:[^>]*>", "", about), re.DOTALL
    ):
        yield "it has no title (7.1)"


def _pages(reader, tree):
    """Annotations have tags and words (7.18), in the order of the tags; what is drawn has a tag or is an artifact."""
    tagged = {id_of(annotation): name for annotation, name in tree.links()} if tree.root else {}
    for number, page in enumerate(reader.pages, start=1):
        annotations = [each.get_object() for each in page.get("/Annots", [])]
        if annotations and page.get("/Tabs") != "/S":
            yield f"page {number} does not follow the tags from link to link (7.18.3)"
        for each in annotations:
            if tagged.get(id_of(each)) != {"/Link": "Link"}.get(each["/Subtype"], "Annot"):
                yield f"a {each['/Subtype'][1:]} on page {number} has no tag (7.18.5)"
            if not str(each.get("/Contents", "")).strip():
                yield f"a {each['/Subtype'][1:]} on page {number} has no words (7.18.5)"
        if not all(font_is_inside(font) for font in fonts(page)):
            yield f"page {number} uses a font that is not in the document (7.21.4)"
        if left := unmarked(page):
            yield f"page {number} draws {left} outside of any tag (7.1)"


def kids(tag):
    below = tag.get("/K", [])
    below = below.get_object() if hasattr(below, "get_object") else below
    return [
        each.get_object() for each in (below if isinstance(below, ArrayObject | list) else [below])
    ]


def is_tag(kid):
    return isinstance(kid, DictionaryObject) and "/S" in kid


def attribute(tag, name, default=None):
    held = tag.get("/A", [])
    held = held.get_object() if hasattr(held, "get_object") else held
    for each in held if isinstance(held, ArrayObject) else [held]:
        if isinstance(each, DictionaryObject) and name in each:
            return each[name]
    return default


def id_of(thing):
    reference = getattr(thing, "indirect_reference", None)
    return reference.idnum if reference else id(thing)


def fonts(page):
    return [each.get_object() for each in page.get("/Resources", {}).get("/Font", {}).values()]


def font_is_inside(font):
    inner = [each.get_object() for each in font.get("/DescendantFonts", [])] or [font]
    return all(
        any(f"/FontFile{end}" in each.get("/FontDescriptor", {}) for end in ("", "2", "3"))
        for each in inner
    )


def unmarked(page):
    """What the page draws outside of marked content and artifacts."""
    depth, contents = 0, page.get_contents()
    for _, operator in contents.operations if contents else []:
        if operator in {b"BMC", b"BDC"}:
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif not depth and operator in {b"Tj", b"TJ", b"'", b'"'}:
            return "words"
        elif not depth and operator in {
            b"f",
            b"F",
            b"f*",
            b"S",
            b"s",
            b"B",
            b"B*",
            b"b",
            b"b*",
            b"sh",
            b"Do",
        }:
            return "a shape"
    return ""

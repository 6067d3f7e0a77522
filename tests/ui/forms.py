"""Reads rendered forms, as a browser would, for the tests beside it."""

from html.parser import HTMLParser

from crispy_forms.utils import render_crispy_form


class Page(HTMLParser):
    """Every element's name and attributes, in order, and the text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self.html = [], "", html
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, {name: "" if value is None else value for name, value in attrs}))

    def handle_data(self, data):
        self.text += data

    def all(self, tag=None, **wanted):
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in wanted.items()}
        return [
            attrs
            for name, attrs in self.elements
            if (tag is None or name == tag)
            and all(attrs.get(key) == value for key, value in wanted.items())
        ]

    def one(self, tag=None, **wanted):
        (found,) = self.all(tag, **wanted)
        return found

    def ids(self):
        return [attrs["id"] for _, attrs in self.elements if "id" in attrs]

    def words(self):
        return " ".join(self.text.split())


def shown(form, **context):
    return Page(render_crispy_form(form, context={"csrf_token": "token", **context}))

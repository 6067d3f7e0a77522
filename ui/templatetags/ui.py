"""``{% load ui %}``: the components and words that pages are made of. Each component's template says what it takes."""

from ui.tags import actions, emails, figures, forms, frame, lists, records, words
from ui.tags.library import register

__all__ = [
    "actions",
    "emails",
    "figures",
    "forms",
    "frame",
    "lists",
    "records",
    "register",
    "words",
]

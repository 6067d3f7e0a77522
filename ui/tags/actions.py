"""Buttons and links that do something."""

from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.tags.library import register


@register.inclusion_tag("components/button_link.html")
def button_link(text: str, url: str, *, secondary: bool = False, what: str = "") -> dict[str, Any]:
    """A link to where something starts. ``what`` is read out after the text, to tell two such links apart."""
    return {"text": text, "url": url, "secondary": secondary, "what": what}


@register.inclusion_tag("components/button_post.html", takes_context=True)
def button_post(
    context: Context, text: str, url: str, *, look: str = "primary", what: str = "", **hidden: Any
) -> dict[str, Any]:
    """A form of one button. Further arguments are sent with it: ``key=round.key`` makes a second press harmless.

    ``look`` is "primary", "secondary", "warning" or "link".
    """
    return {
        "text": text,
        "url": url,
        "look": look,
        "what": what,
        "hidden": hidden.items(),
        "csrf_token": context.get("csrf_token"),
    }


@register.simple_block_tag
def action_bar(content: str) -> SafeString:
    """What to do with what is chosen; stays in sight where the window leaves room."""
    return render_to_string("components/action_bar.html", {"content": content})

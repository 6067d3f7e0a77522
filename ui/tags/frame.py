"""What stands around a page's content."""

from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ui.tags.library import register


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """``{% capture as name %}…{% endcapture %}``: the rendered content, without the space around it."""
    return mark_safe(content.strip())  # noqa: S308  # rendered by the page's own template


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, text: str = "Back") -> dict[str, str]:
    return {"url": url, "text": text}


@register.simple_block_tag
def identity_bar(content: str) -> SafeString:
    """Whose page this is: the same line on every page of one referral or child."""
    return render_to_string("components/identity_bar.html", {"content": content})


@register.simple_block_tag
def sub_navigation(content: str, label: str) -> SafeString:
    """The pages of one record, as ``sub_link`` tags. ``label`` names the landmark ("Referral")."""
    return render_to_string("components/sub_navigation.html", {"content": content, "label": label})


@register.inclusion_tag("components/sub_link.html", takes_context=True)
def sub_link(
    context: Context, text: str, url: str, *, count: int | None = None, current: bool | None = None
) -> dict[str, Any]:
    """One page; current when its address is the one being looked at, unless ``current`` says."""
    if current is None:
        request = context.get("request")
        current = request is not None and url in {request.path, request.get_full_path()}
    return {"text": text, "url": url, "count": count, "current": current}


@register.simple_block_tag
def panel(content: str, title: str, *, id: str = "") -> SafeString:  # noqa: A002
    """A titled section. ``id`` lets other pages link to it."""
    return render_to_string("components/panel.html", {"title": title, "content": content, "id": id})


@register.simple_block_tag
def notification(content: str, *, title: str = "Important", good: bool = False) -> SafeString:
    """What has just happened or must not be missed; ``good`` for a success."""
    return render_to_string(
        "components/notification.html", {"content": content, "title": title, "good": good}
    )


@register.simple_block_tag
def warning_text(content: str) -> SafeString:
    """A consequence that cannot be undone."""
    return render_to_string("components/warning_text.html", {"content": content})


@register.simple_block_tag
def inset(content: str) -> SafeString:
    return render_to_string("components/inset.html", {"content": content})


@register.simple_block_tag
def details(content: str, summary: str, *, open: bool = False) -> SafeString:  # noqa: A002
    """More, for those who want it. Nothing that everybody needs."""
    return render_to_string(
        "components/details.html", {"content": content, "summary": summary, "open": open}
    )


@register.simple_block_tag
def confirmation(content: str, title: str) -> SafeString:
    """The green panel after something is finished; ``title`` is the page's ``<h1>``."""
    return render_to_string("components/confirmation.html", {"content": content, "title": title})


@register.simple_block_tag
def empty_state(content: str, title: str) -> SafeString:
    """Why there is nothing here, and what to do next."""
    return render_to_string("components/empty_state.html", {"content": content, "title": title})

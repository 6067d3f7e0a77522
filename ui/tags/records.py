"""One record on a page: its state, its facts, its reasons, its path."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui import dates
from ui.comparison import Comparison
from ui.tags.library import register

# The state of a record of whatever kind. The label carries the meaning; a state that is not listed is grey.
TAG_COLOURS = {
    **dict.fromkeys(("SUBMITTED", "IN_PROGRESS", "CALL_ME", "BOOKED"), "blue"),
    **dict.fromkeys(("SEARCHING",), "turquoise"),
    **dict.fromkeys(("DECIDING",), "purple"),
    **dict.fromkeys(("ASKING", "SENT", "WAITING", "RETURNED", "SHORTLISTED"), "yellow"),
    **dict.fromkeys(
        ("INTERESTED", "ACCEPTED", "PLACED", "STARTED", "ACTIVE", "APPROVED", "MET", "IN_FORCE"),
        "green",
    ),
    **dict.fromkeys(("OVERDUE", "FAILED", "BREAKDOWN", "BOUNCED"), "red"),
}
SIGNS = {
    "helps": ("✓", "Helps:"),
    "against": ("\N{MINUS SIGN}", "Counts against:"),
    "check": ("!", "Check:"),
}


@register.inclusion_tag("components/tag.html")
def status_tag(record: Any) -> dict[str, str]:
    """The record's ``status`` as a tag; the words come from ``get_status_display``."""
    return {"label": record.get_status_display(), "colour": TAG_COLOURS.get(record.status, "grey")}


@register.inclusion_tag("components/tag.html")
def tag(label: str, colour: str = "grey") -> dict[str, str]:
    return {"label": label, "colour": colour}


@register.simple_block_tag
def summary_list(content: str, *, borders: bool = True) -> SafeString:
    """Facts about one thing, as ``row`` tags."""
    return render_to_string(
        "components/summary_list.html", {"content": content, "borders": borders}
    )


@register.simple_block_tag
def row(
    content: str, key: str, *, url: str = "", action: str = "Change", what: str = ""
) -> SafeString:
    """One fact. With ``url`` it ends in a link read as "Change reply-by date"; ``what`` defaults to the key."""
    hidden = what or key.lower()
    parts = {"content": content, "key": key, "url": url, "action": action, "what": hidden}
    return render_to_string("components/summary_row.html", parts)


@register.simple_block_tag
def task_list(content: str) -> SafeString:
    """Things to do or milestones to meet, as ``task`` tags."""
    return render_to_string("components/task_list.html", {"content": content})


@register.inclusion_tag("components/task.html")
def task(
    name: str,
    status: str,
    key: Any,
    *,
    url: str = "",
    hint: str = "",
    colour: str = "",
) -> dict[str, Any]:
    """One task; ``key`` is the only one of its kind on the page.

    Without ``colour`` the status is plain text, which is what a completed task should be.
    """
    return {
        "name": name,
        "status": status,
        "id": f"task-{key}",
        "url": url,
        "hint": hint,
        "colour": colour,
    }


@register.inclusion_tag("components/score.html")
def score(points: float, words: str = "", *, out_of: int = 100) -> dict[str, Any]:
    """A score as number, bar and words. The bar repeats the number, so a screen reader does not meet it."""
    share = max(0.0, min(1.0, points / out_of))
    return {
        "points": round(points),
        "out_of": out_of,
        "words": words,
        "width": f"{share * 100:.1f}",
    }


@register.inclusion_tag("components/reasons.html")
def reasons(items: Iterable[Any], *, small: bool = False) -> dict[str, Any]:
    """Reasons with a ``kind`` ("helps", "against" or "check") and ``text``, as objects or dictionaries."""
    return {"reasons": [_signed(item) for item in items], "small": small}


def _signed(item: Any) -> dict[str, str]:
    kind, text = (item["kind"], item["text"]) if isinstance(item, dict) else (item.kind, item.text)
    sign, spoken = SIGNS[kind]
    return {"kind": kind, "text": text, "sign": sign, "spoken": spoken}


@register.inclusion_tag("components/contextual_date.html", takes_context=True)
def contextual_date(
    context: Context,
    day: dt.date | dt.datetime | None,
    *,
    today: dt.date | None = None,
    done: bool = False,
) -> dict[str, Any]:
    """A date with what it means today. ``done`` leaves the meaning off: a past date is then only a date."""
    if day is None:
        return {"day": None}
    on = dates.as_day(day)
    label, urgency = ("", "") if done else dates.meaning(on, today=today or context["today"])
    return {"day": on, "label": label, "urgency": urgency}


@register.inclusion_tag("components/path.html")
def path(stages: Iterable[Any], *, label: str = "Stages") -> dict[str, Any]:
    """Stages in order, each with ``name``, ``state`` ("done", "now" or "next"), ``when`` and ``note``."""
    return {"stages": stages, "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Any], *, heading_level: int = 3) -> dict[str, Any]:
    """What happened, newest first: each entry has ``title``, ``at``, ``by``, and may have ``text`` and ``url``."""
    return {"entries": entries, "level": heading_level}


@register.inclusion_tag("components/comparison.html")
def comparison(comparison: Comparison) -> dict[str, Any]:
    """Up to five households side by side; on a phone, one card each."""
    return {"comparison": comparison}

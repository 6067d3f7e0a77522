"""Figures: counts, progress and charts."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.charts import Chart
from ui.tags.library import register


@register.simple_block_tag
def counts(content: str) -> SafeString:
    """A few numbers side by side, as ``count`` tags."""
    return render_to_string("components/counts.html", {"content": content})


@register.inclusion_tag("components/count.html")
def count(number: Any, label: str) -> dict[str, Any]:
    return {"number": number, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(done: int, total: int, label: str, *, id: str = "progress") -> dict[str, Any]:  # noqa: A002
    """How far something has come; ``label`` says it in words ("17 of 37 have replied")."""
    return {"done": done, "total": total, "label": label, "id": id}


@register.inclusion_tag("components/chart.html")
def chart(chart: Chart, *, paper: bool = False) -> dict[str, Any]:
    """A chart with its numbers in a table: folded away on a page, below it on ``paper``."""
    return {"chart": chart, "paper": paper}

"""Lists of records: the table, its filters, its pages."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.paginator import Page
from django.http import QueryDict
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.crispy import Options
from ui.tables import Table
from ui.tags.library import register


@register.inclusion_tag("components/data_table.html")
def data_table(table: Table, *, stacks: bool = True) -> dict[str, Any]:
    """A table of words and figures; on a phone each row becomes a card, or with ``stacks=False`` the table scrolls."""
    return {"table": table, "stacks": stacks}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], *, parameter: str = "page") -> dict[str, Any]:
    """Links to the other pages of a list, keeping the filters in the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)
    address = {
        number: _with(query, parameter, number) for number in range(1, page.paginator.num_pages + 1)
    }
    return {
        "page": page,
        "items": [
            (number, address.get(int(number), "") if str(number).isdigit() else "")
            for number in numbers
        ],
        "previous": address.get(page.number - 1, ""),
        "next": address.get(page.number + 1, ""),
    }


def _with(query: QueryDict, parameter: str, number: int) -> str:
    changed = query.copy()
    changed[parameter] = str(number)
    return f"?{changed.urlencode()}"


@register.simple_block_tag(takes_context=True)
def filter_layout(
    context: Context, content: str, form: forms.BaseForm, *, title: str = "Filter"
) -> SafeString:
    """A list beside its filters. ``form`` is a GET form, such as a django-filter FilterSet's; content is the list."""
    request = context.get("request")
    parts = {
        "form": form,
        "compact": Options(small=True, show_optional=False),
        "title": title,
        "content": content,
        "chosen": list(_chosen(form, request.GET if request else QueryDict())),
        "clear_url": getattr(request, "path", ""),
    }
    return render_to_string("components/filter_layout.html", parts)


def _chosen(form: forms.BaseForm, query: QueryDict) -> Iterable[dict[str, str]]:
    """Each filter in force, with the address of the list without it."""
    for field in form.visible_fields():
        labels = {str(value): str(label) for value, label in getattr(field.field, "choices", ())}
        for value in query.getlist(field.html_name):
            if value:
                yield {
                    "label": f"{field.label}: {labels.get(value, value)}",
                    "url": f"?{_without(query, field.html_name, value)}",
                }


def _without(query: QueryDict, name: str, value: str) -> str:
    kept = query.copy()
    kept.setlist(name, [other for other in kept.getlist(name) if other != value])
    kept.pop("page", None)
    return kept.urlencode()

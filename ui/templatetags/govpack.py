"""Renders one field of a form. Pages do not load this: the pack's own templates do."""

from django import template
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.crispy import Options, Size
from ui.questions import Question

register = template.Library()


@register.simple_tag(takes_context=True)
def question(context: Context, field: BoundField) -> SafeString:
    """The field in the markup of its kind, as the layout's ``Field`` asked for it."""
    options = context.get("options")
    if not isinstance(options, Options):
        options = Options(show_optional=context.get("form_method", "post") == "post")
    asked = Question(field, options, default_size=context.get("label_size") or Size.SMALL)
    return render_to_string(f"govpack/kinds/{asked.kind}.html", {"question": asked})

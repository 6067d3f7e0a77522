"""The few shapes an email is made of."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from ui.tags.library import register


@register.simple_block_tag
def email_paragraph(content: str) -> SafeString:
    return render_to_string("components/email_paragraph.html", {"content": content})


@register.inclusion_tag("components/email_button.html")
def email_button(text: str, url: str) -> dict[str, str]:
    return {"text": text, "url": url}

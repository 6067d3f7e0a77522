"""Why something is struck out."""

from children.forms.fields import text
from children.forms.sections import Questions
from ui.crispy import Field, Layout


class StrikeOut(Questions):
    reason = text(
        label="Why was it a mistake?",
        help_text="It stays on record, struck out, with your name and this reason",
        error_messages={"required": "Enter why it was a mistake"},
    )

    def layout(self) -> Layout:
        return Layout(Field("reason", rows=3))

"""Sending the files of a statutory return."""

from collections.abc import Sequence
from typing import Any

from django import forms

from ui.crispy import FormHelper, Layout, Submit

MOST_FILES = 30


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Cleans to a list of the uploaded files, each held against the rules of one."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files: Sequence[Any] = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(f"Choose no more than {MOST_FILES} files")
        return [super(FilesField, self).clean(each, initial) for each in files or [None]]


class SendReturn(forms.Form):
    sent = FilesField(
        label="The files of the return",
        help_text=(
            "All CSV files of one collection year or of several: Header, Episodes and the others that you have, or a "
            "ZIP archive of them. They are recognised by their columns, and the year is read from the episodes"
        ),
        error_messages={
            "required": "Choose the files of the return",
            "empty": "One of the files is empty. Choose files with a row of headings",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.layout = Layout("sent", Submit("submit", "Read the files"))

    def contents(self) -> list[tuple[str, bytes]]:
        """The name and the bytes of each file. Only after the form was found valid."""
        return [(file.name or "file", file.read()) for file in self.cleaned_data["sent"]]

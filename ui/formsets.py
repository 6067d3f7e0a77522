"""Lists of the same questions, with an "Add another" button that needs no JavaScript."""

from typing import Any

from django.forms import BaseFormSet
from django.forms.utils import ErrorDict

from ui.crispy import FormHelper

MORE_THAN_ANYBODY_NEEDS = 100


class AddAnother(BaseFormSet):  # type: ignore[type-arg]
    """A formset whose "Add another" button shows one more empty form, and checks nothing yet.

    The view needs no special case: while a form is being added, ``is_valid()`` is false and there are no errors.
    ``item_name`` heads each form and names the button: "Sibling 1", "Add another sibling". Use it as the ``formset``
    of ``formset_factory``, or before ``BaseInlineFormSet`` in a class of your own.
    """

    item_name = "Item"

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        self.adding = False
        self.helper = FormHelper()
        super().__init__(data, *args, **kwargs)
        if data is not None and self.add_name in data:
            self.adding = True
            self.data = data.copy()
            total = self.add_prefix_to("TOTAL_FORMS")
            if str(data.get(total, "")).isdigit():
                self.data[total] = str(min(int(data[total]) + 1, MORE_THAN_ANYBODY_NEEDS))

    @property
    def add_name(self) -> str:
        return self.add_prefix_to("add")

    def add_prefix_to(self, name: str) -> str:
        return f"{self.prefix}-{name}"

    def is_valid(self) -> bool:
        return not self.adding and super().is_valid()

    def full_clean(self) -> None:
        if not self.adding:
            super().full_clean()
            return
        self._errors: list[ErrorDict] = []
        self._non_form_errors = self.error_class(renderer=self.renderer)
        for form in self.forms:
            form._errors = ErrorDict(renderer=form.renderer)  # noqa: SLF001  # the form is ours to leave unchecked
            form.cleaned_data = {}

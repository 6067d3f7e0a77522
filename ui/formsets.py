"""Lists of the same questions, with an "Add another" button that needs no JavaScript."""

from typing import Any

from django.forms import BaseFormSet
from django.forms.utils import ErrorDict

from ui.crispy import FormHelper


class AddAnother(BaseFormSet):  # type: ignore[type-arg]
    """A formset whose "Add another" button shows one more empty form, and checks nothing yet.

    The view needs no special case: while a form is being added, ``is_valid()`` is false and there are no errors.
    ``item_name`` heads each form and names the button: "Sibling 1", "Add another sibling". Use it as the ``formset``
    of ``formset_factory``, or before ``BaseInlineFormSet`` in a class of your own.
    """

    item_name = "Item"

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.helper = FormHelper()
        self.adding = data is not None and self.add_name in data
        if self.adding:
            self.data = self._with_one_more(data)

    @property
    def add_name(self) -> str:
        return f"{self.prefix}-add"

    def is_valid(self) -> bool:
        return not self.adding and super().is_valid()

    def full_clean(self) -> None:
        if not self.adding:
            super().full_clean()
            return
        self._errors: list[ErrorDict] = []
        self._non_form_errors = self.error_class()
        for form in self.forms:
            form._errors = ErrorDict()  # noqa: SLF001  # what has not been finished is not checked
            form.cleaned_data = {}

    def _with_one_more(self, data: Any) -> Any:
        counted = f"{self.prefix}-TOTAL_FORMS"
        more = data.copy()
        if str(data.get(counted, "")).isdigit():
            more[counted] = str(min(int(data[counted]) + 1, self.absolute_max))
        return more

"""The settings of history models that pghistory asks for again with each of their thousand fields, worked out once.

They are pghistory's own defaults. Without this, working them out is a tenth of the start of every process.
"""

from typing import Any

import pghistory
from django.utils.functional import cached_property


class Field(pghistory.Field):
    @cached_property
    def kwargs(self) -> dict[str, Any]:
        return {**super().kwargs}


class ForeignKey(pghistory.ForeignKey):
    @cached_property
    def kwargs(self) -> dict[str, Any]:
        return {**super().kwargs}

"""Which postcodes exist, asked of the directory on this machine."""

from collections.abc import Callable
from functools import cache

from reference import postcodes


def in_the_directory() -> Callable[[str], bool]:
    """A test of one postcode, which remembers its answers: a return repeats the same few thousand."""

    @cache
    def is_postcode(text: str) -> bool:
        try:
            found = postcodes.place(text)
        except postcodes.NotAPostcode:
            return False
        return found is not None and found.precision == "postcode"

    return is_postcode

"""Which households of a ranked list somebody has ticked, from page to page of it.

Kept in the session, for the list looked at last, and by rank: a list never changes, and numbers name nobody. In an
address, the households of a long list would be more than servers take.
"""

from collections.abc import Collection

from accounts.permissions import SignedInRequest
from brokerage.forms.rounds import Selection
from brokerage.models import Search
from brokerage.queries.searches import ranks_of

KEY = "ticks"


def keep(request: SignedInRequest, search: Search) -> list[int]:
    """Keep what a page of the list has posted: its own ticks, and those that came to it from the other pages."""
    ranks = ranks_of(search, Selection(request.POST).households)
    request.session[KEY] = {"search": str(search.public_id), "ranks": ranks}
    return ranks


def kept(request: SignedInRequest, search: Search) -> Collection[int] | None:
    """The ranks that are ticked; None where nobody has ticked or unticked any yet."""
    ticks = request.session.get(KEY, {})
    return ticks["ranks"] if ticks.get("search") == str(search.public_id) else None

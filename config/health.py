"""For whatever watches the installation: is the process alive, and can it serve?"""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
@never_cache
def live(request: HttpRequest) -> HttpResponse:
    """200 for as long as the process answers. Asks nothing of the database."""
    return HttpResponse("alive\n", "text/plain")


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers and every migration is applied, 503 otherwise."""
    try:
        waiting = _migrations_waiting()
    except DatabaseError:
        return HttpResponse("the database does not answer\n", "text/plain", status=503)
    if waiting:
        return HttpResponse("migrations are waiting\n", "text/plain", status=503)
    return HttpResponse("ready\n", "text/plain")


def _migrations_waiting() -> bool:
    return not _last_of_each_app() <= MigrationRecorder(connection).applied_migrations().keys()


@cache
def _last_of_each_app() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())

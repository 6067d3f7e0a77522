"""The pages of a search with every household behind them, through the whole of Django but the socket."""

import logging

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Authority
from benchmarks.desk_database import broker_of, referral_of
from benchmarks.report import Report, in_words, p50, p95, times
from brokerage.services import searches

AREA = "pages"


def measure(report: Report, authority: Authority, *, rounds: int) -> None:
    referral = referral_of(authority)
    client = Client(HTTP_HOST="localhost")
    logging.disable(logging.INFO)  # a line for each page
    client.force_login(broker_of(authority))

    def search() -> object:
        return searches.run_search(referral_id=referral.public_id, by=None, at=timezone.now())

    search()
    again = times(search, 3)
    report.add(AREA, "a search that nothing changed for: rank, explain 200, store", in_words(again))
    changed = []
    for number in range(3):
        _change_one(number)
        changed += times(search, 1)
    report.add(AREA, "a search after a change: all of it stored anew", in_words(changed))
    found = searches.Search.objects.order_by("-pk").first()
    ids = {"search_id": found.public_id}
    ranked = reverse("brokerage:search-latest", kwargs={"referral_id": referral.public_id})
    pages = {
        "ranked list": ranked,
        "ruled out, with its counts": reverse("brokerage:search-ruled-out", kwargs=ids),
        "whom one rule ruled out": reverse("brokerage:search-ruled-out", kwargs=ids)
        + "?rule=SKL-1",
        "one household's reasons": reverse(
            "brokerage:search-household",
            kwargs=ids | {"household_id": found.results.first().household.public_id},
        ),
    }
    plain = reverse("brokerage:referral-list")
    base = p50(times(lambda: _get(client, plain), rounds + 2)[2:])
    for name, url in pages.items():
        _get(client, url)
        taken = times(lambda url=url: _get(client, url), rounds)  # type: ignore[misc]
        report.add(AREA, f"{name}, p50 / p95", in_words(taken))
        report.most(AREA, f"{name}, p95", value=p95(taken), most=150, unit="ms")
        with CaptureQueriesContext(connection) as queries:
            _get(client, url)
        report.most(AREA, f"{name}, queries", value=len(queries), most=12, unit="")
        if name == "ranked list":
            report.most(
                AREA, "ranked list / plain list page", value=p50(taken) / base, most=5, unit="x"
            )


def _get(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)


def _change_one(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE carers_household SET weekly_fee_pence = %s"
            " WHERE id = (SELECT min(id) FROM carers_household)",
            [60_000 + number],
        )

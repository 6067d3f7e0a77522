"""Words planted in one authority's records, and looked for on every page: of others, of its own, and in the logs."""

import io
import itertools
import logging

import pytest
import time_machine
from django.apps import apps
from django.db import DatabaseError, models, transaction
from django.template import engines

from accounts.models import AccessLog, Membership
from brokerage.models import Referral
from carers.models import Household
from children.models import Child
from config import logs
from notifications.models import OutgoingMessage
from tests.architecture.access_table import MAY_OPEN, Case
from tests.architecture.source import APPS
from tests.architecture.test_access import address, worked_case
from tests.factories import (
    NOON,
    AuthorityFactory,
    OutgoingMessageFactory,
    ServiceFactory,
)

pytestmark = pytest.mark.django_db

SHOWN = [name for name in MAY_OPEN if "GET" in MAY_OPEN[name].methods]
PARTS = (
    "child", "wish", "household", "list_import", "statutory_return", "placement", "referral", "search", "round",
    "invitation", "shortlisted", "interview", "quote", "interview_code", "entered_figure",
    "approval", "decision", "demo_message", "membership",
)  # fmt: skip
# Of no authority: the neighbours to choose from, and the one queue that every authority's messages wait in.
OF_EVERYBODY = {"accounts:authority", "health-queue"}
# Downloads for spreadsheets, and an email as it was sent, in a frame without scripts.
NOT_OUR_HTML = {
    "carers:export", "accounts:access-log-file", "notifications:demo-message-html", "evaluation:return-findings-file",
    "evaluation:interview-workbook", "evaluation:interview-quotes-file",
}  # fmt: skip
# Written by the program, never by a person.
OURS = {
    "password", "record_type", "record_id", "page", "digest", "token_hash", "key", "kind", "message_id", "database",
    "error_class", "html",
}  # fmt: skip
MARKUP = "<b>canary {{7*7}}</b>"
AS_TEXT = "&lt;b&gt;canary {{7*7}}&lt;/b&gt;"


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def everything_logged():
    """What the production log says of the test, down to the last detail."""
    yield from listening(logs.Formatter(local=False))


@pytest.fixture
def ordinary_log():
    yield from listening(logging.Formatter())


def listening(formatter):
    stream = io.StringIO()
    handler, root = logging.StreamHandler(stream), logging.getLogger()
    handler.setFormatter(formatter)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(before)
    root.removeHandler(handler)


@pytest.fixture
def stranger():
    """Another authority and another service. ``fill`` gives them records of every kind."""
    return {"authority": AuthorityFactory(), "service": ServiceFactory()}


def fill(case):
    for part in PARTS:
        getattr(case, part)
    person = case.membership.user
    OutgoingMessageFactory(
        authority=case.authority, kind="round-invitation", status="FAILED", problem="Canary"
    )
    AccessLog.objects.create(
        user=person, authority=case.authority, action="VIEW", record_type="children.child",
        record_id=str(case.child.public_id), page="children:child-detail", at=NOON,
    )  # fmt: skip


def who(name):
    """By whom a page is read here, and what they need: the demonstration, a second factor."""
    return min(MAY_OPEN[name].roles - {None}), MAY_OPEN[name].demo_only, name.startswith("mfa_")


def by_reader(names):
    """The pages of each reader, who looks at all of them in one case of theirs."""
    readers = itertools.groupby(sorted(names, key=who), key=who)
    return [pytest.param(list(names), id="-".join(map(str, reader))) for reader, names in readers]


def reader(names, sign_in, recently, settings):
    """Somebody who may open the pages, which are one reader's, and their addresses in a case of theirs."""
    role, demo_only, with_codes = who(names[0])
    settings.DEMO = settings.LOCAL = demo_only
    case = worked_case(role, with_codes=with_codes)
    addresses = {name: address(name, case) for name in names}
    return case, recently(sign_in(case.worker)), addresses


def read(client, url):
    """The page without the token that is new on each. What opening it writes down is undone."""
    with transaction.atomic():
        response = client.get(url)
        transaction.set_rollback(True)
    content = b"".join(response) if response.streaming else response.content
    lines = content.decode(errors="replace").splitlines()
    return [line for line in lines if "csrf" not in line.lower()]


def read_all(client, addresses):
    return {name: read(client, url) for name, url in addresses.items()}


@pytest.mark.parametrize("names", by_reader(name for name in SHOWN if name not in OF_EVERYBODY))
def test_a04_what_another_authority_records_changes_no_page(
    sign_in, recently, settings, stranger, names
):
    _, client, addresses = reader(names, sign_in, recently, settings)
    before = read_all(client, addresses)

    fill(Case(**stranger))

    assert read_all(client, addresses) == before


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("children:list", Child),
        ("carers:list", Household),
        ("carers:export", Household),
        ("brokerage:referral-list", Referral),
        ("notifications:outbox", OutgoingMessage),
        ("accounts:people", Membership),
        ("accounts:access-log", AccessLog),
        ("accounts:access-log-file", AccessLog),
    ],
)
def test_a04_control_a_list_of_everybodys_records_is_noticed(
    sign_in, recently, settings, stranger, monkeypatch, name, model
):
    records = type(model.objects.all())
    monkeypatch.setattr(records, "visible_to", lambda records, user: records.all())
    _, client, addresses = reader([name], sign_in, recently, settings)
    before = read_all(client, addresses)

    fill(Case(**stranger))

    assert read_all(client, addresses) != before


def free_texts():
    """Each model that people write words into, with the fields they go to."""
    for app in APPS:
        for model in apps.get_app_config(app).get_models() if app in apps.app_configs else ():
            fields = [field.name for field in model._meta.concrete_fields if is_free_text(field)]
            if fields and not hasattr(model, "pgh_tracked_model"):
                yield model, fields


def is_free_text(field):
    plain = type(field) in {models.CharField, models.TextField} and not field.choices
    return plain and field.name not in OURS and (field.max_length or 200) >= len(MARKUP)


def plant(words):
    """Put ``words`` wherever people's words go, as far as the database allows; return in how many fields."""
    planted = 0
    for model, fields in free_texts():
        for field in fields:
            try:
                with transaction.atomic():
                    planted += bool(model._base_manager.update(**{field: words}))
            except DatabaseError:
                continue
    return planted


def read_planted(names, sign_in, recently, settings):
    """The words of each page, in a case whose every free text is ``MARKUP``."""
    case, client, addresses = reader(names, sign_in, recently, settings)
    fill(case)
    assert plant(MARKUP) > 20
    return {name: "\n".join(read(client, url)) for name, url in addresses.items()}


@pytest.mark.parametrize("names", by_reader(name for name in SHOWN if name not in NOT_OUR_HTML))
def test_i13_i14_words_that_are_code_are_shown_as_words_and_not_logged(
    sign_in, recently, settings, everything_logged, names
):
    pages = read_planted(names, sign_in, recently, settings)

    assert [name for name in names if "<b>canary" in pages[name]] == []
    assert [name for name in names if "canary 49" in pages[name]] == []
    assert "canary" not in everything_logged.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "children:child-detail",
        "children:child-wishes",
        "carers:household-detail",
        "brokerage:referral-detail",
        "brokerage:round-detail",
        "brokerage:decision-detail",
        "accounts:people",
    ],
)
def test_i13_the_words_are_there(sign_in, recently, settings, name):
    assert AS_TEXT in read_planted([name], sign_in, recently, settings)[name]


def test_i13_control_without_escaping_they_would_run(sign_in, recently, settings, monkeypatch):
    monkeypatch.setattr(engines["django"].engine, "autoescape", False)

    pages = read_planted(["accounts:people"], sign_in, recently, settings)

    assert "<b>canary" in pages["accounts:people"]


def test_p01_control_with_the_ordinary_format_the_log_would_hold_them(ordinary_log):
    logging.getLogger("somewhere").warning("Could not save %s", MARKUP)

    assert "canary" in ordinary_log.getvalue()

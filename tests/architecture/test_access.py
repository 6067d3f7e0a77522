"""Every page, every role. A page missing from the table fails the build."""

import itertools
import re
import uuid
from contextlib import contextmanager
from copy import deepcopy

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import AccessLog, Role
from brokerage import reply_links
from brokerage.models import Invitation
from documents import pdf
from tests.architecture.access_table import CASEWORKERS, EVERYBODY, EXAMPLES, MAY_OPEN, PUBLIC, Case
from tests.factories import NOON, UserFactory

REFUSED = {403, 404, 405}


def pages(resolver, space="", ids=()):
    """Yield each page's name with its view and the names of the ids in its address."""
    for entry in resolver.url_patterns:
        found = entry.pattern.regex.groupindex
        ids_so_far = (*ids, *found)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from pages(entry, inner, ids_so_far)
        else:
            yield f"{space}{entry.name}", (entry.callback, ids_so_far)


PAGES = dict(pages(get_resolver()))
WITH_RECORDS = [name for name in MAY_OPEN if name in PAGES and PAGES[name][1]]
DEMO_ONLY = [name for name in MAY_OPEN if MAY_OPEN[name].demo_only]


def address(name, case):
    return reverse(name, kwargs={key: EXAMPLES[key](case) for key in PAGES[name][1]})


def person(role, case=None):
    """Somebody with ``role`` in the case's organisations, or in others of their own."""
    if case is None:
        return UserFactory(role=role)
    return UserFactory(role=role, authority=case.authority, service=case.service)


@pytest.fixture(autouse=True)
def _no_paper(monkeypatch):
    """Who may have a document is asked before it is made, and making one takes a second."""
    monkeypatch.setattr(pdf, "_run", lambda *_, **__: b"%PDF")


def worked_case(role, *, with_codes=False):
    """A case, and its worker with ``role``, who has a password and, ``with_codes``, a second factor."""
    case = Case()
    case.worker = person(role, case)
    case.worker.set_password("a long enough password")
    case.worker.save()
    if with_codes:
        TOTP.activate(case.worker, generate_totp_secret())
        RecoveryCodes.activate(case.worker)
    return case


@contextmanager
def undone(client):
    """Whatever is written in the block is taken back, and what the browser was told to keep."""
    kept = deepcopy(client.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = kept


def status(client, url, method):
    return getattr(client, method)(url).status_code


def first_of(roles):
    """The one who asks what is answered before anybody's role is looked at."""
    return min((role for role in EVERYBODY if role in roles), key=str)


def kind_of(name):
    """What the page needs beside a role."""
    if name.startswith("mfa_"):
        return "second factor"
    return "demonstration" if MAY_OPEN[name].demo_only else "nothing else"


def by_person(*, listed):
    """Each role, with the pages of one kind that list it, or that do not: one person asks for all of them."""
    pages = {}
    for role, name in itertools.product(EVERYBODY, MAY_OPEN):
        if (role in MAY_OPEN[name].roles) == listed:
            pages.setdefault((role, kind_of(name)), []).append(name)
    return [pytest.param(*who, names, id="-".join(map(str, who))) for who, names in pages.items()]


def method_of(name):
    return "get" if "GET" in MAY_OPEN[name].methods else "post"


def test_every_page_is_in_the_table():
    assert set(PAGES) == set(MAY_OPEN) | set(PUBLIC)


def test_every_id_in_an_address_has_an_example():
    assert {name for _, ids in PAGES.values() for name in ids} <= set(EXAMPLES)


def test_a12_only_the_public_pages_go_without_signing_in():
    open_to_all = {
        name for name, (view, _) in PAGES.items() if not getattr(view, "login_required", True)
    }

    assert open_to_all == set(PUBLIC)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_a12_a_visitor_is_sent_to_sign_in(client, method):
    for name in MAY_OPEN:
        ids = {key: uuid.uuid4() for key in PAGES[name][1]}

        response = getattr(client, method)(reverse(name, kwargs=ids))

        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("account_login")), name


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "kind", "names"), by_person(listed=True))
def test_a01_only_the_listed_roles_may_open_a_page_or_send_its_form(
    sign_in, recently, settings, role, kind, names
):
    settings.DEMO = settings.LOCAL = kind == "demonstration"
    case = worked_case(role, with_codes=kind == "second factor")
    client = recently(sign_in(case.worker))
    addresses = {name: address(name, case) for name in names}
    for name, url in addresses.items():
        page = MAY_OPEN[name]
        with undone(client):
            if "GET" in page.methods:
                assert status(client, url, "get") in page.answers, name
            if "POST" in page.methods:
                assert status(client, url, "post") not in REFUSED, name


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERYBODY)
def test_a01_a_page_is_asked_for_its_head_as_for_itself_and_in_no_other_way(
    sign_in, recently, settings, role
):
    """One of those who may open it asks: the method is looked at before the role."""
    case = worked_case(role, with_codes=True)
    client = recently(sign_in(case.worker))
    names = [name for name in MAY_OPEN if role == first_of(MAY_OPEN[name].roles)]
    addresses = {name: address(name, case) for name in names}
    for name, url in addresses.items():
        page = MAY_OPEN[name]
        settings.DEMO = settings.LOCAL = page.demo_only
        with undone(client):
            head = status(client, url, "head")
            assert head in (page.answers if "GET" in page.methods else {405}), name
            for method in {"GET", "POST"} - set(page.methods):
                assert status(client, url, method.lower()) == 405, name


@pytest.mark.django_db
@pytest.mark.parametrize(("role", "kind", "names"), by_person(listed=False))
def test_a01_every_other_role_is_refused(sign_in, recently, settings, role, kind, names):
    settings.DEMO = settings.LOCAL = kind == "demonstration"
    case = Case()
    client = recently(sign_in(person(role, case)))
    for name in names:
        url = address(name, case)
        for method in MAY_OPEN[name].methods:
            assert status(client, url, method.lower()) == 403, (name, method)


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
def test_a02_somebody_of_another_authority_finds_nothing_and_is_written_down(sign_in, role):
    case = Case()
    outsider = person(role)
    client = sign_in(outsider)
    for name in WITH_RECORDS:
        for method in MAY_OPEN[name].methods if role in MAY_OPEN[name].roles else ():
            url = address(name, case)
            with undone(client):
                response = getattr(client, method.lower())(url)
                assert response.status_code == 404, (name, method)
                refusal = AccessLog.objects.get(user=outsider, action=AccessLog.Action.REFUSED)

            assert (refusal.page, refusal.authority_id) == (name, outsider.authority_id)
            assert refusal.record_id


@pytest.mark.django_db
@pytest.mark.parametrize("role", EVERYBODY)
def test_a02_a_record_that_does_not_exist_looks_the_same_as_another_authoritys(sign_in, role):
    client, case = sign_in(person(role)), Case()
    for name in WITH_RECORDS:
        if role != first_of(MAY_OPEN[name].roles):
            continue
        method, url = method_of(name), address(name, case)
        none = {key: uuid.uuid4() for key in PAGES[name][1]}
        with undone(client):
            theirs = getattr(client, method)(url)
            nothing = getattr(client, method)(reverse(name, kwargs=none))

        assert (theirs.status_code, nothing.status_code) == (404, 404), name
        assert _words(theirs) == _words(nothing), name


@pytest.mark.django_db
@pytest.mark.parametrize("role", CASEWORKERS)
def test_a01_caseworkers_find_only_the_children_allocated_to_them(sign_in, role):
    case = Case()
    client = sign_in(person(role, case))
    for name in MAY_OPEN:
        if MAY_OPEN[name].per_case and role in MAY_OPEN[name].roles:
            assert status(client, address(name, case), method_of(name)) == 404, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", DEMO_ONLY)
def test_pages_of_the_demonstration_exist_nowhere_else(sign_in, settings, name):
    settings.DEMO = settings.LOCAL = False

    assert sign_in(UserFactory()).get(address(name, Case())).status_code == 404


@pytest.fixture
def carer(client):
    """A carer's browser, in which their personal link is open."""
    invitation = Case().invitation
    token = reply_links.new_token(invitation.public_id, link_number=1)
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=reply_links.stored(token))
    with time_machine.travel(NOON):
        client.get(reverse("brokerage:reply-open", args=[token]))
        assert client.get(reverse("brokerage:reply-detail")).status_code == 200
        yield client


@pytest.mark.django_db
def test_a10_a_carers_link_opens_no_page_of_staff(carer):
    for name in MAY_OPEN:
        ids = {key: uuid.uuid4() for key in PAGES[name][1]}
        response = carer.get(reverse(name, kwargs=ids))
        assert response.status_code == 302, name
        assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.django_db
def test_a10_control_did_nobody_ask_to_sign_in_one_would_open(carer, settings):
    settings.DEMO = settings.LOCAL = True
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "AskToSignIn" not in name]
    carer.handler.load_middleware()

    assert carer.get(reverse("ui:gallery")).status_code == 200


@pytest.mark.django_db
def test_a01_the_matrix_sees_a_page_that_forgets_to_ask_for_a_permission(sign_in, monkeypatch):
    monkeypatch.setattr("accounts.permissions.allows", lambda user, permission: True)
    case = worked_case(Role.COACH)

    response = sign_in(case.worker).get(reverse("accounts:people"))

    assert response.status_code == 200


@pytest.mark.django_db
def test_a02_the_matrix_sees_a_page_that_forgets_whose_record_it_is(sign_in, monkeypatch):
    monkeypatch.setattr(
        "accounts.models.MembershipQuerySet.visible_to", lambda records, user: records.all()
    )
    client = sign_in(person(Role.ADMINISTRATOR))

    assert client.get(address("accounts:person-change", Case())).status_code == 200


def _words(response):
    """The page without the token that is new on each, and without the seconds until the session ends."""
    page = re.sub(r'data-seconds="\d+"', "", response.content.decode())
    return [line for line in page.splitlines() if "csrf" not in line.lower()]

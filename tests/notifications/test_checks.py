import base64
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import RequestFactory

from notifications import delivery
from notifications.checks import Unsendable, check, leads_here, validate_one_address
from notifications.composing import Composed, absolute, render_email
from notifications.models import OutgoingMessage
from tests.factories import NOON
from tests.notifications.canaries import assert_nothing_personal, found_in
from tests.notifications.composers import Note

EVIL_ADDRESSES = {
    "another header": "a@carers.example\r\nBcc: evil@evil.test",
    "a newline at the end": "a@carers.example\n",
    "two addresses": "a@carers.example, e@evil.test",
    "two with a semicolon": "a@carers.example;e@evil.test",
    "a quoted name": '"a" <a@carers.example>',
    "a quoted local part": '"a b"@carers.example',
    "NUL": "a\0@carers.example",
    "a line separator": "a@carers.example\u2028",
    "right to left": "a@\u202ecarers.example",
    "a look-alike letter": "a@\u0441arers.example",
    "too long": "a" * 300 + "@carers.example",
    "a comment": "a(evil)@carers.example",
    "two at signs": "a@e@evil.test",
    "a space": "a b@carers.example",
    "nothing": "",
}


def composed(**changes):
    good = {"to": "a@carers.example", "subject": "A home is needed", "text": "Hello\n", "html": ""}
    return Composed(**good | changes)


@pytest.mark.parametrize("address", EVIL_ADDRESSES.values(), ids=EVIL_ADDRESSES)
def test_r18_an_address_that_is_not_one_plain_address_is_refused(address):
    with pytest.raises(ValidationError):
        validate_one_address(address)
    with pytest.raises(Unsendable):
        check(composed(to=address))


@pytest.mark.parametrize("address", [*EVIL_ADDRESSES.values()][:-1], ids=[*EVIL_ADDRESSES][:-1])
def test_r18_nor_may_answers_go_to_one(address):
    with pytest.raises(Unsendable):
        check(composed(reply_to=address))


def test_r18_plain_addresses_pass():
    for address in ("a@carers.example", "o'neil+home@mail.carers.example", "A.B@carers.example"):
        validate_one_address(address)
        check(composed(to=address, reply_to=address))


def test_r18_control_django_alone_sends_to_two_and_puts_nul_in_a_subject(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.EmailMessage("A\0B", "Hello", to=["a@carers.example, e@evil.test"]).send()
    assert "e@evil.test" in mail.outbox[0].message()["To"]
    assert "\0" in mail.outbox[0].message()["Subject"]


@pytest.mark.parametrize(
    "subject", ["", "  ", "A\nBcc: e@evil.test", "A\rB", "A\0B", "A\u2028B", "A\u202eB", "x" * 151]
)
def test_r18_a_subject_that_could_carry_more_is_refused(subject):
    with pytest.raises(Unsendable):
        check(composed(subject=subject))


def test_r18_an_evil_address_fails_its_own_message_and_nothing_is_sent(queue_notes, note):
    note.addresses = {1: "a@carers.example, e@evil.test"}
    queue_notes(1, 2)
    tally = delivery.send_due(at=NOON)
    assert (tally.sent, tally.failed) == (1, 1)
    assert "evil" not in OutgoingMessage.objects.failed().get().problem


CANARIES = {"Zephyrine Quillfeather", "Larkrise Academy", "14 March 2015", "epilepsy"}


@pytest.mark.parametrize(
    "hidden",
    [
        "About zephyrine quillfeather",
        "https://desk.example/?child=Zephyrine+Quillfeather",
        "https://desk.example/r/" + base64.urlsafe_b64encode(b"Larkrise Academy").decode(),
        "<b>Larkrise&#32;Academy</b>",
    ],
)
def test_r19_what_must_not_be_in_an_email_is_found_wherever_it_hides(hidden):
    email = mail.EmailMultiAlternatives("Hello", "Hello", to=["a@carers.example"])
    email.attach_alternative(f"<p>{hidden}</p>", "text/html")
    assert found_in(email, CANARIES)
    with pytest.raises(AssertionError):
        assert_nothing_personal([email], CANARIES)


def test_r19_an_email_without_it_passes():
    email = mail.EmailMessage("A home is needed", "Please answer.", to=["a@carers.example"])
    assert_nothing_personal([email], CANARIES)
    with pytest.raises(AssertionError, match="No email"):
        assert_nothing_personal([], CANARIES)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.test/r/1",
        "https://desk.example.evil.test/r/1",
        "https://desk.example@evil.test/",
        "http://desk.example/r/1",
        "//evil.test/r/1",
        "javascript:alert(1)",
        "/r/1",
    ],
)
def test_r20_links_lead_to_this_installation_only(link):
    assert not leads_here(link)
    with pytest.raises(Unsendable):
        check(composed(html=f'<a href="{link}">Answer</a>'))


def test_r20_pictures_and_bare_addresses_count_as_links():
    for html in ('<img src="https://evil.test/pixel.gif">', "<p>https://evil.test</p>"):
        with pytest.raises(Unsendable):
            check(composed(html=html))
    with pytest.raises(Unsendable):
        check(composed(text="See https://evil.test/\n"))


def test_r20_our_own_links_telephones_and_addresses_pass():
    html = '<a href="https://desk.example/r/1?x=1#y">A</a> <a href="tel:01632960001">Ring</a>'
    check(composed(text="https://desk.example/r/1\nhttps://desk.example\n", html=html))


def test_r20_the_host_that_somebody_asked_for_is_in_no_link(settings):
    settings.ALLOWED_HOSTS = ["*"]
    request = RequestFactory().get("/", headers={"host": "evil.test"})
    check(composed(text=absolute("/r/1")))
    with pytest.raises(Unsendable):  # the control: a link made from the request
        check(composed(text=request.build_absolute_uri("/r/1")))


def test_what_the_test_composer_writes_is_sendable(queue_notes):
    queue_notes(1)
    check(Note().compose(OutgoingMessage.objects.get(), at=NOON))


def test_an_email_is_rendered_from_three_templates(settings, tmp_path):
    (tmp_path / "hello.subject.txt").write_text("Hello {{ name }}\n")
    (tmp_path / "hello.txt").write_text("\n{{ name }}: {{ site_url }}/r/1\n\n")
    (tmp_path / "hello.html").write_text("<p>{{ name }}</p>")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    email = render_email("hello", {"name": "O'Neil & co"}, to="a@carers.example")
    assert email.subject == "Hello O'Neil & co"
    assert email.text == "O'Neil & co: https://desk.example/r/1\n"
    assert re.fullmatch(r"<p>O&#x27;Neil &amp; co</p>", email.html)

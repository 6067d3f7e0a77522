import time

import pytest
from django.core.exceptions import ValidationError

from reference.validators import validate_plain_text, validate_postcode, validate_single_email


@pytest.mark.parametrize(
    "address", ["dee@example.com", "d.o'neil+fostering@mail.example.co.uk", "a@b.test"]
)
def test_r18_one_plain_address_is_taken(address):
    validate_single_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "dee",
        "a@x.test, e@evil.test",
        "a@x.test;e@evil.test",
        "a@x.test e@evil.test",
        "a@x.test\r\nBcc: e@evil.test",
        "a@x.test\n",
        " a@x.test",
        "a@x.test\0",
        "Dee <a@x.test>",
        '"a b"@x.test',
        "a@[127.0.0.1]",
        "a\u202e@x.test",
        "a\u2028@x.test",
        "dée@x.test",
        "a@x\uff0etest",
        "a" * 250 + "@x.test",
    ],
)
def test_r18_all_else_is_refused(address):
    with pytest.raises(ValidationError):
        validate_single_email(address)


@pytest.mark.parametrize(
    "text", ["", "Siân\nlikes\tdogs 🐕", "اسم", "O\u2019Brien \u2013 \u201cBo\u201d"]
)
def test_text_in_any_language_is_taken(text):
    validate_plain_text(text)


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x7f", "\x85", "\u202e", "\u2066", "\u2028"])
def test_i01_characters_that_cannot_be_shown_are_refused(character):
    with pytest.raises(ValidationError, match=f"U\\+{ord(character):04X}"):
        validate_plain_text(f"Dee{character}Jones")


def test_a_postcode_is_refused_in_the_words_of_the_postcode_module():
    validate_postcode("sg13 8de")
    with pytest.raises(ValidationError, match="not only its first part"):
        validate_postcode("SG13")


@pytest.mark.parametrize(
    "validate", [validate_postcode, validate_single_email, validate_plain_text]
)
@pytest.mark.parametrize("text", ["a" * 50_000 + "\0", "a@" * 25_000, "a." * 25_000 + "\0"])
def test_i16_fifty_thousand_characters_are_checked_quickly(validate, text):
    start = time.process_time()
    if validate is validate_plain_text and "\0" not in text:
        validate(text)
    else:
        with pytest.raises(ValidationError):
            validate(text)
    assert time.process_time() - start < 0.1

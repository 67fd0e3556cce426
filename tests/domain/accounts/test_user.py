"""Addresses and names of users."""

from typing import Any

import msgspec
import pytest

from clara.domain.accounts.one_time_code import Code, as_typed, is_digits
from clara.domain.accounts.user import EmailAddress, FirstName, named_well, same_address
from clara.domain.errors import Invalid
from tests.support.builders import user

GOOD = [
    "a@b.co",
    "ana.torres@example.com",
    "ANA@EXAMPLE.COM",
    "ana+clara@mail.example.com.mx",
    "o'hara_#1@sub.example.org",
    "a@1.mx",
    "x" * 64 + "@example.com",
    "a@" + "x" * 63 + ".com",
    "a@xn--bcher-kva.example",
]
BAD = [
    "",
    "a@b.c" + " ",
    "ana",
    "ana@",
    "@example.com",
    "ana@example",
    "ana@@example.com",
    "ana@example..com",
    "ana@.example.com",
    "ana@example.com.",
    "ana@-example.com",
    "ana@example-.com",
    "ana torres@example.com",
    "ana@exam ple.com",
    "ana@example.com\n",
    "ana@example.com\nBcc: b@example.com",
    "\nana@example.com",
    "ana\x00@example.com",
    "ana@example.com\x00",
    "ana@exämple.com",
    "ána@example.com",
    "ana@example.com,eva@example.com",
    "<ana@example.com>",
    '"ana"@example.com',
    "ana@[127.0.0.1]",
    "x" * 65 + "@example.com",
    "a@" + "x" * 64 + ".com",
    "a@" + "b." * 130 + "com",
]


@pytest.mark.parametrize("email", GOOD)
def test_an_address_that_people_have_is_taken(email: str) -> None:
    assert msgspec.convert(email, EmailAddress) == email


@pytest.mark.parametrize("email", BAD)
def test_what_is_no_address_is_refused(email: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(email, EmailAddress)


def test_upper_and_lower_case_are_one_address() -> None:
    assert same_address(" Ana.Torres@EXAMPLE.com ") == "ana.torres@example.com"


@pytest.mark.parametrize("name", ["", " ", "\t\n", "x" * 81])
def test_a_name_has_visible_characters_and_an_end(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(name, FirstName)


def test_names_lose_what_can_not_be_seen() -> None:
    made = named_well(user(first_name="  Ana\u202e\x00 María ", last_name="To\u200brres"))
    assert (made.first_name, made.last_name) == ("Ana María", "Torres")


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e\ufeff", "\x00", "\U000e0041"])
def test_a_name_of_which_nothing_can_be_seen_is_refused(hidden: str) -> None:
    with pytest.raises(Invalid) as caught:
        named_well(user(last_name=hidden))
    assert caught.value.code == "invalid_parameters"
    assert caught.value.details["errors"][0]["field"] == "last_name"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("421973", True),
        ("421 973", True),
        (" 421973 ", True),
        ("42197", False),
        ("4219733", False),
        ("42197a", False),
        ("-42197", False),
        ("٤٢١٩٧٣", False),
    ],
)
def test_six_digits_are_a_code_to_type_however_they_are_spaced(typed: str, digits: bool) -> None:
    assert is_digits(as_typed(typed)) is digits


@pytest.mark.parametrize("code", ["", "x" * 65, "421\x00973", "421973;", "códigos", 421973, None])
def test_a_code_is_a_short_plain_text(code: Any) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(code, Code)

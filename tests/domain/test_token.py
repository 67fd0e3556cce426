"""Tokens: they say what they are, catch typos and leave nothing to guess."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clara.domain.credentials.token import (
    RANDOM_RANGE,
    CredentialKind,
    digest,
    make_token,
    token_kind,
)

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ISSUED = [kind for kind in CredentialKind if kind is not CredentialKind.OPERATOR]

kinds = st.sampled_from(ISSUED)
secrets = st.integers(0, RANDOM_RANGE - 1)


@given(kinds, secrets)
def test_a_token_says_its_kind(kind: CredentialKind, secret: int) -> None:
    token = make_token(kind, secret)
    assert token.startswith(f"clara_{kind.value}_")
    assert token_kind(token) is kind


@given(kinds, secrets, secrets)
def test_two_secrets_give_two_tokens(kind: CredentialKind, one: int, other: int) -> None:
    assert (make_token(kind, one) == make_token(kind, other)) is (one == other)


@given(secrets)
def test_a_token_has_a_fixed_length_and_is_safe_in_headers_and_addresses(secret: int) -> None:
    token = make_token(CredentialKind.MCP_TOKEN, secret)
    assert len(token) == len("clara_mcp_") + 30 + 6
    assert set(token.removeprefix("clara_mcp_")) <= set(ALPHABET)


def test_a_token_holds_at_least_128_bits_of_randomness() -> None:
    assert math.log2(RANDOM_RANGE) > 178
    assert len(make_token(CredentialKind.API_KEY, 0)) == len(
        make_token(CredentialKind.API_KEY, RANDOM_RANGE - 1)
    )


@given(kinds, secrets, st.data())
def test_any_single_typo_is_caught(kind: CredentialKind, secret: int, data: st.DataObject) -> None:
    token = make_token(kind, secret)
    place = data.draw(st.integers(0, len(token) - 1))
    typo = data.draw(st.sampled_from(ALPHABET).filter(lambda letter: letter != token[place]))
    assert token_kind(token[:place] + typo + token[place + 1 :]) is None


@given(kinds, secrets, st.integers(0, 44))
def test_two_letters_that_changed_places_are_caught(
    kind: CredentialKind, secret: int, place: int
) -> None:
    token = make_token(kind, secret)
    swapped = token[:place] + token[place + 1] + token[place] + token[place + 2 :]
    assert token_kind(swapped) is (kind if swapped == token else None)


@given(kinds, secrets, st.integers(1, 46))
def test_a_token_cut_short_or_too_long_is_refused(
    kind: CredentialKind, secret: int, cut: int
) -> None:
    token = make_token(kind, secret)
    assert token_kind(token[:-cut]) is None
    assert token_kind(token + "0" * cut) is None


@given(secrets)
def test_the_checksum_covers_the_prefix(secret: int) -> None:
    token = make_token(CredentialKind.API_KEY, secret)
    assert token_kind(token.replace("clara_api_", "clara_mcp_")) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "_",
        "clara_",
        "clara_mcp_",
        "clara_operator_" + "0" * 36,
        "clara_none_" + "0" * 36,
        "CLARA_MCP_" + "0" * 36,
        "clara_mcp_" + "é" * 36,
        "clara_mcp_" + "٠" * 36,
        " " + make_token(CredentialKind.MCP_TOKEN, 1),
        make_token(CredentialKind.MCP_TOKEN, 1) + "\n",
        "0" * 100_000,
    ],
)
def test_anything_else_is_no_token(text: str) -> None:
    assert token_kind(text) is None


@given(st.text(max_size=60))
def test_no_text_makes_the_check_fail(text: str) -> None:
    assert token_kind(text) is None


def test_the_operator_never_has_a_token() -> None:
    assert token_kind(make_token(CredentialKind.OPERATOR, 1)) is None


def test_what_is_stored_is_a_digest_of_32_bytes() -> None:
    token = make_token(CredentialKind.USER_TOKEN, 12_345)
    assert len(digest(token)) == 32
    assert token.encode() not in digest(token)
    assert digest(token) != digest(make_token(CredentialKind.USER_TOKEN, 12_346))

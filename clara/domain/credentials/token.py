"""Tokens: a prefix that says what it is, 178 random bits and a checksum that catches typos.

`clara_mcp_` + 30 base62 characters (178.6 bits) + 6 base62 characters of CRC-32. A mistyped or
invented token is refused without a query. Only the SHA-256 digest is stored: the random part is
too large to be guessed, so no slow hash is needed.
"""

import hashlib
import zlib
from enum import StrEnum

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SECRET_LENGTH = 30
_CHECKSUM_LENGTH = 6


class CredentialKind(StrEnum):
    USER_TOKEN = "user"  # noqa: S105 - a name
    API_KEY = "api"
    MCP_TOKEN = "mcp"  # noqa: S105 - a name
    PUBLIC_KEY = "pub"
    OPERATOR = "operator"


ALL_KINDS = frozenset(CredentialKind)

PEOPLE = frozenset({CredentialKind.USER_TOKEN})
"""Signed-in people only: what changes companies, members, tokens and accounts."""

PEOPLE_AND_PROGRAMS = PEOPLE | {CredentialKind.API_KEY, CredentialKind.MCP_TOKEN}

MCP_TOKENS = frozenset({CredentialKind.MCP_TOKEN})

APPLICATIONS = frozenset({CredentialKind.PUBLIC_KEY})
"""Applications, before anyone has signed in."""

ACCESS_PREFIX = "clara_oat_"
"""Of what a program was granted: it acts as an MCP token does, for an hour."""

_TOKEN_KINDS = {
    f"clara_{kind.value}_": kind for kind in CredentialKind if kind is not CredentialKind.OPERATOR
} | {ACCESS_PREFIX: CredentialKind.MCP_TOKEN}


def _base62(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        number, digit = divmod(number, 62)
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))


def make_token(kind: StrEnum, random_bits: int) -> str:
    """A token of `kind` from a random integer below 62**30, given by the caller's random source."""
    body = f"clara_{kind.value}_{_base62(random_bits, _SECRET_LENGTH)}"
    return body + _base62(zlib.crc32(body.encode()), _CHECKSUM_LENGTH)


RANDOM_RANGE = 62**_SECRET_LENGTH


def token_kind(token: str) -> CredentialKind | None:
    """The kind a well-formed token claims, or None when the form or checksum is wrong."""
    prefix_end = token.find("_", len("clara_")) + 1
    kind = _TOKEN_KINDS.get(token[:prefix_end])
    length = prefix_end + _SECRET_LENGTH + _CHECKSUM_LENGTH
    if kind is None or len(token) != length or not token.isascii():
        return None
    body, checksum = token[:-_CHECKSUM_LENGTH], token[-_CHECKSUM_LENGTH:]
    return kind if _base62(zlib.crc32(body.encode()), _CHECKSUM_LENGTH) == checksum else None


def digest(token: str) -> bytes:
    """What is stored and looked up: 32 bytes."""
    return hashlib.sha256(token.encode()).digest()

"""Identifiers, tokens and codes from the machine's random source."""

import base64
import os
import secrets
from enum import StrEnum

from clara.application.accounts.ports import Randomness
from clara.application.credentials.ports import Tokens
from clara.application.ports import Ids
from clara.domain.credentials.token import RANDOM_RANGE, make_token


class RandomIds(Ids):
    def new(self, kind: str) -> str:
        return f"{kind}_{os.urandom(16).hex()}"


def new_token(kind: StrEnum) -> str:
    """A token nobody has had before."""
    return make_token(kind, secrets.randbelow(RANDOM_RANGE))


class RandomTokens(Tokens):
    def new(self, kind: StrEnum) -> str:
        return new_token(kind)


class SystemRandomness(Randomness):
    def bytes(self, count: int) -> bytes:
        return secrets.token_bytes(count)

    def digits(self, count: int) -> str:
        return f"{secrets.randbelow(10**count):0{count}d}"

    def link_code(self) -> str:
        return secrets.token_hex(16)

    def recovery_code(self) -> str:
        code = base64.b32encode(os.urandom(10)).decode()
        return "-".join(code[place : place + 4] for place in range(0, len(code), 4))

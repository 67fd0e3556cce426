"""Identifiers and tokens from the machine's random source."""

import os
import secrets

from clara.application.founding.ports import Tokens
from clara.application.ports import Ids
from clara.domain.credentials.token import RANDOM_RANGE, CredentialKind, make_token


class RandomIds(Ids):
    def new(self, kind: str) -> str:
        return f"{kind}_{os.urandom(16).hex()}"


def new_token(kind: CredentialKind) -> str:
    """A token nobody has had before."""
    return make_token(kind, secrets.randbelow(RANDOM_RANGE))


class RandomTokens(Tokens):
    def new(self, kind: CredentialKind) -> str:
        return new_token(kind)

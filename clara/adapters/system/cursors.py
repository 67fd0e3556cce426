"""Cursors: what a walk holds, signed, so that a forged or cut one is refused.

Walks are encoded without field names (`array_like`), which keeps cursors at some 400 characters
without the cost of compressing them.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
from msgspec import Struct

from clara.application.ports import Cursors
from clara.domain.errors import Invalid

S = TypeVar("S", bound=Struct)

_TAG = 12


@dataclass(frozen=True, slots=True)
class SignedCursors(Cursors):
    key: bytes = field(repr=False)

    def seal(self, state: Struct) -> str:
        body = msgspec.msgpack.encode(state)
        return base64.urlsafe_b64encode(self._tag(type(state), body) + body).rstrip(b"=").decode()

    def open(self, cursor: str, type: type[S]) -> S:
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            tag, body = raw[:_TAG], raw[_TAG:]
            if not hmac.compare_digest(tag, self._tag(type, body)):
                raise _invalid()
            return msgspec.msgpack.decode(body, type=type)
        except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
            raise _invalid() from error

    def _tag(self, type: type[Struct], body: bytes) -> bytes:
        """Bound to the kind of list, so that one list's cursor does not fit another."""
        message = type.__name__.encode() + b"\0" + body
        return hmac.new(self.key, message, hashlib.sha256).digest()[:_TAG]


def _invalid() -> Invalid:
    return Invalid(
        "invalid_cursor",
        "This cursor is not one that was given out here, or was cut.",
        remedy="Send `next_cursor` exactly as received, or begin again without a cursor.",
    )

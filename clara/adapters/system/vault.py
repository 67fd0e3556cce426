"""Secrets at rest: AES-256-GCM under keys that stay outside the database."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from clara.application.ports import Vault

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12
_KEY_ID = 4


class AesVault(Vault):
    """Each key seals one kind of secret: it is derived from the installation's by purpose (HKDF,
    RFC 5869). `previous` keys only open what they once sealed. A sealed text is the key's mark (4
    bytes), a random nonce (12 bytes) and the ciphertext with its tag (NIST SP 800-38D)."""

    def __init__(self, key: bytes, previous: Sequence[bytes] = ()) -> None:
        self._keys = {_mark(one): one for one in (key, *previous)}
        self._current = _mark(key)

    def __repr__(self) -> str:
        return "AesVault()"

    def seal(self, plain: bytes, purpose: str) -> bytes:
        nonce = secrets.token_bytes(_NONCE)
        cipher = _cipher(self._keys[self._current], purpose)
        return self._current + nonce + cipher.encrypt(nonce, plain, purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> bytes:
        from cryptography.exceptions import InvalidTag

        mark, nonce = sealed[:_KEY_ID], sealed[_KEY_ID : _KEY_ID + _NONCE]
        key = self._keys.get(mark)
        if key is None:
            raise ValueError("sealed under a key that is not known here")
        try:
            cipher = _cipher(key, purpose)
            return cipher.decrypt(nonce, sealed[_KEY_ID + _NONCE :], purpose.encode())
        except (InvalidTag, ValueError) as error:
            raise ValueError("not sealed for this purpose, or changed since") from error

    def digest(self, text: str, purpose: str) -> bytes:
        key = _derived(self._keys[self._current], f"digest of {purpose}")
        return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"mark of" + key).digest()[:_KEY_ID]


def _derived(key: bytes, purpose: str) -> bytes:
    return hmac.new(key, purpose.encode() + b"\x01", hashlib.sha256).digest()


def _cipher(key: bytes, purpose: str) -> "AESGCM":
    # Imported by whoever first seals: a server that only checks tokens starts without it.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_derived(key, f"sealing of {purpose}"))

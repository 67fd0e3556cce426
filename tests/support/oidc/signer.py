"""Tokens signed without the checks of a library, so that they can be as wrong as a test wants."""

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from typing import Any

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import RSAKey

PERSON = {"sub": "110169484474386276334", "email": "ana.torres@gmail.com", "email_verified": True}


class Signer:
    """An RSA key with an id. `issuer` and `audience` are what its tokens say unless told
    otherwise."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self.key = RSAKey.generate_key(2048, {"kid": kid, "alg": "RS256", "use": "sig"})
        self.issuer = self.audience = ""

    def published(self) -> str:
        """The public half, as a set of keys."""
        return json.dumps({"keys": [self.key.as_dict(private=False)]})

    def header(self, **changes: Any) -> dict[str, Any]:
        return {"alg": "RS256", "kid": self.kid, "typ": "JWT", **changes}

    def claims(self, without: tuple[str, ...] = (), **changes: Any) -> dict[str, Any]:
        now = int(time.time())
        good = {"iss": self.issuer, "aud": self.audience, "iat": now, "exp": now + 3600, **PERSON}
        return {name: value for name, value in {**good, **changes}.items() if name not in without}

    def token(self, without: tuple[str, ...] = (), **claims: Any) -> str:
        return self.signed(self.header(), self.claims(without, **claims))

    def signed(self, header: dict[str, Any], claims: object) -> str:
        """RSASSA-PKCS1-v1_5 with SHA-256, whatever the header says."""
        return self.sealed(f"{encoded(header)}.{encoded(claims)}")

    def sealed(self, told: str) -> str:
        """`told`, header and claims as they go over the wire, with its signature."""
        private = self.key.private_key
        assert private is not None
        return f"{told}.{text(private.sign(told.encode(), PKCS1v15(), SHA256()))}"

    def unsigned(self, header: dict[str, Any], claims: object) -> str:
        return f"{encoded(header)}.{encoded(claims)}."

    def keyed_with_the_public_key(self, header: dict[str, Any], claims: object) -> str:
        """HMAC whose secret is what everybody may read: the old confusion of algorithms."""
        told = f"{encoded(header)}.{encoded(claims)}"
        secret = self.key.as_pem(private=False)
        return f"{told}.{text(hmac.digest(secret, told.encode(), hashlib.sha256))}"


def encoded(value: object) -> str:
    return text(json.dumps(value).encode())


def text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()

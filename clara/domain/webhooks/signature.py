"""How a webhook proves where it comes from (Standard Webhooks, 1.0)."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

PREFIX = "whsec_"
SECRET_BYTES = 32


def secret_text(secret: bytes) -> str:
    """As receivers configure it."""
    return PREFIX + base64.b64encode(secret).decode()


def signatures(secrets: Sequence[bytes], event_id: str, timestamp: int, body: bytes) -> str:
    """One for each secret, so that a receiver that knows any of them is content. `timestamp` is in
    seconds."""
    signed = b"%s.%d.%s" % (event_id.encode(), timestamp, body)
    return " ".join(
        "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
        for secret in secrets
    )

"""What the next page says about what was just done, kept in a signed cookie for a minute."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Literal

import msgspec
from msgspec import Struct

from clara.adapters.web.console.session import FLASH, kept
from clara.adapters.web.request import WebRequest, settings_of

Tone = Literal["good", "warn", "bad"]
SECONDS = 60
_MAX_COOKIE = 3_500
_DIGEST = hashlib.sha256().digest_size


class Undo(Struct, frozen=True, kw_only=True):
    """A button beside what was said: a form with `fields` that is sent to the own `path`."""

    label: str
    path: str
    fields: Mapping[str, str] = {}


class Flash(Struct, frozen=True, kw_only=True):
    text: str
    tone: Tone = "good"
    undo: Undo | None = None


def sealed(request: WebRequest, token: str, flash: Flash) -> str:
    """For this session only. One that is too long for a cookie loses its button, then its end."""
    text = _sealed(request, token, flash)
    if len(text) > _MAX_COOKIE:
        text = _sealed(request, token, Flash(text=flash.text[:500], tone=flash.tone))
    return text


def opened(request: WebRequest, token: str) -> Flash | None:
    """What was sealed for this session; None for anything else."""
    try:
        raw = base64.urlsafe_b64decode(kept(request, FLASH).encode())
        digest, content = raw[:_DIGEST], raw[_DIGEST:]
        if not content or not hmac.compare_digest(digest, _digest(request, token, content)):
            return None
        return msgspec.json.decode(content, type=Flash)
    except (ValueError, msgspec.MsgspecError):
        return None


def _sealed(request: WebRequest, token: str, flash: Flash) -> str:
    content = msgspec.json.encode(flash)
    return base64.urlsafe_b64encode(_digest(request, token, content) + content).decode()


def _digest(request: WebRequest, token: str, content: bytes) -> bytes:
    key = settings_of(request).key("console flash")
    return hmac.new(key, token.encode() + b"\0" + content, hashlib.sha256).digest()

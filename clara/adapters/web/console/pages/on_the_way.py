"""What a browser keeps while its person is at Google: the flow, and where they go on to."""

import base64
import binascii
from dataclasses import dataclass

from litestar.datastructures import Cookie

from clara.adapters.web.request import WebRequest, is_https, settings_of
from clara.application.accounts.begin_google_sign_in import LASTS

MAX_CARRIED = 3_000
"""Characters that go along: browsers keep 4,096 bytes of a cookie (RFC 6265, 6.1)."""
_IN_BETWEEN = "."


@dataclass(frozen=True, slots=True)
class Way:
    """`raw` is what the cookie holds. Of `sealed`, a program's request, and `path`, one of our own,
    one is empty."""

    raw: str
    flow: str
    sealed: str = ""
    path: str = ""


def on_the_way(request: WebRequest) -> Way:
    """As `setting_out` made it; empty where there is none."""
    raw = request.cookies.get(_name(request), "")
    flow, _, where = raw.partition(_IN_BETWEEN)
    if not where.startswith(_IN_BETWEEN):
        return Way(raw, flow, sealed=where)
    try:
        path = base64.urlsafe_b64decode(where[1:].encode()).decode()
    except (binascii.Error, ValueError):
        path = ""
    return Way(raw, flow, path=path)


def setting_out(request: WebRequest, flow: str, *, sealed: str = "", path: str = "") -> Cookie:
    """To come back to a program's request, else to `path`, which is left out where it is too long."""
    if sealed:
        return _cookie(request, flow + _IN_BETWEEN + sealed)
    kept = path if len(path) <= MAX_CARRIED // 2 else "/"
    text = base64.urlsafe_b64encode(kept.encode()).decode()
    return _cookie(request, flow + _IN_BETWEEN * 2 + text)


def arrived(request: WebRequest) -> Cookie:
    return _cookie(request, "")


def _cookie(request: WebRequest, value: str) -> Cookie:
    return Cookie(
        key=_name(request),
        value=value,
        max_age=int(LASTS.total_seconds()) if value else 0,
        path="/",
        secure=is_https(settings_of(request)),
        httponly=True,
        # Google's redirect is a navigation from another site: Strict would not be sent.
        samesite="lax",
    )


def _name(request: WebRequest) -> str:
    return "__Host-clara_google" if is_https(settings_of(request)) else "clara_google_page"

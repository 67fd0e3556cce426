"""What a browser keeps while its person signs in with Google to decide about a program."""

from litestar.datastructures import Cookie

from clara.adapters.web.request import WebRequest, is_https, settings_of
from clara.application.accounts.begin_google_sign_in import LASTS

MAX_CARRIED = 3_000
"""Characters of a request that go along: browsers keep 4,096 bytes of a cookie (RFC 6265, 6.1)."""


def on_the_way(request: WebRequest) -> str:
    """The flow and the request, as `google_cookie` took them; empty where there is none."""
    return request.cookies.get(_name(request), "")


def google_cookie(request: WebRequest, value: str) -> Cookie:
    """Sets the cookie; without a value, removes it."""
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

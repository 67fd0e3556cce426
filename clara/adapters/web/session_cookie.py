"""Who is signed in to our pages: a user token in a cookie that scripts and other sites do not get."""

import hashlib
import hmac

from litestar.datastructures import Cookie

from clara.adapters.web.request import WebRequest, is_https, settings_of
from clara.settings import Settings

_SECONDS = 12 * 3600


def session_token(request: WebRequest) -> str | None:
    return request.cookies.get(_name(settings_of(request))) or None


def session_cookie(request: WebRequest, token: str | None) -> Cookie:
    """Sets the cookie, or removes it."""
    settings = settings_of(request)
    return Cookie(
        key=_name(settings),
        value=token or "",
        max_age=_SECONDS if token else 0,
        path="/",
        secure=is_https(settings),
        httponly=True,
        # Strict would not be sent when a program opens our page.
        samesite="lax",
    )


def form_proof(request: WebRequest, token: str, about: str) -> str:
    """Shows that a form was made by us for this session and this question: what another site makes a
    browser send does not have it (CSRF)."""
    key = settings_of(request).key("forms")
    return hmac.new(key, f"{token}\0{about}".encode(), hashlib.sha256).hexdigest()


def is_own_form(request: WebRequest, token: str, about: str, proof: str) -> bool:
    """Whether `proof` is what `form_proof` made, in constant time."""
    return hmac.compare_digest(form_proof(request, token, about).encode(), proof.encode())


def _name(settings: Settings) -> str:
    return "__Host-clara_session" if is_https(settings) else "clara_session"

"""What a browser keeps for the console, besides the sign-in."""

from litestar.datastructures import Cookie

from clara.adapters.web.request import WebRequest, is_https, settings_of

LANGUAGE, COMPANY, FLASH = "language", "company", "flash"
_YEAR = 365 * 24 * 3600


def kept(request: WebRequest, what: str) -> str:
    """What `keeping` was told; empty where there is nothing."""
    return request.cookies.get(_name(request, what), "")


def keeping(request: WebRequest, what: str, value: str, seconds: int = _YEAR) -> Cookie:
    """Sets the cookie; without a value, removes it."""
    return Cookie(
        key=_name(request, what),
        value=value,
        max_age=seconds if value else 0,
        path="/",
        secure=is_https(settings_of(request)),
        httponly=True,
        samesite="lax",
    )


def _name(request: WebRequest, what: str) -> str:
    prefix = "__Host-" if is_https(settings_of(request)) else ""
    return f"{prefix}clara_{what}"

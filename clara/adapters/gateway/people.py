"""What people's browsers ask for: pages, and what they are drawn with. Everything else is for
programs."""

from clara.adapters.gateway.dispatcher import Scope

_PROGRAMS = ("/api", "/mcp", "/.well-known")
_FOR_PROGRAMS = frozenset({"/register", "/token", "/revoke", "/openapi.json"})
_ASSETS = "/assets/"


def is_page(scope: Scope) -> bool:
    """A page is opened with others, one after the other: a click costs two requests or three."""
    path: str = scope["path"]
    return not (path.startswith(_PROGRAMS) or path in _FOR_PROGRAMS)


def is_asset(scope: Scope) -> bool:
    """Files that never change, and that browsers keep."""
    return scope["method"] in ("GET", "HEAD") and scope["path"].startswith(_ASSETS)


def wants_page(scope: Scope) -> bool:
    """Whether a refusal is read by a person."""
    accepted = b",".join(value for name, value in scope["headers"] if name == b"accept")
    return is_page(scope) and b"text/html" in accepted

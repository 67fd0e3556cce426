"""That a form was sent from a page of ours (CSRF): by what the browser says of where it was, and by
a proof in the form that only this session's pages have."""

import hashlib
import hmac
from urllib.parse import urlsplit

from clara.adapters.web.request import WebRequest, settings_of
from clara.domain.errors import Forbidden

FIELD = "proof"
_OURS = frozenset({"same-origin", "none"})


def proof_of(request: WebRequest, token: str) -> str:
    key = settings_of(request).key("console forms")
    return hmac.new(key, token.encode(), hashlib.sha256).hexdigest()


def require_own_origin(request: WebRequest) -> None:
    """Raises `foreign_form`. Browsers tell by `Sec-Fetch-Site` (Fetch Metadata) where they may be
    trusted with it, else by `Origin`; what tells neither is no browser that another site could use."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in _OURS:
            raise _foreign()
        return
    origin = request.headers.get("origin")
    if origin is not None and origin not in _origins(request):
        raise _foreign()


def require_proof(request: WebRequest, token: str, given: str) -> None:
    """In constant time. Raises `foreign_form`."""
    if not hmac.compare_digest(proof_of(request, token).encode(), given.encode()):
        raise _foreign()


def _origins(request: WebRequest) -> set[str]:
    """Where our own pages are: at the public address, and where this request was sent to."""
    public = urlsplit(settings_of(request).public_url)
    host = request.headers.get("host", "")
    return {f"{public.scheme}://{public.netloc}", f"{request.scope['scheme']}://{host}"}


def _foreign() -> Forbidden:
    return Forbidden(
        "foreign_form",
        "This form was not sent from a page of this session.",
        remedy="Open the page again and send it from there.",
    )

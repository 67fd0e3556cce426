"""Answers and errors as OAuth writes them (RFC 6749, 5)."""

import logging
from typing import Any

import msgspec
from litestar import Request, Response

from clara.domain.errors import ClaraError, Kind

OAuthRequest = Request[Any, Any, Any]

_CODES = frozenset(
    "invalid_request invalid_client invalid_grant unsupported_grant_type invalid_scope"
    " invalid_target invalid_redirect_uri invalid_client_metadata".split()
)
_BY_KIND = {
    Kind.UNAUTHENTICATED: "invalid_client",
    Kind.LIMIT_EXCEEDED: "temporarily_unavailable",
    Kind.UNAVAILABLE: "temporarily_unavailable",
}
_STATUS = {
    Kind.UNAUTHENTICATED: 401,
    Kind.TOO_LARGE: 413,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.UNAVAILABLE: 503,
}
_log = logging.getLogger("clara.oauth")


def answer(body: dict[str, Any], status: int = 200, *, cached: bool = False) -> Response[bytes]:
    keep = "public, max-age=3600" if cached else "no-store"
    return Response(
        msgspec.json.encode(body),
        status_code=status,
        media_type="application/json",
        headers={"cache-control": keep, "pragma": "no-cache"},
    )


def on_clara_error(_: OAuthRequest, error: ClaraError) -> Response[bytes]:
    code = error.code if error.code in _CODES else _BY_KIND.get(error.kind, "invalid_request")
    body = {"error": code, "error_description": _plain(error.message)}
    refused = answer(body, _STATUS.get(error.kind, 400))
    if error.retry_after is not None:
        refused.headers["retry-after"] = str(error.retry_after)
    if error.kind is Kind.UNAUTHENTICATED:
        refused.headers["www-authenticate"] = "Basic"
    return refused


def on_defect(request: OAuthRequest, error: Exception) -> Response[bytes]:
    """Logged with its id, answered without its text."""
    request_id = request.scope.get("state", {}).get("request_id")
    _log.error("request %s failed", request_id, exc_info=error)
    return answer({"error": "server_error", "error_description": ClaraError.default_message}, 500)


def _plain(text: str) -> str:
    """Descriptions are printable ASCII without quotes and backslashes (RFC 6749, 5.2)."""
    return "".join(c for c in text if c.isascii() and c.isprintable() and c not in '"\\')

"""What callers are told of their limits: fields as in draft-ietf-httpapi-ratelimit-headers-10
(`RateLimit-Policy`, `RateLimit`), Retry-After (RFC 9110), and 429 (RFC 6585)."""

from collections.abc import Sequence

import msgspec

from clara.adapters.gateway.dispatcher import Scope, Send
from clara.adapters.gateway.people import wants_page
from clara.adapters.limits.policy import Count, Policy
from clara.domain.errors import LimitExceeded

Headers = list[tuple[bytes, bytes]]

_OAUTH = frozenset({"/register", "/token", "/revoke"})

_REFUSALS = {
    "default": ("rate_limited", LimitExceeded.default_message),
    "assistants": ("rate_limited", LimitExceeded.default_message),
    "refused": (
        "rate_limited",
        "Too many wrong credentials came from this address; wait before trying another.",
    ),
    "usage": (
        "usage_limit_exceeded",
        "All requests that this key has for now are used up; it gets new ones after the wait.",
    ),
}


def limit_headers(counts: Sequence[tuple[Policy, Count]]) -> Headers:
    """Both fields list every policy that holds for the caller."""
    policies = [f'"{policy.name}";q={policy.amount};w={policy.seconds}' for policy, _ in counts]
    states = [f'"{policy.name}";r={count.left};t={count.wait}' for policy, count in counts]
    return [
        (b"ratelimit-policy", ", ".join(policies).encode()),
        (b"ratelimit", ", ".join(states).encode()),
    ]


async def refuse(scope: Scope, send: Send, policy: Policy, count: Count, headers: Headers) -> None:
    """429 in the shape of REST's errors, with when to come back."""
    scope.setdefault("state", {})["refused_by"] = policy.name
    code, message = _REFUSALS[policy.name]
    said = {
        "data": None,
        "message": message,
        "status": "error",
        "code": code,
        "request_id": scope.get("state", {}).get("request_id"),
        "retry_after": count.wait,
    }
    if scope["path"] in _OAUTH:
        # A client that can't read why it was refused (RFC 6749, 5.2) gives its sign-in up.
        said |= {"error": "temporarily_unavailable", "error_description": message}
    is_for_people = wants_page(scope)
    body = _page(count.wait) if is_for_people else msgspec.json.encode(said)
    kind = b"text/html; charset=utf-8" if is_for_people else b"application/json"
    await send(
        {
            "type": "http.response.start",
            "status": 429,
            "headers": [
                (b"content-type", kind),
                (b"content-length", str(len(body)).encode()),
                (b"retry-after", str(count.wait).encode()),
                *headers,
            ],
        }
    )
    await send({"type": "http.response.body", "body": body})


def _page(wait: int) -> bytes:
    """Before it is known who asks, and in which language."""
    return _PAGE.format(wait=wait).encode()


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>429</title>
<meta name="viewport" content="width=device-width"></head><body>
<h1>429</h1>
<p lang="en">Too many requests. Wait {wait} s, then load the page again.</p>
<p lang="es">Demasiadas solicitudes. Espere {wait} s y vuelva a cargar la página.</p>
<p lang="pt">Solicitações demais. Aguarde {wait} s e recarregue a página.</p>
</body></html>
"""

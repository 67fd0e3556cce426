"""How a client that knows the address alone finds out where people sign in (RFC 9728, RFC 8414)."""

import re
from typing import Any

from clara.adapters.mcp.handshakes.clients import NAMED
from clara.adapters.mcp.handshakes.deployment import Answer, Deployment, shown
from clara.adapters.mcp.handshakes.finding import Broken
from clara.adapters.mcp.handshakes.unexpected import public_url
from clara.adapters.mcp.handshakes.visit import Step, Visit

_NAMES = re.compile(r'resource_metadata\s*=\s*(?:"([^"]*)"|([^\s,]+))', re.IGNORECASE)
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "registration_endpoint")
_OFFERED = {
    "code_challenge_methods_supported": "S256",
    "token_endpoint_auth_methods_supported": "none",
    "response_types_supported": "code",
    "grant_types_supported": "authorization_code",
}
"""What each of these lists has to hold, for public clients with PKCE (RFC 7636)."""


async def challenge(visit: Visit) -> str:
    what = f"{visit.client.knock} {visit.deployment.path} without a credential"
    answer = await visit.knock()
    if answer.status == 200:
        raise Broken(
            f"{what} is let in.",
            "Take away whatever adds a credential on the way: everybody who has the address acts"
            " with it.",
        )
    if answer.status != 401:
        raise visit.unexpected(answer, what)
    visit.named = named = _named(answer)
    _require_own(visit.deployment, named, "The 401 names metadata at")
    return "Who brings no credential is told where to find out how to get one."


def _named(answer: Answer) -> str:
    told: str = answer.headers.get("www-authenticate", "")
    if not told:
        raise Broken(
            "The 401 comes without its header WWW-Authenticate.",
            "Let the proxy hand WWW-Authenticate on, and answer no request itself.",
        )
    found = _NAMES.search(told)
    if found is not None:
        return found[1] or found[2] or ""
    if told.lower().startswith("bearer"):
        raise Broken(
            "The 401 names no metadata: people can't sign in at this server.",
            "Serve it with `clara serve`; `clara mcp --http` takes tokens only.",
        )
    raise Broken(
        f"Something in front of Clara asks for a password of its own ({shown(told.partition(' ')[0])}).",
        "Take the proxy's own authentication off: Clara asks for credentials itself.",
    )


async def resource_metadata(visit: Visit) -> str:
    place, visit.resource = await _found(visit, visit.client.resources)
    deployment, resource = visit.deployment, visit.resource.get("resource")
    if resource != deployment.resource:
        raise Broken(
            f"Clara takes itself for {shown(resource)}, not for {deployment.resource}: clients"
            " compare them letter by letter.",
            public_url(deployment),
        )
    servers = visit.resource.get("authorization_servers")
    if not isinstance(servers, list) or not servers:
        raise Broken("The metadata name no authorization server.", public_url(deployment))
    _require_own(deployment, servers[0], "The metadata name as authorization server")
    return f"{place} names this address and where to sign in."


async def server_metadata(visit: Visit) -> str:
    place, visit.server = await _found(visit, visit.client.servers)
    deployment, issuer = visit.deployment, visit.server.get("issuer")
    if issuer != deployment.origin or issuer != visit.resource["authorization_servers"][0]:
        raise Broken(
            f"The authorization server calls itself {shown(issuer)}, not {deployment.origin}:"
            " clients compare them letter by letter.",
            public_url(deployment),
        )
    for name in _ENDPOINTS:
        _require_own(deployment, visit.server.get(name), f"The metadata's {name} is")
    for name, value in _OFFERED.items():
        offered = visit.server.get(name)
        if not isinstance(offered, list) or value not in offered:
            raise Broken(
                f"The metadata's {name} does not offer {value}.",
                "Let the proxy hand metadata on unchanged and keep no copy of older ones.",
            )
    return f"{place} names the endpoints; PKCE with S256, public clients."


async def _found(visit: Visit, places: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
    """Where the client finds a document, and what it holds. As clients do, on to the next place
    after a 4xx."""
    first: Broken | None = None
    for path in _paths(visit, places):
        answer = await visit.get(path)
        if answer.status == 200 and answer.fields:
            return path, answer.fields
        refusal = visit.unexpected(answer, f"GET {path}")
        if not 400 <= answer.status < 500:
            raise refusal
        first = first or refusal
    assert first is not None, "every client looks somewhere"
    raise first


def _paths(visit: Visit, places: tuple[str, ...]) -> list[str]:
    """Each once."""
    origin = visit.deployment.origin
    named = (visit.named or "").removeprefix(origin)
    found = (
        named if place == NAMED else place.format(path=visit.deployment.path) for place in places
    )
    return list(dict.fromkeys(found))


def _require_own(deployment: Deployment, url: object, what: str) -> None:
    """No client is sent to another origin, and none to http from https."""
    if isinstance(url, str) and deployment.is_own(url):
        return
    raise Broken(
        f"{what} {shown(url)}, which is not at {deployment.origin}.", public_url(deployment)
    )


STEPS = (
    Step("challenge", challenge),
    Step("resource_metadata", resource_metadata, needs=("challenge",)),
    Step("server_metadata", server_metadata, needs=("resource_metadata",)),
)

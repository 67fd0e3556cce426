"""How a client gets a name (RFC 7591), and the doors at which it then asks for a person's consent."""

from urllib.parse import urlencode

import msgspec

from clara.adapters.mcp.handshakes.finding import Broken, NotTried
from clara.adapters.mcp.handshakes.visit import Step, Visit

_CHALLENGE = "x" * 43
"""Well-formed as a PKCE challenge (RFC 7636, 4.2); nobody knows what it is the digest of."""


async def token_endpoint(visit: Visit) -> str:
    """Asked for a token by nobody, it has to say so in the protocol's words."""
    form = urlencode({"grant_type": "authorization_code", "code": "none"}).encode()
    headers = {
        "user-agent": visit.client.user_agent,
        "accept": "application/json",
        "content-type": "application/x-www-form-urlencoded",
    }
    url = visit.server["token_endpoint"]
    answer = await visit.deployment.ask("POST", url, headers, form)
    if answer.fields.get("error") != "invalid_client":
        raise visit.unexpected(answer, "POST /token")
    return "The token endpoint takes forms and answers in OAuth's words."


async def registration(visit: Visit) -> str:
    if not visit.registers:
        raise NotTried(
            "it writes: with --register the client is registered, and forgotten by Clara within a"
            " day when nobody lets it in"
        )
    wanted = {
        "client_name": f"{visit.client.name} (clara doctor)",
        "redirect_uris": [visit.client.redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    headers = {
        "user-agent": visit.client.user_agent,
        "accept": "application/json",
        "content-type": "application/json",
    }
    url = visit.server["registration_endpoint"]
    answer = await visit.deployment.ask("POST", url, headers, msgspec.json.encode(wanted))
    client_id = answer.fields.get("client_id")
    if answer.status != 201 or not isinstance(client_id, str):
        raise visit.unexpected(answer, "POST /register")
    visit.client_id = client_id
    return f"Registered as {client_id}, to be sent back to {visit.client.redirect_uri}."


async def sign_in_page(visit: Visit) -> str:
    query = urlencode(
        {
            "response_type": "code",
            "client_id": visit.client_id,
            "redirect_uri": visit.client.redirect_uri,
            "code_challenge": _CHALLENGE,
            "code_challenge_method": "S256",
            "state": "doctor",
            "resource": visit.deployment.resource,
        }
    )
    path = visit.server["authorization_endpoint"].removeprefix(visit.deployment.origin)
    answer = await visit.get(f"{path}?{query}", accept="text/html")
    if answer.status != 200 or answer.media_type != "text/html":
        raise visit.unexpected(answer, f"GET {path}")
    if "form-action" not in answer.headers.get("content-security-policy", ""):
        raise Broken(
            "The page on which people sign in comes without Clara's Content-Security-Policy.",
            "Let the proxy hand Clara's security headers on, and show no page of its own there.",
        )
    return "People get the page on which they sign in."


STEPS = (
    Step("token_endpoint", token_endpoint, needs=("server_metadata",)),
    Step("registration", registration, needs=("server_metadata",)),
    Step("sign_in_page", sign_in_page, needs=("registration",)),
)

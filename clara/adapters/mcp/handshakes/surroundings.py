"""What every client meets alike: the clock, what pages may ask, and how the proxy carries things."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from clara.adapters.mcp.handshakes.clients import MODERN, Client
from clara.adapters.mcp.handshakes.finding import Broken, NotTried
from clara.adapters.mcp.handshakes.visit import Step, Visit
from clara.version import VERSION

DEPLOYMENT = Client(
    name="deployment",
    info=("clara", VERSION),
    user_agent=f"clara/{VERSION}",
    versions=(MODERN,),
    redirect_uri="",
)
"""Who asks where no client does."""

_PAGES = ("https://claude.ai", "https://chatgpt.com")
_METADATA = "/.well-known/oauth-protected-resource"
_CLOCK_SECONDS = 60
_SLOW_SECONDS = 2.0
_TRIES = 3
_BODY_BYTES = 1_600_000
"""More than what nginx allows by default (1 MiB), less than what Clara does (4 MiB)."""


async def clock(visit: Visit) -> str:
    answer = await visit.get(_METADATA)
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        raise NotTried("the server does not say what time it has") from None
    # "GMT" is what HTTP says; "-0000", which means the same, comes without a zone.
    ahead = (told.replace(tzinfo=UTC) - datetime.now(UTC)).total_seconds()
    if abs(ahead) > _CLOCK_SECONDS:
        way = "ahead of" if ahead > 0 else "behind"
        raise Broken(
            f"The server's clock is {abs(ahead):,.0f} seconds {way} this computer's.",
            "Set both clocks by NTP: codes, tokens and certificates are good for a time only.",
        )
    return f"The server's clock and this computer's agree to within {_CLOCK_SECONDS} seconds."


async def delay(visit: Visit) -> str:
    """Clara answers within milliseconds and in one piece. What takes seconds each time is held back,
    as by a proxy that waits for the connection's end or for its buffer to fill."""
    fastest = min([(await visit.get(_METADATA)).seconds for _ in range(_TRIES)])
    if fastest > _SLOW_SECONDS:
        raise Broken(
            f"The fastest of {_TRIES} answers took {fastest:.1f} seconds.",
            "Let the proxy hand answers on as they come: no buffering (nginx: proxy_buffering off),"
            " HTTP/1.1 to Clara (nginx: proxy_http_version 1.1).",
        )
    return f"An answer takes {fastest * 1000:,.0f} ms."


async def size(visit: Visit) -> str:
    headers = {
        "user-agent": visit.client.user_agent,
        "accept": visit.client.accept,
        "content-type": "application/json",
    }
    body = b"{%s}" % (b" " * (_BODY_BYTES - 2))
    answer = await visit.deployment.ask("POST", visit.deployment.url, headers, body)
    if answer.status != 401:
        raise visit.unexpected(answer, f"A request of {_BODY_BYTES:,} bytes")
    return f"Requests of {_BODY_BYTES:,} bytes get through."


async def pages(visit: Visit) -> str:
    """CORS, for clients that live in a browser (Fetch Standard, 3.2)."""
    for path, method in ((_METADATA, "GET"), ("/token", "POST")):
        headers = {
            "origin": _PAGES[0],
            "access-control-request-method": method,
            "access-control-request-headers": "content-type, mcp-protocol-version",
        }
        url = visit.deployment.origin + path
        answer = await visit.deployment.ask("OPTIONS", url, headers)
        if not 200 <= answer.status < 300:
            raise visit.unexpected(answer, f"OPTIONS {path}")
        allowed = answer.headers.get("access-control-allow-origin")
        if allowed not in ("*", _PAGES[0]):
            raise Broken(
                f"The answer to OPTIONS {path} does not let pages of {_PAGES[0]} ask.",
                "Let the proxy hand OPTIONS on to Clara, and Access-Control-… back unchanged.",
            )
    return "Clients that live in a browser may ask for metadata and tokens."


async def origins(visit: Visit) -> str:
    """Whether the assistants' own pages may call /mcp. That they may not is no fault: their
    servers do, and send no Origin."""
    refused = []
    for origin in _PAGES:
        answer = await visit.post(visit.opening("2025-11-25"), {"origin": origin})
        if answer.code == "foreign_origin":
            refused.append(origin)
        elif answer.status != 401:
            raise visit.unexpected(answer, f"POST {visit.deployment.path} from {origin}")
    if refused:
        return (
            f"Assistants' servers may call it; in a browser, pages of {_listed(refused)} may not."
        )
    return f"Assistants' servers may call it, and in a browser pages of {_listed(_PAGES)}."


def _listed(origins: Sequence[str]) -> str:
    return " and ".join(origins)


STEPS = (
    Step("clock", clock),
    Step("delay", delay),
    Step("size", size),
    Step("pages", pages),
    Step("origins", origins),
)

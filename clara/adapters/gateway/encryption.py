"""Passwords and tokens do not cross a network in the clear."""

from dataclasses import dataclass
from ipaddress import ip_address

import msgspec

from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send
from clara.adapters.gateway.probes import PROBES
from clara.adapters.gateway.source import Networks, networks

_A_YEAR = 31_536_000
_HSTS = (b"strict-transport-security", f"max-age={_A_YEAR}".encode())


def encrypted(
    app: ASGIApp, *, production: bool, public_url: str, trusted: tuple[str, ...]
) -> ASGIApp:
    """`app`; in production only for loopback, `trusted` proxies and who comes by TLS. Where the
    public address is https, browsers are told to use nothing else (RFC 6797)."""
    if public_url.startswith("https:"):
        app = StrictTransport(app)
    return EncryptedOnly(app, networks(trusted)) if production else app


@dataclass(frozen=True, slots=True)
class EncryptedOnly:
    """Stands in front of whatever rewrites addresses: it looks at who is really connected. Probes,
    which say nothing but whether the service is well, are answered to anybody."""

    app: ASGIApp
    trusted: Networks

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_open = scope["type"] != "http" or scope["path"] in PROBES
        if is_open or scope.get("scheme") == "https" or self._is_near(scope):
            await self.app(scope, receive, send)
            return
        body = msgspec.json.encode(
            {
                "data": None,
                "message": "This server is reached through TLS only.",
                "status": "error",
                "code": "encryption_required",
                "request_id": None,
                "remedy": "Use the https address; operators name its proxy in"
                " CLARA_TRUSTED_PROXIES.",
            }
        )
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        await send({"type": "http.response.start", "status": 403, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _is_near(self, scope: Scope) -> bool:
        client = scope.get("client")
        if not client:  # a Unix socket
            return True
        try:
            address = ip_address(client[0].partition("%")[0])
        except ValueError:
            return False
        return address.is_loopback or any(address in network for network in self.trusted)


@dataclass(frozen=True, slots=True)
class StrictTransport:
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _HSTS]
            await send(message)

        await self.app(scope, receive, send_with_header if scope["type"] == "http" else send)

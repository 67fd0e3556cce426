"""Programs that live in a browser ask OAuth's endpoints from pages of their own (CORS, Fetch Standard
3.2). Those take no cookie, so that any origin may."""

from dataclasses import dataclass

from clara.adapters.gateway.dispatcher import ASGIApp, Message, Receive, Scope, Send

_OPEN = ("/register", "/token", "/revoke")
_OPEN_BELOW = "/.well-known/oauth-"
_ANY = (b"access-control-allow-origin", b"*")
_PREFLIGHT = [
    _ANY,
    (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, mcp-protocol-version"),
    (b"access-control-max-age", b"86400"),
    (b"content-length", b"0"),
]


@dataclass(frozen=True, slots=True)
class CrossOrigin:
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _is_open(scope["path"]):
            await self.app(scope, receive, send)
            return
        if scope["method"] == "OPTIONS":
            await send({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
            await send({"type": "http.response.body", "body": b""})
            return

        async def send_to_any(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _ANY]
            await send(message)

        await self.app(scope, receive, send_to_any)


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_BELOW)

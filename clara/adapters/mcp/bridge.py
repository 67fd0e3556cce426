"""What stands in front of FastMCP: host and origin, credential, spelling of names, request id.

FastMCP reads `Authorization: Bearer` only and guards nothing by default; everything that must be
answered in HTTP rather than in JSON-RPC is answered here.
"""

import logging
from dataclasses import dataclass
from urllib.parse import parse_qs

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clara.adapters.mcp.caller import Caller, Spelling, header, identified, presented
from clara.adapters.mcp.gate import Gate
from clara.application.ports import Ids, Units
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.token import CredentialKind
from clara.domain.errors import ClaraError, Invalid, Kind
from clara.domain.text import clean

PATH = "/mcp"

_LOG = logging.getLogger("clara.mcp")
_MAX_CLIENT_LENGTH = 100
_STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.UNAVAILABLE: 503,
}
_MISDIRECTED = 421


@dataclass(frozen=True, slots=True)
class Bridge:
    """An ASGI application around `served`, which sees only requests with a live credential."""

    served: ASGIApp
    units: Units
    ids: Ids
    gate: Gate
    challenge: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.served(scope, receive, send)
            return
        request_id = self.ids.new("request")
        try:
            refused = self._refused(scope)
            if refused is None:
                caller = await self._caller(scope, request_id)
        except ClaraError as error:
            status = _STATUS.get(error.kind, 500)
            refused = status, error.code, error.message, error.retry_after
        except Exception:
            _LOG.exception("request %s failed before it reached a tool", request_id)
            refused = 500, "internal", ClaraError.default_message, None
        if refused is not None:
            await self._answer(send, request_id, *refused)
            return
        # Whatever mounted path led here is ours: `/mcp/` must not become a redirect, which many
        # clients follow without their headers.
        scope = {**scope, "path": PATH, "raw_path": PATH.encode(), "root_path": ""}
        caller.put_into(scope)
        await self.served(scope, receive, _with_request_id(send, request_id))

    def _refused(self, scope: Scope) -> tuple[int, str, str, int | None] | None:
        """Why the request may not be looked at any further, if so."""
        headers = dict(scope["headers"])
        host, origin = headers.get(b"host"), headers.get(b"origin")
        if not self.gate.knows_host(host.decode("latin-1") if host is not None else None):
            return _MISDIRECTED, "foreign_host", "This server does not serve that host.", None
        if not self.gate.trusts_origin(origin.decode("latin-1") if origin is not None else None):
            return 403, "foreign_origin", "Pages of that origin may not call this server.", None
        return None

    async def _caller(self, scope: Scope, request_id: str) -> Caller:
        credential = presented(scope["headers"])
        actor = await identified(self.units, credential)
        agent = header(scope["headers"], b"user-agent")
        return Caller(
            presented=credential,
            actor=actor,
            spelling=_spelling(scope["query_string"], actor),
            request_id=request_id,
            user_agent=clean(agent, _MAX_CLIENT_LENGTH) if agent else None,
        )

    async def _answer(
        self,
        send: Send,
        request_id: str,
        status: int,
        code: str,
        message: str,
        retry_after: int | None,
    ) -> None:
        body = msgspec.json.encode(
            {
                "data": None,
                "message": message,
                "status": "error",
                "code": code,
                "request_id": request_id,
            }
        )
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"x-request-id", request_id.encode()),
        ]
        if status == 401:
            headers.append((b"www-authenticate", self.challenge.encode()))
        if retry_after is not None:
            headers.append((b"retry-after", str(retry_after).encode()))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _spelling(query: bytes, actor: Actor) -> Spelling:
    """`?tool_names=`, else by credential: some assistants drop a whole connector over one dot, and
    those use MCP tokens. Raises `invalid_tool_names`."""
    asked = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("tool_names")
    if asked is None:
        is_key = actor.kind is CredentialKind.API_KEY
        return Spelling.DOTTED if is_key else Spelling.UNDERSCORE
    try:
        return Spelling(asked[-1])
    except ValueError:
        raise Invalid(
            "invalid_tool_names", "The parameter tool_names is either dotted or underscore."
        ) from None


def _with_request_id(send: Send, request_id: str) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), (b"x-request-id", request_id.encode())]
            message = {**message, "headers": headers}
        await send(message)

    return sending

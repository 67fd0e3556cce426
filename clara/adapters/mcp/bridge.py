"""What stands in front of FastMCP: host and origin, credential, spelling of names, request id.

FastMCP reads `Authorization: Bearer` only and guards nothing by default; everything that must be
answered in HTTP rather than in JSON-RPC is answered here.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qs

import msgspec
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from clara.adapters.mcp.caller import (
    MAX_CLIENT_LENGTH,
    Caller,
    Spelling,
    default_spelling,
    presented,
)
from clara.adapters.mcp.gate import Gate
from clara.adapters.mcp.plain_refusals import in_plain_words
from clara.application.runner import Runner
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError, Invalid, Kind
from clara.domain.text import clean

PATH = "/mcp"

_LOG = logging.getLogger("clara.mcp")
_STATUS = {
    Kind.INVALID: 400,
    Kind.UNAUTHENTICATED: 401,
    Kind.FORBIDDEN: 403,
    Kind.LIMIT_EXCEEDED: 429,
    Kind.UNAVAILABLE: 503,
}


class Refusal(NamedTuple):
    """An answer in HTTP, in the shape of REST's errors."""

    status: int
    code: str
    message: str
    retry_after: int | None = None


_FOREIGN_HOST = Refusal(421, "foreign_host", "This server does not serve that host.")
_FOREIGN_ORIGIN = Refusal(403, "foreign_origin", "Pages of that origin may not call this server.")
_DEFECT = Refusal(500, "internal", ClaraError.default_message)


@dataclass(frozen=True, slots=True)
class Bridge:
    """An ASGI application around `served`, which sees only requests with a live credential."""

    served: ASGIApp
    runner: Runner
    gate: Gate
    challenge: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.served(scope, receive, send)
            return
        request_id: str | None = scope.get("state", {}).get("request_id")
        if request_id is None:  # there is no gateway in front that gives and returns one
            request_id = self.runner.ids.new("request")
            send = _with_request_id(send, request_id)
        caller = await self._admitted(scope, request_id)
        if isinstance(caller, Refusal):
            await self._refuse(send, request_id, caller)
            return
        # Whatever path led here is ours: `/mcp/` must not become a redirect, which many clients
        # follow without their headers.
        inner = {**scope, "path": PATH, "raw_path": PATH.encode(), "root_path": ""}
        # Servers leave the blanks behind a value, which are no part of it (RFC 9110, 5.5); the
        # protocol compares some values with the body's.
        inner["headers"] = [(name, value.strip(b" \t")) for name, value in scope["headers"]]
        caller.put_into(inner)
        # Who hangs up before everything is said is owed no answer, and is no defect.
        with suppress(ClientDisconnect):
            await self.served(inner, receive, in_plain_words(send))

    async def _admitted(self, scope: Scope, request_id: str) -> Caller | Refusal:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if not self.gate.knows_host(headers.get(b"host")):
            return _FOREIGN_HOST
        if not self.gate.trusts_origin(headers.get(b"origin")):
            return _FOREIGN_ORIGIN
        try:
            call = await self.runner.authenticate(presented(scope["headers"], request_id))
            actor = call.actor
            assert actor is not None, "authenticate gives an actor or raises"
            spelling = _spelling(scope.get("query_string", b""), actor)
        except ClaraError as error:
            status = _STATUS.get(error.kind, 500)
            return Refusal(status, error.code, error.message, error.retry_after)
        except Exception:  # noqa: BLE001  (logged, and answered without its text)
            _LOG.exception("request %s failed before it reached a tool", request_id)
            return _DEFECT
        return Caller(
            call=call,
            actor=actor,
            spelling=spelling,
            user_agent=clean(headers.get(b"user-agent", ""), MAX_CLIENT_LENGTH) or None,
        )

    async def _refuse(self, send: Send, request_id: str, refusal: Refusal) -> None:
        body = msgspec.json.encode(
            {
                "data": None,
                "message": refusal.message,
                "status": "error",
                "code": refusal.code,
                "request_id": request_id,
            }
        )
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
        ]
        if refusal.status == 401:
            headers.append((b"www-authenticate", self.challenge.encode()))
        if refusal.retry_after is not None:
            headers.append((b"retry-after", str(refusal.retry_after).encode()))
        await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _spelling(query: bytes, actor: Actor) -> Spelling:
    """`?tool_names=`, else by credential. Raises `invalid_tool_names`."""
    asked = parse_qs(query.decode("latin-1"), keep_blank_values=True).get("tool_names")
    if asked is None:
        return default_spelling(actor)
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

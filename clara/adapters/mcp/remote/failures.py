"""What a client is told when its server gives no answer: a JSON-RPC error with a stable code."""

import ssl
from collections.abc import Iterator
from typing import Any

import httpx

from clara.adapters.mcp.message import Message, error_line

LOST, REFUSED = -32000, -32003
"""JSON-RPC leaves -32000 to -32099 to servers; the SDK calls a lost connection -32000, too."""

_MAX_SHOWN = 500
_STATUS = {
    401: ("unauthenticated", "The server does not take the credential."),
    403: ("forbidden", "The server does not allow it."),
    404: ("not_found", "There is no MCP server at this address."),
    405: ("not_found", "There is no MCP server at this address."),
    413: ("too_large", "The message is too long for the server."),
    429: ("rate_limit_exceeded", "The server was asked too often."),
}


class Failure(Exception):
    """Why a message was not answered. `may_have_acted` when the server may have done what it was
    asked to; `is_passing` when asking again may help."""

    def __init__(
        self,
        code: str,
        message: str,
        *,
        number: int = LOST,
        is_passing: bool = False,
        may_have_acted: bool = False,
        **data: Any,
    ) -> None:
        self.number, self.code, self.message = number, code, message
        self.is_passing, self.may_have_acted = is_passing, may_have_acted
        self.data = {"code": code, **{name: value for name, value in data.items() if value}}
        super().__init__(f"{code}: {message}")

    def line(self, message: Message) -> bytes:
        return error_line(message.id, self.number, self.message, self.data)


def of_transport(error: httpx.TransportError | httpx.DecodingError, server: str) -> Failure:
    """Of a connection that could not be made, or broke."""
    causes = list(_causes(error))
    if any(isinstance(one, ssl.SSLCertVerificationError) for one in causes):
        return Failure("certificate_not_trusted", f"The certificate of {server} is not trusted.")
    if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Failure("server_away", f"{server} can't be reached.", is_passing=True)
    if isinstance(error, httpx.UnsupportedProtocol | httpx.ProxyError):
        return Failure("server_away", f"{server} can't be reached through the proxy.")
    return Failure(
        "connection_lost",
        f"The connection to {server} was lost before it answered: it may have done what was asked."
        " Look before asking again.",
        # Who did not answer for minutes is not asked for as long again.
        is_passing=not isinstance(error, httpx.TimeoutException),
        may_have_acted=True,
    )


def of_response(response: httpx.Response, told: dict[str, Any], server: str) -> Failure:
    """Of an answer in HTTP rather than in JSON-RPC, whose body `told` what."""
    status = response.status_code
    if response.is_redirect:
        target = response.headers.get("location", "")[:_MAX_SHOWN]
        said = f"{server} redirects to {target}, which is not followed: use that as the address."
        return Failure("redirected", said, number=REFUSED, http_status=status)
    code, sentence = _STATUS.get(status, (f"http_{status}", f"The server answered {status}."))
    retry_after = response.headers.get("retry-after", "")
    return Failure(
        _text(told, "code") or code,
        _text(told, "message") or sentence,
        number=REFUSED,
        http_status=status,
        request_id=_text(told, "request_id"),
        remedy=_text(told, "remedy"),
        retry_after_seconds=int(retry_after) if retry_after.isdigit() else None,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value[:_MAX_SHOWN] if isinstance(value, str) else None

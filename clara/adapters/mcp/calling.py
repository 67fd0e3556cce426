"""The one place where a request gets its caller, over HTTP and over standard input alike."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from mcp.server.context import CallNext, HandlerResult, ServerRequestContext
from mcp.shared.exceptions import MCPError

from clara.adapters.mcp.caller import Caller, Spelling, acting, default_spelling, presented
from clara.adapters.mcp.credentials import Headers
from clara.adapters.mcp.failures import protocol_defect, protocol_refusal
from clara.adapters.mcp.plain_refusals import with_a_code
from clara.application.runner import Runner
from clara.domain.errors import ClaraError, Unauthenticated

UNAUTHENTICATED = -32003
"""JSON-RPC leaves -32000 to -32099 to servers; MCP takes those from -32020 on."""

FindCaller = Callable[[ServerRequestContext[Any, Any]], Awaitable[Caller]]

_LOG = logging.getLogger("clara.mcp")


@dataclass(frozen=True, slots=True)
class Calling:
    """The SDK's middleware, in front of every other. A notification is nobody's."""

    find: FindCaller

    async def __call__(
        self, ctx: ServerRequestContext[Any, Any], call_next: CallNext
    ) -> HandlerResult:
        if ctx.request_id is None:
            return await call_next(ctx)
        caller = await self.find(ctx)
        with acting(caller):
            return with_a_code(await call_next(ctx), caller.call.request_id)


async def caller_of_request(context: ServerRequestContext[Any, Any]) -> Caller:
    """Whom the bridge admitted: an HTTP request without a caller never comes here."""
    assert context.request is not None, "the protocol runs behind the bridge"
    return Caller.of(context.request.scope)


@dataclass(frozen=True, slots=True)
class CallerOfProcess:
    """Whoever the credential in a process's environment stands for, looked up for every request, so
    that a revocation acts on the next one. `spelling` is that of the credential when None."""

    runner: Runner
    headers: Headers
    spelling: Spelling | None = None

    async def __call__(self, _: ServerRequestContext[Any, Any]) -> Caller:
        """Raises a JSON-RPC error whose data has the code of the refusal."""
        request_id = self.runner.ids.new("request")
        try:
            return await self.look_up(request_id)
        except ClaraError as error:
            refused = protocol_refusal(error, request_id).error
            is_stranger = isinstance(error, Unauthenticated)
            code = UNAUTHENTICATED if is_stranger else refused.code
            raise MCPError(code, refused.message, refused.data) from error
        except Exception as error:
            _LOG.exception("request %s failed before it reached a tool", request_id)
            raise protocol_defect(request_id) from error

    async def look_up(self, request_id: str) -> Caller:
        """Raises `unauthenticated`, `account_inactive` and what the store raises."""
        call = await self.runner.authenticate(presented(self.headers, request_id))
        actor = call.actor
        assert actor is not None, "authenticate gives an actor or raises"
        spelling = self.spelling or default_spelling(actor)
        return Caller(call=call, actor=actor, spelling=spelling, user_agent=None)

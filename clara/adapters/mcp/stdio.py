"""The MCP door on standard input and output: one client, one credential, both protocol eras.

The client's first request decides the era, as the SDK has it for every stream.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import anyio
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream
from fastmcp import FastMCP
from mcp.shared.message import SessionMessage
from mcp_types import JSONRPCError, JSONRPCResponse, jsonrpc_message_adapter
from pydantic import ValidationError

from clara.adapters.mcp.app import build_protocol
from clara.adapters.mcp.caller import Spelling
from clara.adapters.mcp.calling import CallerOfProcess
from clara.adapters.mcp.credentials import API_KEY, TOKEN, USER_ID, EnvironmentCredential
from clara.adapters.mcp.lines import Lines
from clara.adapters.mcp.message import INVALID_REQUEST, Message, error_line
from clara.adapters.mcp.unanswered import Unanswered
from clara.application.runner import Runner
from clara.domain.errors import Unauthenticated


async def require_live(runner: Runner, credential: EnvironmentCredential) -> None:
    """Raises `unauthenticated` in words for who set the environment, `account_inactive`."""
    try:
        await CallerOfProcess(runner, credential.headers).look_up(runner.ids.new("request"))
    except Unauthenticated as error:
        if error.code != "unauthenticated":
            raise
        raise Unauthenticated(
            "unauthenticated",
            f"The credential in {TOKEN} or {API_KEY} is not one of this installation's, has"
            f" expired or is revoked, or {USER_ID} names somebody else.",
            remedy="Make a new one with `clara token create`.",
        ) from error


async def serve_stdio(
    runner: Runner, lines: Lines, credential: EnvironmentCredential, spelling: Spelling | None
) -> None:
    """Serve until `lines` end, and what was asked before is answered."""
    protocol = build_protocol(runner, CallerOfProcess(runner, credential.headers, spelling))
    incoming, read = anyio.create_memory_object_stream[SessionMessage | Exception](0)
    write, outgoing = anyio.create_memory_object_stream[SessionMessage](0)
    unanswered = Unanswered()
    async with protocol._lifespan_manager(), anyio.create_task_group() as tasks:  # noqa: SLF001
        tasks.start_soon(_receive, lines, unanswered, incoming)
        tasks.start_soon(_answer, lines, unanswered, outgoing)
        await _run(protocol, read, write)


async def _run(
    protocol: FastMCP[None],
    read: MemoryObjectReceiveStream[SessionMessage | Exception],
    write: MemoryObjectSendStream[SessionMessage],
) -> None:
    # FastMCP's own launcher would take the standard streams, which are taken already.
    server = protocol._mcp_server  # noqa: SLF001
    await server.run(read, write, server.create_initialization_options())


async def _receive(
    lines: Lines,
    unanswered: Unanswered,
    incoming: MemoryObjectSendStream[SessionMessage | Exception],
) -> None:
    async with incoming:
        with suppress(anyio.BrokenResourceError):
            async for message in lines:
                await _pass_on(message, lines.send, unanswered, incoming)
            # Whoever wrote requests and closed, as a shell's pipe does, still reads the answers.
            # The SDK drops what runs as soon as its stream ends.
            if lines.is_heard:
                await unanswered.over(lines.stopped)


async def _pass_on(
    message: Message,
    send: Callable[[bytes], Awaitable[None]],
    unanswered: Unanswered,
    incoming: MemoryObjectSendStream[SessionMessage | Exception],
) -> None:
    try:
        understood = jsonrpc_message_adapter.validate_json(message.raw, by_name=False)
    except ValidationError:
        id = message.id if isinstance(message.id, int | str) else None
        await send(error_line(id, INVALID_REQUEST, "This is no JSON-RPC 2.0 message."))
        return
    unanswered.asked(message)
    await incoming.send(SessionMessage(understood))


async def _answer(
    lines: Lines, unanswered: Unanswered, outgoing: MemoryObjectReceiveStream[SessionMessage]
) -> None:
    async with outgoing:
        async for answer in outgoing:
            message = answer.message
            line = message.model_dump_json(by_alias=True, exclude_unset=True)
            await lines.send(line.encode())
            if isinstance(message, JSONRPCResponse | JSONRPCError):
                unanswered.answered(message.id)

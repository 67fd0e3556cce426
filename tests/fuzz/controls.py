"""Servers that do what no server may: what the judges do not see of them, they see of none."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from tests.fuzz.hunting import Target
from tests.fuzz.judges import Judge
from tests.fuzz.parts import Canaries, Cast

USER = "user_" + "a" * 32
SECRET = "clara_mcp_this_is_a_secret"
FOREIGN = "Zqcanary Shop"
CAST = Cast(
    default={"user_token": "Bearer t", "api_key": "Bearer k"},
    known={"user_id": [USER], "company_id": ["company_" + "b" * 32]},
    parts={},
    assistants=["m"],
    sessions=["s"],
    known_foreign=["company_" + "c" * 32],
    canaries=Canaries(secrets={SECRET: "a token"}, foreign={FOREIGN: "a planted name"}),
)
JUDGE = Judge(CAST.canaries, {"/srv/secret/place": "a path of the server"})

Answering = Callable[[bytes], tuple[int, bytes]]


def obedient(head: bytes) -> tuple[int, bytes]:
    """Tells of the user who is asked for, and of nobody else."""
    return 200, USER.encode() if f"GET /api/v1/users/{USER}".encode() in head else b"{}"


def _is_plain(head: bytes) -> bool:
    return head.startswith(b"GET /api/v1/health") and b"ontent-" not in head


@asynccontextmanager
async def control(answering: Answering, *, reads_lines: bool = False) -> AsyncIterator[Target]:
    """A server that answers what `answering` says. One that `reads_lines` takes every head for a
    request, whatever the one before says of its length; the other hangs up after all but the
    plainest."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                status, body = answering(head)
                length = b"content-length: %d\r\n\r\n" % len(body)
                writer.write(b"HTTP/1.1 %d X\r\n" % status + length + body)
                await writer.drain()
                if not reads_lines and not _is_plain(head):
                    break
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port: int = server.sockets[0].getsockname()[1]
        yield Target(port, 0, CAST, JUDGE)

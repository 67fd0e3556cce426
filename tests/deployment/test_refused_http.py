"""What two servers could understand differently is refused, on real sockets: nothing is smuggled past a
proxy, or past what counts and checks requests."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from clara.adapters.cli.protocol import FIELDS_MAX, HEAD_MAX_BYTES, HttpProtocol
from tests.support.quick_server import served

pytestmark = pytest.mark.anyio

HOST = b"host: localhost\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nhost: localhost\r\n\r\n"
CHUNKED = b"POST / HTTP/1.1\r\n" + HOST + b"transfer-encoding: chunked\r\n\r\n"

seen: list[str] = []


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    seen.append(scope["path"])
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture(scope="module")
async def port(anyio_backend: str) -> AsyncIterator[int]:
    config = uvicorn.Config(
        _hello, http=HttpProtocol, ws="none", lifespan="off", port=0, log_config=None
    )
    config.load()
    async with served(config) as server:
        yield server.servers[0].sockets[0].getsockname()[1]


async def _statuses(port: int, sent: bytes) -> list[str]:
    """Of all answers, until the server closes."""
    seen.clear()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    said = b""
    try:
        async with asyncio.timeout(10):
            said = await reader.read()
    except ConnectionResetError:
        pass
    writer.close()
    return re.findall(r"^HTTP/1\.1 (\d+)", said.decode("latin-1"), re.MULTILINE)


def get(*lines: bytes, version: bytes = b"1.1") -> bytes:
    return b"GET / HTTP/" + version + b"\r\n" + b"".join(lines) + b"\r\n"


def post(*lines: bytes) -> bytes:
    """With a body of five bytes, behind which another request begins."""
    return b"POST / HTTP/1.1\r\n" + HOST + b"".join(lines) + b"\r\nhello" + HIDDEN


MALFORMED = {
    "no host": get(),
    "two hosts": get(HOST, b"host: other\r\n"),
    "the same host twice": get(HOST, HOST),
    "lines that end in LF": b"GET / HTTP/1.1\nhost: localhost\n\n",
    "a field that ends in LF": get(HOST, b"x: y\n"),
    "a field that ends in CR": get(b"host: localhost\rx: y\r\n"),
    "a folded field": get(HOST, b"x: y\r\n z\r\n"),
    "a blank before the colon": get(b"host : localhost\r\n"),
    "a field without a name": get(HOST, b": y\r\n"),
    "NUL in a value": get(HOST, b"x: y\x00z\r\n"),
    "NUL in a name": get(HOST, b"x\x00: y\r\n"),
    "a control character in the address": b"GET /a\x01 HTTP/1.1\r\n" + HOST + b"\r\n",
    "HTTP/2 in the words of 1": get(HOST, version=b"2.0"),
    "a version without end": get(HOST, version=b"1.10"),
    "a length with a sign": post(b"content-length: +5\r\n"),
    "a negative length": post(b"content-length: -5\r\n"),
    "a length in hexadecimal": post(b"content-length: 0x5\r\n"),
    "an empty length": post(b"content-length: \r\n"),
    "a list of lengths": post(b"content-length: 5, 5\r\n"),
    "two lengths": post(b"content-length: 5\r\n", b"content-length: 6\r\n"),
    "the same length twice": post(b"content-length: 5\r\n", b"content-length: 5\r\n"),
    "a length and chunks": post(b"content-length: 5\r\n", b"transfer-encoding: chunked\r\n"),
    "chunks and a length": post(b"transfer-encoding: chunked\r\n", b"content-length: 5\r\n"),
    "an encoding that nobody knows": post(b"transfer-encoding: xchunked\r\n"),
    "chunks that are not last": post(b"transfer-encoding: chunked, identity\r\n"),
    "two encodings": post(b"transfer-encoding: chunked\r\n", b"transfer-encoding: identity\r\n"),
    "a chunk of no size": CHUNKED + b"zz\r\nhello\r\n0\r\n\r\n" + HIDDEN,
    "a chunk's size that ends in LF": CHUNKED + b"5\nhello\r\n0\r\n\r\n" + HIDDEN,
    "a chunk without an end": CHUNKED + b"5\r\nhelloXX0\r\n\r\n" + HIDDEN,
    "LF in a chunk's extension": CHUNKED + b"5;a\nb\r\nhello\r\n0\r\n\r\n" + HIDDEN,
    "a chunk's size beyond numbers": CHUNKED + b"FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n" + HIDDEN,
}
LARGE = {
    "a field too long": get(HOST, b"x: " + b"y" * HEAD_MAX_BYTES + b"\r\n"),
    "fields too long together": get(HOST, (b"x: " + b"y" * 4_000 + b"\r\n") * 17),
    "too many fields": get(HOST, b"x: y\r\n" * FIELDS_MAX),
    "a field without end": b"GET / HTTP/1.1\r\n" + HOST + b"x: " + b"y" * 2 * HEAD_MAX_BYTES,
}


@pytest.mark.parametrize("what", MALFORMED)
async def test_what_could_be_understood_differently_is_refused_whole(port: int, what: str) -> None:
    assert await _statuses(port, MALFORMED[what]) == ["400"]
    assert "/hidden" not in seen


@pytest.mark.parametrize("what", LARGE)
async def test_heads_without_measure_are_refused(port: int, what: str) -> None:
    assert await _statuses(port, LARGE[what]) == ["431"]
    assert seen == []


async def test_one_connection_carries_many_requests_of_ordinary_size(port: int) -> None:
    """Heads of a kilobyte each, bodies in both ways, and a body larger than any head may be."""
    fields = HOST + b"x: " + b"y" * 1_000 + b"\r\n"
    ordinary = b"GET / HTTP/1.1\r\n" + fields + b"\r\n"
    chunks = CHUNKED + b"5\r\nhello\r\n0\r\n\r\n"
    size = 3 * HEAD_MAX_BYTES
    large = b"POST / HTTP/1.1\r\n%scontent-length: %d\r\n\r\n" % (HOST, size) + b"z" * size
    last = b"GET /last HTTP/1.1\r\nconnection: close\r\n" + HOST + b"\r\n"
    sent = ordinary * 200 + chunks + large + ordinary + last
    assert await _statuses(port, sent) == ["200"] * 204
    assert seen[-1] == "/last"

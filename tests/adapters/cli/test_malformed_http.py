"""Bytes that are no HTTP request, on a real socket: refused in the words of everything else."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn

from clara.adapters.cli.protocol import HttpProtocol

pytestmark = pytest.mark.anyio


async def _hello(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"hello"})


@pytest.fixture
async def port() -> AsyncIterator[int]:
    config = uvicorn.Config(_hello, http=HttpProtocol, lifespan="off", log_level="critical")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        await server.startup([place])
        yield place.getsockname()[1]
        await server.shutdown([place])


async def _said(port: int, request: bytes) -> tuple[bytes, bytes]:
    """Head and body of the answer, read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    answer = await reader.read()
    writer.close()
    head, _, body = answer.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize(
    "request_",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/9.9\r\nhost: localhost\r\n\r\n",
        b"GET / HTTP/1.1\r\nhost : localhost\r\n\r\n",
        b"GET /" + b"x" * 70_000 + b" HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
    ],
    ids=["no request", "version", "header's name", "long address", "length", "two lengths"],
)
async def test_what_is_no_http_is_refused_with_a_code(port: int, request_: bytes) -> None:
    head, body = await _said(port, request_)
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"content-type: application/json" in head
    assert b"connection: close" in head
    answer = json.loads(body)
    assert answer["code"] == "malformed_http"
    assert (answer["data"], answer["status"], answer["request_id"]) == (None, "error", None)


async def test_a_request_is_answered_as_ever(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    head, body = await _said(port, request)
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"hello" in body

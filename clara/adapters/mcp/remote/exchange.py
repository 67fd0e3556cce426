"""One message to a server by Streamable HTTP, and what comes back for it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec

from clara.adapters.mcp.message import Message, error_line
from clara.adapters.mcp.remote import failures
from clara.adapters.mcp.remote.events import EventTooLong, events
from clara.adapters.mcp.remote.failures import Failure
from clara.adapters.mcp.remote.headers import Connection

MAX_ANSWER_BYTES = 64 * 1024 * 1024
_MAX_ERROR_BYTES = 64 * 1024
_RESUMPTIONS = 3
_EVENT_STREAM, _JSON = "text/event-stream", "application/json"

Emit = Callable[[bytes], Awaitable[None]]


class SessionOver(Exception):
    """The server has forgotten the session, and so did nothing with the message."""


@dataclass(slots=True)
class _Place:
    """How far a stream of events was read: from there a server can repeat it."""

    id: str | None = None
    pause: float = 1.0
    has_passed_on: bool = False


@dataclass(frozen=True, slots=True)
class Exchange:
    """`server` is the address as people may see it."""

    client: httpx.AsyncClient
    url: str
    server: str
    connection: Connection

    async def post(self, message: Message, emit: Emit) -> None:
        """Send `message` once; what comes back goes to `emit`, a request's answer last. Raises
        `Failure` when a request was not answered, `SessionOver`."""
        session = self.connection.session
        headers = self.connection.headers(message)
        try:
            async with self.client.stream(
                "POST", self.url, content=message.raw, headers=headers
            ) as response:
                if response.status_code == 404 and session and message.method != "initialize":
                    raise SessionOver
                if message.is_request:
                    await self._receive(message, response, emit)
                elif not response.is_success:
                    await self._refused(response)
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise self._of(error) from error

    async def listen(self, emit: Emit) -> None:
        """What the server says of itself, until it has no such stream or the task is cancelled."""
        place = _Place()
        while True:
            try:
                async with self._stream(place) as response:
                    if not _is(response, _EVENT_STREAM):
                        return
                    await self._follow(None, response, place, emit)
            except httpx.TransportError:
                place.pause = min(place.pause * 2, 30.0)
            await asyncio.sleep(place.pause)

    async def end(self) -> None:
        """Tell the server that the session is over, if there is one. Whatever it says, it is."""
        if self.connection.session is not None:
            headers = self.connection.headers(None)
            await self.client.request("DELETE", self.url, headers=headers, timeout=2.0)

    async def _receive(self, message: Message, response: httpx.Response, emit: Emit) -> None:
        if _is(response, _EVENT_STREAM):
            place = _Place()
            if not await self._follow(message, response, place, emit):
                await self._resume(message, place, emit)
            return
        if not _is(response, _JSON, of_any_status=True):
            await self._refused(response)
        body = await _read(response, MAX_ANSWER_BYTES)
        answer = _fields(body)
        if "result" not in answer and not isinstance(answer.get("error"), dict):
            raise failures.of_response(response, answer, self.server)
        self.connection.learns(message, answer, response)
        if "error" in answer and answer.get("id") is None:
            # Refused before its id was read; the client has to know of which request that is.
            error = answer["error"]
            body = error_line(
                message.id, error.get("code", 0), error.get("message", ""), error.get("data")
            )
        await emit(_one_line(body))

    async def _follow(
        self, message: Message | None, response: httpx.Response, place: _Place, emit: Emit
    ) -> bool:
        """Pass on what a stream holds; whether the answer to `message` was in it."""
        try:
            async for event in events(response.aiter_bytes(), MAX_ANSWER_BYTES):
                place.id = (event.id or None) if event.id is not None else place.id
                place.pause = event.retry / 1000 if event.retry is not None else place.pause
                said = _fields(event.data)
                if not said:
                    continue
                is_answer = message is not None and "method" not in said
                if is_answer and message is not None:
                    self.connection.learns(message, said, response)
                place.has_passed_on = True
                await emit(_one_line(event.data))
                if is_answer:
                    return True
        except EventTooLong:
            raise _too_large() from None
        except (httpx.TransportError, httpx.DecodingError):
            return False
        return False

    async def _resume(self, message: Message, place: _Place, emit: Emit) -> None:
        for _ in range(_RESUMPTIONS if place.id is not None else 0):
            await asyncio.sleep(place.pause)
            try:
                async with self._stream(place) as response:
                    if not _is(response, _EVENT_STREAM):
                        break
                    if await self._follow(message, response, place, emit):
                        return
            except httpx.TransportError:
                continue
        lost = self._of(httpx.ReadError("the stream ended before the answer"))
        lost.is_passing = not place.has_passed_on
        raise lost

    def _stream(self, place: _Place) -> AbstractAsyncContextManager[httpx.Response]:
        headers = {**self.connection.headers(None), "accept": _EVENT_STREAM}
        if place.id is not None:
            headers["last-event-id"] = place.id
        return self.client.stream("GET", self.url, headers=headers)

    async def _refused(self, response: httpx.Response) -> None:
        body = await _read(response, _MAX_ERROR_BYTES)
        raise failures.of_response(response, _fields(body), self.server)

    def _of(self, error: httpx.TransportError | httpx.DecodingError) -> Failure:
        return failures.of_transport(error, self.server)


def _is(response: httpx.Response, media_type: str, *, of_any_status: bool = False) -> bool:
    said = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return bool(said == media_type) and (of_any_status or response.status_code == 200)


async def _read(response: httpx.Response, most: int) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > most:
            raise _too_large()
    return bytes(body)


def _too_large() -> Failure:
    return Failure(
        "answer_too_large",
        f"The server's answer has more than {MAX_ANSWER_BYTES:,} bytes.",
        may_have_acted=True,
    )


def _fields(body: bytes) -> dict[str, Any]:
    """Of a JSON object; none of anything else."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _one_line(text: bytes) -> bytes:
    """JSON has line breaks between its parts only, where a blank is as good."""
    return text.strip().replace(b"\r", b" ").replace(b"\n", b" ")

"""Server-sent events, as the HTML standard has them (9.2.6, "Interpreting an event stream").

On bytes: a text's lines end in places where the standard's do not, as at U+2028 within JSON.
"""

import re
from collections.abc import AsyncIterator
from typing import NamedTuple

_END = re.compile(rb"\r\n|\n|\r")
_BOM = b"\xef\xbb\xbf"


class Event(NamedTuple):
    """`data` is empty in one that only tells an id. `retry` is in milliseconds."""

    data: bytes
    id: str | None
    retry: int | None


class EventTooLong(Exception):
    """An event has more bytes than allowed."""


async def events(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[Event]:
    """The events of a stream. One that the end cuts off is none. Raises `EventTooLong`."""
    data: list[bytes] = []
    size, id, retry = 0, None, None
    async for line in _lines(chunks, most):
        if not line:
            if data or id is not None or retry is not None:
                yield Event(b"\n".join(data), id, retry)
            data, size, id, retry = [], 0, None, None
            continue
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            size += len(value)
            if size > most:
                raise EventTooLong
            data.append(value)
        elif name == b"id" and value.isascii() and b"\0" not in value:
            id = value.decode()  # it goes back in a header
        elif name == b"retry" and value.isdigit() and len(value) < 8:
            retry = int(value)


async def _lines(chunks: AsyncIterator[bytes], most: int) -> AsyncIterator[bytes]:
    kept, seen, is_first = bytearray(), 0, True
    async for chunk in chunks:
        kept += chunk
        begin = 0
        for end in _END.finditer(kept, seen):
            if end.end() == len(kept) and end.group() == b"\r":
                break  # a line feed may follow, and belong to it
            line = bytes(kept[begin : end.start()])
            yield line.removeprefix(_BOM) if is_first else line
            begin, is_first = end.end(), False
        del kept[:begin]
        if len(kept) > most:
            raise EventTooLong
        seen = max(len(kept) - 1, 0)

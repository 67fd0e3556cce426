"""Event streams, however their bytes are cut."""

import pytest

from clara.adapters.mcp.remote.events import Event, EventTooLong, events

pytestmark = pytest.mark.anyio

STREAM = (
    "\ufeff: a comment\r\nretry: 250\r\nid: 1\r\n\r\n"
    'data: {"a":\ndata: "x\u2028y\x85"}\n\n'
    "event: message\rdata:no blank\rid\r\r"
    "data: cut off\n"
).encode()
FOUND = [
    Event(b"", "1", 250),
    Event('{"a":\n"x\u2028y\x85"}'.encode(), None, None),
    Event(b"no blank", "", None),
]


async def read(*chunks, most=1000):
    async def coming():
        for chunk in chunks:
            yield chunk

    return [one async for one in events(coming(), most)]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
async def test_the_cuts_change_nothing(size):
    chunks = [STREAM[place : place + size] for place in range(0, len(STREAM), size)]
    assert await read(*chunks) == FOUND


@pytest.mark.parametrize("text", [b"data: " + b"x" * 2000, b"data: xxxxxxxxxx\n" * 200])
async def test_an_event_that_is_too_long_is_not_kept(text):
    with pytest.raises(EventTooLong):
        await read(text)


async def test_a_retry_that_is_no_number_is_ignored():
    assert await read(b"retry: soon\ndata: x\n\n") == [Event(b"x", None, None)]

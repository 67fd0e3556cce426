"""An assistant whose connection breaks tries again with the same key: the thing happens once."""

import asyncio
import json
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
import uvicorn
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from clara.adapters.persistence.tables import card_locks, cards
from clara.domain.credentials.actor import Door
from tests.parity.support.doors import Doors
from tests.support.assistant import Assistant, request
from tests.support.house import House, found, plan
from tests.support.quick_server import served
from tests.support.world import World

pytestmark = pytest.mark.anyio

PATIENCE = 2_000


@asynccontextmanager
async def _listening(doors: Doors) -> AsyncIterator[int]:
    """The port of a real server, for as long as the test runs."""
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    config = uvicorn.Config(doors.app, lifespan="off", log_config=None, access_log=False)  # type: ignore[arg-type]
    async with served(config, [place]):
        yield place.getsockname()[1]


def _as_bytes(token: str, tool: str, arguments: dict[str, Any], modern: bool) -> bytes:
    params = {"name": tool, "arguments": arguments}
    body, headers = request(token, "tools/call", params, modern=modern)
    content = json.dumps(body).encode()
    headers |= {"host": "127.0.0.1", "content-type": "application/json"}
    headers |= {"content-length": str(len(content))}
    lines = ["POST /mcp HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + content


async def _send_and_break(port: int, message: bytes, until: Any) -> None:
    """Send all of `message`, wait, then reset the connection without having read a byte."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    place = writer.get_extra_info("socket")
    place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.write(message)
    await writer.drain()
    await until()
    writer.transport.abort()
    with suppress(OSError):
        await writer.wait_closed()


async def _number(world: World, house: House) -> tuple[int, int]:
    """Locks ever set on Luis' card and the entries that tell of one."""
    luis = house.cards["luis"].id
    mine = select(cards.c.company_number, cards.c.number).where(cards.c.id == luis).subquery()
    query = (
        select(func.count())
        .select_from(card_locks)
        .join(
            mine,
            (mine.c.company_number == card_locks.c.company_number)
            & (mine.c.number == card_locks.c.card_number),
        )
    )
    locks = int((await world.rows(query))[0][0])
    entries = await world.audited(action="card.locked", company_id=house.company.id)
    return locks, len([one for one in entries if one.outcome.value == "done"])


@settings(
    max_examples=6,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@example(turns=None, broken=1, modern=False)
@example(turns=None, broken=2, modern=True)
@given(turns=st.none() | st.integers(0, 60), broken=st.integers(1, 3), modern=st.booleans())
async def test_a_call_whose_answer_was_lost_has_one_effect_however_often_it_is_repeated(
    lasting_doors: Doors, turns: int | None, broken: int, modern: bool
) -> None:
    """`turns` of the event loop pass before the connection breaks; None waits for the commit."""
    house, world = plan(), lasting_doors.world
    async with world.founding() as founding:
        await found(founding, house)
    token = house.administrator.tokens[Door.MCP]
    arguments = {"card": house.cards["luis"].id, "reason": "Lost", "idempotency_key": "once"}

    async def wait() -> None:
        for _ in range(PATIENCE if turns is None else turns):
            if turns is None and await _number(world, house) == (1, 1):
                return
            await asyncio.sleep(0)
        assert turns is not None, "the lock was never committed"

    async with _listening(lasting_doors) as port:
        for _ in range(broken):
            await _send_and_break(port, _as_bytes(token, "lock_card", arguments, modern), wait)
        assistant = Assistant(lasting_doors.http, token, modern)
        answer = await assistant.use("lock_card", **arguments)
        again = await assistant.use("lock_card", **arguments)
    assert (answer["changed"], answer["after"]) == (True, "LOCKED")
    assert answer["replayed"] or turns is not None
    assert again == {**answer, "replayed": True}
    assert await _number(world, house) == (1, 1)

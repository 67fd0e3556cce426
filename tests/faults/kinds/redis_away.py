"""Redis gone, mute, or somebody else who answers nonsense."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager
from typing import Any

import httpx

from clara.adapters.limits.limiter import SharedLimits
from clara.domain.credentials.actor import Door
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced, sabotaged
from tests.faults.stage import Fault, Served, Site, on_a_site, served
from tests.faults.tally import Tally, rounds
from tests.parity.support.doors import basic
from tests.support.valkey import CountingServer, counting_server

_GUESSES = 3
_NONSENSE = b"-ERR who?\r\n$5\r\nxx\r\n*-7\r\n"
_WAITED_SECONDS = 30.0


class _Peer:
    """`url` is Redis; `be_away` begins the fault and `come_back` ends it, where that can be."""

    def __init__(self, url: str, server: CountingServer | None = None) -> None:
        self.url, self._server = url, server

    @property
    def comes_back(self) -> bool:
        return self._server is not None

    def be_away(self) -> None:
        if self._server is not None:
            self._server.kill()

    def come_back(self) -> None:
        if self._server is not None:
            self._server.start()


@asynccontextmanager
async def _gone() -> AsyncIterator[_Peer]:
    with counting_server() as server:
        yield _Peer(server.url, server)


@asynccontextmanager
async def _answering(answer: bytes) -> AsyncIterator[_Peer]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1024):
            writer.write(answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    yield _Peer(f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}/0")
    server.close()


async def _guess(here: Served) -> httpx.Response:
    """A password of somebody."""
    email = here.world.a.administrator.user.email
    headers = {"authorization": basic(email, "not the password")}
    return await here.http.post("/api/v1/auth/session", headers=headers)


def _fault(peer_of: Any) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally, refused = Tally(), 0
        async with peer_of() as peer:
            limits = {
                "redis_url": peer.url,
                "sign_in_limit": "1000/minute",
                "rate_limit": "1000/minute",
            }
            async with served(site, **limits) as here:
                for _ in rounds(budget):
                    peer.be_away()
                    refused += await _away(here, site, tally)
                    peer.come_back()
                    if peer.comes_back:
                        await _counted_again(here, tally)
                await tally.look(here.world)
        return tally.outcome(f"{refused} guesses refused, locks as ever")

    return fault


async def _away(here: Served, site: Site, tally: Tally) -> int:
    """Cards are locked as ever; nobody may guess passwords that nobody counts."""
    card = site.houses[0].cards["luis"].id
    token = site.houses[0].administrator.tokens[Door.REST]
    for action in ("lock", "unlock"):
        answer = await here.http.post(
            f"/api/v1/companies/{site.houses[0].company.id}/cards/{card}/{action}",
            headers={"authorization": f"Bearer {token}"},
        )
        tally.cases += 1
        tally.happened(answer.is_success and answer.json()["data"]["changed"])
    guesses = [await _guess(here) for _ in range(_GUESSES)]
    tally.cases += _GUESSES
    refused = sum(
        (one.status_code, one.json()["code"]) == (503, "limits_unavailable") for one in guesses
    )
    tally.must(refused == _GUESSES, "Passwords were guessed that nobody counted.")
    return refused


async def _counted_again(here: Served, tally: Tally) -> None:
    async with asyncio.timeout(_WAITED_SECONDS):
        while (await _guess(here)).status_code == 503:  # noqa: ASYNC110 - nothing tells us
            await asyncio.sleep(0.1)


def _open() -> AbstractContextManager[None]:
    """What can't be counted is let through."""

    def make(_: Any) -> Any:
        async def take(self: SharedLimits, *who: Any) -> None:
            return

        return take

    return replaced(SharedLimits, "take", make)


def _kind(name: str, sentence: str, peer_of: Any) -> Kind:
    run = on_a_site(_fault(peer_of))
    return Kind(name, BOTH[:1], sentence, run, sabotaged(run, _open))


KINDS = (
    _kind(
        "redis-gone",
        "The API stays open; what guards accounts is closed until Redis is back.",
        _gone,
    ),
    _kind("redis-mute", "Nobody waits for a Redis that says nothing.", lambda: _answering(b"")),
    _kind("redis-wrong", "Nonsense is no count.", lambda: _answering(_NONSENSE)),
)

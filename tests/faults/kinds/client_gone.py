"""A client that is gone right after the commit, or in the middle of an upload."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from sqlalchemy import func, select

from clara.adapters.persistence.database import Session
from clara.adapters.persistence.tables import card_transactions, cards, imports
from clara.domain.credentials.actor import Door
from clara.doors import build_server
from tests.faults.kind import BOTH, Budget, Kind, Outcome
from tests.faults.sabotage import replaced
from tests.faults.stage import Fault, Site, at_work, on_a_site
from tests.faults.tally import Tally, rounds
from tests.support.stripe.shop import listening
from tests.support.unfrozen import unfrozen
from tests.support.world import World

_ROWS = 40
_PATIENCE_SECONDS = 10.0
_BOUNDARY = "a-boundary"


@dataclass
class _Listening:
    world: World
    port: int
    http: httpx.AsyncClient

    @property
    def company(self) -> str:
        return f"/api/v1/companies/{self.world.a.company.id}"

    def head(self, path: str, length: int, kind: str, key: str | None) -> bytes:
        lines = [
            f"POST {path} HTTP/1.1",
            f"host: 127.0.0.1:{self.port}",
            f"authorization: Bearer {self.world.a.administrator.tokens[Door.WEB]}",
            f"content-type: {kind}",
            f"content-length: {length}",
            *([f"idempotency-key: {key}"] if key else []),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def sends(self, message: bytes, until: asyncio.Event | None = None) -> bytes:
        """Send it and read the answer; or hang up once `until`."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(message)
        await writer.drain()
        if until is not None:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await until.wait()
            writer.transport.abort()
            return b""
        answer = await reader.read()
        writer.close()
        return answer


@asynccontextmanager
async def _on_a_port(site: Site) -> AsyncIterator[_Listening]:
    async with at_work(site, rate_limit="off") as world:
        app = build_server(world.core.settings, core=world.core)
        with unfrozen():
            async with listening(app) as port, httpx.AsyncClient(trust_env=False) as http:
                yield _Listening(world, port, http)


def _told_of_commits(done: asyncio.Event) -> Any:
    def make(commit: Callable[..., Any]) -> Any:
        async def told(self: Session) -> None:
            await commit(self)
            done.set()
            await asyncio.sleep(0.01)  # in which the client hangs up

        return told

    return replaced(Session, "commit", make)


def _after_commit(*, with_keys: bool) -> Fault:
    async def fault(site: Site, budget: Budget) -> Outcome:
        tally = Tally()
        async with _on_a_port(site) as here:
            for number, _ in enumerate(rounds(budget)):
                alias, done = f"card {number}", asyncio.Event()
                body = json.dumps({"cardholder_name": "Nora Prueba", "alias": alias}).encode()
                key = alias if with_keys else None
                head = here.head(f"{here.company}/cards", len(body), "application/json", key)
                with _told_of_commits(done):
                    await here.sends(head + body, until=done)
                    await asyncio.sleep(0.05)
                again = await here.http.post(
                    f"http://127.0.0.1:{here.port}{here.company}/cards",
                    content=body,
                    headers=_headers(here, key),
                )
                tally.must(again.status_code == 201, f"It was answered {again.status_code}.")
                tally.cases += 1
                named = select(func.count()).where(cards.c.alias == alias)
                ((count,),) = await here.world.rows(named)
                tally.happened(count)
            await tally.look(here.world)
        return tally.outcome(f"{tally.cases} clients gone before they were answered")

    return fault


def _headers(here: _Listening, key: str | None) -> dict[str, str]:
    token = here.world.a.administrator.tokens[Door.WEB]
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    return headers | ({"idempotency-key": key} if key else {})


def _statement(round: int) -> bytes:
    rows = [f"2026-11-03,OXXO {round} {n},{n}.50\r\n" for n in range(1, _ROWS + 1)]
    part = 'content-disposition: form-data; name="file"; filename="statement.csv"'
    text = "".join(["Fecha,Comercio,Cargo\r\n", *rows])
    head = f"--{_BOUNDARY}\r\n{part}\r\ncontent-type: text/csv\r\n\r\n"
    return f"{head}{text}".encode()


_END = f"\r\n--{_BOUNDARY}--\r\n".encode()


def _in_upload(*, says_whole: bool) -> Fault:
    """Half of a statement comes. With `says_whole` it looks like all of it: nothing tells that it is
    not."""

    async def fault(site: Site, budget: Budget) -> Outcome:
        tally = Tally()
        async with _on_a_port(site) as here:
            for number, dice in enumerate(rounds(budget)):
                before = await _rows(here.world)
                whole = _statement(number)
                half = whole[: dice.randrange(len(whole) // 4, 3 * len(whole) // 4)]
                await _send(here, half + (_END if says_whole else b""), len(whole + _END), number)
                tally.cases += 1
                left = await _rows(here.world)
                tally.must(left == before, "Half a statement was imported.")
                if not says_whole:
                    await _send(here, whole + _END, len(whole + _END), number)
                    again = await _send(here, whole + _END, len(whole + _END), number)
                    tally.must(b"idempotent-replayed: true" in again, "It was not replayed.")
                tally.happened(await _rows(here.world) - before, _ROWS)
            ((running,),) = await here.world.rows(
                select(func.count()).where(imports.c.status == "running")
            )
            tally.must(running == 0, "An import is running for ever.")
            await tally.look(here.world)
        return tally.outcome(f"{tally.cases} uploads cut in the middle")

    return fault


async def _send(here: _Listening, form: bytes, length: int, number: int) -> bytes:
    """A form; one that is shorter than it says is cut off there."""
    kind = f"multipart/form-data; boundary={_BOUNDARY}"
    path = f"{here.company}/card_transactions/imports"
    said = len(form) if form.endswith(_END) else length
    message = here.head(path, said, kind, f"statement {number}") + form
    if len(form) == said:
        return await here.sends(
            message.replace(b"content-type", b"connection: close\r\ncontent-type", 1)
        )
    cut = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, cut.set)
    await here.sends(message, until=cut)
    await asyncio.sleep(0.1)
    return b""


async def _rows(world: World) -> int:
    ((count,),) = await world.rows(select(func.count()).select_from(card_transactions))
    return int(count)


KINDS = (
    Kind(
        "client-gone-after-commit",
        BOTH,
        "Who hung up before the answer came repeats with the key, and it is done once.",
        on_a_site(_after_commit(with_keys=True)),
        on_a_site(_after_commit(with_keys=False)),
    ),
    Kind(
        "client-gone-in-upload",
        BOTH,
        "Of half a statement nothing is kept; the whole one goes in under the same key.",
        on_a_site(_in_upload(says_whole=False)),
        on_a_site(_in_upload(says_whole=True)),
    ),
)

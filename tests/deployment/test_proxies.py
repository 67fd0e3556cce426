"""What the files of `deploy/` promise, with a real nginx and a real Caddy."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from clara.adapters.gateway.source import behind_proxies
from clara.domain.credentials.actor import Door
from scripts import proxies
from tests.deployment.fronted import KINDS, NAME, Front, fronted
from tests.parity.support.doors import Doors, opened_doors
from tests.support.certificates import Authority
from tests.support.deployed import Diagnose, bare, diagnose
from tests.support.processes import free_port
from tests.support.proxy import listening

__all__ = ["bare", "diagnose"]

pytestmark = pytest.mark.anyio

SECRET = "clara_api_of_somebody"
TO_WITNESS = "x-to-the-witness"


@dataclass
class Witness:
    """Tells what reached Clara's place, and through its eyes who asked. Everything else is Clara's."""

    app: Any
    goes_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if not any(name == TO_WITNESS.encode() for name, _ in scope["headers"]):
            await self.app(scope, receive, send)
            return
        await behind_proxies(self._tell, [NAME])(scope, receive, send)

    async def _tell(self, scope: Any, receive: Any, send: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if not message.get("more_body"):
                break
        await send({"type": "http.response.start", "status": 200, "headers": []})
        seen = {
            "client": scope["client"][0],
            "scheme": scope["scheme"],
            "host": headers["host"],
            "forwarded": headers.get("forwarded"),
            "size": size,
        }
        first = json.dumps(seen).encode() + b"\n"
        await send({"type": "http.response.body", "body": first, "more_body": True})
        if headers[TO_WITNESS] == "slowly":
            await asyncio.wait_for(self.goes_on.wait(), 10)
        await send({"type": "http.response.body", "body": b"the rest"})


@dataclass(frozen=True)
class Deployed:
    front: Front
    witness: Witness
    doors: Doors
    authority: Authority

    def client(self, **headers: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(
            base_url=self.front.origin,
            headers=headers,
            verify=ssl.create_default_context(cafile=str(self.authority.file)),
            trust_env=False,
            timeout=20,
        )

    async def told(self, **headers: str) -> dict[str, Any]:
        """What the witness saw of a request with `headers`."""
        async with self.client(**{TO_WITNESS: "at once"}) as http:
            answer = await http.get("/mcp", headers=headers)
        found: dict[str, Any] = json.loads(answer.text.splitlines()[0])
        return found


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    if proxies.path(name) is None:
        pytest.skip(f"there is no {name} here: {proxies.HINT}")
    return name


@pytest.fixture(scope="module")
def store(kind: str, templates: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    template = templates.of("sqlite", with_houses=False)
    with template.store(tmp_path_factory.mktemp(kind)) as url:
        yield url


@pytest.fixture(scope="module")
async def deployed(
    kind: str, store: str, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[Deployed]:
    folder = tmp_path_factory.mktemp(kind)
    authority = Authority(folder / "authority", "Firm")
    port = free_port()
    settings = {"public_url": f"https://{NAME}:{port}", "trusted_proxies": (NAME,)}
    async with opened_doors(store, **settings) as doors:
        witness = Witness(doors.app)
        async with listening(witness, dates=False) as upstream:
            with fronted(kind, folder / "proxy", port, upstream, authority) as front:
                yield Deployed(front, witness, doors, authority)


async def test_clara_is_told_who_asks_by_which_name_and_that_it_was_encrypted(
    deployed: Deployed,
) -> None:
    seen = await deployed.told()
    assert seen["client"] == NAME
    assert seen["scheme"] == "https"
    assert seen["host"] == f"{NAME}:{deployed.front.port}"


async def test_what_a_client_writes_about_itself_is_not_believed(deployed: Deployed) -> None:
    seen = await deployed.told(
        **{
            "x-forwarded-for": "203.0.113.9",
            "x-forwarded-proto": "http",
            "forwarded": "for=203.0.113.9;proto=http",
        }
    )
    assert (seen["client"], seen["scheme"], seen["forwarded"]) == (NAME, "https", None)


async def test_an_answer_arrives_as_it_is_written(deployed: Deployed) -> None:
    deployed.witness.goes_on.clear()
    async with (
        deployed.client(**{TO_WITNESS: "slowly"}) as http,
        http.stream("GET", "/mcp") as answer,
    ):
        pieces = answer.aiter_lines()
        assert json.loads(await asyncio.wait_for(anext(pieces), 5))["size"] == 0
        deployed.witness.goes_on.set()
        assert await anext(pieces) == "the rest"


async def test_an_upload_of_ten_megabytes_arrives_and_a_larger_one_than_allowed_does_not(
    deployed: Deployed,
) -> None:
    async with deployed.client(**{TO_WITNESS: "at once"}) as http:
        sent = await http.post("/api/v1/imports", content=b"x" * 10_000_000)
        assert json.loads(sent.text.splitlines()[0])["size"] == 10_000_000
        try:
            refused = (await http.post("/api/v1/imports", content=b"x" * 14_000_000)).status_code
        except httpx.TransportError:  # closed while it was still being sent
            refused = 413
    assert refused in (413, 502)


async def test_every_assistant_connects_through_it(
    deployed: Deployed, diagnose: Diagnose, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(deployed.authority.file))
    token = deployed.doors.world.a.administrator.tokens[Door.MCP]
    url = f"{deployed.front.origin}/mcp"
    seen = await diagnose(url, "--token", "--register", CLARA_MCP_TOKEN=token)
    assert seen.broken == {}
    assert seen.ended.code == 0


async def test_metrics_are_not_for_the_outside(deployed: Deployed) -> None:
    async with deployed.client(**{TO_WITNESS: "at once"}) as http:
        assert (await http.get("/metrics")).status_code == 404


async def test_logs_have_no_path_no_query_and_no_token(deployed: Deployed) -> None:
    headers = {"authorization": f"Bearer {SECRET}", "referer": "https://a.example/of-somebody"}
    async with deployed.client(**headers) as http:
        await http.get("/api/v1/companies/of-somebody/cards", params={"token": SECRET})
        with_body = {"content-type": "application/json"}
        await http.post(
            "/api/v1/sessions/of-somebody", content=b"x" * 14_000_000, headers=with_body
        )
    said = await _logged(deployed.front, lines=2)
    assert "of-somebody" not in said
    assert SECRET not in said


async def test_nor_when_clara_is_away(kind: str, tmp_path: Path, deployed: Deployed) -> None:
    with fronted(kind, tmp_path / "proxy", free_port(), free_port(), deployed.authority) as front:
        away = Deployed(front, deployed.witness, deployed.doors, deployed.authority)
        async with away.client(authorization=f"Bearer {SECRET}") as http:
            answer = await http.get("/cards/of-somebody", params={"token": SECRET})
        said = await _logged(front, lines=1)
    assert answer.status_code == 502
    assert "502" in said
    assert "of-somebody" not in said + front.log
    assert SECRET not in said + front.log


async def _logged(front: Front, lines: int) -> str:
    """Everything written, once there are so many lines."""
    for _ in range(200):
        if front.log.count("\n") >= lines:
            break
        await asyncio.sleep(0.02)
    assert front.log.count("\n") >= lines, "nothing is logged at all"
    return front.log

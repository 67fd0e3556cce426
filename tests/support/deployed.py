"""Clara behind a proxy on loopback, over http and over https, and the doctor that looks at it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.adapters.cli.conftest import Ended, Installation, bare
from tests.parity.support.doors import Doors, opened_doors
from tests.support.certificates import Authority
from tests.support.proxy import Proxy, faultless, listening

__all__ = ["bare", "by_either", "by_http", "deployed_stores", "deployments", "diagnose"]


@dataclass
class Deployed:
    """`authority` is who signed the proxy's certificate; clients have to trust it."""

    proxy: Proxy
    doors: Doors
    origin: str
    authority: Authority

    @property
    def url(self) -> str:
        return f"{self.origin}/mcp"

    @property
    def is_encrypted(self) -> bool:
        return self.origin.startswith("https:")


@asynccontextmanager
async def deployed(
    store: str, folder: Path, scheme: str, **settings: Any
) -> AsyncIterator[Deployed]:
    """Its public address is that of the proxy, unless `settings` say otherwise."""
    authority = Authority(folder / "authority", "Firm")
    tls = authority.server("127.0.0.1") if scheme == "https" else None
    limits = httpx.Limits(max_keepalive_connections=0)
    client = httpx.AsyncClient(trust_env=False, timeout=30, limits=limits)
    proxy = Proxy(client)
    async with client, listening(proxy, tls, dates=False) as port:
        origin = f"{scheme}://127.0.0.1:{port}"
        async with (
            opened_doors(store, **{"public_url": origin, **settings}) as doors,
            listening(doors.app) as inner,
        ):
            proxy.upstream = f"http://127.0.0.1:{inner}"
            yield Deployed(proxy, doors, origin, authority)


@pytest.fixture(scope="session")
def deployed_stores(
    templates: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """An empty one for each scheme."""
    template = templates.of("sqlite", with_houses=False)
    folders = {scheme: tmp_path_factory.mktemp(scheme) for scheme in ("http", "https")}
    with template.store(folders["http"]) as plain, template.store(folders["https"]) as encrypted:
        yield {"http": plain, "https": encrypted}


@pytest.fixture(scope="session")
async def deployments(
    deployed_stores: dict[str, str], tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> AsyncIterator[dict[str, Deployed]]:
    """One for each scheme, which many tests share."""
    folder = tmp_path_factory.mktemp("deployed")
    async with (
        deployed(deployed_stores["http"], folder, "http") as by_http,
        deployed(deployed_stores["https"], folder, "https") as by_https,
    ):
        yield {"http": by_http, "https": by_https}


@pytest.fixture(params=["http", "https"])
def by_either(
    request: pytest.FixtureRequest,
    deployments: dict[str, Deployed],
    monkeypatch: pytest.MonkeyPatch,
) -> Deployed:
    return _untouched(deployments[request.param], monkeypatch)


@pytest.fixture
def by_http(deployments: dict[str, Deployed], monkeypatch: pytest.MonkeyPatch) -> Deployed:
    return _untouched(deployments["http"], monkeypatch)


def _untouched(found: Deployed, monkeypatch: pytest.MonkeyPatch) -> Deployed:
    found.proxy.does(faultless)
    monkeypatch.setenv("SSL_CERT_FILE", str(found.authority.file))
    return found


@dataclass
class Diagnosis:
    """What `clara doctor --url --json` said and how it ended."""

    ended: Ended

    @property
    def findings(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ended.json
        return found

    @property
    def broken(self) -> dict[tuple[str, str], dict[str, Any]]:
        return {
            (one["client"], one["step"]): one for one in self.findings if one["outcome"] == "broken"
        }

    def broken_at(self, step: str) -> set[str]:
        """The clients that `step` is broken for."""
        return {client for client, name in self.broken if name == step}

    def told(self, client: str, step: str) -> tuple[str, str]:
        """What is broken there, and what to do."""
        finding = self.broken[client, step]
        return finding["sentence"], finding["remedy"]

    def outcomes(self, step: str) -> dict[str, str]:
        """Of `step`, per client."""
        return {one["client"]: one["outcome"] for one in self.findings if one["step"] == step}


Diagnose = Callable[..., Awaitable[Diagnosis]]


@pytest.fixture
def diagnose(bare: Installation, monkeypatch: pytest.MonkeyPatch) -> Diagnose:
    """`await diagnose(url, *options, **environment)`"""

    async def run(url: str, *options: str, **environment: str) -> Diagnosis:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        arguments = ("doctor", "--url", url, "--json", *options)
        # A loop of its own, beside that of the servers that it asks.
        return Diagnosis(await asyncio.to_thread(bare.clara, *arguments))

    return run

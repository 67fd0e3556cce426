"""In production nothing but TLS, loopback and named proxies gets in."""

import httpx
import pytest

from clara.adapters.gateway.encryption import encrypted
from tests.support.limited import hello

pytestmark = pytest.mark.anyio

CLEAR, TLS = "http://clara.example.com", "https://clara.example.com"


async def _asked(
    peer: str, base: str = CLEAR, path: str = "/api", **changes: object
) -> httpx.Response:
    settings = {"production": True, "public_url": TLS, "trusted": ("10.0.0.0/8",), **changes}
    app = encrypted(hello, **settings)  # type: ignore[arg-type]
    transport = httpx.ASGITransport(app, client=(peer, 4711))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=base) as http:
        return await http.get(path)


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.1.2.3"])
async def test_loopback_and_named_proxies_may_speak_plainly(peer: str) -> None:
    assert (await _asked(peer)).status_code == 200


@pytest.mark.parametrize("peer", ["192.0.2.1", "2001:db8::1", "11.0.0.1", "nonsense"])
async def test_others_are_told_to_use_tls(peer: str) -> None:
    answer = await _asked(peer)
    assert (answer.status_code, answer.json()["code"]) == (403, "encryption_required")


async def test_probes_are_answered_to_anybody() -> None:
    assert (await _asked("192.0.2.1", path="/api/v1/health/ready")).status_code == 200


async def test_tls_is_welcome_from_anywhere() -> None:
    assert (await _asked("192.0.2.1", TLS)).status_code == 200


async def test_development_takes_what_comes() -> None:
    assert (await _asked("192.0.2.1", production=False)).status_code == 200


async def test_browsers_are_told_to_stay_with_https_where_it_is_the_public_address() -> None:
    name = "strict-transport-security"
    assert (await _asked("127.0.0.1")).headers[name] == "max-age=31536000"
    plain = await _asked("127.0.0.1", public_url="http://127.0.0.1:8000")
    assert name not in plain.headers

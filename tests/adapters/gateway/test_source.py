"""Where a request comes from: a proxy is believed when the operator named it, and only then."""

import pytest

from clara.adapters.gateway.source import behind_proxies
from clara.domain.errors import Invalid
from clara.settings import load
from tests.support.limited import hello, limited

pytestmark = pytest.mark.anyio

PROXIES = ("10.0.0.0/8", "192.0.2.7", "2001:db8:ffff::/48")
NEAREST = "10.0.0.1"


async def _seen(peer: str, *forwarded: str, scheme: str | None = None) -> str:
    """What the application takes for the client, and the scheme."""
    headers = [(b"x-forwarded-for", one.encode("latin-1")) for one in forwarded]
    if scheme is not None:
        headers.append((b"x-forwarded-proto", scheme.encode()))
    async with limited(peer=peer, trusted_proxies=PROXIES) as http:
        return (await http.get("/api/v1/version", headers=headers)).text


@pytest.mark.parametrize("peer", ["198.51.100.9", "192.0.2.8", "2001:db8::1"])
async def test_who_is_no_trusted_proxy_is_not_believed(peer: str) -> None:
    assert await _seen(peer, "203.0.113.5", scheme="https") == f"{peer} http"


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        (["203.0.113.5"], "203.0.113.5"),
        (["203.0.113.5, 10.0.0.2"], "203.0.113.5"),
        (["203.0.113.5", "10.0.0.2, 192.0.2.7"], "203.0.113.5"),
        (["203.0.113.99, 203.0.113.5, 10.0.0.2"], "203.0.113.5"),
        (["10.0.0.3, 203.0.113.5"], "203.0.113.5"),
        (["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
        (["2001:db8::5, 2001:db8:ffff::1"], "2001:db8::5"),
        (["[2001:db8::5]:4711"], "2001:db8::5"),
        (["203.0.113.5:4711"], "203.0.113.5"),
        (["::ffff:203.0.113.5, ::ffff:10.0.0.2"], "203.0.113.5"),
        ([], NEAREST),
    ],
)
async def test_the_right_most_address_that_is_no_proxys_is_the_client(
    forwarded: list[str], source: str
) -> None:
    assert await _seen(NEAREST, *forwarded) == f"{source} http"


@pytest.mark.parametrize(
    ("forwarded", "source"),
    [
        ("unknown", NEAREST),
        ("", NEAREST),
        (" , ", NEAREST),
        ("203.0.113.5, garbage, 10.0.0.2", "10.0.0.2"),
        ("203.0.113.5, 999.1.1.1", NEAREST),
        ("203.0.113.5,", NEAREST),
        ("[2001:db8::5", "2001:db8::5"),
        ("[", NEAREST),
        ("203.0.113.5, \x7f\xff", NEAREST),
        ("1" * 20_000, NEAREST),
        ("10.0.0.9, " * 1_000 + "10.0.0.9", "10.0.0.9"),
    ],
)
async def test_at_garbage_the_last_known_hop_is_the_source(forwarded: str, source: str) -> None:
    assert await _seen(NEAREST, forwarded) == f"{source} http"


@pytest.mark.parametrize(
    ("said", "scheme"),
    [("https", "https"), ("HTTPS", "https"), ("http, https", "https"), ("gopher", "http")],
)
async def test_the_nearest_proxy_says_the_scheme(said: str, scheme: str) -> None:
    assert await _seen(NEAREST, "203.0.113.5", scheme=said) == f"203.0.113.5 {scheme}"


async def test_a_peer_with_an_ipv4_address_in_ipv6_is_the_same_proxy() -> None:
    assert await _seen("::ffff:10.0.0.1", "203.0.113.5") == "203.0.113.5 http"


async def test_a_spoofed_address_buys_no_new_count() -> None:
    async with limited(rate_limit="1/minute") as http:
        codes = [
            (
                await http.get("/api/v1/version", headers={"x-forwarded-for": f"203.0.113.{n}"})
            ).status_code
            for n in range(3)
        ]
    assert codes == [200, 429, 429]


async def test_a_request_without_a_peer_is_served() -> None:
    seen = {}

    async def app(scope: object, receive: object, send: object) -> None:
        seen["scope"] = scope

    front = behind_proxies(app, PROXIES)
    scope = {"type": "http", "client": None, "headers": [(b"x-forwarded-for", b"203.0.113.5")]}
    await front(scope, None, None)  # type: ignore[arg-type]
    assert seen["scope"] == scope


def test_without_proxies_nothing_stands_in_between() -> None:
    assert behind_proxies(hello, ()) is hello


def test_the_setting_is_a_list_with_commas() -> None:
    environ = {"CLARA_SECRET_KEY": "s" * 32, "CLARA_TRUSTED_PROXIES": "10.0.0.0/8, ::1 ,"}
    assert load(environ).trusted_proxies == ("10.0.0.0/8", "::1")


@pytest.mark.parametrize("proxy", ["proxy.internal", "10.0.0.1/8", "10.0.0.0/99", "*"])
def test_what_is_no_network_is_refused_at_the_start(proxy: str) -> None:
    with pytest.raises(Invalid) as caught:
        behind_proxies(hello, (proxy,))
    assert caught.value.code == "invalid_settings"
    assert "CLARA_TRUSTED_PROXIES" in caught.value.message
    assert proxy in caught.value.message

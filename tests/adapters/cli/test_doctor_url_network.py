"""`clara doctor --url`: addresses and certificates that no client gets past, and what to do."""

import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from clara.adapters.mcp.handshakes.unreachable import unreachable
from tests.adapters.cli.conftest import Installation
from tests.support.certificates import Authority
from tests.support.deployed import Diagnose, Diagnosis, bare, diagnose
from tests.support.proxy import listening

__all__ = ["bare", "diagnose"]

pytestmark = pytest.mark.anyio


async def never(scope: Any, receive: Any, send: Any) -> None:
    raise AssertionError("nobody gets that far")


def only(seen: Diagnosis) -> tuple[str, str, str]:
    """Step, sentence and remedy of what is broken; no client was tried."""
    ((_, step),) = seen.broken
    ((finding),) = seen.broken.values()
    assert seen.ended.code == 1
    assert set(seen.outcomes("everything").values()) == {"not_tried"}
    return step, finding["sentence"], finding["remedy"]


@pytest.mark.parametrize(
    ("names", "ends_in", "sentence", "remedy"),
    [
        (("127.0.0.1",), timedelta(minutes=-30), "has expired", "Renew the certificate"),
        (("127.0.0.2",), timedelta(hours=1), "is for another address", "host name"),
        (("clara.example",), timedelta(hours=1), "is for another address", "host name"),
    ],
)
async def test_a_certificate_that_is_not_good_is_named(
    tmp_path: Path,
    diagnose: Diagnose,
    names: tuple[str, ...],
    ends_in: timedelta,
    sentence: str,
    remedy: str,
) -> None:
    authority = Authority(tmp_path, "Firm")
    async with listening(never, authority.server(*names, ends_in=ends_in)) as port:
        seen = await diagnose(f"https://127.0.0.1:{port}/mcp", SSL_CERT_FILE=str(authority.file))
    step, told, todo = only(seen)
    assert step == "certificate"
    assert told == f"The certificate {sentence}."
    assert remedy in todo


async def test_an_authority_that_nobody_trusts_is_named(tmp_path: Path, diagnose: Diagnose) -> None:
    authority = Authority(tmp_path, "Firm")
    async with listening(never, authority.server("127.0.0.1")) as port:
        seen = await diagnose(f"https://127.0.0.1:{port}/mcp")
    step, told, todo = only(seen)
    assert step == "certificate"
    assert "authority that is not trusted" in told
    assert "fullchain.pem" in todo
    assert "SSL_CERT_FILE" in todo


async def test_https_at_a_port_that_speaks_http_is_named(diagnose: Diagnose) -> None:
    async with listening(never) as port:
        seen = await diagnose(f"https://127.0.0.1:{port}/mcp")
    step, told, _ = only(seen)
    assert step == "certificate"
    assert "does not speak TLS" in told


async def test_http_at_a_port_that_speaks_tls_is_named(tmp_path: Path, diagnose: Diagnose) -> None:
    tls = Authority(tmp_path, "Firm").server("127.0.0.1")
    async with listening(never, tls) as port:
        seen = await diagnose(f"http://127.0.0.1:{port}/mcp")
    step, _, todo = only(seen)
    assert step == "connection"
    assert "https://" in todo


async def test_a_port_where_nobody_listens_is_named(diagnose: Diagnose) -> None:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        port = place.getsockname()[1]
    step, told, todo = only(await diagnose(f"http://127.0.0.1:{port}/mcp"))
    assert (step, told) == ("connection", f"127.0.0.1, port {port}, refuses connections.")
    assert "clara serve" in todo


@pytest.mark.parametrize(
    ("cause", "step", "part"),
    [
        (socket.gaierror(-2, "Name or service not known"), "name", "leads nowhere"),
        (ExceptionGroup("all", [ConnectionRefusedError()]), "connection", "refuses connections"),
        (ssl.SSLError(1, "wrong version number"), "certificate", "does not speak TLS"),
        (OSError(101, "Network is unreachable"), "connection", "can't be reached"),
    ],
)
def test_the_cause_of_a_failed_connection_says_the_step(
    cause: Exception, step: str, part: str
) -> None:
    error = httpx.ConnectError("failed")
    error.__cause__ = cause
    found = unreachable(error, "clara.example", 443)
    assert found.step == step
    assert part in found.sentence


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (httpx.ConnectTimeout("slow"), "does not answer at all"),
        (httpx.ReadTimeout("slow"), "says nothing"),
        (httpx.ProxyError("no"), "through this computer's proxy"),
        (httpx.RemoteProtocolError("no"), "does not speak HTTP"),
    ],
)
def test_silence_is_told_from_nonsense(error: httpx.TransportError, part: str) -> None:
    found = unreachable(error, "clara.example", 443)
    assert (found.step, part in found.sentence) == ("connection", True)


@pytest.mark.parametrize(
    ("url", "sentence", "remedy"),
    [
        ("http://clara.example/mcp", "Assistants take https only", "Serve Clara by https"),
        ("HTTP://CLARA.example/mcp", "Assistants take https only", "Serve Clara by https"),
        ("https://clara.example", "does not lead to /mcp", "Use https://clara.example/mcp."),
        (
            "https://clara.example/api/v1?key=1",
            "does not lead to /mcp",
            "Use https://clara.example/mcp.",
        ),
    ],
)
async def test_an_address_that_is_not_right_is_named_and_not_asked(
    diagnose: Diagnose, url: str, sentence: str, remedy: str
) -> None:
    seen = await diagnose(url, "--token", CLARA_MCP_TOKEN="clara_mcp_mine")
    step, told, todo = only(seen)
    assert step == "address"
    assert sentence in told
    assert remedy in todo
    assert "key=1" not in seen.ended.out


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("clara.example/mcp", "begin with https://"),
        ("https://", "begin with https://"),
        ("https://me:secret@clara.example/mcp", "belong into the environment"),
        ("http://me:secret@clara.example/mcp", "belong into the environment"),
        ("https://[::1/mcp", "not well-formed"),
        ("https://xn--/mcp", "not well-formed"),
        ("https://clara.example:99999/mcp", "not well-formed"),
    ],
)
def test_what_is_no_address_is_refused(bare: Installation, url: str, reason: str) -> None:
    ended = bare.clara("doctor", "--url", url)
    assert (ended.code, ended.out) == (1, "")
    assert reason in ended.err
    assert "secret" not in ended.err

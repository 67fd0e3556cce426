"""Identifiers of clients that are addresses."""

import pytest

from clara.domain.errors import Invalid
from clara.domain.oauth.client_url import (
    MAX_LENGTH,
    is_client_url,
    publisher,
    require_client_url,
)

START = "https://assistant.example/"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://assistant.example/", "assistant.example"),
        ("https://assistant.example/oauth/client.json", "assistant.example"),
        ("https://Assistant.Example:8443/client", "assistant.example"),
        ("https://assistant.example/client?v=1", "assistant.example"),
        ("https://xn--assistnt-2za.example/%41", "xn--assistnt-2za.example"),
        ("https://a.b-c.d9/x", "a.b-c.d9"),
        (START.ljust(MAX_LENGTH, "a"), "assistant.example"),
    ],
)
def test_an_address_with_a_host_and_a_path_is_one(url: str, host: str) -> None:
    require_client_url(url)
    assert is_client_url(url)
    assert publisher(url) == host


@pytest.mark.parametrize(
    "url",
    [
        *("http://assistant.example/x", "HTTPS://assistant.example/x", "ftp://a.example/x", ""),
        *("https:assistant.example/x", "https:/assistant.example/x", "https:///x", "https://"),
        *("https://assistant.example", "https://assistant.example?x", "https://:443/x"),
        *("https://ana@assistant.example/x", "https://ana:b@a.example/x", "https://@a.example/x"),
        *("https://a.example/x#y", "https://a.example/x#", "https://a.example/x y"),
        *("https://a.example/../x", "https://a.example/./x", "https://a.example/x/.."),
        *("https://a.example/%2e%2E/x", "https://a.example/.%2e/x"),
        *("https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x", "https://0x7f.1/x"),
        *("https://localhost/x", "https://intranet/x", "https://a.example./x", "https://a..b/x"),
        *("https://-a.example/x", "https://a_b.example/x", "https://é.example/x"),
        *("https://a.example:0/x", "https://a.example:99999/x", "https://a.example:x/x"),
        *("https://a.example\\@b.example/x", "https://a.example/\x00", "https://a.example/x\n"),
        START.ljust(MAX_LENGTH + 1, "a"),
    ],
)
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match="invalid_client_document"):
        require_client_url(url)


def test_an_identifier_that_we_gave_out_is_no_address() -> None:
    given = "client_" + "0" * 32
    assert not is_client_url(given)
    assert publisher(given) is None

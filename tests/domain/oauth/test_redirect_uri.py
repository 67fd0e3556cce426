"""Where a program may have a person sent."""

import pytest

from clara.domain.errors import ClaraError
from clara.domain.oauth.redirect_uri import host_of, is_loopback, require_redirect_uri


@pytest.mark.parametrize(
    "uri",
    [
        "https://claude.ai/api/mcp/auth_callback",
        "https://chatgpt.com/connector_platform_oauth_redirect",
        "http://localhost:33418/oauth/callback",
        "http://127.0.0.1/",
        "http://[::1]:9/",
        "cursor://anysphere.cursor-retrieval/oauth/user-clara/callback",
        "com.example.app:/oauth",
    ],
)
def test_https_loopback_and_apps_of_their_own(uri: str) -> None:
    require_redirect_uri(uri)


@pytest.mark.parametrize(
    "uri",
    [
        "http://assistant.example/callback",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a.example/#fragment",
        "https://user@a.example/",
        "https://a.example/\r\nlocation: x",
        "https:///nowhere",
        "https://a.example:port/",
        "https://a.example/" + "x" * 2_000,
        "/relative",
        "",
        "https://a.example\\@evil.example/",
        "ws://127.0.0.1/",
    ],
)
def test_anything_else_is_refused(uri: str) -> None:
    with pytest.raises(ClaraError, match="invalid_redirect_uri"):
        require_redirect_uri(uri)


def test_people_are_told_where_they_go() -> None:
    assert host_of("https://claude.ai/api") == "claude.ai"
    assert host_of("http://localhost:1/x") == "a program on this computer"
    assert host_of("cursor://anysphere/x") == "cursor:"
    assert is_loopback("http://localhost:1/x")
    assert not is_loopback("https://localhost/x")

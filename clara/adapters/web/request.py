"""The request of a browser, and what every page asks of it."""

from typing import Any

from litestar import Request

from clara.settings import Settings

WebRequest = Request[Any, Any, Any]


def request_id_of(request: WebRequest) -> str:
    """The id the gateway gave this request."""
    found: str = request.scope.get("state", {}).get("request_id") or ""
    return found


def settings_of(request: WebRequest) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def is_https(settings: Settings) -> bool:
    """Whether browsers reach this installation encrypted, so that cookies may be `Secure`."""
    return settings.public_url.startswith("https:")

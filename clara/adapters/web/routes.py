"""Every page of ours, and what they need of the application that serves them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler

from clara.adapters.web.console.failures import page_for_browsers
from clara.adapters.web.console.routes import PLACES, console_routes
from clara.adapters.web.console.site import build_site, state_of, template_config
from clara.adapters.web.request import WebRequest
from clara.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    """`state` is what the routes find in the application's; `refused` gives the page for what the
    framework refuses before a route runs, None where a program asked."""

    routes: Sequence[ControllerRouterHandler]
    templates: TemplateConfig[Any]
    state: Mapping[str, object]
    refused: Callable[[WebRequest, HTTPException], Response[Any] | None]


def build_web(settings: Settings) -> Web:
    """Made once, when the server starts."""
    site = build_site(settings, PLACES)
    return Web(
        routes=console_routes(is_sandbox=not settings.stripe_secret_key),
        templates=template_config(site),
        state=state_of(site),
        refused=page_for_browsers,
    )

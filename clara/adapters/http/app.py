"""The Litestar application: every route under `/api/v1`, the API's pages beside it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Any

from litestar import Litestar, Response, Router
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.template import TemplateConfig
from litestar.types import ControllerRouterHandler

from clara.adapters.http import (
    accounts,
    activity,
    analysis,
    attachments,
    authorizations,
    card_transactions,
    cards,
    charts,
    companies,
    credits,
    docs,
    exports,
    google,
    imports,
    issuing,
    mcp_tokens,
    members,
    receipts,
    simulator,
    stripe_issuing,
    stripe_webhook,
    system,
    tasks,
    users,
    webhooks,
)
from clara.adapters.http.errors import on_clara_error, on_defect, on_http_error
from clara.adapters.http.methods import allowed, answer_options
from clara.adapters.http.request import HttpRequest
from clara.application.runner import Runner
from clara.domain.errors import ClaraError
from clara.settings import Settings

MAX_BODY = 64 * 1024
"""Bytes of a JSON body; uploads have their own limit."""

Lifespan = Callable[[Litestar], AbstractAsyncContextManager[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """What browsers get beside the API. `state` is kept for the `routes`; `refused` gives the page
    for what the framework refuses before a route runs, None where a program asked."""

    routes: Sequence[ControllerRouterHandler] = ()
    templates: TemplateConfig[Any] | None = None
    state: Mapping[str, object] = field(default_factory=dict)
    refused: Callable[[HttpRequest, HTTPException], Response[Any] | None] = lambda _, __: None


def build_http_app(
    runner: Runner, settings: Settings, lifespan: Lifespan, pages: Pages | None = None
) -> Litestar:
    """The REST door of `runner`. `lifespan` is entered before the first request."""
    beside = pages or Pages()
    api = Router(
        "/api/v1",
        route_handlers=[
            *system.ROUTES,
            *accounts.ROUTES,
            *google.ROUTES,
            *receipts.ROUTES,
            *users.ROUTES,
            *webhooks.ROUTES,
            *credits.ROUTES,
            *tasks.ROUTES,
            *charts.ROUTES,
            *attachments.ROUTES,
            *analysis.ROUTES,
            *companies.ROUTES,
            *members.ROUTES,
            *mcp_tokens.ROUTES,
            *cards.ROUTES,
            *issuing.ROUTES,
            *authorizations.ROUTES,
            *simulator.ROUTES,
            *card_transactions.ROUTES,
            *exports.ROUTES,
            Router(
                "/",
                route_handlers=imports.ROUTES,
                request_max_body_size=settings.import_max_bytes + MAX_BODY,
            ),
            *activity.ROUTES,
            *_notices(settings),
        ],
    )
    return Litestar(
        route_handlers=[api, *docs.ROUTES, *beside.routes],
        before_request=answer_options,
        exception_handlers={
            ClaraError: on_clara_error,
            HTTPException: lambda request, error: _refused(beside, request, error),
            Exception: on_defect,
        },
        lifespan=[lifespan],
        openapi_config=None,
        logging_config=None,
        request_max_body_size=MAX_BODY,
        state=State({"runner": runner, "settings": settings, **beside.state}),
        template_config=beside.templates,
    )


def _refused(pages: Pages, request: HttpRequest, error: HTTPException) -> Response[Any]:
    page = pages.refused(request, error)
    if page is None:
        return on_http_error(request, error)
    if error.status_code == 405:
        page.headers["allow"] = allowed(request.app, request.scope["path"])
    return page


def _notices(settings: Settings) -> Sequence[Router]:
    """Without a signing secret anybody could tell us that somebody has paid."""
    mounted = []
    if settings.stripe_webhook_secret:
        mounted.append((stripe_webhook.ROUTES, stripe_webhook.MAX_NOTICE))
    if settings.issues_with_stripe and settings.stripe_issuing_webhook_secret:
        mounted.append((stripe_issuing.ROUTES, stripe_issuing.MAX_NOTICE))
    return [
        Router("/", route_handlers=routes, request_max_body_size=most) for routes, most in mounted
    ]

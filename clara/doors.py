"""The product's doors: the server, and MCP for one program.

With `bootstrap.py` the only module that knows every layer, and apart from it because commands and MCP
over standard streams open no web server, whose libraries take most of a second to import.
"""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from clara.adapters.gateway.browser_defaults import BrowserDefaults
from clara.adapters.gateway.cross_origin import CrossOrigin
from clara.adapters.gateway.dispatcher import ASGIApp, Dispatcher
from clara.adapters.gateway.encryption import encrypted
from clara.adapters.gateway.rate_limit import rate_limited
from clara.adapters.gateway.request_id import RequestIds
from clara.adapters.gateway.source import behind_proxies
from clara.adapters.issuing.background import Syncing
from clara.adapters.issuing.connect import warn_of_issuing
from clara.adapters.mail.connect import build_mail_sender
from clara.adapters.observing.connect import open_observer
from clara.adapters.observing.requests import Requests
from clara.adapters.observing.watch import watching
from clara.adapters.payments.connect import warn_of_payments
from clara.adapters.payments.reconciling import Reconciling
from clara.adapters.persistence.backlog import backlog
from clara.adapters.persistence.repeating import Repeating
from clara.adapters.tasks.worker import TaskWorker
from clara.adapters.webhooks.addresses import KnownAddresses
from clara.adapters.webhooks.sender import WebhookSender
from clara.application.ports import PublicUrl
from clara.bootstrap import Core, build_core
from clara.settings import Settings

if TYPE_CHECKING:
    from fastmcp.server.providers import Provider as McpProvider

    from clara.adapters.mcp.credentials import EnvironmentCredential

_RECONCILED_SECONDS = 600.0
_TOLD_SECONDS = 1.0
_PUBLISHED_SECONDS = 0.25


def build_server(
    settings: Settings,
    *,
    core: Core | None = None,
    mcp_providers: "Sequence[McpProvider]" = (),
) -> ASGIApp:
    """REST, MCP and the API's pages on one port. The lifespan opens and closes everything, also a
    `core` that was made before. What `mcp_providers` know is offered besides the product's own
    tools, resources and prompts."""
    from clara.adapters.http.app import Pages, build_http_app  # noqa: PLC0415
    from clara.adapters.mcp.app import build_mcp_app  # noqa: PLC0415
    from clara.adapters.oauth import endpoints, metadata  # noqa: PLC0415
    from clara.adapters.web.routes import build_web  # noqa: PLC0415

    core = core or _watched_core(settings)
    sender = build_mail_sender(
        core.letters,
        mail_url=settings.mail_url,
        mail_from=settings.mail_from,
        public_url=settings.public_url,
    )
    webhooks = WebhookSender(
        core.units, core.runner.clock, KnownAddresses(settings.calls_private_addresses).allows
    )
    mcp = build_mcp_app(
        core.runner,
        allowed_hosts=_host_names(settings),
        challenge=metadata.challenge(PublicUrl(settings.public_url)),
        providers=mcp_providers,
        state_keys=(settings.key("mcp state"), *settings.previous_keys("mcp state")),
    )

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        async with _running(core), _reconciling(core), _issuing(core):
            sender.start()
            webhooks.start()
            async with mcp.lifespan():
                _freeze()
                yield
            await webhooks.close()
            await sender.close()

    web = build_web(settings)
    pages = Pages(
        routes=[*web.routes, *metadata.ROUTES, *endpoints.ROUTES],
        templates=web.templates,
        state=web.state,
        refused=web.refused,
    )
    http = build_http_app(core.runner, settings, lifespan, pages)
    return _fronted(Dispatcher(http=cast("ASGIApp", http), mcp=mcp), settings, core)


def build_mcp_server(settings: Settings, credential: "EnvironmentCredential | None") -> ASGIApp:
    """MCP alone on a port; requests without a credential of their own borrow `credential`.

    Raises `credential_in_the_open` where others than this computer could."""
    from clara.adapters.mcp.app import build_mcp_app  # noqa: PLC0415
    from clara.adapters.mcp.standalone import (  # noqa: PLC0415
        Lending,
        nothing_else,
        require_loopback,
    )

    require_loopback(settings.host, credential)
    core = _watched_core(settings)
    # A name that others use for this computer would let what they resolve it to borrow, too.
    hosts = _host_names(settings) if credential is None else []
    mcp = build_mcp_app(core.runner, allowed_hosts=hosts)

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        async with _running(core), mcp.lifespan():
            _freeze()
            yield

    doors = Dispatcher(http=cast("ASGIApp", nothing_else(lifespan)), mcp=mcp)
    app = _fronted(doors, settings, core)
    return app if credential is None else cast("ASGIApp", Lending(cast("Any", app), credential))


async def check_credential(settings: Settings, credential: "EnvironmentCredential") -> None:
    """Raises `unauthenticated`, `account_inactive` and what the store raises."""
    from clara.adapters.mcp.stdio import require_live  # noqa: PLC0415

    core = build_core(settings)
    try:
        await require_live(core.runner, credential)
    finally:
        await core.close()


async def serve_mcp_lines(
    settings: Settings,
    credential: "EnvironmentCredential",
    streams: tuple[int, int],
    spelling: str | None,
) -> None:
    """MCP on two file descriptors, until the first ends. Raises as `check_credential` does."""
    from clara.adapters.mcp.caller import Spelling  # noqa: PLC0415
    from clara.adapters.mcp.lines import Lines  # noqa: PLC0415
    from clara.adapters.mcp.stdio import require_live, serve_stdio  # noqa: PLC0415

    core = build_core(settings)
    async with _running(core):
        await require_live(core.runner, credential)
        async with Lines(*streams) as lines:
            names = None if spelling is None else Spelling(spelling)
            await serve_stdio(core.runner, lines, credential, names)


async def carry_out_tasks(settings: Settings, stopped: asyncio.Event) -> None:
    """Nothing but that, until told to stop."""
    async with _running(_watched_core(settings)):
        await stopped.wait()


def _watched_core(settings: Settings) -> Core:
    return build_core(settings, observer=open_observer(settings))


@asynccontextmanager
async def _running(core: Core) -> AsyncIterator[None]:
    """What happens in the background while a door is open; afterwards what waits is written."""
    core.sealer.start()
    core.usage.start()
    core.upkeep.start()
    try:
        async with _watched(core), working(core.worker):
            yield
    finally:
        await core.close()
        await core.observer.close()


@asynccontextmanager
async def _watched(core: Core) -> AsyncIterator[None]:
    """Who listens is told, and other processes see how this one is."""
    metrics = core.observer.metrics
    with watching(core.observer):
        if metrics is None:
            yield
            return

        async def publish() -> None:
            metrics.publish(core.database.pools())

        work = Repeating(publish, _PUBLISHED_SECONDS)
        work.start()
        try:
            yield
        finally:
            await work.close()
            await publish()


@asynccontextmanager
async def working(worker: TaskWorker) -> AsyncIterator[None]:
    """Tasks are carried out meanwhile, unless this process is to leave them to others."""
    limits = worker.limits
    if not limits.at_once:
        yield
        return
    parts = (
        Repeating(worker.hand_over, limits.poll_seconds),
        Repeating(worker.beat, limits.beat_seconds),
        Repeating(worker.look_after, limits.beat_seconds),
    )
    for part in parts:
        part.start()
    try:
        yield
    finally:
        for part in parts:
            await part.close()
        await worker.close()


@asynccontextmanager
async def _reconciling(core: Core) -> AsyncIterator[None]:
    """Where a provider takes the money, what it could not tell us is asked for."""
    warn_of_payments(core.settings, core.gateway)
    if core.gateway.api is None:
        yield
        return
    work = Repeating(Reconciling(core.runner, core.ids), _RECONCILED_SECONDS)
    work.start()
    try:
        yield
    finally:
        await work.close()


@asynccontextmanager
async def _issuing(core: Core) -> AsyncIterator[None]:
    """Where somebody else issues cards, they are told what we decide, and asked what they could not
    tell us."""
    warn_of_issuing(core.settings)
    if not core.issuing.asks:
        yield
        return
    parts = (
        Repeating(core.telling.tell_due, _TOLD_SECONDS),
        Repeating(Syncing(core.runner, core.ids), _RECONCILED_SECONDS),
    )
    for part in parts:
        part.start()
    try:
        yield
    finally:
        for part in parts:
            await part.close()


def _freeze() -> None:
    """What was imported never becomes garbage: a full collection over it would stop the server for
    tens of milliseconds (see docs/adr/0006-garbage-collection.md)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


def _fronted(doors: Dispatcher, settings: Settings, core: Core) -> ASGIApp:
    front = rate_limited(CrossOrigin(doors), settings, core.storage)
    if core.observer.listens:
        front = Requests(_exposed(front, settings, core), core.observer)
    front = encrypted(
        RequestIds(behind_proxies(front, settings.trusted_proxies), core.ids),
        production=settings.env == "production",
        public_url=settings.public_url,
        trusted=settings.trusted_proxies,
    )
    return BrowserDefaults(front)


def _exposed(app: ASGIApp, settings: Settings, core: Core) -> ASGIApp:
    """With `/metrics`, where there is a token for it."""
    metrics = core.observer.metrics
    if metrics is None or settings.metrics_token is None:
        return app
    from clara.adapters.observing.exposition import Exposition, Figures  # noqa: PLC0415
    from clara.adapters.observing.folder import shared_folder  # noqa: PLC0415

    figures = Figures(
        metrics,
        shared_folder(),
        publish=lambda: metrics.publish(core.database.pools()),
        read=lambda: backlog(core.database, core.runner.clock.now()),
    )
    return Exposition(app, settings.metrics_token, figures)


def _host_names(settings: Settings) -> list[str]:
    public = urlsplit(settings.public_url).hostname
    return [*settings.allowed_hosts, *([public] if public else [])]

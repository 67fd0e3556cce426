"""`/metrics`, for whoever has the token."""

import asyncio
import hmac
import logging
import time
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from clara.adapters.observing.folder import forget_dead
from clara.adapters.observing.metrics import Metrics
from clara.adapters.observing.watch import Backlog

PATH = "/metrics"
_READ_EVERY_SECONDS = 5.0
_STORE_SECONDS = 2.0
_TYPE = b"text/plain; version=0.0.4; charset=utf-8"

Message = MutableMapping[str, Any]
ASGIApp = Callable[..., Awaitable[None]]

_log = logging.getLogger("clara.observing")


class Figures:
    """Those of all processes that share `folder`, or of this one alone where there is none. `read`
    counts what waits in the store, at most once in 5 s; a store that is away is itself a figure."""

    def __init__(
        self,
        metrics: Metrics,
        folder: Path | None,
        publish: Callable[[], None],
        read: Callable[[], Awaitable[Backlog]],
    ) -> None:
        self._metrics, self._folder = metrics, folder
        self._publish, self._read = publish, read
        self._waiting: Backlog | None = None
        self._read_at = -_READ_EVERY_SECONDS

    async def text(self) -> bytes:
        """In the text format of Prometheus, version 0.0.4."""
        self._publish()
        now = time.monotonic()
        if now - self._read_at >= _READ_EVERY_SECONDS:
            self._read_at = now
            self._waiting = await self._counted()
        return await asyncio.to_thread(self._written, self._waiting)

    async def _counted(self) -> Backlog | None:
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                return await self._read()
        except Exception as error:  # noqa: BLE001 - whatever it is, the other figures are wanted
            _log.warning("the store can't be counted: %s", type(error).__name__)
            return None

    def _written(self, waiting: Backlog | None) -> bytes:
        registry = CollectorRegistry()
        registry.register(Waiting(waiting))
        own = generate_latest(registry)
        if self._folder is None:
            return own + generate_latest(self._metrics.registry)
        forget_dead(self._folder)
        shared = CollectorRegistry()
        MultiProcessCollector(shared, str(self._folder))  # type: ignore[no-untyped-call]
        return own + generate_latest(shared)


class Waiting(Collector):
    """What waits in the store; None where the store is away."""

    def __init__(self, waiting: Backlog | None) -> None:
        self._waiting = waiting

    def collect(self) -> Iterator[Metric]:
        is_up = self._waiting is not None
        yield GaugeMetricFamily("clara_store_up", "Whether the store answers.", int(is_up))
        count = GaugeMetricFamily("clara_backlog", "What waits in the store.", labels=["line"])
        oldest = GaugeMetricFamily(
            "clara_backlog_oldest_seconds", "For how long the first of it.", labels=["line"]
        )
        for name, line in (self._waiting or {}).items():
            count.add_metric([name], line.waiting)
            oldest.add_metric([name], line.oldest_seconds)
        yield count
        yield oldest


class Exposition:
    """Answers `GET /metrics` with the token; without it, the path is one that does not exist, and
    asking for it counts like asking for any other."""

    def __init__(self, app: ASGIApp, token: str, figures: Figures) -> None:
        self._app, self._figures = app, figures
        self._expected = f"bearer {token}".encode()

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != PATH or not self._may_see(scope):
            await self._app(scope, receive, send)
            return
        scope["path_template"] = PATH
        body = await self._figures.text()
        headers = [
            (b"content-type", _TYPE),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _may_see(self, scope: MutableMapping[str, Any]) -> bool:
        given = [value for name, value in scope["headers"] if name == b"authorization"]
        if len(given) != 1 or scope["method"] != "GET":
            return False
        scheme, _, token = given[0].partition(b" ")
        said = scheme.lower() + b" " + token.strip()
        return hmac.compare_digest(said, self._expected)

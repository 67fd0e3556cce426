"""Every HTTP request: counted, recorded and written down, by the template of its route."""

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from clara.adapters.observing.access_log import Answered
from clara.adapters.observing.context import REQUEST_ID, trace_id
from clara.adapters.observing.watch import NOTHING, Observer

if TYPE_CHECKING:
    from clara.adapters.observing.recording import Recording

ASGIApp = Callable[..., Awaitable[None]]

_MCP = "/mcp"
_NONE = "none"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Requests:
    """Stands behind what finds out where a request comes from, and before everything that may refuse
    it."""

    def __init__(self, app: ASGIApp, observer: Observer) -> None:
        self._app, self._observer = app, observer

    async def __call__(self, scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        tracer, metrics = self._observer.tracer, self._observer.metrics
        seen = _Seen(send)
        began = time.perf_counter()
        if metrics is not None:
            metrics.in_flight += 1
        with NOTHING if tracer is None else tracer.request(scope) as span:
            try:
                await self._app(scope, receive, seen)
            finally:
                if metrics is not None:
                    metrics.in_flight -= 1
                answered = _answered(scope, seen, time.perf_counter() - began)
                self._tell(scope, answered)
                if span is not None:
                    _describe(span, answered)

    def _tell(self, scope: MutableMapping[str, Any], answered: Answered) -> None:
        metrics, access = self._observer.metrics, self._observer.access
        if metrics is not None:
            metrics.answered(answered)
            policy = scope.get("state", {}).get("refused_by")
            if policy is not None:
                metrics.rate_limited.labels(policy).inc()
        if access is not None:
            access.put(answered)


class _Seen:
    """Sends on, and knows what was sent. A request that is left without an answer counts as 500, which
    is what the server sends then."""

    __slots__ = ("_send", "size", "status")

    def __init__(self, send: Any) -> None:
        self._send, self.status, self.size = send, 500, 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            self.size += len(message.get("body", b""))
        await self._send(message)


def _answered(scope: MutableMapping[str, Any], seen: _Seen, seconds: float) -> Answered:
    route = scope.get("path_template")
    if route is None:
        route = _MCP if scope["path"].rstrip("/") == _MCP else _NONE
    return Answered(
        at=time.time(),
        method=scope["method"] if scope["method"] in _METHODS else "other",
        route=route or "/",
        door="mcp" if route == _MCP else "rest" if route.startswith("/api/") else "web",
        status=seen.status,
        seconds=seconds,
        size=seen.size,
        request_id=REQUEST_ID.get(),
        trace_id=trace_id(),
    )


def _describe(span: "Recording", answered: Answered) -> None:
    span.describe(
        f"{answered.method} {answered.route}",
        {
            "http.request.method": answered.method,
            "http.route": answered.route,
            "http.response.status_code": answered.status,
            "clara.door": answered.door,
            "clara.request_id": answered.request_id or "",
        },
    )

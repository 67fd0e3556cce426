"""Spans for OpenTelemetry. Imported only where OTEL_EXPORTER_OTLP_ENDPOINT is set."""

import asyncio
import re
import time
from collections.abc import Mapping, MutableMapping, Sequence
from contextlib import AbstractContextManager
from functools import lru_cache
from random import getrandbits
from threading import Thread
from typing import Any

from opentelemetry.context import Context
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import Decision
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from clara.adapters.observing.context import SPAN, Unsampled
from clara.adapters.observing.recording import NotRecorded, Recording, Value
from clara.adapters.observing.watch import NOTHING
from clara.domain.errors import ClaraError
from clara.version import VERSION

_CLOSES_WITHIN_SECONDS = 3.0
# W3C Trace Context, 3.2: version 00, and what later ones begin with.
_TRACEPARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?")
_TABLE = re.compile(r"\b(?:FROM|INTO|UPDATE)\s+\"?([a-z_]+)", re.IGNORECASE)
_SCOPE = InstrumentationScope("clara", VERSION)
_SAMPLED = TraceFlags(TraceFlags.SAMPLED)
_FINE, _FAILED = Status(StatusCode.UNSET), Status(StatusCode.ERROR)
_NOWHERE = Context()

Within = AbstractContextManager[Recording | None]


class Tracer:
    """Whether a request is recorded is decided once, where it comes in; the rest of it follows.
    Spans leave in a thread of their own: a collector that is away loses them and delays nobody."""

    def __init__(self, provider: TracerProvider, exporter: SpanExporter) -> None:
        self._provider, self._exporter = provider, exporter
        self._processor = BatchSpanProcessor(exporter)
        provider.add_span_processor(self._processor)

    def request(self, scope: MutableMapping[str, Any]) -> Within:
        """A request that came in. Callers' own traces are linked to, not continued: whoever asks
        shall not decide what is recorded. Those of proxies that are trusted go on here."""
        caller = _caller(scope)
        # A proxy that is believed leaves 0 for the port (`clara/adapters/gateway/source.py`).
        client = scope.get("client")
        if caller is not None and client and client[1] == 0:
            return self._first("request", SpanKind.SERVER, {}, continued=caller)
        links = (Link(caller),) if caller is not None else ()
        return self._first("request", SpanKind.SERVER, {}, links=links)

    def may_record(self) -> bool:
        """False where it was decided that what is under way leaves no trace."""
        return not isinstance(SPAN.get(), Unsampled)

    def span(self, name: str, attributes: Mapping[str, str]) -> Within:
        """Work of our own; the beginning of a trace where nothing is under way."""
        return self._part(name, SpanKind.INTERNAL, attributes)

    def outgoing(self, service: str) -> Within:
        """A call to somebody else."""
        return self._part(f"call {service}", SpanKind.CLIENT, {"peer.service": service})

    def statement(self, text: str) -> Within:
        """A statement of SQL, where a request or a task is recorded."""
        within = SPAN.get()
        if within is None or isinstance(within, Unsampled):
            return NOTHING
        name, attributes = _described(text)
        return self._below(within, name, SpanKind.CLIENT, attributes)

    def waited(self, pool: str, seconds: float) -> None:
        """Somebody has just waited so long for a connection."""
        within = SPAN.get()
        if within is None or isinstance(within, Unsampled):
            return
        said = {"clara.pool": pool}
        span = self._below(within, "wait for a connection", SpanKind.INTERNAL, said)
        span.began = time.time_ns() - int(seconds * 1e9)
        self._end(span)

    async def close(self) -> None:
        """Send what waits; what can't be sent within 3 s is lost."""
        ending = Thread(target=self._provider.shutdown, daemon=True)
        ending.start()
        await asyncio.to_thread(ending.join, _CLOSES_WITHIN_SECONDS)
        if ending.is_alive():
            # Ends its pauses between attempts.
            await asyncio.to_thread(self._exporter.shutdown)

    def _part(self, name: str, kind: SpanKind, attributes: Mapping[str, str]) -> Within:
        within = SPAN.get()
        if within is None:
            return self._first(name, kind, attributes)
        if isinstance(within, Unsampled):
            return NOTHING
        return self._below(within, name, kind, attributes)

    def _first(
        self,
        name: str,
        kind: SpanKind,
        attributes: Mapping[str, str],
        *,
        continued: SpanContext | None = None,
        links: Sequence[Link] = (),
    ) -> Within:
        trace_id, before = getrandbits(128) or 1, _NOWHERE
        if continued is not None:
            trace_id = continued.trace_id
            before = set_span_in_context(NonRecordingSpan(continued), before)
        sampled = self._provider.sampler.should_sample(before, trace_id, name, kind)
        if sampled.decision is not Decision.RECORD_AND_SAMPLE:
            return NotRecorded()
        context = SpanContext(trace_id, getrandbits(64) or 1, is_remote=False, trace_flags=_SAMPLED)
        return Recording(name, kind, attributes, context, continued, self._end, links)

    def _below(
        self, within: Recording, name: str, kind: SpanKind, attributes: Mapping[str, str]
    ) -> Recording:
        above = within.context
        context = SpanContext(
            above.trace_id, getrandbits(64) or 1, is_remote=False, trace_flags=_SAMPLED
        )
        return Recording(name, kind, attributes, context, above, self._end)

    def _end(self, span: Recording) -> None:
        attributes: Mapping[str, Value] = span.attributes
        if span.error is not None:
            # Without the error's words: they may quote what somebody sent.
            error = span.error
            code = error.code if isinstance(error, ClaraError) else type(error).__name__
            attributes = {**attributes, "error.type": code}
        self._processor.on_end(
            ReadableSpan(
                name=span.name,
                context=span.context,
                parent=span.parent,
                resource=self._provider.resource,
                attributes=attributes,
                links=span.links,
                kind=span.kind,
                instrumentation_scope=_SCOPE,
                status=_FINE if span.error is None else _FAILED,
                start_time=span.began,
                end_time=time.time_ns(),
            )
        )


def _caller(scope: MutableMapping[str, Any]) -> SpanContext | None:
    """Of `traceparent`; None where there is none that is well-formed."""
    given = [value for name, value in scope["headers"] if name == b"traceparent"]
    found = _TRACEPARENT.fullmatch(given[0]) if len(given) == 1 else None
    if found is None:
        return None
    trace_id, span_id, flags = (int(part, 16) for part in found.groups())
    context = SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(flags & 1))
    return context if context.is_valid else None


@lru_cache(maxsize=2_048)
def _described(text: str) -> tuple[str, Mapping[str, str]]:
    verb = text.split(None, 1)[0].rstrip(";").upper()
    table = _TABLE.search(text)
    attributes = {"db.operation.name": verb}
    if table is None:
        return verb, attributes
    return f"{verb} {table[1]}", {**attributes, "db.collection.name": table[1]}

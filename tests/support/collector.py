"""A collector of traces on loopback: it takes what OpenTelemetry sends over HTTP, as protobuf."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True)
class Heard:
    """A span that came. `parent` and `links` are identifiers of spans."""

    id: str
    trace: str
    parent: str
    name: str
    attributes: dict[str, Any]
    links: tuple[str, ...]


@dataclass
class Collector:
    """`raw` is everything that came, as it was sent."""

    port: int = 0
    spans: list[Heard] = field(default_factory=list)
    raw: bytes = b""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def below(self, parent: Heard) -> list[Heard]:
        """All that belongs to `parent`, however deep."""
        found = [one for one in self.spans if one.parent == parent.id]
        return found + [deeper for one in found for deeper in self.below(one)]

    def the(self, name: str) -> Heard:
        """The one span of that name."""
        (found,) = [one for one in self.spans if one.name == name]
        return found

    def take(self, body: bytes) -> None:
        self.raw += body
        asked = ExportTraceServiceRequest.FromString(body)
        for resource in asked.resource_spans:
            for scope in resource.scope_spans:
                self.spans += map(_heard, scope.spans)


def _heard(span: Any) -> Heard:
    return Heard(
        id=span.span_id.hex(),
        trace=span.trace_id.hex(),
        parent=span.parent_span_id.hex(),
        name=span.name,
        attributes={
            one.key: getattr(one.value, one.value.WhichOneof("value")) for one in span.attributes
        },
        links=tuple(link.span_id.hex() for link in span.links),
    )


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/v1/traces"
            collector.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collector.port = server.server_port
    serving = Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield collector
    finally:
        server.shutdown()
        serving.join()
        server.server_close()

"""Clara's settings with metrics, logs and traces, and somebody who takes the traces."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

EVERYTHING_ON = "everything on"
_SAMPLED = {EVERYTHING_ON: "0.05", "every trace": "1"}


def ways(folder: Path, port: int) -> dict[str, dict[str, str]]:
    """Settings, by what is on. Figures go into `folder`, traces to `port`."""
    metrics = {"CLARA_METRICS_TOKEN": "0123456789abcdef"}
    logs = {"CLARA_LOG_FORMAT": "json", "CLARA_ACCESS_LOG": "on"}
    ways: dict[str, dict[str, str]] = {"off": {}, "metrics": metrics}
    for name, share in _SAMPLED.items():
        traces = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{port}",
            "OTEL_TRACES_SAMPLER_ARG": share,
        }
        ways[name] = metrics | logs | traces
    for name, settings in ways.items():
        settings |= {"CLARA_METRICS_FOLDER": str(folder / name.replace(" ", "-"))}
    return ways


@contextmanager
def collector() -> Iterator[int]:
    """Takes traces and forgets them."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()

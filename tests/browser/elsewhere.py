"""Another site, whose pages try to make a browser do things here."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Elsewhere:
    """`near` is another port of the same host: the same site for cookies, another origin. `far` is
    another site altogether."""

    port: int
    pages: dict[str, str] = field(default_factory=dict)

    @property
    def near(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def far(self) -> str:
        return f"http://localhost:{self.port}"

    def form(self, action: str, fields: dict[str, str]) -> None:
        """`/form`: sends itself to `action` as soon as it is there."""
        inputs = "".join(
            f'<input name="{escape(name)}" value="{escape(value)}">'
            for name, value in fields.items()
        )
        script = "<script>document.forms[0].submit()</script>"
        self.pages["/form"] = (
            f'<form method="post" action="{escape(action)}">{inputs}</form>{script}'
        )

    def frame(self, url: str) -> None:
        """`/frame`: shows `url` inside itself."""
        self.pages["/frame"] = f'<iframe src="{escape(url)}" width="800" height="600"></iframe>'


@contextmanager
def elsewhere() -> Iterator[Elsewhere]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = site.pages.get(self.path)
            self.send_response(200 if body is not None else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{body or ''}".encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    site = Elsewhere(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()

"""A model that keeps to a script, for assistants that do nothing without one.

It is served on loopback, over the API that the assistant knows its models by. Asked to lock a card, it
calls the tool that locks, and then says what the confirmation said. All else is the assistant's own:
the connection, the sign-in, the tools it offers, the call, and what it hands back of the answer.
Only the standard library, as of everything that drive scripts share.
"""

import json
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Protocol

REASON = "Reported lost by its holder"
_LOCK_TOOLS = ("lock_card", "card.lock")
_CARD = re.compile(r"\bcard_[0-9a-f]{32}\b")
_MOST_BYTES = 4_000_000

Event = dict[str, Any]


def prompt(card: str) -> str:
    """What the person asks of the assistant. `card` is a card's id."""
    return f"Lock the card {card}: its holder has lost it."


class Turn(NamedTuple):
    """What an assistant gives its model. `tools` are Clara's by the names that Clara gives them, each
    with what the assistant calls it; `said` is the person's; `result` is what a tool answered last."""

    tools: dict[str, Any]
    said: str
    result: str | None


class Api(Protocol):
    """How models are spoken with: requests are JSON, answers a stream of server-sent events."""

    path: str

    def turn(self, request: dict[str, Any]) -> Turn: ...

    def call(self, tool: Any, arguments: dict[str, Any]) -> Sequence[Event]: ...

    def say(self, text: str) -> Sequence[Event]: ...


@dataclass
class ScriptedModel:
    """Afterwards `tools` are those it was offered and `confirmation` what its call was answered with;
    `said` is its last sentence, which the assistant shows to the person."""

    api: Api
    tools: list[str] = field(default_factory=list)
    confirmation: dict[str, Any] | None = None
    said: str = ""

    def answer(self, request: dict[str, Any]) -> Sequence[Event]:
        turn = self.api.turn(request)
        self.tools = list(turn.tools) or self.tools
        if turn.result is not None:
            return self._tell(turn.result)
        card = _CARD.search(turn.said)
        tool = next((turn.tools[name] for name in _LOCK_TOOLS if name in turn.tools), None)
        if card is None or tool is None:
            return self.api.say("There is nothing to lock, or no tool to lock it with.")
        return self.api.call(tool, {"card": card[0], "reason": REASON})

    def _tell(self, result: str) -> Sequence[Event]:
        try:
            confirmation = json.loads(result)
            self.said = f"The card was {confirmation['before']} and is {confirmation['after']} now."
            self.confirmation = confirmation
        except (KeyError, TypeError, ValueError):
            self.said = f"The card was not locked: {result}"
        return self.api.say(self.said)

    @contextmanager
    def serving(self) -> Iterator[str]:
        """The address it answers at, until leaving."""
        with ThreadingHTTPServer(("127.0.0.1", 0), _handler(self)) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()


def _handler(model: ScriptedModel) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 30

        def do_HEAD(self) -> None:
            self._send(404, "text/plain", b"")

        def do_GET(self) -> None:
            self._send(404, "text/plain", b"")

        def do_POST(self) -> None:
            size = int(self.headers.get("content-length", 0))
            body = self.rfile.read(min(size, _MOST_BYTES))
            if model.api.path not in self.path:
                return self._send(404, "text/plain", b"")
            return self._send(200, "text/event-stream", _stream(model.answer(json.loads(body))))

        def _send(self, status: int, media_type: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("content-type", media_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Requests hold what a person said; nobody needs to read it."""

    return Handler


def _stream(events: Sequence[Event]) -> bytes:
    return "".join(map(_sent, events)).encode()


def _sent(event: Event) -> str:
    """Events are named by their type, in APIs that give them types."""
    name = f"event: {event['type']}\n" if "type" in event else ""
    return f"{name}data: {json.dumps(event)}\n\n"

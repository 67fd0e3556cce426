"""One line for each request. Requests leave a record in memory; a thread writes them, many at once."""

import sys
from collections import deque
from datetime import UTC, datetime
from threading import Event, Thread
from typing import NamedTuple, TextIO

import msgspec

_PAUSE_SECONDS = 0.2
_MOST_WAITING = 100_000


class Answered(NamedTuple):
    """`route` is the template, never the path. `size` is the answer's body in bytes; `at` seconds
    since 1970."""

    at: float
    method: str
    route: str
    door: str
    status: int
    seconds: float
    size: int
    request_id: str | None
    trace_id: str | None


class AccessLog:
    """Lines are written within 0.2 s, or when it is closed. Of more than 100,000 that wait, because
    nobody takes what is written, the oldest are lost."""

    def __init__(self, stream: TextIO | None = None, *, as_json: bool) -> None:
        self._stream = stream or sys.stderr
        self._written = _json if as_json else _text
        self._waiting: deque[Answered] = deque(maxlen=_MOST_WAITING)
        self._closed = Event()
        self._thread = Thread(target=self._run, name="access log", daemon=True)
        self._thread.start()

    def put(self, answered: Answered) -> None:
        self._waiting.append(answered)

    def close(self) -> None:
        """Write what waits; at most a second."""
        self._closed.set()
        self._thread.join(1)

    def _run(self) -> None:
        while not self._closed.wait(_PAUSE_SECONDS):
            self._flush()
        self._flush()

    def _flush(self) -> None:
        lines = []
        while self._waiting:
            lines.append(self._written(self._waiting.popleft()))
        if lines:
            try:
                self._stream.write("".join(lines))
                self._stream.flush()
            except (OSError, ValueError):  # nobody reads any more
                self._waiting.clear()


def moment(at: float) -> str:
    """RFC 3339, in UTC, with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _said(answered: Answered) -> str:
    return f"{answered.method} {answered.route} {answered.status}"


def _json(answered: Answered) -> str:
    line = {
        "time": moment(answered.at),
        "level": "INFO",
        "logger": "clara.access",
        "message": _said(answered),
        "method": answered.method,
        "route": answered.route,
        "door": answered.door,
        "status": answered.status,
        "duration_ms": round(answered.seconds * 1000, 2),
        "bytes": answered.size,
        "request_id": answered.request_id,
    }
    if answered.trace_id is not None:
        line["trace_id"] = answered.trace_id
    return msgspec.json.encode(line).decode() + "\n"


def _text(answered: Answered) -> str:
    return (
        f"{moment(answered.at)} INFO clara.access {_said(answered)}"
        f" {answered.seconds * 1000:.2f} ms {answered.size} bytes {answered.door}"
        f" {answered.request_id}\n"
    )

"""The load: raw HTTP/1.1 over kept-alive connections, in a process of its own.

`python -m benchmarks.load` reads a job as JSON from stdin and writes what it measured to stdout.
It parses no more of a response than its status and its length, and costs less than any server
measured here; its own CPU time is part of the answer.
"""

import asyncio
import gc
import json
import re
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle
from typing import cast

import uvloop

from benchmarks.data import ROOT

_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)
_END, _LAST_CHUNK = b"\r\n\r\n", b"\r\n0\r\n\r\n"


@dataclass
class Job:
    """`requests` are sent as they are: in turn, for `seconds`; with None, each exactly once.
    `expected` is how the statuses of their answers begin."""

    port: int
    connections: int
    requests: Sequence[str]
    seconds: float | None = None
    expected: str = "2"


@dataclass
class Measured:
    """Latencies in milliseconds. `bodies` counts the distinct lengths of bodies."""

    count: int
    seconds: float
    p50: float
    p99: float
    slowest: float
    statuses: dict[str, int]
    bodies: int
    load_cpu_seconds: float

    @property
    def per_second(self) -> float:
        return self.count / self.seconds


class Connection(asyncio.Protocol):
    """One request at a time; the next one as soon as the response is complete."""

    def __init__(self, requests: Iterator[bytes], until: float, run: "Run") -> None:
        self._requests, self._until, self._run = requests, until, run
        self._buffer = bytearray()
        self._needed: int | None = None
        self._began = 0.0
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._next()

    def _next(self) -> None:
        now = time.perf_counter()
        request = next(self._requests, None) if now < self._until else None
        if request is None:
            self._transport.close()
        else:
            self._began = now
            self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._needed is None:
            end = self._buffer.find(_END)
            if end < 0:
                return
            length = _LENGTH.search(self._buffer, 0, end)
            self._needed = end + 4 + int(length[1]) if length else 0
        if self._needed:
            if len(self._buffer) < self._needed:
                return
        elif not self._buffer.endswith(_LAST_CHUNK):
            return
        self._run.latencies.append(time.perf_counter() - self._began)
        self._run.statuses[self._buffer[9:12].decode()] += 1
        self._run.lengths.add(len(self._buffer))
        self._buffer.clear()
        self._needed = None
        self._next()

    def connection_lost(self, error: Exception | None) -> None:
        if self._buffer or error:
            self._run.statuses["broken"] += 1
        if not self.closed.done():
            self.closed.set_result(None)


class Run:
    def __init__(self) -> None:
        self.latencies: list[float] = []
        self.statuses: Counter[str] = Counter()
        self.lengths: set[int] = set()

    async def __call__(self, job: Job) -> Measured:
        texts = [text.encode() for text in job.requests]
        requests = iter(texts) if job.seconds is None else cycle(texts)
        began = time.perf_counter()
        until = began + (600 if job.seconds is None else job.seconds)
        loop = asyncio.get_running_loop()
        connections = []
        for _ in range(job.connections):
            _, connection = await loop.create_connection(
                lambda: Connection(requests, until, self), "127.0.0.1", job.port
            )
            connections.append(connection)
        await asyncio.gather(*(connection.closed for connection in connections))
        seconds = time.perf_counter() - began
        used = resource.getrusage(resource.RUSAGE_SELF)
        ordered = sorted(self.latencies) or [0.0]
        return Measured(
            count=len(self.latencies),
            seconds=seconds,
            p50=ordered[len(ordered) // 2] * 1e3,
            p99=ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e3,
            slowest=ordered[-1] * 1e3,
            statuses=dict(self.statuses),
            bodies=len(self.lengths),
            load_cpu_seconds=used.ru_utime + used.ru_stime,
        )


def run(job: Job) -> Measured:
    """Run `job` in a process of its own. Raises RuntimeError where an answer was another."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=660,
        check=True,
    )
    measured = Measured(**json.loads(done.stdout))
    if (
        any(not status.startswith(job.expected) for status in measured.statuses)
        or not measured.count
    ):
        raise RuntimeError(f"answers were {measured.statuses}")
    return measured


def get(path: str, headers: dict[str, str]) -> str:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines) + "\r\n\r\n"


def post(path: str, headers: dict[str, str], body: str) -> str:
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "Content-Type: application/json",
        f"Content-Length: {len(body.encode())}",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    return "\r\n".join(lines) + "\r\n\r\n" + body


def main() -> None:
    job = Job(**json.load(sys.stdin))
    gc.disable()
    print(json.dumps(asdict(uvloop.run(Run()(job)))))


if __name__ == "__main__":
    main()

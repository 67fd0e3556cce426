"""Requests that come at their own pace, whether or not the answers do: what people feel.

`python -m benchmarks.paced` reads jobs as JSON from stdin and writes what it measured to stdout. A
request's latency counts from when it was due, so that a server that stalls is charged for everybody
who waited (no coordinated omission).
"""

import asyncio
import gc
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from itertools import cycle

import uvloop

from benchmarks.data import ROOT

_TOOL_ERROR = b'"isError":true'
_LENGTH = re.compile(rb"\r\ncontent-length: *([0-9]+)", re.IGNORECASE)


@dataclass
class Stream:
    """`requests` in turn, `per_second` of them, for `seconds`."""

    name: str
    port: int
    requests: Sequence[str]
    per_second: float
    seconds: float


@dataclass
class Felt:
    """Latencies in milliseconds."""

    name: str
    count: int
    p50: float
    p99: float
    slowest: float
    statuses: dict[str, int]
    tool_errors: int
    """Answers of a tool that say 200 and are none."""


@dataclass
class _Run:
    stream: Stream
    idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    tool_errors: int = 0

    async def __call__(self) -> Felt:
        stream, loop = self.stream, asyncio.get_running_loop()
        requests = cycle([text.encode() for text in stream.requests])
        began, under_way = loop.time(), []
        for number in range(int(stream.per_second * stream.seconds)):
            due = began + number / stream.per_second
            await asyncio.sleep(max(0.0, due - loop.time()))
            under_way.append(asyncio.create_task(self._ask(next(requests), due)))
        await asyncio.gather(*under_way)
        for _, writer in self.idle:
            writer.close()
        ordered = sorted(self.latencies)
        return Felt(
            name=stream.name,
            count=len(ordered),
            p50=ordered[len(ordered) // 2] * 1e3,
            p99=ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] * 1e3,
            slowest=ordered[-1] * 1e3,
            statuses=dict(self.statuses),
            tool_errors=self.tool_errors,
        )

    async def _ask(self, request: bytes, due: float) -> None:
        pair = self._waiting() or await self._connected()
        reader, writer = pair
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if length:
            body = await reader.readexactly(int(length[1]))
            self.tool_errors += _TOOL_ERROR in body
        self.latencies.append(asyncio.get_running_loop().time() - due)
        self.statuses[head[9:12].decode()] += 1
        self.idle.append(pair)

    def _waiting(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        """One that the server has not closed, as it does with those that were idle for long."""
        while self.idle:
            pair = self.idle.pop()
            if not pair[0].at_eof():
                return pair
            pair[1].close()
        return None

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.stream.port)


def run(*streams: Stream) -> dict[str, Felt]:
    """All of `streams` at once, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.paced"],
        input=json.dumps([asdict(one) for one in streams]),
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=max(one.seconds for one in streams) + 120,
        check=True,
    )
    found = [Felt(**one) for one in json.loads(done.stdout)]
    return {one.name: one for one in found}


async def _all(streams: Sequence[Stream]) -> list[Felt]:
    return list(await asyncio.gather(*(_Run(one)() for one in streams)))


def main() -> None:
    streams = [Stream(**one) for one in json.load(sys.stdin)]
    gc.disable()
    print(json.dumps([asdict(one) for one in uvloop.run(_all(streams))]))


if __name__ == "__main__":
    main()

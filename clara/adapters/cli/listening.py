"""The server's process: its place (address and database) taken, then uvicorn on it."""

import fcntl
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import uvicorn

from clara.adapters.cli.log import log_to_stderr
from clara.adapters.cli.protocol import HttpProtocol
from clara.adapters.cli.workers import STARTS_WITHIN_SECONDS, WorkerConfig, Workers
from clara.adapters.observing.connect import prepare_observing
from clara.adapters.persistence.migrate import sqlite_path
from clara.domain.errors import Conflict, Invalid
from clara.settings import Settings

_BACKLOG = 2_048
_STOPS_WITHIN_SECONDS = 10


@contextmanager
def claimed(settings: Settings) -> Iterator[socket.socket]:
    """The bound socket, and for SQLite the right to be the one server of the file.

    Raises `address_not_free`, `already_served`.
    """
    with only_server(settings), _bound(settings) as place:
        yield place


@contextmanager
def only_server(settings: Settings) -> Iterator[None]:
    """Limits and caches live in the process: two on one file would each allow all of them. The
    operating system lets go of the lock however the process ends. Raises `already_served`."""
    database = sqlite_path(settings.database_url)
    if database is None:
        yield
        return
    database.parent.mkdir(parents=True, exist_ok=True)
    lock = database.with_name(f"{database.name}-server")
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(
                "already_served",
                f"Another server process works on {database}; SQLite takes one.",
                remedy="Stop it first, or use PostgreSQL for several.",
            ) from error
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _bound(settings: Settings) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as place:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            place.bind((settings.host, settings.port))
        except OSError as error:
            raise Invalid(
                "address_not_free",
                f"{settings.host}:{settings.port} can't be listened on: {error.strerror}.",
                remedy="Choose another port with PORT=8001, or another address with HOST.",
            ) from error
        place.set_inheritable(True)
        yield place


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], str]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(self._announce(), flush=True)


def listen(
    server: str | Callable[[], Any],
    settings: Settings,
    place: socket.socket,
    announce: Callable[[], str],
    *,
    workers: int = 1,
) -> int:
    """Serve until told to stop what the factory `server`, or the one of that import path, makes;
    `announce` says where, as soon as requests are answered. Several workers need a path."""
    log_to_stderr(settings.log_level, as_json=settings.logs_json)
    prepare_observing(settings, anew=True)
    config = (WorkerConfig if workers > 1 else uvicorn.Config)(
        server,
        factory=True,
        workers=workers,
        http=HttpProtocol,
        ws="none",
        log_config=None,
        lifespan="on",
        log_level=settings.log_level if settings.log_level != "info" else "warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_graceful_shutdown=_STOPS_WITHIN_SECONDS,
        timeout_worker_healthcheck=STARTS_WITHIN_SECONDS,
    )
    if workers > 1:
        return Workers(config, [place], announce).serve()
    with suppress(KeyboardInterrupt):  # Ctrl-C is how a server in a terminal is stopped
        _Server(config, announce).run(sockets=[place])
    return 0

"""Several server processes on one socket, and what becomes of them: one that dies or hangs is
replaced, SIGHUP replaces them one after the other, SIGTERM ends all."""

import os
import signal
import socket
from collections.abc import Callable
from multiprocessing import connection, parent_process
from threading import Thread

import uvicorn
from uvicorn.supervisors import Multiprocess

STARTS_WITHIN_SECONDS = 30
"""A worker that has not answered by then is taken for hung; a busy machine takes several seconds."""


class WorkerConfig(uvicorn.Config):
    """Of a worker, which ends when its supervisor is gone: nobody would stop or replace it, and it
    would keep the address from the next server."""

    def load(self) -> None:
        Thread(target=_end_with_supervisor, daemon=True).start()
        super().load()


def _end_with_supervisor() -> None:
    supervisor = parent_process()
    if supervisor is not None:
        connection.wait([supervisor.sentinel])
        os.kill(os.getpid(), signal.SIGTERM)


class Workers(Multiprocess):
    """`announce` says where, once all of them answer requests."""

    def __init__(
        self, config: uvicorn.Config, sockets: list[socket.socket], announce: Callable[[], str]
    ) -> None:
        super().__init__(config, sockets)
        self._announce = announce
        self._is_announced = False

    def serve(self) -> int:
        """Until told to stop: 0. 1 when a worker can't start: the next could not either."""
        self.run()
        was_told = all(not process.exitcode or process.exitcode < 0 for process in self.processes)
        return 0 if was_told else 1

    def keep_subprocess_alive(self) -> None:
        if not self._is_announced and any(not one.process.is_alive() for one in self.processes):
            self.should_exit.set()
            return
        super().keep_subprocess_alive()
        if not self._is_announced and all(one.is_ready() for one in self.processes):
            self._is_announced = True
            print(self._announce(), flush=True)

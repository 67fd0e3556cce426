"""Work in processes of its own, each forked from one that has imported and compiled everything."""

import gc
import os
import pickle
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from tests.faults.everywhere.outside import answered
from tests.faults.forks import Ended
from tests.support.remembered_hashes import remembered

PATIENCE = 60
"""Seconds after which a process that hangs is ended by its alarm."""
_CLOSING = 5

_ROOT = Path(__file__).parents[3]
_COMMAND = (sys.executable, "-c", "from tests.faults.everywhere.forking import main; main()")


class Forks:
    """One piece of work after the other. What is done is a function of a module."""

    def __init__(self, orders: IO[bytes], ends: IO[bytes]) -> None:
        self._orders, self._ends = orders, ends

    def rehearse(self, work: Callable[..., Any], *given: Any) -> Any:
        """Done by the process that all others are forked from: what it has compiled, they have."""
        return self._ask(False, work, given).value

    def run(self, work: Callable[..., Any], *given: Any) -> Any:
        """What a process says that lives."""
        ended = self.end(work, *given)
        assert not ended.was_killed
        return ended.value

    def end(self, work: Callable[..., Any], *given: Any) -> Ended:
        """How a process ends, which may be killed."""
        return self._ask(True, work, given)

    def _ask(self, is_forked: bool, work: Callable[..., Any], given: tuple[Any, ...]) -> Ended:
        pickle.dump((is_forked, work, given), self._orders)
        self._orders.flush()
        ended: Ended = pickle.load(self._ends)
        assert ended.code == 0 or ended.was_killed, "its traceback is on standard error"
        return ended


@contextmanager
def started() -> Iterator[Forks]:
    with subprocess.Popen(
        _COMMAND, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        try:
            yield Forks(parent.stdin, parent.stdout)
        finally:
            parent.stdin.close()


def main() -> None:
    with remembered(), answered():
        while True:
            try:
                is_forked, work, given = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            ended = _fork(work, given) if is_forked else _here(work, given)
            pickle.dump(ended, sys.stdout.buffer)
            sys.stdout.flush()


def _here(work: Callable[..., Any], given: tuple[Any, ...]) -> Ended:
    try:
        value = work(*given)
        for thread in threading.enumerate():  # of connections that are closed: none may be forked
            if thread is not threading.current_thread():
                thread.join(_CLOSING)
                assert not thread.is_alive(), f"{thread.name} goes on"
    except Exception:  # noqa: BLE001 - whatever it was, whoever asked is told
        traceback.print_exc()
        return Ended(1)
    return Ended(0, value)


def _fork(work: Callable[..., Any], given: tuple[Any, ...]) -> Ended:
    reader, writer = os.pipe()
    gc.freeze()  # what is never looked through is never copied
    pid = os.fork()
    if not pid:
        _be_child(work, given, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Ended(code, pickle.loads(said) if code == 0 else None)


def _be_child(work: Callable[..., Any], given: tuple[Any, ...], writer: int) -> NoReturn:
    signal.alarm(PATIENCE)
    code = 1
    try:
        value = work(*given)
        with os.fdopen(writer, "wb") as answer:
            pickle.dump(value, answer)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)

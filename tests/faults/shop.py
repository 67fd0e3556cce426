"""A store and a provider that stay, and processes that die where a test wants them to."""

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.faults.forks import Ended, Order
from tests.faults.till import Till
from tests.support.house import House

_ROOT = Path(__file__).parents[2]
_COMMAND = (sys.executable, "-c", "from tests.faults.forks import main; main()")


class Processes:
    """One order after the other, each in a process of its own."""

    def __init__(self, orders: IO[bytes], ends: IO[bytes]) -> None:
        self._orders, self._ends = orders, ends

    def run(self, order: Order) -> Ended:
        pickle.dump(order, self._orders)
        self._orders.flush()
        ended: Ended = pickle.load(self._ends)
        assert ended.code == 0 or ended.was_killed, "its traceback is on standard error"
        return ended


@contextmanager
def started() -> Iterator[Processes]:
    with subprocess.Popen(
        _COMMAND, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        assert parent.stdin is not None
        assert parent.stdout is not None
        yield Processes(parent.stdin, parent.stdout)
        parent.stdin.close()


@dataclass
class Shop:
    """A store, a provider, and a user who buys. Each process runs ten minutes after the last one:
    what it left is then old enough to be taken up."""

    url: str
    house: House
    folder: Path
    processes: Processes
    minutes: int = 0
    till: Till = field(init=False)

    def __post_init__(self) -> None:
        self.till = Till(self.folder)

    def rehearse(self, deed: Callable[..., Any], **values: Any) -> Any:
        """What the process answers that all others are forked from: they know what it has learnt."""
        return self._end(deed, values, is_rehearsal=True).value

    def run(self, deed: Callable[..., Any], **values: Any) -> Any:
        """What a process that lives answers."""
        ended = self._end(deed, values)
        assert not ended.was_killed
        return ended.value

    def kill(
        self, deed: Callable[..., Any], step: int, *, is_torn: bool = False, **values: Any
    ) -> Ended:
        """A process dies before that step, or has ended before."""
        return self._end(deed, values, dies_at=step, is_torn=is_torn)

    def _end(self, deed: Callable[..., Any], values: dict[str, Any], **how: Any) -> Ended:
        self.minutes += 10
        order = Order(
            url=self.url,
            house=self.house,
            till=self.folder,
            minutes=self.minutes,
            deed=deed,
            values=values,
            **how,
        )
        return self.processes.run(order)

"""Processes that die where a test wants them to, on stores that stay."""

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.faults.forks import Ended, Order
from tests.faults.till import Till
from tests.support.house import House

ROOT = Path(__file__).parents[2]


class Processes:
    """One order after the other, each in a process of its own."""

    def __init__(self, parent: "subprocess.Popen[bytes]") -> None:
        assert parent.stdin is not None
        assert parent.stdout is not None
        self._orders, self._ends = parent.stdin, parent.stdout

    def run(self, order: Order) -> Ended:
        pickle.dump(order, self._orders)
        self._orders.flush()
        ended: Ended = pickle.load(self._ends)
        assert ended.code == 0 or ended.was_killed, "its traceback is on standard error"
        return ended


@pytest.fixture(scope="session")
def processes() -> Iterator[Processes]:
    command = [sys.executable, "-m", "tests.faults.forks"]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        yield Processes(parent)
        assert parent.stdin is not None
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

    def run(self, deed: Callable[..., Any], **values: Any) -> Any:
        """What a process that lives answers."""
        ended = self.end(deed, None, **values)
        assert ended.code == 0
        return ended.value

    def end(
        self,
        deed: Callable[..., Any],
        dies_at: int | None,
        *,
        is_torn: bool = False,
        **values: Any,
    ) -> Ended:
        self.minutes += 10
        order = Order(
            url=self.url,
            house=self.house,
            till=self.folder,
            minutes=self.minutes,
            deed=deed,
            values=values,
            dies_at=dies_at,
            is_torn=is_torn,
        )
        return self.processes.run(order)


@pytest.fixture
def shop(store: str, templates: Any, tmp_path: Path, processes: Processes) -> Iterator[Shop]:
    template = templates.of(store, with_houses=True)
    with template.store(tmp_path) as url:
        yield Shop(url, templates.houses(store)[0], tmp_path, processes)

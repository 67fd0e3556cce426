"""Runs each order in a process of its own, forked from one that has imported everything; orders come
pickled on standard input, what became of them goes to standard output."""

import asyncio
import os
import pickle
import signal
import sys
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from clara import bootstrap
from clara.adapters.persistence.ledger import SqlLedger
from clara.adapters.persistence.postgresql import PostgresConnection
from clara.adapters.persistence.sqlite import SqliteConnection
from clara.bootstrap import Core, build_core
from clara.domain.credits.ledger import Transfer
from tests.faults.till import Till
from tests.support.clock import FakeClock
from tests.support.credits import Buyer
from tests.support.house import House
from tests.support.world import World, settings_for

PATIENCE = 30
"""Seconds after which a process that hangs is ended by its alarm."""

_STEPS = ("rows", "change", "change_many", "begin", "commit")
_REMOTE_STEPS = ("new_customer", "checkout", "state")


@dataclass(frozen=True)
class Order:
    """`deed`, done by the administrator of `house`, `minutes` after the tests' now. The process dies
    before step `dies_at`: a statement, a begin, a commit, a call to the provider, or the end. A torn
    one commits after each transfer, as no settlement may."""

    url: str
    house: House
    till: Path
    minutes: int
    deed: Callable[..., Coroutine[Any, Any, Any]]
    values: dict[str, Any] = field(default_factory=dict)
    dies_at: int | None = None
    is_torn: bool = False


@dataclass(frozen=True)
class Ended:
    """`code` is the process's exit code, negative for the signal that ended it."""

    code: int
    value: Any = None

    @property
    def was_killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Fuse:
    def __init__(self, steps: int) -> None:
        self._left = steps

    def burn(self) -> None:
        """Take a step, which for the last one is the end of this process."""
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def lay(self, cls: type[Any], names: tuple[str, ...]) -> None:
        """Every call of these methods of `cls` is a step from now on."""
        for name in names:
            setattr(cls, name, self._burning(getattr(cls, name)))

    def _burning(self, method: Callable[..., Any]) -> Callable[..., Any]:
        async def step(*args: Any, **kwargs: Any) -> Any:
            self.burn()
            return await method(*args, **kwargs)

        return step


def _tear() -> None:
    whole = SqlLedger.post

    async def post(self: SqlLedger, transfer: Transfer) -> bool:
        posted = await whole(self, transfer)
        await self.session.commit()
        return posted

    SqlLedger.post = post  # type: ignore[method-assign]


@cache
def _core(url: str, till: Path) -> tuple[Core, FakeClock]:
    """The product, connected to nothing yet: what is forked has connections of its own."""
    clock = FakeClock()
    # The provider is the only part that is not the product's.
    bootstrap._payments = lambda settings, vault: Till(till)
    return build_core(settings_for(url), clock=clock), clock


async def _live(order: Order) -> Any:
    core, clock = _core(order.url, order.till)
    clock.advance(minutes=order.minutes)
    if order.is_torn:
        _tear()
    world = World(order.url, core, clock, order.house, order.house)
    fuse = Fuse(order.dies_at or 0)
    for connection in (SqliteConnection, PostgresConnection):
        fuse.lay(connection, _STEPS)
    fuse.lay(Till, _REMOTE_STEPS)
    try:
        buyer = Buyer(world, order.house.administrator)
        value = await order.deed(buyer, Till(order.till), **order.values)
        fuse.burn()
        return value
    finally:
        await core.close()


def _fork(order: Order) -> Ended:
    _core(order.url, order.till)
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        _be_child(order, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Ended(code, pickle.loads(said) if code == 0 else None)


def _be_child(order: Order, writer: int) -> None:
    """Never returns."""
    signal.alarm(PATIENCE)
    try:
        value = asyncio.run(_live(order))
        with os.fdopen(writer, "wb") as answer:
            pickle.dump(value, answer)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def main() -> None:
    while True:
        try:
            order = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(_fork(order), sys.stdout.buffer)
        sys.stdout.flush()


if __name__ == "__main__":
    main()

"""Runs each order in a process of its own, forked from one that has imported everything; orders come
pickled on standard input, what became of them goes to standard output."""

import asyncio
import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from msgspec import structs

from clara import bootstrap
from clara.adapters.payments.connect import PaymentGateway
from clara.adapters.payments.not_configured import NoNotices
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
    one commits after each transfer, as no settlement may. A rehearsal is done by the process that
    all others are forked from: what it has compiled, they have."""

    url: str
    house: House
    till: Path
    minutes: int
    deed: Callable[..., Coroutine[Any, Any, Any]]
    values: dict[str, Any] = field(default_factory=dict)
    dies_at: int | None = None
    is_torn: bool = False
    is_rehearsal: bool = False


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
    clock, gateway = FakeClock(), PaymentGateway(Till(till), NoNotices())
    # The provider is the only part that is not the product's.
    with patch.object(bootstrap, "open_payments", lambda *_: gateway):
        settings = structs.replace(settings_for(url), tasks_at_once=1)
        return build_core(settings, clock=clock), clock


async def _done(order: Order) -> Any:
    core, clock = _core(order.url, order.till)
    world = World(order.url, core, clock, order.house, order.house)
    buyer = Buyer(world, order.house.administrator)
    try:
        return await order.deed(buyer, Till(order.till), **order.values)
    finally:
        await core.database.close()


def _rehearse(order: Order) -> Ended:
    value = asyncio.run(_done(order))
    for thread in threading.enumerate():  # of connections that are closed: none may be forked
        if thread is not threading.current_thread():
            thread.join(PATIENCE)
    return Ended(0, value)


async def _lived(order: Order) -> Any:
    _, clock = _core(order.url, order.till)
    clock.advance(minutes=order.minutes)
    if order.is_torn:
        _tear()
    if order.dies_at is None:
        return await _done(order)
    fuse = Fuse(order.dies_at)
    for connection in (SqliteConnection, PostgresConnection):
        fuse.lay(connection, _STEPS)
    fuse.lay(Till, _REMOTE_STEPS)
    value = await _done(order)
    fuse.burn()
    return value


def _fork(order: Order) -> Ended:
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        _be_child(order, writer)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        said = answer.read()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return Ended(code, pickle.loads(said) if code == 0 else None)


def _be_child(order: Order, writer: int) -> NoReturn:
    signal.alarm(PATIENCE)
    code = 1
    try:
        value = asyncio.run(_lived(order))
        with os.fdopen(writer, "wb") as answer:
            pickle.dump(value, answer)
        code = 0
    finally:
        if code:
            traceback.print_exc()
        os._exit(code)


def main() -> None:
    while True:
        try:
            order = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        ended = _rehearse(order) if order.is_rehearsal else _fork(order)
        pickle.dump(ended, sys.stdout.buffer)
        sys.stdout.flush()

"""Operations that answer in time whatever the store does, and what is put right behind them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from msgspec import Struct

from clara.application.call import Call, Done
from clara.application.note import Note
from clara.application.ports import Clock, Ids, Unit, Units
from clara.application.use_case import UseCase
from clara.domain.errors import ClaraError, Conflict, Unavailable

_log = logging.getLogger("clara.in_time")

C = TypeVar("C", bound=Struct)
R = TypeVar("R", bound=Struct)

_PAUSES = (0.2, 1.0, 5.0, 15.0, 30.0)
"""Seconds between attempts to keep what was told, when the store does not let us."""


class Behind:
    """What goes on after an answer was given."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settled(self) -> None:
        """Wait until nothing goes on any more."""
        while self._running:
            await asyncio.wait(set(self._running))

    async def close(self, patience: float = 5.0) -> None:
        """Give what goes on a moment, then stop it."""
        if self._running:
            await asyncio.wait(set(self._running), timeout=patience)
        for task in set(self._running):
            task.cancel()


class Attempt(Struct):
    """One run of an operation that has to answer in time; its `note` knows how far it has come."""

    use_case: type[UseCase[Any, Any]]
    call: Call
    note: Note
    units: Units
    clock: Clock
    ids: Ids
    queue: Callable[[Note], None]

    async def answer(self, work: Coroutine[Any, Any, Done[R]], behind: Behind) -> Done[R]:
        """What `work` gives when it gives it in time. When it does not, or the store fails, the
        operation's own answer for that case: then nothing of `work` lasts, and what was told is
        kept as soon as the store lets us. Raises what `work` raises about the request itself."""
        running = asyncio.create_task(work)
        try:
            await asyncio.wait({running}, timeout=self.use_case.answers_within_seconds)
        except asyncio.CancelledError:
            # Whoever asked is gone. What has begun to last does, the rest is undone.
            if not self.note.is_lasting:
                running.cancel()
            behind.go_on(_ended(running))
            raise
        if running.done():
            error = running.exception()
            if error is None:
                return running.result()
            if not _is_unsure(error):
                raise error
            if not isinstance(error, ClaraError):
                _log.error("%s failed and is declined", self.use_case.name, exc_info=error)
        elif not self.note.is_lasting:
            running.cancel()
        return self._told(running, behind)

    def _told(self, running: "asyncio.Task[Done[R]]", behind: Behind) -> Done[R]:
        note = self.note
        if note.actor is None or note.command is None:
            # Not even known who asks for what: nobody is told of a decision.
            raise Unavailable(
                "database_busy", "The server is busy; try again.", retry_after=1
            ) from _error_of(running)
        told: Any = None
        try:
            told = self.use_case.unanswered(note.actor, note.command, self.clock.now(), self.ids)
        finally:
            behind.go_on(self._make_up(running, told))
        return Done(told, note.actor)

    async def _make_up(self, running: "asyncio.Task[Done[Any]]", told: Any) -> None:
        await _ended(running)
        for pause in (*_PAUSES, None):
            try:
                await self._kept(told)
            except Exception as error:  # noqa: BLE001 - nobody waits: it is tried again or logged
                if pause is None or not _is_unsure(error):
                    _log.exception("what %s told could not be kept", self.use_case.name)
                    return
                await self.clock.sleep(pause)
            else:
                return

    async def _kept(self, told: Any) -> None:
        note, actor = Note(self.use_case.action), self.note.actor
        assert actor is not None, "it was known when the answer was made"
        note.actor = actor
        if told is not None:
            note.remember(self.use_case.trace(told))
        async with self.units.open() as unit:
            unit.write()
            came = self.note.result if self.note.is_lasting else None
            await _making_up(unit, self.use_case)(actor, self.note.command, told, came)
            if told is not None and actor.seat is not None:
                await unit.tell(actor.company.company_id, *self.use_case.events(told))
            await unit.commit()
        if told is not None:
            self.queue(note)


def _making_up(
    unit: Unit, use_case: type[UseCase[Any, Any]]
) -> Callable[[Any, Any, Any, Any], Awaitable[None]]:
    return unit.get(use_case).make_up


async def _ended(running: "asyncio.Task[Any]") -> None:
    await asyncio.wait({running})
    _error_of(running)


def _error_of(running: "asyncio.Task[Any]") -> BaseException | None:
    """Looked at, so that asyncio does not complain that nobody did."""
    return None if not running.done() or running.cancelled() else running.exception()


def _is_unsure(error: BaseException) -> bool:
    """Whether nothing is wrong with what was asked: the store is busy, gone, or somebody else
    changed the same at the same moment; or we have a defect."""
    if isinstance(error, Conflict):
        return error.code == "conflict"
    return isinstance(error, Unavailable) or not isinstance(error, ClaraError)

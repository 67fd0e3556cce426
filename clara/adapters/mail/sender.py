"""Letters leave in the background, whatever becomes of the request that posted them."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from contextlib import suppress

from clara.adapters.mail.messages import Messages
from clara.adapters.mail.transport import NotDelivered, Transport
from clara.application.mail.ports import Letters, WaitingLetter
from clara.domain.errors import ClaraError

_PAUSE_SECONDS = 0.5
_AT_ONCE = 4
_DELIVERY_SECONDS = 60.0
"""Half of the time for which a letter is taken: nobody else tries while this one still does."""
_LAST_SECONDS = 5.0

_log = logging.getLogger("clara.mail")


class MailSender:
    """Looks for due letters every 0.5 s and delivers four at a time, each at least once. Logs name
    letters by their ids only."""

    def __init__(
        self,
        letters: Letters,
        transport: Transport,
        messages: Messages,
        *,
        pause_seconds: float = _PAUSE_SECONDS,
        delivery_seconds: float = _DELIVERY_SECONDS,
        last_seconds: float = _LAST_SECONDS,
    ) -> None:
        self._letters, self._transport, self._messages = letters, transport, messages
        self._pause_seconds, self._delivery_seconds = pause_seconds, delivery_seconds
        self._last_seconds = last_seconds
        self._task: asyncio.Task[None] | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def close(self) -> None:
        """Take no more letters, and give those under way 5 s. What is cut off may have arrived: it
        stays taken, and another sender tries it again after that."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task
            self._task = None
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=self._last_seconds)
            for one in late:
                one.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._take_all()
            except Exception:  # noqa: BLE001 - whatever it was, letters wait and are tried again
                _log.warning("letters have to wait", exc_info=True)
            await asyncio.sleep(self._pause_seconds)

    async def _take_all(self) -> None:
        """Begin to deliver whatever is due. One delivery that hangs holds up no other."""
        while True:
            while len(self._under_way) >= _AT_ONCE:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            taken = await self._letters.take(_AT_ONCE - len(self._under_way))
            for waiting in taken:
                task = asyncio.create_task(self._deliver(waiting))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
            if not taken:
                return

    async def _deliver(self, waiting: WaitingLetter) -> None:
        letter = waiting.letter
        try:
            async with asyncio.timeout(self._delivery_seconds):
                message = self._messages.message(letter, waiting.posted_at)
                await self._transport.send(message)
        except TimeoutError:
            self._say_postponed(waiting, "it took too long")
        except NotDelivered as error:
            if error.permanent:
                _log.warning("letter %s is dropped: %s", letter.id, error.reason)
                await self._insist(lambda: self._letters.remove(letter.id))
                return
            self._say_postponed(waiting, error.reason)
        except Exception as error:  # noqa: BLE001 - a defect about one letter is not about others
            # The exception's own words may quote the letter.
            place = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"{type(error).__name__} in {place.filename}:{place.lineno}"
            _log.error("letter %s has to wait: %s", letter.id, reason)
        else:
            await self._insist(lambda: self._letters.remove(letter.id))
            return
        await self._insist(lambda: self._letters.postpone(waiting))

    def _say_postponed(self, waiting: WaitingLetter, reason: str) -> None:
        tries = waiting.attempts + 1
        _log.warning("letter %s has to wait after attempt %d: %s", waiting.letter.id, tries, reason)

    async def _insist(self, record: Callable[[], Awaitable[None]]) -> None:
        """Record what became of a letter however long the store is away: a delivered one that is
        not forgotten would be sent again."""
        while True:
            try:
                return await record()
            except ClaraError as error:
                _log.warning("what became of a letter can't be recorded yet: %s", error.code)
                await asyncio.sleep(self._pause_seconds)

"""A storage that does not answer is waited for briefly, and not by everyone."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

_log = logging.getLogger("clara.limits")


class Away(Exception):
    """The storage failed just now, or a moment ago and was not asked."""


class Breaker:
    """Waits `patience` seconds for an answer. After a failure nobody is asked for `pause` seconds;
    then one request tries while the others go on without, until it is answered again."""

    def __init__(
        self,
        patience: float = 0.25,
        pause: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._patience, self._pause, self._clock = patience, pause, clock
        self._is_away = False
        self._next_try = 0.0

    async def ask(self, question: Callable[[], Awaitable[T]]) -> T:
        """The answer to `question`. Raises `Away`."""
        if self._is_away:
            now = self._clock()
            if now < self._next_try:
                raise Away
            self._next_try = now + self._pause
        try:
            async with asyncio.timeout(self._patience):
                answer = await question()
        except Exception as error:
            self._fail(error)
            raise Away from error
        if self._is_away:
            self._is_away = False
            _log.warning("requests are counted again")
        return answer

    def _fail(self, error: Exception) -> None:
        self._next_try = self._clock() + self._pause
        if not self._is_away:
            self._is_away = True
            # Its kind only: a driver's text may quote the address it was given.
            _log.warning(
                "counting requests failed (%s); they go on unlimited until it works again",
                type(error).__name__,
            )

"""Which requests of a client still wait for their answer."""

import asyncio
from typing import Any

from clara.adapters.mcp.message import Message

_WAITED_SECONDS = 10.0
_LAST_SECONDS = 1.0

_NEVER_ANSWERED = frozenset({"subscriptions/listen"})
"""It stays open for as long as the client wants to hear of changes."""


class Unanswered:
    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._none = asyncio.Event()
        self._none.set()

    def asked(self, message: Message) -> None:
        """Take note of a message from the client, whatever it is."""
        if message.is_request and message.method not in _NEVER_ANSWERED:
            self._ids.add(_key(message.id))
            self._none.clear()
        elif message.cancels is not None:
            self.answered(message.cancels)

    def answered(self, id: Any) -> None:
        self._ids.discard(_key(id))
        if not self._ids:
            self._none.set()

    async def over(self, stopped: asyncio.Event) -> None:
        """Until all are answered, ten seconds have passed, or one since the process was told to
        stop: whoever told it kills it soon, and there are log entries to be written."""
        answered, told = (asyncio.create_task(one.wait()) for one in (self._none, stopped))
        try:
            soonest = asyncio.FIRST_COMPLETED
            await asyncio.wait({answered, told}, timeout=_WAITED_SECONDS, return_when=soonest)
            await asyncio.wait({answered}, timeout=_LAST_SECONDS)
        finally:
            answered.cancel()
            told.cancel()


def _key(id: Any) -> str:
    return f"{id}"  # some clients take a request back by the text of its number

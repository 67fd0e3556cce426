"""Letters leave in the background, whatever becomes of the request that posted them."""

import asyncio
import logging
import traceback

from clara.adapters.mail.messages import Messages
from clara.adapters.mail.transport import NotDelivered, Transport
from clara.adapters.observing.watch import calling
from clara.adapters.outside.outgoing import Outgoing
from clara.application.mail.ports import Letters, WaitingLetter

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
        self._delivery_seconds = delivery_seconds
        self._outgoing = Outgoing(
            "letters",
            letters.take,
            self._deliver,
            at_once=_AT_ONCE,
            pause_seconds=pause_seconds,
            log=_log,
            last_seconds=last_seconds,
        )

    def start(self) -> None:
        self._outgoing.start()

    async def close(self) -> None:
        """Take no more letters, and give those under way 5 s. What is cut off may have arrived: it
        stays taken, and another sender tries it again after that."""
        await self._outgoing.close()

    async def _deliver(self, waiting: WaitingLetter) -> None:
        letter = waiting.letter
        try:
            async with asyncio.timeout(self._delivery_seconds):
                message = self._messages.message(letter, waiting.posted_at)
                with calling("mail"):
                    await self._transport.send(message)
        except TimeoutError:
            self._say_postponed(waiting, "it took too long")
        except NotDelivered as error:
            if error.permanent:
                _log.warning("letter %s is dropped: %s", letter.id, error.reason)
                await self._outgoing.insist(lambda: self._letters.remove(letter.id))
                return
            self._say_postponed(waiting, error.reason)
        except Exception as error:  # noqa: BLE001 - a defect about one letter is not about others
            # The exception's own words may quote the letter.
            place = traceback.extract_tb(error.__traceback__)[-1]
            reason = f"{type(error).__name__} in {place.filename}:{place.lineno}"
            _log.error("letter %s has to wait: %s", letter.id, reason)
        else:
            await self._outgoing.insist(lambda: self._letters.remove(letter.id))
            return
        await self._outgoing.insist(lambda: self._letters.postpone(waiting))

    def _say_postponed(self, waiting: WaitingLetter, reason: str) -> None:
        tries = waiting.attempts + 1
        _log.warning("letter %s has to wait after attempt %d: %s", waiting.letter.id, tries, reason)

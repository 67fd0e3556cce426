"""Who locks a card waits a moment for its issuer: most answer at once."""

import asyncio
import logging
from dataclasses import replace
from typing import Any

from msgspec import structs

from clara.application.call import Done, Prompt
from clara.application.issuer_news.telling_issuers import TellingIssuers
from clara.application.issuing.books import Place
from clara.domain.cards.change import CardChange
from clara.domain.cards.issuer_state import IssuerState
from clara.domain.cards.state_change import CardStateChange

WAITED_SECONDS = 2.0

_log = logging.getLogger("clara.issuing")


class PromptIssuers:
    """Tells issuers right after the operation, for up to `WAITED_SECONDS`; what they have not
    confirmed by then is told as pending, and goes on being told. Anything else is for `others`."""

    def __init__(self, others: Prompt, telling: TellingIssuers) -> None:
        self._others, self._telling = others, telling
        self._under_way: set[asyncio.Task[bool]] = set()

    async def __call__(self, done: Done[Any]) -> Done[Any]:
        result = done.result
        if isinstance(result, CardStateChange):
            if result.issuer is IssuerState.PENDING and await self._told(done):
                confirmed = structs.replace(result, issuer=IssuerState.CONFIRMED)
                return replace(done, result=confirmed)
            return done
        if isinstance(result, CardChange):
            if not result.is_confirmed and await self._told(done):
                return replace(done, result=structs.replace(result, is_confirmed=True))
            return done
        return await self._others(done)

    async def close(self) -> None:
        """Wait for what is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _told(self, done: Done[Any]) -> bool:
        if done.replayed:
            return False
        place = Place(done.actor.company.company_id, done.result.card.id)
        task = asyncio.create_task(self._telling.tell(place))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        try:
            async with asyncio.timeout(WAITED_SECONDS):
                return await asyncio.shield(task)
        except TimeoutError:
            return False
        except Exception:  # noqa: BLE001 - the lock is kept; its issuer is told in the background
            _log.warning("an issuer is told later", exc_info=True)
            return False

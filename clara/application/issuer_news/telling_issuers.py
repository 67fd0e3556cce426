"""Telling issuers what we decided about cards, until they confirm it."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta

from clara.application.cards.controls_port import Controls
from clara.application.cards.ports import Cards
from clara.application.issuer_news.seated import issuer_in
from clara.application.issuing.books import CardLink, IssuerBooks, Place
from clara.application.issuing.ports import CardIssuers
from clara.application.ports import Callers, Clock, Unit, Units
from clara.domain.cards.card import Card
from clara.domain.cards.controls import CardControls
from clara.domain.credentials.actor import Actor
from clara.domain.errors import ClaraError, Unavailable

TAKEN_FOR = timedelta(minutes=2)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=2), timedelta(minutes=5)
_REFUSED_PAUSE = timedelta(hours=1)
_AT_ONCE = 20

_log = logging.getLogger("clara.issuing")


@dataclass(frozen=True, slots=True)
class ToldCards:
    """Cards as their issuers are to be told of them, on one unit."""

    cards: Cards
    controls: Controls
    books: IssuerBooks
    callers: Callers

    async def at(self, place: Place) -> tuple[Actor, Card, CardLink, CardControls] | None:
        actor = await issuer_in(self.callers, place.company_id)
        seen = await self.cards.find(actor, place.card_id) if actor else None
        link = await self.books.card(actor, seen) if actor and seen else None
        if actor is None or link is None:
            return None
        # Read after its link, so that it is not older: what is newer is told again.
        card = await self.cards.find(actor, place.card_id)
        return (actor, card, link, await self.controls.find(actor, card)) if card else None


@dataclass(frozen=True, slots=True)
class TellingIssuers:
    """Each card is told whole: its status and its controls, which are states, so that telling them
    twice is telling them once. An issuer that does not answer is told again, at first after two
    seconds and later every five minutes."""

    units: Units
    issuers: CardIssuers
    clock: Clock

    async def tell_due(self) -> int:
        """Everything that is due now; how many cards were confirmed."""
        confirmed = 0
        while places := await self._taken():
            done = await asyncio.gather(*(self.tell(place) for place in places))
            confirmed += sum(done)
        return confirmed

    async def tell(self, place: Place) -> bool:
        """Whether the issuer has confirmed what the card is now."""
        async with self.units.open() as unit:
            found = await unit.get(ToldCards).at(place)
        if found is None:
            return False
        actor, card, link, controls = found
        if not link.is_pending:
            return True
        trouble = await self._trouble(card, link, controls)
        async with self.units.open() as unit:
            unit.write()
            is_confirmed = await self._keep(unit, actor, card, link, trouble)
            await unit.commit()
        return is_confirmed

    async def _trouble(
        self, card: Card, link: CardLink, controls: CardControls
    ) -> ClaraError | None:
        issuer = self.issuers.of(card.issuer)
        if issuer is None:
            return Unavailable("issuer_unavailable", "The card's issuer is not set up here.")
        # Stripe repeats for a day how the first request of a key failed.
        key = f"{card.id}-{link.intent}-{link.attempts}"
        reason = card.locks[-1].reason if card.locks else None
        try:
            told = [await issuer.set_status(link.reference, card.status, reason, f"{key}-status")]
            if card.is_live:
                made = await issuer.set_controls(link.reference, card, controls, f"{key}-controls")
                told.append(made)
        except ClaraError as error:
            return error
        if all(one.is_confirmed for one in told):
            return None
        return Unavailable("issuer_unavailable", "The issuer has taken note and not done it yet.")

    async def _keep(
        self, unit: Unit, actor: Actor, card: Card, link: CardLink, trouble: ClaraError | None
    ) -> bool:
        books = unit.get(ToldCards).books
        if trouble is None:
            return await books.confirm(actor, card, link.intent)
        _log.warning("the issuer of %s is told later: %s", card.id, trouble.code)
        pause = _REFUSED_PAUSE
        if isinstance(trouble, Unavailable):
            pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(link.attempts, 10))
        due_at = self.clock.now() + pause
        await books.postpone(actor, card, link.intent, due_at, trouble.code)
        return False

    async def _taken(self) -> list[Place]:
        now = self.clock.now()
        async with self.units.open() as unit:
            # SQLite has one writer, which is not asked for in vain again and again.
            if not await unit.get(ToldCards).books.has_due(now):
                return []
            unit.write()
            taken = await unit.get(ToldCards).books.take_due(now, now + TAKEN_FOR, _AT_ONCE)
            await unit.commit()
            return list(taken)

"""The server on a port, with Stripe's stand-in issuing cards of company a, which spends dollars."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
from sqlalchemy import select, update

from clara.adapters.persistence.tables import card_transactions, companies
from clara.application.authorizations.list_card_authorizations import ListCardAuthorizations
from clara.application.call import Call
from clara.application.cards.issue_card import IssueCard
from clara.application.cards.lock_card import LockCard
from clara.application.cards.unlock_card import UnlockCard
from clara.application.cards.view_card import ViewCard
from clara.application.issuer_news.sync import IssuerSync, Synced
from clara.bootstrap import Core, build_core
from clara.domain.authorizations.authorization import Authorization
from clara.domain.cards.card import Card
from clara.domain.cards.change import CardChange
from clara.domain.cards.state_change import CardStateChange
from clara.domain.credentials.actor import Door
from clara.doors import build_server
from tests.support.stripe.account import Thing
from tests.support.stripe.fake import FakeStripe
from tests.support.stripe.shop import listening, with_stripe
from tests.support.stripe.webhooks import Endpoint
from tests.support.unfrozen import unfrozen
from tests.support.world import World

ISSUING_WEBHOOK = "/api/v1/stripe/issuing/webhook"
ISSUING_SECRET = "whsec_issuing"
TOLD = (
    *("issuing_authorization.created", "issuing_authorization.updated"),
    *("issuing_transaction.*", "issuing_card.*", "issuing_cardholder.*"),
)


@dataclass
class Bank:
    fake: FakeStripe
    world: World
    http: httpx.AsyncClient
    core: Core

    async def issue(self, **how: Any) -> Card:
        how = {"cardholder_name": "Luis Pérez", "issuer": "stripe", **how}
        done: CardChange = await self.world.run(IssueCard, via=Door.WEB, **how)
        return done.card

    async def lock(self, card: Card, **how: Any) -> CardStateChange:
        change: CardStateChange = await self.world.run(LockCard, card=card.id, **how)
        return change

    async def unlock(self, card: Card, **how: Any) -> CardStateChange:
        change: CardStateChange = await self.world.run(UnlockCard, card=card.id, **how)
        return change

    async def card(self, card: Card) -> Card:
        detail = await self.world.run(ViewCard, card=card.id)
        found: Card = detail.card
        return found

    async def spent(self, card: Card) -> int:
        detail = await self.world.run(ViewCard, card=card.id)
        minor: int = detail.spent_minor
        return minor

    async def authorizations(self, card: Card) -> tuple[Authorization, ...]:
        listed = await self.world.run(ListCardAuthorizations, card_id=card.id)
        items: tuple[Authorization, ...] = listed.items
        return items

    async def rows(self, card: Card) -> list[tuple[int, int]]:
        """Amount and counting of each card transaction, as the store has them."""
        number = (await self.card(card)).number
        t = card_transactions.c
        found = select(t.amount_minor, t.counting).where(t.card_number == number)
        mine = found.join(companies, companies.c.number == t.company_number).where(
            companies.c.id == self.world.a.company.id
        )
        return sorted((row[0], row[1]) for row in await self.world.rows(mine))

    def at_stripe(self, card: Card) -> Thing:
        """The newest card there that says it is ours."""
        return next(
            one
            for one in self.fake.account.of("issuing.card")
            if one["metadata"].get("clara_card") == card.id
        )

    async def hears(self, **how: Any) -> set[int | None]:
        """What was answered to the notices that wait."""
        return {one.status for one in await self.fake.webhooks.deliver(**how)}

    async def sync(self, days: int = 3) -> Synced:
        call = Call(door=Door.CLI, request_id="sync")
        return await IssuerSync(self.core.runner, call).sync(days)


@asynccontextmanager
async def opened_bank(world: World, fake: FakeStripe, **changes: Any) -> AsyncIterator[Bank]:
    """On the store of `world`. Nothing is told or asked in the background: tests do it."""
    dollars = update(companies).values(currency="USD")
    await world.change(dollars.where(companies.c.id == world.a.company.id))
    issuing = {
        "stripe_issuing": "on",
        "stripe_issuing_webhook_secret": (ISSUING_SECRET,),
        "stripe_issuing_address": "Market St 1; San Francisco; 94103; US",
    }
    settings = with_stripe(world.url, fake, **{**issuing, **changes})
    core = build_core(settings, clock=world.clock)
    app = build_server(settings, core=core)
    try:
        with unfrozen():
            async with (
                listening(app) as port,
                httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
            ):
                url = f"http://127.0.0.1:{port}{ISSUING_WEBHOOK}"
                fake.listen(url, ISSUING_SECRET, types=TOLD)
                fake.terminal.asks = Endpoint(url, (ISSUING_SECRET,), ())
                yield Bank(fake, replace(world, core=core), http, core)
    finally:
        await core.close()

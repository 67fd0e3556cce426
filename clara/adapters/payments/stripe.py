"""The `Payments` port over Stripe Checkout (https://docs.stripe.com/payments/checkout)."""

import hashlib
import logging
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec

from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.payments.stripe_events import NotReadable, StripeEvents
from clara.adapters.payments.stripe_facts import is_unpaid, of_session, ours
from clara.adapters.payments.stripe_failures import NoSuchThing, StripeFailed
from clara.adapters.payments.stripe_shapes import (
    CheckoutSession,
    Customer,
    PortalSession,
)
from clara.application.credits.ports import Checkout, Payments
from clara.application.ports import Clock, PublicUrl
from clara.domain.accounts.user import User
from clara.domain.credits.payment import FactKind, PaymentFact
from clara.domain.credits.purchase import Purchase

_MAX_NAME = 256
_AFTER_PORTAL = "/credits"

S = TypeVar("S", Customer, CheckoutSession, PortalSession)

_log = logging.getLogger("clara.payments")


@dataclass(frozen=True, slots=True)
class StripePayments(Payments):
    api: StripeApi
    events: StripeEvents
    public_url: PublicUrl
    clock: Clock

    @property
    def provider(self) -> str:
        # Customers of one mode are unknown in the other.
        return "stripe" if self.api.is_live else "stripe_test"

    async def new_customer(self, user: User) -> str:
        # Stripe refuses a key that comes back with other values, as after a change of name.
        said = msgspec.json.encode((user.id, user.email, user.name))
        key = f"customer_{hashlib.sha256(said).hexdigest()}"
        try:
            return await self._new_customer(user, key)
        except StripeFailed as failed:
            if not failed.is_repeated:
                raise
        # What failed once would fail for a day. Twice a customer is better than never.
        return await self._new_customer(user, f"customer_{secrets.token_hex(32)}")

    async def checkout(self, purchase: Purchase, customer_id: str) -> Checkout:
        back = self.public_url.to(purchase.return_path)
        name, metadata = f"{purchase.credits:,} credits", ours(purchase.id, purchase.user_id)
        # A session lives for 24 hours unless told otherwise. To say so ourselves would be refused as
        # too long wherever our clock is ahead of Stripe's.
        session = await self.api.ask(
            "a new checkout session",
            lambda client: client.v1.checkout.sessions.create_async(
                {
                    "mode": "payment",
                    "customer": customer_id,
                    "client_reference_id": purchase.id,
                    "metadata": metadata,
                    "payment_intent_data": {"metadata": metadata, "description": name},
                    "line_items": [
                        {
                            "quantity": 1,
                            "price_data": {
                                "currency": purchase.currency.lower(),
                                "unit_amount": purchase.amount_minor,
                                "product_data": {"name": name},
                            },
                        }
                    ],
                    # What is sold and given back is counted in this currency.
                    "adaptive_pricing": {"enabled": False},
                    "success_url": back,
                    "cancel_url": back,
                },
                {"idempotency_key": purchase.id},
            ),
            CheckoutSession,
        )
        return _page(purchase, self._of_our_mode(session))

    async def portal(self, customer_id: str) -> str:
        back = self.public_url.to(_AFTER_PORTAL)
        session = await self.api.ask(
            "a new portal session",
            lambda client: client.v1.billing_portal.sessions.create_async(
                {"customer": customer_id, "return_url": back}
            ),
            PortalSession,
        )
        return _secure(self._of_our_mode(session).url)

    async def state(self, purchase: Purchase) -> PaymentFact | None:
        session = await self._session(purchase)
        if session is None:
            # Nobody was ever shown its page, or the page was another provider's.
            is_over = self.clock.now() >= purchase.expires_at
            return _expired(purchase, self.clock.now()) if is_over else None
        has_failed = is_unpaid(session)
        return of_session(session, session.id, self.clock.now(), has_failed=has_failed)

    async def facts(self, since: datetime) -> AsyncIterator[PaymentFact]:
        for event in await self.events.since(since):
            try:
                fact = await self.events.fact(event)
            except NotReadable:
                continue  # it is in the log, and must not keep the others from being found
            if fact is not None:
                yield fact

    async def _new_customer(self, user: User, key: str) -> str:
        made = await self.api.ask(
            "a new customer",
            lambda client: client.v1.customers.create_async(
                {
                    "email": user.email,
                    "name": user.name[:_MAX_NAME],
                    "metadata": {"user_id": user.id},
                },
                {"idempotency_key": key},
            ),
            Customer,
        )
        return self._of_our_mode(made).id

    async def _session(self, purchase: Purchase) -> CheckoutSession | None:
        if purchase.session_id is None:
            return None
        id = purchase.session_id
        try:
            found = await self.api.ask(
                "a checkout session",
                lambda client: client.v1.checkout.sessions.retrieve_async(
                    id, {"expand": ["payment_intent"]}
                ),
                CheckoutSession,
            )
        except NoSuchThing:
            return None
        return self._of_our_mode(found)

    def _of_our_mode(self, made: S) -> S:
        if made.livemode is not self.api.is_live:
            _log.error("stripe answers in the other mode than STRIPE_SECRET_KEY (live or test)")
            raise StripeFailed
        return made


def _page(purchase: Purchase, session: CheckoutSession) -> Checkout:
    """Raises `StripeFailed` for a page that is not for this purchase."""
    said = (session.client_reference_id, session.amount_total, session.currency)
    if said != (purchase.id, purchase.amount_minor, purchase.currency.lower()):
        _log.error("stripe's checkout session %s is not what was asked for", session.id)
        raise StripeFailed
    return Checkout(session_id=session.id, url=_secure(session.url or ""))


def _secure(url: str) -> str:
    if not url.startswith("https://"):
        _log.error("stripe's page has no https address")
        raise StripeFailed
    return url


def _expired(purchase: Purchase, now: datetime) -> PaymentFact:
    return PaymentFact(
        id=purchase.id,
        kind=FactKind.EXPIRED,
        at=now,
        amount_minor=purchase.amount_minor,
        currency=purchase.currency,
        purchase_id=purchase.id,
    )

"""Payments where no provider is set up: pages of our own that say so, and no money.

What happens on the page is settled by the page itself (`clara/adapters/web/console/pages/checkout.py`), so there
is never anything to ask about afterwards.
"""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

from clara.application.credits.ports import Checkout, Payments
from clara.application.credits.view_checkout import SANDBOX
from clara.application.ports import PublicUrl, Vault
from clara.domain.accounts.user import User
from clara.domain.credits.payment import PaymentFact
from clara.domain.credits.purchase import Purchase


@dataclass(frozen=True, slots=True)
class SandboxPayments(Payments):
    public_url: PublicUrl
    vault: Vault

    @property
    def provider(self) -> str:
        return SANDBOX

    async def new_customer(self, user: User) -> str:
        return f"sandbox_{hashlib.sha256(user.id.encode()).hexdigest()[:24]}"

    async def checkout(self, purchase: Purchase, customer_id: str) -> Checkout:
        # Whoever knows it can pay, so it can't be guessed, and is the same when asked twice.
        session = f"sandbox_{self.vault.digest(purchase.id, 'checkout').hex()}"
        return Checkout(session_id=session, url=self.public_url.to(f"/checkout/{session}"))

    async def portal(self, customer_id: str) -> str:
        return self.public_url.to("/checkout/portal")

    async def state(self, purchase: Purchase) -> PaymentFact | None:
        return None

    async def facts(self, since: datetime) -> AsyncIterator[PaymentFact]:
        nothing: tuple[PaymentFact, ...] = ()
        for fact in nothing:
            yield fact

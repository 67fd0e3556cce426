"""Whether Stripe answers, where it is used."""

from dataclasses import dataclass

from clara.adapters.payments.stripe_api import StripeApi
from clara.application.system.ports import DEGRADED, Dependencies


@dataclass(frozen=True, slots=True)
class PaymentDependencies(Dependencies):
    """What `others` say, and Stripe: how the last request to it went. It is asked every ten minutes
    anyway, and no probe should wait for it. Without it everything but buying works."""

    others: Dependencies
    api: StripeApi

    async def check(self) -> dict[str, str]:
        found = await self.others.check()
        found["stripe"] = "ok" if self.api.answers else DEGRADED
        return found

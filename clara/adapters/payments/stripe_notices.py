"""What Stripe tells by itself: https://docs.stripe.com/webhooks"""

import re
from dataclasses import dataclass
from datetime import timedelta

from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.payments.stripe_events import NotReadable, StripeEvents, told
from clara.adapters.payments.stripe_failures import StripeFailed
from clara.application.credits.ports import PaymentNotices
from clara.application.ports import Clock
from clara.domain.credits.payment import PaymentFact
from clara.domain.errors import Invalid

TOLERANCE = timedelta(minutes=5)
"""Stripe's own: an older signature may be a copy that somebody kept."""
_PREFIX = "whsec_"
_SECONDS = re.compile("[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class StripeNotices(PaymentNotices):
    """Several secrets are in use while one replaces another."""

    api: StripeApi
    events: StripeEvents
    secrets: tuple[str, ...]
    clock: Clock

    def __repr__(self) -> str:
        return "StripeNotices()"

    async def read(self, body: bytes, signature: str) -> PaymentFact | None:
        if not self._is_recent(signature) or not await self._is_signed(body, signature):
            raise Invalid(
                "invalid_signature",
                "The notice is not signed by our payment provider, or was more than 5 minutes ago.",
                remedy="Set STRIPE_WEBHOOK_SECRET to the signing secret of this endpoint.",
            )
        try:
            return await self.events.fact(told(body))
        except NotReadable:
            # Stripe tries again for days: time to update, and the notice is not lost.
            raise StripeFailed from None

    async def _is_signed(self, body: bytes, signature: str) -> bool:
        return any([await self.api.is_signed(body, signature, one) for one in self.secrets])

    def _is_recent(self, signature: str) -> bool:
        """By our clock, which the SDK can't be given. One time only: another reader could take
        another one of several."""
        pairs = [part.partition("=") for part in signature.split(",")]
        times = [value for name, _, value in pairs if name == "t"]
        if len(times) != 1 or _SECONDS.fullmatch(times[0]) is None:
            return False
        age = self.clock.now().timestamp() - int(times[0])
        return age <= TOLERANCE.total_seconds()


def checked_secrets(secrets: tuple[str, ...]) -> tuple[str, ...]:
    """Raises `invalid_settings`: with an empty or guessable secret anybody could sign."""
    for secret in secrets:
        if not secret.startswith(_PREFIX) or secret == _PREFIX:
            raise Invalid(
                "invalid_settings",
                f"STRIPE_WEBHOOK_SECRET is no signing secret: those begin with {_PREFIX}",
                remedy="Copy it from the endpoint in Stripe's dashboard, or leave it out.",
            )
    return secrets

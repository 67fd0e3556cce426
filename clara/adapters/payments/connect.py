"""From the settings about payments to who takes the money."""

import logging
from dataclasses import dataclass

from clara.adapters.payments.not_configured import NoNotices
from clara.adapters.payments.sandbox import SandboxPayments
from clara.adapters.payments.stripe import StripePayments
from clara.adapters.payments.stripe_api import StripeApi
from clara.adapters.payments.stripe_events import StripeEvents
from clara.adapters.payments.stripe_notices import StripeNotices, checked_secrets
from clara.application.credits.ports import PaymentNotices, Payments
from clara.application.ports import Clock, PublicUrl, Vault
from clara.domain.errors import Invalid
from clara.settings import Settings

_log = logging.getLogger("clara.payments")


@dataclass(frozen=True, slots=True)
class PaymentGateway:
    """`api` is None where no provider is set up and the sandbox stands in."""

    payments: Payments
    notices: PaymentNotices
    api: StripeApi | None = None

    async def close(self) -> None:
        if self.api is not None:
            await self.api.close()


def open_payments(settings: Settings, vault: Vault, clock: Clock) -> PaymentGateway:
    """Connects to nothing yet. Raises `invalid_settings`, which quotes no secret."""
    public_url, secrets = PublicUrl(settings.public_url), settings.stripe_webhook_secret
    if not settings.stripe_secret_key:
        if secrets:
            raise Invalid(
                "invalid_settings",
                "STRIPE_WEBHOOK_SECRET is set and STRIPE_SECRET_KEY is not: nobody is asked for"
                " money, and nobody could tell of it.",
                remedy="Set both, or neither.",
            )
        return PaymentGateway(SandboxPayments(public_url, vault), NoNotices())
    api = StripeApi(settings.stripe_secret_key, settings.stripe_api_base)
    events = StripeEvents(api)
    payments = StripePayments(api, events, public_url, clock)
    if not secrets:
        return PaymentGateway(payments, NoNotices(), api)
    return PaymentGateway(
        payments, StripeNotices(api, events, checked_secrets(secrets), clock), api
    )


def warn_of_payments(settings: Settings, gateway: PaymentGateway) -> None:
    """Say in the log, when a server starts, what an operator may not have meant."""
    if gateway.api is None:
        if settings.env == "production":
            _log.warning(
                "no payment provider is set up: on the sandbox's pages anybody gets credits without"
                " paying; set STRIPE_SECRET_KEY"
            )
        return
    if settings.env == "production" and not gateway.api.is_live:
        _log.warning("STRIPE_SECRET_KEY is a test key: test cards buy credits and no money moves")
    if not settings.stripe_webhook_secret:
        _log.warning(
            "STRIPE_WEBHOOK_SECRET is not set: what is paid is found by asking, within ten minutes"
        )

"""From the settings about issuing to who issues cards."""

import logging
from dataclasses import dataclass

from clara.adapters.issuing.builtin import BuiltInIssuer, KnownIssuers
from clara.adapters.issuing.stripe.access import StripeAccess
from clara.adapters.issuing.stripe.address import read_address
from clara.adapters.issuing.stripe.issuer import StripeIssuer
from clara.adapters.issuing.stripe.news import StripeIssuerNews
from clara.adapters.issuing.stripe.not_configured import NoIssuerNews, NoIssuerNotices
from clara.adapters.issuing.stripe.notices import StripeIssuerNotices
from clara.application.accounts.ports import Randomness
from clara.application.issuer_news.ports import IssuerNews, IssuerNotices
from clara.application.issuing.ports import CardIssuers
from clara.application.ports import Clock
from clara.domain.errors import Invalid
from clara.settings import Settings

_PREFIX = "whsec_"

_log = logging.getLogger("clara.issuing")


@dataclass(frozen=True, slots=True)
class Issuing:
    """`asks` when there is an issuer that has to be told and asked."""

    issuers: CardIssuers
    notices: IssuerNotices
    news: IssuerNews
    asks: bool


def open_issuing(
    settings: Settings, randomness: Randomness, stripe: StripeAccess | None, clock: Clock
) -> Issuing:
    """Connects to nothing yet. Raises `invalid_settings`, which quotes no secret."""
    built_in = BuiltInIssuer(randomness)
    secrets = settings.stripe_issuing_webhook_secret
    if not settings.issues_with_stripe:
        return Issuing(KnownIssuers((built_in,)), NoIssuerNotices(), NoIssuerNews(), asks=False)
    if stripe is None:
        raise Invalid(
            "invalid_settings",
            "STRIPE_ISSUING is on and STRIPE_SECRET_KEY is not set.",
            remedy="Set both, or switch STRIPE_ISSUING off.",
        )
    issuer = StripeIssuer(stripe, read_address(settings.stripe_issuing_address))
    if any(not one.startswith(_PREFIX) or one == _PREFIX for one in secrets):
        raise Invalid(
            "invalid_settings",
            f"STRIPE_ISSUING_WEBHOOK_SECRET is no signing secret: those begin with {_PREFIX}",
            remedy="Copy it from the endpoint in Stripe's dashboard, or leave it out.",
        )
    notices = StripeIssuerNotices(stripe, secrets, clock) if secrets else NoIssuerNotices()
    return Issuing(KnownIssuers((built_in, issuer)), notices, StripeIssuerNews(stripe), asks=True)


def warn_of_issuing(settings: Settings) -> None:
    """Say in the log, when a server starts, what an operator may not have meant."""
    if settings.issues_with_stripe and not settings.stripe_issuing_webhook_secret:
        _log.warning(
            "STRIPE_ISSUING_WEBHOOK_SECRET is not set: Stripe decides about charges without us, and"
            " what was charged is found by asking, within ten minutes"
        )

"""Stripe's API, as issuing asks it. It is one account, whose key also takes payments."""

import logging
from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from msgspec import Struct

from clara.adapters.outside.provider_failed import ProviderFailed
from clara.domain.errors import Conflict, Unavailable

if TYPE_CHECKING:
    import stripe

_RETRY_SECONDS = 30

S = TypeVar("S", bound=Struct)

_log = logging.getLogger("clara.issuing")


class StripeAccess(Protocol):
    """`is_live` when money really moves."""

    is_live: bool

    @abstractmethod
    async def ask(
        self, what: str, call: Callable[["stripe.StripeClient"], Awaitable[Any]], shape: type[S]
    ) -> S:
        """The answer to `call`, in its shape. Raises `ProviderFailed`."""

    @abstractmethod
    async def is_signed(self, body: bytes, header: str, secret: str) -> bool: ...


async def asked(
    access: StripeAccess,
    what: str,
    call: Callable[["stripe.StripeClient"], Awaitable[Any]],
    shape: type[S],
) -> S:
    """As `StripeAccess.ask`. Raises `issuer_refused`, `issuer_unavailable`."""
    try:
        return await access.ask(what, call, shape)
    except ProviderFailed as failed:
        if failed.is_refused:
            raise refused(failed.said) from None
        raise unavailable() from None


def refused(said: str | None) -> Conflict:
    return Conflict(
        "issuer_refused",
        "The card's issuer does not do this.",
        details={"issuer_code": said} if said else None,
        remedy="Look at the issuer's dashboard: the code says what it wants.",
    )


def unavailable() -> Unavailable:
    return Unavailable(
        "issuer_unavailable",
        "The card's issuer does not answer as it should. Try again in a moment.",
        retry_after=_RETRY_SECONDS,
    )


def of_our_mode(access: StripeAccess, *, is_live: bool) -> None:
    """Raises `issuer_unavailable` for an answer of the other mode."""
    if is_live is not access.is_live:
        _log.error("stripe answers in the other mode than STRIPE_SECRET_KEY (live or test)")
        raise unavailable()

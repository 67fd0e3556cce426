"""The official SDK, and what its failures mean here. Importing it takes a third of a second, so only
`stripe_api` does, once it is needed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec
import stripe
from msgspec import Struct

from clara.adapters.payments.stripe_failures import NoSuchThing, StripeFailed, StripeRefused
from clara.adapters.payments.stripe_http import BoundedHttpx
from clara.domain.text import clean

API_VERSION = "2026-10-28.endive"
"""The version whose parameters and shapes are spoken here: the SDK's own."""
_MAX_SHOWN = 100

S = TypeVar("S", bound=Struct)

_log = logging.getLogger("clara.payments")

# It would report how long requests take, under an identifier that it keeps in the home directory.
stripe.enable_telemetry = False


class StripeSdk:
    """`deadline_seconds` are for a call with all of its retries, `timeout_seconds` for each silence."""

    def __init__(
        self,
        secret_key: str,
        base: str,
        *,
        timeout_seconds: float,
        deadline_seconds: float,
        retries: int,
        on_loopback: bool,
    ) -> None:
        self._http = BoundedHttpx(timeout_seconds, on_loopback=on_loopback)
        self._deadline_seconds = deadline_seconds
        self._client = stripe.StripeClient(
            secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": base},
            max_network_retries=retries,
            http_client=self._http,
        )

    async def ask(
        self, what: str, call: Callable[[stripe.StripeClient], Awaitable[Any]], shape: type[S]
    ) -> S:
        """The answer to `call`, in its shape. Raises `StripeFailed`; logs why, without a secret and
        without what Stripe says in words."""
        try:
            async with asyncio.timeout(self._deadline_seconds):
                found = await call(self._client)
            return msgspec.convert(found.to_dict(), shape)
        except stripe.StripeError as error:
            raise _failure(what, error) from None
        except TimeoutError:
            _log.warning("stripe did not answer in time about %s", what)
        except Exception as error:  # noqa: BLE001 - what is no answer breaks the SDK in many ways
            _log.warning("stripe's answer about %s makes no sense: %s", what, type(error).__name__)
        raise StripeFailed

    async def close(self) -> None:
        await self._http.close_async()


def is_signed(body: bytes, header: str, secret: str) -> bool:
    """Whether `secret` signed `body` and the time in `header`, however long ago."""
    try:
        stripe.WebhookSignature.verify_header(body, header, secret, tolerance=None)
    except (stripe.SignatureVerificationError, ValueError, TypeError):
        # The last two for what is no UTF-8, and for signatures that are no ASCII.
        return False
    return True


def _failure(what: str, error: stripe.StripeError) -> StripeFailed:
    request_id = clean(error.request_id or "", _MAX_SHOWN) or None
    if isinstance(error, stripe.AuthenticationError | stripe.PermissionError):
        _log.error("stripe does not accept STRIPE_SECRET_KEY for %s: %s", what, request_id)
        return StripeFailed(request_id)
    _log.warning(
        "stripe gave no answer about %s: %s, status %s, code %s, parameter %s, request %s",
        what,
        type(error).__name__,
        error.http_status,
        clean(str(error.code), _MAX_SHOWN),
        clean(str(getattr(error, "param", None)), _MAX_SHOWN),
        request_id,
    )
    is_repeated = (error.headers or {}).get("idempotent-replayed") == "true"
    if not isinstance(error, stripe.InvalidRequestError | stripe.IdempotencyError):
        return StripeFailed(request_id, is_repeated=is_repeated)
    kind = NoSuchThing if error.code == "resource_missing" else StripeRefused
    said = clean(str(error.code or type(error).__name__), _MAX_SHOWN)
    return kind(request_id, is_repeated=is_repeated, said=said)

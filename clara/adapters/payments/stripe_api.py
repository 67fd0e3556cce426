"""Stripe's API of one account: set up when the server starts, connected when first asked."""

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from msgspec import Struct

from clara.adapters.payments.stripe_failures import StripeFailed, StripeRefused
from clara.domain.errors import Invalid

if TYPE_CHECKING:
    import stripe

    from clara.adapters.payments.stripe_sdk import StripeSdk

TIMEOUT_SECONDS = 10.0
DEADLINE_SECONDS = 25.0
RETRIES = 2
_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]+")

S = TypeVar("S", bound=Struct)


class StripeApi:
    """`is_live` when money really moves; `answers` is how the last request went. Raises
    `invalid_settings` for a key that is none, or an address that a key can't be sent to."""

    def __init__(
        self,
        secret_key: str,
        base: str,
        *,
        timeout_seconds: float = TIMEOUT_SECONDS,
        deadline_seconds: float = DEADLINE_SECONDS,
        retries: int = RETRIES,
    ) -> None:
        self.is_live, self.answers = _is_live(secret_key), True
        self._secret_key, self._base = secret_key, _checked(base)
        self._timeout_seconds, self._deadline_seconds = timeout_seconds, deadline_seconds
        self._retries = retries
        self._sdk: StripeSdk | None = None
        self._connecting = asyncio.Lock()

    def __repr__(self) -> str:
        return f"StripeApi(base={self._base!r}, is_live={self.is_live!r})"

    async def ask(
        self, what: str, call: Callable[["stripe.StripeClient"], Awaitable[Any]], shape: type[S]
    ) -> S:
        """The answer to `call`, in its shape; `what` names it in the log. Raises `StripeFailed`, of
        which `NoSuchThing` is one."""
        sdk = await self._connected()
        try:
            found = await sdk.ask(what, call, shape)
        except StripeFailed as failed:
            self.answers = isinstance(failed, StripeRefused)
            raise
        self.answers = True
        return found

    async def is_signed(self, body: bytes, header: str, secret: str) -> bool:
        await self._connected()
        from clara.adapters.payments.stripe_sdk import is_signed  # noqa: PLC0415 - is there by now

        return is_signed(body, header, secret)

    async def close(self) -> None:
        if self._sdk is not None:
            await self._sdk.close()

    async def _connected(self) -> "StripeSdk":
        async with self._connecting:
            if self._sdk is None:
                # In a thread: importing the SDK would hold everybody up.
                self._sdk = await asyncio.to_thread(self._connect)
        return self._sdk

    def _connect(self) -> "StripeSdk":
        from clara.adapters.payments.stripe_sdk import StripeSdk  # noqa: PLC0415 - as above

        return StripeSdk(
            self._secret_key,
            self._base,
            timeout_seconds=self._timeout_seconds,
            deadline_seconds=self._deadline_seconds,
            retries=self._retries,
            on_loopback=_is_loopback(self._base),
        )


def _is_live(secret_key: str) -> bool:
    found = _KEY.fullmatch(secret_key)
    if found is None:
        raise Invalid(
            "invalid_settings",
            "STRIPE_SECRET_KEY is no secret key.",
            remedy="Secret keys begin with sk_live_ or sk_test_, restricted ones with rk_live_ or"
            " rk_test_; keys that begin with pk_ are for pages.",
        )
    return found[1] == "live"


def _checked(base: str) -> str:
    try:
        parts = urlsplit(base)
        is_private = parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(base))
        is_bare = bool(parts.hostname) and parts.netloc == parts.netloc.rpartition("@")[2]
        is_root = parts.path in ("", "/") and not parts.query and not parts.fragment
    except ValueError:
        is_private = is_bare = is_root = False
    if not (is_private and is_bare and is_root):
        raise Invalid(
            "invalid_settings",
            "STRIPE_API_BASE has to be an address that begins https://, without a path.",
            remedy="Leave it out: it is for tests against a Stripe on this machine.",
        )
    return base.rstrip("/")


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False

"""Events on their way to whoever listens: https://docs.stripe.com/webhooks"""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import httpx

from tests.support.stripe.account import Account, Thing
from tests.support.stripe.events import is_of_type

_PATIENCE_SECONDS = 20.0
_AGENT = "Stripe/1.0 (+https://stripe.com/docs/webhooks)"


@dataclass(frozen=True)
class Endpoint:
    """`secrets` are several while one replaces another; `types` may end in `*`."""

    url: str
    secrets: tuple[str, ...]
    types: tuple[str, ...]


@dataclass
class Letter:
    """An event for an endpoint that has not taken it yet."""

    endpoint: Endpoint
    event: Thing
    is_taken: bool = False


@dataclass(frozen=True)
class Delivery:
    """`status` is what the endpoint answered, None when nobody did."""

    type: str
    event_id: str
    status: int | None


def written(event: Thing) -> bytes:
    return json.dumps(event, indent=2, ensure_ascii=False).encode()


def signature(body: bytes, secrets: Sequence[str], at: int) -> str:
    """`Stripe-Signature` (https://docs.stripe.com/webhooks#verify-manually): HMAC-SHA256 of time and
    body under each secret, and as in test mode a `v0` that proves nothing."""
    told = f"{at}.".encode() + body
    signed = [hmac.digest(one.encode(), told, hashlib.sha256).hex() for one in secrets]
    decoy = hashlib.sha256(told).hexdigest()
    return ",".join([f"t={at}", *(f"v1={one}" for one in signed), f"v0={decoy}"])


class Webhooks:
    """Nothing is sent by itself: `pending` waits until a test delivers or loses it."""

    def __init__(self, account: Account) -> None:
        self.endpoints: list[Endpoint] = []
        self.pending: list[Letter] = []
        self._account = account
        account.heard.append(self._hear)

    async def deliver(
        self,
        *,
        copies: int = 1,
        shuffled: Random | None = None,
        pause_seconds: float = 0.0,
        signed_at: int | None = None,
    ) -> list[Delivery]:
        """Each pending event to its endpoint, one after another, oldest first unless `shuffled`.

        What is not answered with 2xx stays pending. `signed_at` is now unless told, in seconds
        since 1970.
        """
        letters = [letter for letter in self.pending for _ in range(copies)]
        if shuffled is not None:
            shuffled.shuffle(letters)
        at = self._account.now if signed_at is None else signed_at
        # No proxy of the machine comes between.
        async with httpx.AsyncClient(trust_env=False, timeout=_PATIENCE_SECONDS) as client:
            made = []
            for letter in letters:
                await asyncio.sleep(pause_seconds)
                made.append(await _send(client, letter, at))
        self.pending = [letter for letter in self.pending if not letter.is_taken]
        return made

    def lose(self) -> None:
        """They are never delivered."""
        self.pending.clear()

    def _hear(self, event: Thing) -> None:
        letters = [
            Letter(one, event)
            for one in self.endpoints
            if any(is_of_type(event["type"], pattern) for pattern in one.types)
        ]
        event["pending_webhooks"] = len(letters)
        self.pending += letters


async def _send(client: httpx.AsyncClient, letter: Letter, at: int) -> Delivery:
    event, body = letter.event, written(letter.event)
    headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signature(body, letter.endpoint.secrets, at),
        "user-agent": _AGENT,
    }
    try:
        response = await client.post(letter.endpoint.url, content=body, headers=headers)
    except httpx.HTTPError:
        return Delivery(event["type"], event["id"], None)
    if response.is_success and not letter.is_taken:
        letter.is_taken = True
        event["pending_webhooks"] -= 1
    return Delivery(event["type"], event["id"], response.status_code)

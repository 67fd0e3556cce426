"""The real SDK, and plain HTTP, against a Stripe on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import stripe

from tests.support.stripe.account import API_VERSION
from tests.support.stripe.fake import SECRET_KEY


@asynccontextmanager
async def sdk(
    url: str, key: str = SECRET_KEY, retries: int = 0, timeout_seconds: float = 5.0
) -> AsyncIterator[stripe.StripeClient]:
    http: Any = stripe.HTTPXClient(timeout=timeout_seconds)
    try:
        yield stripe.StripeClient(
            key,
            http_client=http,
            base_addresses={"api": url},
            max_network_retries=retries,
        )
    finally:
        await http.close_async()


async def ask(
    url: str,
    *,
    method: str = "POST",
    body: str | None = None,
    without: str | None = None,
    **headers: str,
) -> httpx.Response:
    """Without the SDK's care: `headers`, written with underscores, take the place of the right
    ones, of which `without` is left out."""
    right = {
        "authorization": f"Bearer {SECRET_KEY}",
        "stripe_version": API_VERSION,
        "content_type": "application/x-www-form-urlencoded",
    }
    sent = {name.replace("_", "-"): value for name, value in {**right, **headers}.items()}
    sent.pop(without or "", None)
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.request(method, url, content=body, headers=sent)


def sale(amount: int = 2500, currency: str = "usd", **more: Any) -> dict[str, Any]:
    """What a checkout of one thing needs; `amount` is in minor units."""
    price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "Credits"}}
    return {
        "mode": "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": "https://clara.example/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://clara.example/credits",
        **more,
    }

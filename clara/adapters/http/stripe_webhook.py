"""What Stripe tells by itself. Mounted only where a signing secret is set: without one, anybody could
say that somebody has paid."""

from typing import Any

from litestar import Response, post

from clara.adapters.http.envelope import success
from clara.adapters.http.operation import Operation, documented
from clara.adapters.http.request import HttpRequest
from clara.adapters.http.running import run
from clara.application.call import Draft
from clara.application.credits.receive_payment_notice import ReceivePaymentNotice

MAX_NOTICE = 1024 * 1024
"""Bytes of an event; real ones have some ten thousand."""
_EVENT: dict[str, Any] = {
    "type": "object",
    "description": "An event as Stripe writes it, signed in the header `Stripe-Signature`.",
}
_RECEIVE = Operation(
    ReceivePaymentNotice, None, "Notice received successfully.", "Stripe", as_it_is=_EVENT
)


@post("/stripe/webhook", **documented(_RECEIVE))
async def receive_payment_notice(request: HttpRequest) -> Response[bytes]:
    """The body is kept as it came: its signature is over each byte."""
    body = await request.body()
    signature = request.headers.get("stripe-signature", "")
    draft = Draft(lambda: {"body": body, "signature": signature})
    await run(request, ReceivePaymentNotice, draft, keyed=False)
    return success(None, _RECEIVE.message)


ROUTES = [receive_payment_notice]

from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta, Struct

from clara.application.credits.ports import PaymentNotices
from clara.application.credits.settle_payment import trace_of
from clara.application.credits.settlement import Settled, Settlement
from clara.application.use_case import Effect, Trace, UseCase
from clara.domain.credentials.actor import Actor


class ReceivePaymentNoticeCommand(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    body: Annotated[bytes, Meta(max_length=1024 * 1024)]
    signature: Annotated[str, Meta(max_length=4_096)]

    def __repr__(self) -> str:
        return "ReceivePaymentNoticeCommand()"


class PaymentNoticed(Struct, frozen=True, kw_only=True):
    """`settled` is None for a notice that is no concern of ours."""

    settled: Settled | None


@dataclass(frozen=True, slots=True)
class ReceivePaymentNotice(UseCase[ReceivePaymentNoticeCommand, PaymentNoticed]):
    """What the payment provider tells by itself. Its signature over the raw body is its credential.

    A notice is taken as often and in whatever order it comes, with one effect. One about a purchase
    that is not as it was asked for is taken, changes nothing, and stands in the activity log.

    Errors, first that holds: invalid_signature, payments_unavailable.
    """

    name = "stripe.webhook"
    tool = "stripe_webhook"
    title = "Receive a payment notice"
    action = "credits.notice_received"
    effect = Effect.STAGED
    is_public = True
    command = ReceivePaymentNoticeCommand
    result = PaymentNoticed

    notices: PaymentNotices
    settlement: Settlement

    async def __call__(self, actor: Actor, command: ReceivePaymentNoticeCommand) -> PaymentNoticed:
        fact = await self.notices.read(command.body, command.signature)
        return PaymentNoticed(settled=await self.settlement.apply(fact) if fact else None)

    @classmethod
    def trace(cls, result: PaymentNoticed) -> Trace:
        return trace_of(result.settled) if result.settled else Trace()

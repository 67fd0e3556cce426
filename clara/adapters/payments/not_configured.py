"""Notices where no provider signs any."""

from clara.application.credits.ports import PaymentNotices
from clara.domain.credits.payment import PaymentFact
from clara.domain.errors import Invalid


class NoNotices(PaymentNotices):
    """Refuses every notice: without a secret nobody's signature can be told from another's."""

    async def read(self, body: bytes, signature: str) -> PaymentFact | None:
        raise Invalid("invalid_signature", "No payment provider is set up here.")

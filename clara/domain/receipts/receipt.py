"""A receipt or invoice that somebody submitted for a card transaction."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.attachments.contents import Overview
from clara.domain.credentials.actor import Actor
from clara.domain.credentials.scope import STAFF
from clara.domain.errors import Forbidden
from clara.domain.ids import CardTransactionId, CompanyId, UserId

MAX_RECEIPTS = 10
"""Of one card transaction."""

ReceiptId = Annotated[
    str,
    Meta(
        max_length=64,
        description="Identifier of the receipt.",
        examples=["receipt_0123456789abcdef0123456789abcdef"],
    ),
]


class Receipt(Struct, frozen=True, kw_only=True):
    """It is the company's: it stays when its submitter leaves, and as long as nobody deletes it.
    `digest` is the SHA-256 of the content, in hexadecimal."""

    id: str
    company_id: CompanyId
    transaction_id: CardTransactionId
    submitted_by: UserId
    submitter_name: str
    name: str
    size: int
    digest: str
    overview: Overview
    created_at: datetime

    @property
    def blob(self) -> str:
        """Where the content is kept."""
        return receipt_blob(self.company_id, self.digest)

    def require_may_delete(self, actor: Actor) -> None:
        """Raises `receipt_of_another`."""
        if actor.user_id != self.submitted_by and actor.role not in STAFF:
            raise Forbidden(
                "receipt_of_another",
                "Only who submitted a receipt, administrators and bookkeepers delete it.",
                remedy="Ask an administrator of the company.",
            )


class ReceiptList(Struct, frozen=True, kw_only=True):
    """In the order in which they were submitted."""

    items: tuple[Receipt, ...]


def receipt_blob(company_id: str, digest: str) -> str:
    return f"{company_id}/{digest}"

"""Receipts as doors show them."""

from typing import Annotated

from msgspec import Meta, Struct

from clara.adapters.wire.attachments import RemarkView
from clara.adapters.wire.described import Instant, described
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.receipts.receipt import Receipt, ReceiptId


class ReceiptView(Struct, frozen=True, kw_only=True):
    """A receipt or an invoice of a card transaction."""

    id: ReceiptId
    transaction_id: Annotated[
        str, described("Of which card transaction.", "ctx_0123456789abcdef0123456789abcdef")
    ]
    name: Annotated[str, described("As the file was called.", "receipt.pdf")]
    kind: Annotated[AttachmentKind, described("Told by its content.")]
    size: Annotated[int, Meta(ge=0, description="Bytes.")]
    remarks: Annotated[tuple[RemarkView, ...], described("What to know of how it was read.")]
    submitted_by: Annotated[str, described("By whom.", "Luis Pérez")]
    created_at: Instant

    @classmethod
    def of(cls, receipt: Receipt) -> "ReceiptView":
        return cls(
            id=receipt.id,
            transaction_id=receipt.transaction_id,
            name=receipt.name,
            kind=receipt.overview.kind,
            size=receipt.size,
            remarks=tuple(map(RemarkView.of, receipt.overview.remarks)),
            submitted_by=receipt.submitter_name,
            created_at=receipt.created_at,
        )

"""Attachments as doors show them."""

from typing import Annotated

from msgspec import Meta, Struct

from clara.adapters.wire.described import Instant, described
from clara.domain.attachments.attachment import Attachment, AttachmentId
from clara.domain.attachments.contents import Remark, RemarkCode
from clara.domain.attachments.kinds import AttachmentKind


class RemarkView(Struct, frozen=True, kw_only=True):
    """Something to know of how a file was read."""

    code: Annotated[
        RemarkCode,
        described(
            "rows_skipped: rows without a readable date or amount. read_from_text: looked for in"
            " running text; compare it with the file. no_text: nothing readable. no_total: a"
            " document without a total. pages_left_out: only the first pages were read."
            " macros_ignored: the file holds programs, which were not run."
        ),
    ]
    count: Annotated[int, Meta(ge=1, description="How many rows, pages or documents.")]
    place: Annotated[int | None, described("Line of the file, or row of the sheet, from 1.")]

    @classmethod
    def of(cls, remark: Remark) -> "RemarkView":
        return cls(code=remark.code, count=remark.count, place=remark.place)


class AttachmentView(Struct, frozen=True, kw_only=True):
    """A file for the analyst."""

    id: AttachmentId
    name: Annotated[str, described("As it was called where it came from.")]
    kind: Annotated[AttachmentKind, described("Told by its content.")]
    size: Annotated[int, Meta(ge=0, description="Bytes.")]
    lines: Annotated[int, Meta(ge=0, description="Lines of a statement.")]
    documents: Annotated[int, Meta(ge=0, description="Invoices and receipts.")]
    remarks: Annotated[tuple[RemarkView, ...], described("What to know of how it was read.")]
    created_at: Instant
    expires_at: Annotated[Instant, described("It is deleted then.")]

    @classmethod
    def of(cls, attachment: Attachment) -> "AttachmentView":
        found = attachment.overview
        return cls(
            id=attachment.id,
            name=attachment.name,
            kind=found.kind,
            size=attachment.size,
            lines=found.lines,
            documents=found.documents,
            remarks=tuple(map(RemarkView.of, found.remarks)),
            created_at=attachment.created_at,
            expires_at=attachment.expires_at,
        )

"""A file that a user gave for the analyst to read, as it is kept."""

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from clara.domain.attachments.contents import Overview
from clara.domain.ids import UserId

MAX_FILES = 5
"""Files of one request."""
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_REQUEST_BYTES = 25 * 1024 * 1024
MAX_HELD = 200
"""Attachments that one user has at a time."""
MAX_FILE_NAME = 255
LINK_LIVES = timedelta(minutes=10)
"""Of a link through which somebody else sends one file."""

AttachmentId = Annotated[
    str,
    Meta(
        pattern="^attachment_[0-9a-f]{32}$",
        description="Identifier of an attachment.",
        examples=["attachment_" + "0123456789abcdef" * 2],
    ),
]


class UploadedFile(Struct, frozen=True, kw_only=True):
    """A file on this server. `digest` is the SHA-256 of its content, in hexadecimal."""

    path: Annotated[str, Meta(max_length=4096)]
    name: Annotated[str, Meta(min_length=1, max_length=MAX_FILE_NAME)]
    size: Annotated[int, Meta(ge=0, le=MAX_FILE_BYTES)]
    digest: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]


class Attachment(Struct, frozen=True, kw_only=True):
    """`digest` is the SHA-256 of the content, in hexadecimal; with the user it names the blob, so
    that nobody learns from a digest what others hold."""

    id: AttachmentId
    user_id: UserId
    name: str
    size: int
    digest: str
    overview: Overview
    created_at: datetime
    expires_at: datetime

    @property
    def blob(self) -> str:
        """Where the content is kept."""
        return blob_name(self.user_id, self.digest)


def blob_name(user_id: str, digest: str) -> str:
    return f"{user_id}/{digest}"


class AttachmentList(Struct, frozen=True, kw_only=True):
    """In the order in which they were given."""

    items: tuple[Attachment, ...]


class UploadLink(Struct, frozen=True, kw_only=True):
    """`attachment_id` is that of the file that will be sent through `url`, once. Whoever knows the
    address may send it; it is kept out of logs."""

    attachment_id: AttachmentId
    url: str
    expires_at: datetime


_Endings = tuple[str, ...]


class SupportedAttachments(Struct, frozen=True, kw_only=True):
    """Endings of file names by category, with the dot; empty where this server can't read any."""

    spreadsheets: Annotated[_Endings, Meta(description="Statements and lists as tables.")]
    bank_statements: Annotated[_Endings, Meta(description="Statements as banks offer them.")]
    electronic_invoices: Annotated[
        _Endings, Meta(description="CFDI, NF-e, NFC-e, CT-e, NFS-e and UBL.")
    ]
    documents: Annotated[_Endings, Meta(description="Invoices and receipts as text.")]
    images: Annotated[_Endings, Meta(description="Photographs and scans of receipts.")]

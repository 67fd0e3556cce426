"""What the reading process says, a line of JSON each."""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from clara.domain.attachments.contents import MAX_DOCUMENTS, Document, Remark, StatementLine
from clara.domain.attachments.kinds import AttachmentKind

LINES_AT_ONCE = 500
MAX_FRAME_BYTES = 4 * 1024 * 1024


class Lines(Struct, frozen=True, kw_only=True, tag="lines"):
    lines: Annotated[tuple[StatementLine, ...], Meta(max_length=LINES_AT_ONCE)]


class Finished(Struct, frozen=True, kw_only=True, tag="finished"):
    """`count` is that of all lines, sent or not."""

    kind: AttachmentKind
    count: int
    documents: Annotated[tuple[Document, ...], Meta(max_length=MAX_DOCUMENTS)]
    remarks: Annotated[tuple[Remark, ...], Meta(max_length=20)]


class Failed(Struct, frozen=True, kw_only=True, tag="failed"):
    code: Annotated[str, Meta(max_length=60)]
    message: Annotated[str, Meta(max_length=1_000)]
    remedy: Annotated[str, Meta(max_length=500)] | None


Frame = Lines | Finished | Failed
ENCODER = msgspec.json.Encoder()
DECODER: msgspec.json.Decoder[Frame] = msgspec.json.Decoder(Frame)

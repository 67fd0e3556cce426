"""What a reader made of a file."""

from typing import NamedTuple

from clara.domain.attachments.contents import Document, Remark, StatementLine
from clara.domain.attachments.kinds import AttachmentKind


class Result(NamedTuple):
    kind: AttachmentKind
    lines: tuple[StatementLine, ...] = ()
    documents: tuple[Document, ...] = ()
    remarks: tuple[Remark, ...] = ()

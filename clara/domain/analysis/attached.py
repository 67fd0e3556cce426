from msgspec import Struct

from clara.domain.attachments.attachment import Attachment
from clara.domain.attachments.contents import Contents


class Attached(Struct, frozen=True, kw_only=True):
    """A file that came with a question, read."""

    attachment: Attachment
    contents: Contents

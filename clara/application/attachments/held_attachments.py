"""Attachments that were given before, for operations that work with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from clara.application.attachments.ports import AttachmentReader, Attachments, Blobs
from clara.application.ports import Clock
from clara.domain.attachments.attachment import Attachment
from clara.domain.attachments.contents import Contents
from clara.domain.errors import NotFound


@dataclass(frozen=True, slots=True)
class HeldAttachments:
    attachments: Attachments
    blobs: Blobs
    reader: AttachmentReader
    clock: Clock

    async def named(self, user_id: str, ids: Sequence[str]) -> tuple[Attachment, ...]:
        """In the order of `ids`. Raises `attachment_not_found` when one is not the user's, was
        deleted or has expired."""
        found = await self.attachments.find(user_id, ids, self.clock.now())
        by_id = {one.id: one for one in found}
        if not by_id.keys() >= set(ids):
            raise NotFound.of("attachment")
        return tuple(by_id[id] for id in ids)

    async def contents(self, attachment: Attachment, currency: str, time_zone: str) -> Contents:
        """Its rows, in a process of their own; needs no connection to the store. Amounts without a
        currency are in `currency`. Raises `blob_missing`, `blobs_unavailable` and what the reader
        raises."""
        async with self.blobs.open(attachment.blob) as path:
            return await self.reader.contents(path, currency, time_zone)

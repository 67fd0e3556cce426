"""Taking files in, alike for whoever sends them and however."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from clara.application.attachments.ports import AttachmentReader, Attachments, Blobs
from clara.application.ports import Clock
from clara.domain.attachments.attachment import (
    MAX_HELD,
    MAX_REQUEST_BYTES,
    Attachment,
    UploadedFile,
    blob_name,
)
from clara.domain.attachments.contents import Overview
from clara.domain.errors import ClaraError, Conflict, TooLarge


@dataclass(frozen=True, slots=True)
class AttachmentDays:
    """How long attachments are kept: a setting."""

    days: int

    def after(self, at: datetime) -> datetime:
        return at + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Keeping:
    attachments: Attachments
    blobs: Blobs
    reader: AttachmentReader
    clock: Clock
    kept_for: AttachmentDays

    async def keep(
        self, user_id: str, files: Sequence[tuple[str, UploadedFile]]
    ) -> tuple[Attachment, ...]:
        """Identifiers and files become attachments of a user: all or none.

        Files are read before anything is written, and their contents are put before the transaction
        begins, so that it is short. Raises what the reader raises, naming the file, `too_many_attachments`,
        `upload_link_used` and `blobs_unavailable`.
        """
        if sum(file.size for _, file in files) > MAX_REQUEST_BYTES:
            raise TooLarge(
                "attachment_too_large",
                "The files of a request may have 25 MB together.",
                remedy="Send them one by one.",
            )
        overviews = await asyncio.gather(*(self._overview(file) for _, file in files))
        await self._put(user_id, files)
        now = self.clock.now()
        made = tuple(
            _attachment(id, user_id, file, overview, now, self.kept_for)
            for (id, file), overview in zip(files, overviews, strict=True)
        )
        await self.attachments.hold(user_id)
        if await self.attachments.count(user_id, now) + len(made) > MAX_HELD:
            raise Conflict(
                "too_many_attachments",
                f"A user may have {MAX_HELD} attachments at a time.",
                remedy="Delete some of them first.",
            )
        await self.attachments.add(made)
        # A deletion may have come between; now the user is held, so that none can any more.
        await self._put(user_id, files)
        return made

    async def _overview(self, file: UploadedFile) -> Overview:
        try:
            return await self.reader.overview(Path(file.path))
        except ClaraError as error:
            error.details["file"] = file.name
            raise

    async def _put(self, user_id: str, files: Sequence[tuple[str, UploadedFile]]) -> None:
        for _, file in files:
            await self.blobs.put(blob_name(user_id, file.digest), Path(file.path))


def _attachment(
    id: str,
    user_id: str,
    file: UploadedFile,
    overview: Overview,
    now: datetime,
    kept_for: AttachmentDays,
) -> Attachment:
    return Attachment(
        id=id,
        user_id=user_id,
        name=file.name,
        size=file.size,
        digest=file.digest,
        overview=overview,
        created_at=now,
        expires_at=kept_for.after(now),
    )

"""Mail for installations without a mail server: one file per message in a folder."""

import asyncio
import os
import re
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path

from clara.adapters.mail.transport import NotDelivered, Transport

_NOT_OF_NAMES = re.compile(r"[^A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class OutboxFolder(Transport):
    """Files are called `<time of posting, UTC>-<letter's id>.eml` (RFC 5322) and readable by their
    owner only: they hold codes. They appear whole or not at all, and the same letter sent again is
    the same file."""

    folder: Path

    async def send(self, message: EmailMessage) -> None:
        try:
            await asyncio.to_thread(self._write, _name(message), message.as_bytes(policy=SMTP))
        except OSError as error:
            raise NotDelivered(f"the outbox folder can't be written: {error.strerror}") from error

    def _write(self, name: str, content: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made with mode 0600, whatever the process's mask is.
        handle, draft = tempfile.mkstemp(dir=self.folder, prefix=".", suffix=".draft")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(self.folder / name)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
        _sync(self.folder)


def _sync(folder: Path) -> None:
    """Make the file's name last too; the letter is forgotten next."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _name(message: EmailMessage) -> str:
    posted_at = parsedate_to_datetime(message["Date"])
    letter_id = message["Message-ID"].strip("<>").partition("@")[0]
    return f"{posted_at:%Y%m%dT%H%M%SZ}-{_NOT_OF_NAMES.sub('_', letter_id)}.eml"

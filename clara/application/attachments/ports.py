"""What attachments need from the outside."""

from abc import abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from clara.domain.attachments.attachment import Attachment
from clara.domain.attachments.contents import Contents, Overview
from clara.domain.attachments.kinds import AttachmentKind


class AttachmentReader(Protocol):
    """Reads files that nobody vouches for, apart from everything else the server does."""

    @abstractmethod
    async def overview(self, path: Path) -> Overview:
        """What is in the file. Raises `attachment_unsupported`, `attachment_unreadable`,
        `attachment_too_large`, and `attachments_busy` when too many wait."""

    @abstractmethod
    async def contents(self, path: Path, currency: str, time_zone: str) -> Contents:
        """Its rows, amounts without a currency in `currency`. Raises the same."""

    @abstractmethod
    def readable(self) -> frozenset[AttachmentKind]:
        """The kinds that this server can read as it is installed now."""


class Blobs(Protocol):
    """Contents under names that say what they are: the owner and the SHA-256, `user_…/<64 hex>`.
    One name never has two contents."""

    @abstractmethod
    async def put(self, name: str, path: Path) -> None:
        """Keep a copy of the file at `path`, durably and as a whole or not at all; nothing happens
        when it is there already. Raises `blobs_unavailable`."""

    @abstractmethod
    def open(self, name: str) -> AbstractAsyncContextManager[Path]:
        """A file on this machine with the content, there until this is left; it is not to be
        changed. Raises `blob_missing` and `blobs_unavailable`."""

    @abstractmethod
    async def delete(self, name: str) -> None:
        """Forget it; nothing happens when it is not there. Raises `blobs_unavailable`."""

    @abstractmethod
    def older_than(self, moment: datetime) -> AsyncIterator[str]:
        """Names of contents that were put before `moment`, in no particular order. Raises
        `blobs_unavailable`."""


class Attachments(Protocol):
    """The attachments of users, those that have expired left out."""

    @abstractmethod
    async def hold(self, user_id: str) -> None:
        """Until the end of the transaction nobody else changes the user's attachments."""

    @abstractmethod
    async def add(self, attachments: Sequence[Attachment]) -> None:
        """Raises `upload_link_used` when one of the identifiers is taken."""

    @abstractmethod
    async def count(self, user_id: str, now: datetime) -> int: ...

    @abstractmethod
    async def find(self, user_id: str, ids: Sequence[str], now: datetime) -> list[Attachment]:
        """Those of `ids` that are the user's, in no particular order."""

    @abstractmethod
    async def of_user(self, user_id: str, now: datetime) -> list[Attachment]:
        """All of a user's, newest first."""

    @abstractmethod
    async def close(self, attachment: Attachment, now: datetime) -> None:
        """From now on it is not found any more. Its identifier stays taken until no link can name
        it."""

    @abstractmethod
    async def is_kept(self, user_id: str, digest: str, now: datetime) -> bool:
        """Whether any attachment of the user has this content."""

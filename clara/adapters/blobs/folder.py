"""Blobs as files in a folder of this machine."""

import asyncio
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from pathlib import Path

from clara.adapters.blobs.failures import missing, unavailable
from clara.application.attachments.ports import Blobs

_NAME = re.compile(r"[a-z]{1,20}_[0-9a-f]{32}/[0-9a-f]{64}")
_DRAFT = ".draft"


class FolderBlobs(Blobs):
    """A folder for each owner; files are readable by this server's user only. They appear whole or
    not at all, and are on the disk before `put` returns."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, name: str, path: Path) -> None:
        try:
            await asyncio.to_thread(self._put, self._path(name), path)
        except OSError as error:
            raise unavailable(error) from error

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[Path]:
        path = self._path(name)
        if not await asyncio.to_thread(path.is_file):
            raise missing()
        yield path

    async def delete(self, name: str) -> None:
        try:
            await asyncio.to_thread(self._delete, self._path(name))
        except OSError as error:
            raise unavailable(error) from error

    async def older_than(self, moment: datetime) -> AsyncIterator[str]:
        try:
            found = await asyncio.to_thread(self._older_than, moment.timestamp())
        except OSError as error:
            raise unavailable(error) from error
        for name in found:
            yield name

    def _older_than(self, moment: float) -> list[str]:
        """Drafts that a dead server left are removed on the way."""
        found = []
        for path in self._folder.glob("*/*"):
            if path.stat().st_mtime < moment:
                name = path.relative_to(self._folder).as_posix()
                if _NAME.fullmatch(name):
                    found.append(name)
                elif path.suffix == _DRAFT:
                    path.unlink(missing_ok=True)
        return found

    def _path(self, name: str) -> Path:
        """Names are ours, and still no name leads out of the folder."""
        assert _NAME.fullmatch(name), "a blob is named by its owner and its digest"
        return self._folder / name

    @staticmethod
    def _put(kept: Path, path: Path) -> None:
        if kept.is_file():
            return
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Made with mode 0600, whatever the process's mask is.
        handle, draft = tempfile.mkstemp(dir=kept.parent, prefix=".", suffix=_DRAFT)
        try:
            with os.fdopen(handle, "wb") as file, path.open("rb") as given:
                shutil.copyfileobj(given, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(kept)
        except BaseException:
            with suppress(OSError):
                Path(draft).unlink()
            raise
        _sync(kept.parent)

    @staticmethod
    def _delete(kept: Path) -> None:
        kept.unlink(missing_ok=True)
        # The last one of an owner; another may just be coming.
        with suppress(OSError):
            kept.parent.rmdir()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Blobs in a bucket of a store that speaks S3, through obstore."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, NotFoundError

from clara.adapters.blobs.failures import missing, unavailable
from clara.application.attachments.ports import Blobs

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_PIECE = 1 << 20


class ObjectStoreBlobs(Blobs):
    """Objects are named as blobs are, below the store's prefix. A whole object appears at once."""

    def __init__(self, store: "ObjectStore") -> None:
        self._store = store

    async def put(self, name: str, path: Path) -> None:
        try:
            if not await self._has(name):
                await obstore.put_async(self._store, name, path)
        except (BaseError, OSError) as error:
            raise unavailable(error) from error

    @asynccontextmanager
    async def open(self, name: str) -> AsyncIterator[Path]:
        with tempfile.TemporaryDirectory(prefix="clara-blob-") as folder:
            path = Path(folder) / "content"
            await self._fetch(name, path)
            yield path

    async def delete(self, name: str) -> None:
        try:
            await obstore.delete_async(self._store, name)
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as error:
            raise unavailable(error) from error

    async def older_than(self, moment: datetime) -> AsyncIterator[str]:
        try:
            async for some in obstore.list(self._store):
                for one in some:
                    if one["last_modified"] < moment:
                        yield one["path"]
        except (BaseError, OSError) as error:
            raise unavailable(error) from error

    async def _has(self, name: str) -> bool:
        try:
            await obstore.head_async(self._store, name)
        except (NotFoundError, FileNotFoundError):
            return False
        return True

    async def _fetch(self, name: str, path: Path) -> None:
        try:
            found = await obstore.get_async(self._store, name)
            with path.open("wb") as file:
                async for piece in found.stream(min_chunk_size=_PIECE):
                    file.write(piece)
        except (NotFoundError, FileNotFoundError) as error:
            raise missing() from error
        except (BaseError, OSError) as error:
            raise unavailable(error) from error

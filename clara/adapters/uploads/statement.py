"""A card statement of a multipart form, on disk."""

import asyncio
import hashlib
from pathlib import Path

from litestar.datastructures import UploadFile

from clara.domain.errors import TooLarge
from clara.domain.imports.report import StatementFile
from clara.domain.text import clean

_CHUNK = 256 * 1024
_MAX_NAME = 255


async def kept_statement(upload: UploadFile, path: Path, limit: int) -> StatementFile:
    """`upload` written to `path`, of `limit` bytes at most. Raises `import_too_large`."""
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := await upload.read(_CHUNK):
            size += len(piece)
            if size > limit:
                raise too_large(limit)
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
    name = clean(upload.filename or "", _MAX_NAME) or "statement"
    return StatementFile(path=str(path), name=name, size=size, digest=digest.hexdigest())


def too_large(limit: int) -> TooLarge:
    return TooLarge(
        "import_too_large",
        f"A file may have {limit // (1024 * 1024)} MB.",
        remedy="Divide it, or raise CLARA_IMPORT_MAX_BYTES.",
    )

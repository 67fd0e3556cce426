"""Files of a multipart form, on disk for as long as the request takes."""

import asyncio
import hashlib
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions.http_exceptions import RequestEntityTooLarge

from clara.domain.attachments.attachment import (
    MAX_FILE_BYTES,
    MAX_FILE_NAME,
    MAX_FILES,
    MAX_REQUEST_BYTES,
    UploadedFile,
)
from clara.domain.errors import Invalid, TooLarge, Unsupported
from clara.domain.text import clean

MAX_FORM = MAX_REQUEST_BYTES + 64 * 1024
"""Bytes of a form with attachments, of which a little is not files."""
_CHUNK = 256 * 1024
_MAX_FIELD_NAME = 64


@dataclass(frozen=True, slots=True)
class Received:
    """Text fields by name, and the files in the order in which they were sent, with the names of
    their fields."""

    texts: dict[str, str]
    files: tuple[UploadedFile, ...]
    fields: tuple[str, ...]


@asynccontextmanager
async def received(request: Request[Any, Any, Any]) -> AsyncIterator[Received]:
    """The form of `request`; its files are there until this is left. A file may be called anything;
    a text field comes once.

    Raises `unsupported_media_type`, `unsupported_content_coding`, `attachment_too_large`,
    `invalid_parameters`.
    """
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Unsupported("unsupported_media_type", "Send files as multipart/form-data.")
    if request.headers.get("content-encoding", "identity").strip().lower() != "identity":
        # How large it becomes is known too late (RFC 9110, 8.4).
        raise Unsupported("unsupported_content_coding", "Send the body without Content-Encoding.")
    try:
        form = await request.form()
    except RequestEntityTooLarge as error:
        raise _too_large("The files of a request may have 25 MB together.") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise bad_field("form", "Expected text in UTF-8") from error
    with tempfile.TemporaryDirectory(prefix="clara-attachments-") as folder:
        texts: dict[str, str] = {}
        files: list[UploadedFile] = []
        fields: list[str] = []
        for name, value in form.items():
            if isinstance(value, UploadFile):
                if len(files) == MAX_FILES:
                    raise bad_field(name, f"Expected at most {MAX_FILES} files")
                fields.append(name)
                files.append(await _kept(name, value, Path(folder) / str(len(files))))
            elif name in texts:
                raise bad_field(name, "Expected it once")
            else:
                texts[name] = value
        yield Received(texts, tuple(files), tuple(fields))


async def _kept(field: str, upload: UploadFile, path: Path) -> UploadedFile:
    digest, size = hashlib.sha256(), 0
    with path.open("wb") as file:
        while piece := await upload.read(_CHUNK):
            size += len(piece)
            if size > MAX_FILE_BYTES:
                raise _too_large("A file may have 10 MB.")
            digest.update(piece)
            await asyncio.to_thread(file.write, piece)
    called = clean(upload.filename or "", MAX_FILE_NAME) or clean(field, MAX_FILE_NAME)
    return UploadedFile(
        path=str(path), name=called or "attachment", size=size, digest=digest.hexdigest()
    )


def bad_field(field: str, reason: str) -> Invalid:
    error = {"field": clean(field, _MAX_FIELD_NAME), "reason": reason}
    return Invalid("invalid_parameters", details={"errors": [error]})


def _too_large(reason: str) -> TooLarge:
    return TooLarge("attachment_too_large", reason, remedy="Send the files one by one, or divided.")

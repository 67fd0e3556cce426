"""Exports as answers over HTTP, and files that are sent piece by piece."""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
from litestar.background_tasks import BackgroundTask
from litestar.response import Stream

from clara.adapters.exports.manifest import Manifest
from clara.adapters.exports.text import csv_lines, json_lines
from clara.adapters.exports.workbook import write_workbook
from clara.application.card_transactions.export_card_transactions import Export
from clara.domain.card_transactions.export_format import ExportFormat

_CHUNK = 64 * 1024
_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def sent(
    export: Export, format: ExportFormat, is_too_long: Callable[[int], bool]
) -> Stream | None:
    """The file, with its manifest in the header `X-Export-Manifest`; None when so many rows are too
    many for a request. Raises `export_too_large`."""
    async with AsyncExitStack() as opening:
        exported = await opening.enter_async_context(export.opened)
        if is_too_long(exported.totals.count):
            return None
        if format is ExportFormat.XLSX:
            folder = opening.enter_context(tempfile.TemporaryDirectory(prefix="clara-export-"))
            path = Path(folder) / "export.xlsx"
            await write_workbook(exported, path)
            content = pieces_of(path)
        else:
            lines = csv_lines if format is ExportFormat.CSV else json_lines
            content = lines(exported)
        manifest = _ENCODER.encode(Manifest.of(exported)).decode("ascii", "replace")
        opened = opening.pop_all()
    headers = {**as_file(format.file_name(export.period)), "x-export-manifest": manifest}
    return streamed(content, opened, format.media_type, headers)


def as_file(name: str) -> dict[str, str]:
    """Headers of a file that is saved, that nobody guesses about and that nobody keeps. `name` is
    ours: letters, digits, dots and hyphens."""
    return {
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }


def streamed(
    content: AsyncIterator[bytes],
    opened: AsyncExitStack,
    media_type: str,
    headers: Mapping[str, str],
) -> Stream:
    """`content`, after which `opened` is closed."""
    # A client that leaves stops the content wherever it is and says nothing to it; the background
    # task is run all the same, and outside of what was cancelled.
    return Stream(
        _whole(content, opened),
        media_type=media_type,
        headers=dict(headers),
        background=BackgroundTask(opened.aclose),
    )


async def pieces_of(path: Path) -> AsyncIterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            yield piece


async def _whole(content: AsyncIterator[bytes], opened: AsyncExitStack) -> AsyncIterator[bytes]:
    """`content`; after a failure, which no background task follows, what it was read from is given
    back here."""
    try:
        async for piece in content:
            yield piece
    except Exception:
        await opened.aclose()
        raise

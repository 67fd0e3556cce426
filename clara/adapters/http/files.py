"""Files that are sent piece by piece, and what they are read from given back in the end."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path

from litestar.background_tasks import BackgroundTask
from litestar.response import Stream

_CHUNK = 64 * 1024


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

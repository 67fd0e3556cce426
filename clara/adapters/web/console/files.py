"""Files that people save, sent piece by piece."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from pathlib import Path

from litestar.background_tasks import BackgroundTask
from litestar.response import Stream

_PIECE = 64 * 1024


async def saved(
    opened: AbstractAsyncContextManager[Path], name: str, media_type: str, size: int
) -> Stream:
    """The file as an attachment called `name`, which is ours: letters, digits, dots and hyphens. It
    is given back once it was sent, or the browser has gone."""
    async with AsyncExitStack() as opening:
        path = await opening.enter_async_context(opened)
        held = opening.pop_all()
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(size),
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    # A browser that leaves stops the sending wherever it is; the background task is run all the
    # same, but not after a failure.
    return Stream(
        _pieces(path, held),
        media_type=media_type,
        headers=headers,
        background=BackgroundTask(held.aclose),
    )


async def _pieces(path: Path, held: AsyncExitStack) -> AsyncIterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except Exception:
        await held.aclose()
        raise

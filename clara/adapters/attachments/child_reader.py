"""The `AttachmentReader` port: a new process for every file."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import msgspec

from clara.adapters.attachments import reader_process
from clara.adapters.attachments.frames import DECODER, MAX_FRAME_BYTES, Failed, Finished, Lines
from clara.adapters.attachments.limits import (
    AT_ONCE,
    WALL_SECONDS,
    too_large,
    unreadable,
    unsupported,
)
from clara.adapters.attachments.tesseract import installed_tesseract
from clara.application.attachments.ports import AttachmentReader
from clara.domain.attachments.attachment import MAX_FILE_BYTES
from clara.domain.attachments.contents import MAX_LINES, Contents, Overview, StatementLine
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.errors import ClaraError, Unavailable

_KINDS_NEED = {
    AttachmentKind.XLSX: "python_calamine",
    AttachmentKind.XLS: "python_calamine",
    AttachmentKind.ODS: "python_calamine",
    AttachmentKind.CFDI: "defusedxml",
    AttachmentKind.NFE: "defusedxml",
    AttachmentKind.CTE: "defusedxml",
    AttachmentKind.NFSE: "defusedxml",
    AttachmentKind.UBL: "defusedxml",
    AttachmentKind.PDF: "pypdf",
    AttachmentKind.IMAGE: "PIL",
}
_KEPT_VARIABLES = ("PATH", "TESSDATA_PREFIX", "SYSTEMROOT")
"""The rest, with all secrets, is not for a process that opens strangers' files."""
_ANY_CURRENCY, _ANY_ZONE = "CLF", "UTC"
"""For an overview: a currency of four decimals refuses the fewest amounts."""
_MOST_WAITING = 20
_ERRORS: dict[str, Callable[[str], ClaraError]] = {
    "attachment_too_large": too_large,
    "attachment_unreadable": unreadable,
    "attachment_unsupported": unsupported,
}


class ChildReader(AttachmentReader):
    """`AT_ONCE` processes at a time; a few files wait for their turn, more are refused."""

    def __init__(self, *, wall_seconds: float = WALL_SECONDS) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._wall_seconds = wall_seconds

    async def overview(self, path: Path) -> Overview:
        finished, _ = await self._read(path, _ANY_CURRENCY, _ANY_ZONE, reader_process.OVERVIEW)
        return Overview(
            kind=finished.kind,
            lines=finished.count,
            documents=len(finished.documents),
            remarks=finished.remarks,
        )

    async def contents(self, path: Path, currency: str, time_zone: str) -> Contents:
        finished, lines = await self._read(path, currency, time_zone, reader_process.ROWS)
        return Contents(
            kind=finished.kind,
            lines=tuple(lines),
            documents=finished.documents,
            remarks=finished.remarks,
        )

    def readable(self) -> frozenset[AttachmentKind]:
        return frozenset(
            kind
            for kind in AttachmentKind
            if (kind not in _KINDS_NEED or find_spec(_KINDS_NEED[kind]) is not None)
            and (kind is not AttachmentKind.IMAGE or installed_tesseract() is not None)
        )

    async def _read(
        self, path: Path, currency: str, zone: str, wanted: str
    ) -> tuple[Finished, list[StatementLine]]:
        if (await asyncio.to_thread(path.stat)).st_size > MAX_FILE_BYTES:
            raise too_large("The file has more than 10 MB.")
        if self._waiting >= _MOST_WAITING:
            raise Unavailable(
                "attachments_busy",
                "Too many files are being read.",
                remedy="Try again in a moment.",
                retry_after=5,
            )
        self._waiting += 1
        try:
            async with self._turn:
                return await self._in_child(path, currency, zone, wanted)
        finally:
            self._waiting -= 1

    async def _in_child(
        self, path: Path, currency: str, zone: str, wanted: str
    ) -> tuple[Finished, list[StatementLine]]:
        tesseract = await asyncio.to_thread(installed_tesseract)
        program = (tesseract.program, *tesseract.languages) if tesseract else ()
        arguments = (os.fspath(path), currency, zone, wanted, *program)
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", reader_process.__name__, *arguments),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            env=_environment(),
            limit=MAX_FRAME_BYTES,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self._wall_seconds):
                return await _heard(process)
        except TimeoutError as error:
            raise too_large("Reading the file would take longer than is allowed.") from error
        finally:
            await _ended(process)


async def _heard(process: Process) -> tuple[Finished, list[StatementLine]]:
    """What the process says until its last frame. One that dies before has met a limit."""
    lines: list[StatementLine] = []
    try:
        async for frame in _frames(process):
            if isinstance(frame, Failed):
                raise _error(frame)
            if isinstance(frame, Finished):
                return frame, lines
            lines += frame.lines
            if len(lines) > MAX_LINES:
                break
    except (msgspec.DecodeError, ValueError) as error:
        raise unreadable("The file is damaged.") from error
    raise too_large("Reading the file would take more memory or time than is allowed.")


async def _frames(process: Process) -> AsyncIterator[Lines | Finished | Failed]:
    assert process.stdout is not None, "the process was started with a pipe"
    async for line in process.stdout:
        yield DECODER.decode(line)


def _error(frame: Failed) -> ClaraError:
    error = _ERRORS.get(frame.code, unreadable)(frame.message)
    error.remedy = frame.remedy or error.remedy
    return error


async def _ended(process: Process) -> None:
    """Also what it started: all are of one session."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    return {**kept, "LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}

"""Nothing that anybody attaches harms the server: refused or read, within the limits."""

import asyncio
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest

from clara.adapters.attachments.child_reader import ChildReader
from clara.adapters.attachments.limits import WALL_SECONDS
from clara.adapters.attachments.tesseract import installed_tesseract
from clara.domain.attachments.kinds import AttachmentKind
from clara.domain.errors import ClaraError
from tests.adapters.attachments.support.good_files import csv_file, xlsx_file
from tests.adapters.attachments.support.hostile_files import (
    MISLABELLED,
    REFUSED,
    ROWS_AT_THE_LIMIT,
)

pytestmark = pytest.mark.anyio
_LONGEST = "dense_sheet.xlsx"
"""Twenty seconds of work, until it is refused: it has its turn once."""
_MEGABYTE = 1 << 20
_STARTING = 5.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All hostile files, made once."""
    made = tmp_path_factory.mktemp("hostile")
    for name, (build, _) in REFUSED.items():
        build(made / name)
    return made


@pytest.mark.parametrize("name", REFUSED)
async def test_a_hostile_file_is_refused_with_a_reason(
    reader: ChildReader, folder: Path, name: str
) -> None:
    begun = time.monotonic()
    with pytest.raises(ClaraError) as refused:
        await reader.overview(folder / name)
    assert refused.value.code in REFUSED[name][1]
    assert refused.value.remedy
    assert str(folder) not in refused.value.message
    assert time.monotonic() - begun < WALL_SECONDS + _STARTING


@pytest.mark.parametrize("name", MISLABELLED)
async def test_a_wrong_name_changes_nothing(reader: ChildReader, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    MISLABELLED[name](path)
    found = await reader.contents(path, "MXN", "UTC")
    assert found.lines or found.documents


async def test_an_entity_in_a_statement_is_not_expanded(
    reader: ChildReader, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    MISLABELLED["ofx_with_entity.csv"](path)
    found = await reader.contents(path, "MXN", "UTC")
    assert found.lines[0].description == "&e;"


@pytest.mark.parametrize("build", [csv_file, xlsx_file])
async def test_fifty_thousand_rows_are_read(reader, tmp_path, build) -> None:
    found = await reader.contents(build(tmp_path / "file", ROWS_AT_THE_LIMIT), "MXN", "UTC")
    assert len(found.lines) == 50_000
    assert sum(one.amount_minor for one in found.lines) == sum(
        round(amount * 100) for _, _, amount in ROWS_AT_THE_LIMIT
    )
    assert found.kind in (AttachmentKind.TEXT_TABLE, AttachmentKind.XLSX)


async def test_a_file_past_ten_megabytes_is_not_even_opened(
    reader: ChildReader, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    with path.open("wb") as file:
        file.truncate(10 * _MEGABYTE + 1)
    with pytest.raises(ClaraError) as refused:
        await reader.overview(path)
    assert refused.value.code == "attachment_too_large"


async def test_who_hangs_is_ended(tmp_path: Path) -> None:
    """A pipe that nobody writes into: opening it waits for ever."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    begun = time.monotonic()
    with pytest.raises(ClaraError) as refused:
        await ChildReader(wall_seconds=1.0).overview(path)
    assert refused.value.code == "attachment_too_large"
    assert time.monotonic() - begun < _STARTING


async def test_a_server_that_stops_waiting_leaves_no_process(tmp_path: Path) -> None:
    installed_tesseract()  # asks a process of its own, once
    others = _children()
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reading = asyncio.create_task(ChildReader().overview(path))
    async with asyncio.timeout(_STARTING):
        while not _children() - others:  # noqa: ASYNC110 - a process tells nobody that it is there
            await asyncio.sleep(0.01)
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    assert not _children() - others


async def test_a_crowd_is_turned_away(tmp_path: Path) -> None:
    """Two files are read at a time and some wait; one more is told to come back."""
    others = _children()
    path = tmp_path / "pipe"
    os.mkfifo(path)
    reader = ChildReader()
    crowd = [asyncio.create_task(reader.overview(path)) for _ in range(21)]
    done, waiting = await asyncio.wait(crowd, return_when=asyncio.FIRST_COMPLETED)
    refused = [one.exception() for one in done]
    assert len(_children() - others) <= 2
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert [(one.code, one.retry_after) for one in refused if isinstance(one, ClaraError)] == [
        ("attachments_busy", 5)
    ]


async def test_the_server_is_unmoved_while_many_of_them_are_read(
    reader: ChildReader, folder: Path
) -> None:
    """Its own memory does not grow and its loop is never held up, whatever the readers suffer."""
    await _refused(reader, folder / "blank.csv")  # what a first file loads is no growth
    before = _resident()
    ticking = asyncio.create_task(_lateness())
    names = [name for name in REFUSED if name != _LONGEST][:16]
    await asyncio.gather(*(_refused(reader, folder / name) for name in names))
    late, most = await _stopped(ticking)
    assert most - before < 16 * _MEGABYTE
    assert late < 0.25


async def _refused(reader: ChildReader, path: Path) -> None:
    with pytest.raises(ClaraError):
        await reader.overview(path)


async def _lateness() -> tuple[float, int]:
    """The longest that a step of the loop was late, in seconds, and the most memory, until
    cancelled."""
    late, most = 0.0, 0
    with suppress(asyncio.CancelledError):
        while True:
            due = time.monotonic() + 0.01
            await asyncio.sleep(0.01)
            late, most = max(late, time.monotonic() - due), max(most, _resident())
    return late, most


async def _stopped(ticking: "asyncio.Task[tuple[float, int]]") -> tuple[float, int]:
    ticking.cancel()
    return await ticking


def _resident() -> int:
    """Bytes of this process in memory."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _children() -> set[str]:
    """Processes that this one started and that have not ended, a database among them."""
    tasks = Path("/proc/self/task").glob("*/children")
    return {pid for task in tasks for pid in task.read_text().split()}

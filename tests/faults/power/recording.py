"""What SQLite writes, and when it waits for the disk: recorded by a library that is compiled here."""

import os
import pickle
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from tests.support.house import House

_SOURCE = Path(__file__).with_name("recorder.c")
_ROOT = Path(__file__).parents[3]
_WORK = "from tests.faults.power.workload import main; main()"
_HEAD = struct.Struct("<cIIq")
_PATIENCE = 120


class Did(StrEnum):
    WROTE = "w"
    CUT = "t"
    """The file, to the length that is the offset."""
    SYNCED = "s"
    REMOVED = "u"


class Write(NamedTuple):
    did: Did
    path: str
    offset: int
    data: bytes


def compiler() -> str | None:
    """One that makes libraries to preload; None where there is none."""
    is_linux = sys.platform == "linux"
    return (shutil.which("gcc") or shutil.which("cc")) if is_linux else None


def recorded(url: str, house: House, folder: Path, watched: Path, **how: object) -> list[Write]:
    """All that a process writes into `watched` while it works, `how` as the workload says."""
    library, record = folder / "recorder.so", folder / "record"
    found = compiler()
    assert found is not None
    subprocess.run(
        [found, "-shared", "-fPIC", "-O1", "-o", str(library), str(_SOURCE), "-ldl"], check=True
    )
    told = {"LD_PRELOAD": library, "CLARA_RECORD": record, "CLARA_RECORDED": watched}
    subprocess.run(
        [sys.executable, "-c", _WORK],
        check=True,
        cwd=_ROOT,
        input=pickle.dumps((url, house, watched, how)),
        env=os.environ | {name: str(path) for name, path in told.items()},
        timeout=_PATIENCE,
    )
    return list(_read(record.read_bytes()))


def _read(record: bytes) -> Iterator[Write]:
    place = 0
    while place < len(record):
        did, path, data, offset = _HEAD.unpack_from(record, place)
        place += _HEAD.size
        name = record[place : place + path].decode()
        place += path
        yield Write(Did(did.decode()), name, offset, record[place : place + data])
        place += data
